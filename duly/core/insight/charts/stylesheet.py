"""The few rules a page needs beside the custom properties; charts also show without them."""

CHART_CSS = """\
.chart-svg { display: block; width: 100%; height: auto; }
.chart-svg .num { font-variant-numeric: tabular-nums; }
.chart-svg .axis, .chart-svg .grid { stroke: currentColor; }
.chart-svg .grid { stroke-opacity: .15; }
.chart-svg .axis { stroke-opacity: .5; }
"""
