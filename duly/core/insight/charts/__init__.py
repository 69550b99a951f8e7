"""Charts as our own accessible SVG: pure text from values, with the table behind each.

No colour stands in the SVG itself: shapes refer to custom properties (`--age-0` to `--age-3`,
`--accent`) and text to `currentColor`, so that light, dark and print are the page's business.
Every age has a pattern beside its colour. No script, no outside reference.
"""

from duly.core.insight.charts.aging import AgedRow as AgedRow
from duly.core.insight.charts.aging import aging_bars as aging_bars
from duly.core.insight.charts.columns import columns as columns
from duly.core.insight.charts.funnel import FunnelStep as FunnelStep
from duly.core.insight.charts.funnel import level_funnel as level_funnel
from duly.core.insight.charts.line import line as line
from duly.core.insight.charts.page import Chart as Chart
from duly.core.insight.charts.page import Heading as Heading
from duly.core.insight.charts.page import Table as Table
from duly.core.insight.charts.strip import StripWords as StripWords
from duly.core.insight.charts.strip import behaviour_strip as behaviour_strip
from duly.core.insight.charts.stylesheet import CHART_CSS as CHART_CSS
