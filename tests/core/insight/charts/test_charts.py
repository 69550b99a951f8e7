"""Charts are honest, readable without colour, and safe to put into a page."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.behaviour import StripPoint
from duly.core.insight.charts import (
    AgedRow,
    Chart,
    FunnelStep,
    Heading,
    aging_bars,
    behaviour_strip,
    columns,
    level_funnel,
    line,
)
from duly.core.insight.charts.ages import age_of
from duly.core.insight.charts.scale import nice_step, scale
from duly.core.money.money import Money

SVG = "{http://www.w3.org/2000/svg}"
EVIL = 'Müller & <script>alert("1")</script>\x0b'


def d(value: int | str) -> Decimal:
    return Decimal(value)


def heading(chart_id: str = "c1", title: str = "DSO fell to 41 days") -> Heading:
    return Heading(chart_id, title, "Days sales outstanding by month.")


def strip(*days_late: int) -> list[StripPoint]:
    first = date(2025, 1, 1)
    return [
        StripPoint(first + timedelta(days=30 * i), late, Money(10_000, "EUR"), f"INV-{i}")
        for i, late in enumerate(days_late)
    ]


MONTHS = [("Jan", d(50)), ("Feb", d(0)), ("Mar", d("41.5"))]
CHARTS: dict[str, Callable[[Heading], Chart]] = {
    "aging": lambda h: aging_bars([AgedRow("A", (d(10), d(5), d(0), d(1))), AgedRow(EVIL, (d(0),) * 4)], heading=h),
    "columns": lambda h: columns(MONTHS, heading=h),
    "columns below zero": lambda h: columns([("Jan", d(5)), (EVIL, d(-2))], heading=h),
    "line": lambda h: line([*MONTHS, ("Apr", None), (EVIL, d(44))], heading=h),
    "strip": lambda h: behaviour_strip(strip(3, 0, -4, 45, 90), heading=h),
    "funnel": lambda h: level_funnel([FunnelStep("Due", d(100)), FunnelStep(EVIL, d(40))], heading=h),
    "no aging": lambda h: aging_bars([], heading=h),
    "no columns": lambda h: columns([], heading=h),
    "no line": lambda h: line([], heading=h),
    "only gaps": lambda h: line([("Jan", None)], heading=h),
    "no payments": lambda h: behaviour_strip([], heading=h),
    "no funnel": lambda h: level_funnel([], heading=h),
    "all zero": lambda h: columns([("Jan", d(0))], heading=h),
    "empty funnel": lambda h: level_funnel([FunnelStep("Due", d(0)), FunnelStep("Late", d(0))], heading=h),
}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest) -> Chart:
    return CHARTS[request.param](heading())


def test_every_chart_is_xml_with_a_title_and_a_description_that_are_read_out(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("width") == "100%"
    assert root.get("height") is None
    names = (root.get("aria-labelledby") or "").split()
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert [by_id[name].text for name in names] == ["DSO fell to 41 days", "Days sales outstanding by month."]


def test_no_chart_holds_a_colour_a_style_or_a_script(chart: Chart) -> None:
    assert "<script" not in chart.svg
    assert "style=" not in chart.svg
    allowed = re.compile(r"none|currentColor|var\(--(accent|age-[0-3])\)|url\(#c1-age-[1-3]\)")
    for element in ElementTree.fromstring(chart.svg).iter():
        for name in ("fill", "stroke"):
            value = element.get(name)
            assert value is None or allowed.fullmatch(value), value


def test_the_table_has_as_many_cells_as_heads(chart: Chart) -> None:
    assert all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_drawings_stay_inside_their_view(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)
    _, _, width, height = (float(number) for number in (root.get("viewBox") or "").split())
    for box in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.get(name) or "nan") for name in ("x", "y", "width", "height"))
        assert -0.1 <= x <= x + w <= width + 0.1
        assert -0.1 <= y <= y + h <= height + 0.1


def boxes(chart: Chart, css: str) -> list[float]:
    root = ElementTree.fromstring(chart.svg)
    return [float(box.get("width") or 0) for box in root.iter(f"{SVG}rect") if box.get("class") == css]


def test_aging_lengths_are_in_proportion_from_zero() -> None:
    chart = aging_bars([AgedRow("A", (d(100), d(50), d(0), d(25)))], heading=heading())
    # The first box of a class is the legend's; the second the bar's.
    current, month, old = boxes(chart, "age-0")[1], boxes(chart, "age-1")[1], boxes(chart, "age-3")[1]
    assert current == pytest.approx(2 * month, abs=0.2)
    assert current == pytest.approx(4 * old, abs=0.2)
    assert len(boxes(chart, "age-2")) == 1, "nothing is drawn for an empty age"
    assert chart.table.head == ("", "Current", "1–30 days", "31–60 days", "61+ days", "Total")
    assert chart.table.rows == (("A", "100", "50", "0", "25", "175"),)


def test_late_ages_carry_a_pattern_beside_the_colour() -> None:
    chart = aging_bars([AgedRow("A", (d(1), d(1), d(1), d(1)))], heading=heading("debt"))
    for age in (1, 2, 3):
        assert f'<pattern id="debt-age-{age}"' in chart.svg
        assert chart.svg.count(f"url(#debt-age-{age})") == 2, "in the legend and in the bar"


def test_columns_stand_on_zero_and_hang_below_it() -> None:
    chart = columns([("Jan", d(10)), ("Feb", d(-5))], heading=heading())
    bars = [box for box in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect")]
    up, down = ((float(b.get("y") or 0), float(b.get("height") or 0)) for b in bars)
    assert up[0] + up[1] == pytest.approx(down[0], abs=0.2)
    assert up[1] == pytest.approx(2 * down[1], abs=0.2)


def test_a_gap_breaks_the_line_and_stays_empty_in_the_table() -> None:
    values = [("Jan", d(1)), ("Feb", d(2)), ("Mar", None), ("Apr", d(3)), ("May", d(4))]
    chart = line(values, heading=heading())
    assert chart.svg.count("<polyline") == 2
    assert chart.table.rows[2] == ("Mar", "")


def test_a_payment_on_time_is_still_seen_and_read() -> None:
    chart = behaviour_strip(strip(0, 12, -3, 75), heading=heading())
    assert "1 Jan 2025, INV-0, EUR 100: on time" in chart.svg
    assert "INV-1, EUR 100: 12 days late" in chart.svg
    assert "INV-2, EUR 100: 3 days early" in chart.svg
    heights = [
        float(box.get("height") or 0)
        for box in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect")
        if (box.get("class") or "").startswith("age-")
    ]
    assert min(heights) >= 2
    assert [row[3] for row in chart.table.rows] == ["0", "12", "−3", "75"]


def test_the_funnel_says_how_much_of_the_level_before_is_left() -> None:
    steps = [FunnelStep("Due", d(200)), FunnelStep("Level 1", d(50)), FunnelStep("Level 2", d(10))]
    chart = level_funnel(steps, heading=heading())
    assert chart.table.rows == (("Due", "200", ""), ("Level 1", "50", "25 %"), ("Level 2", "10", "20 %"))
    assert "50 (25 %)" in chart.svg


def test_the_callers_format_and_language_are_used() -> None:
    chart = columns(
        [("Jan", d(1500))], heading=heading(), head=("Monat", "Betrag"), format_value=lambda value: f"{value} €"
    )
    assert chart.table.head == ("Monat", "Betrag")
    assert "1500 €" in chart.svg


def test_ages_begin_the_day_after_due() -> None:
    assert [age_of(days) for days in (-5, 0, 1, 30, 31, 60, 61)] == [0, 0, 1, 1, 2, 2, 3]


def test_an_id_that_is_no_id_is_refused() -> None:
    with pytest.raises(AssertionError, match="is no id"):
        Heading('x" onload="1', "", "")


numbers = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(numbers, max_size=20))
def test_an_axis_holds_zero_and_every_value_in_even_steps(values: list[Decimal]) -> None:
    axis = scale(values, start=0, length=100)
    assert 0 in axis.ticks
    assert axis.ticks[0] <= min([d(0), *values])
    assert axis.ticks[-1] >= max([d(0), *values])
    assert len({later - earlier for earlier, later in zip(axis.ticks, axis.ticks[1:], strict=False)}) == 1
    assert 2 <= len(axis.ticks) <= 7


@given(st.decimals(Decimal("0.01"), 10**9, places=2))
def test_a_nice_step_is_one_two_or_five_and_just_large_enough(rough: Decimal) -> None:
    step = nice_step(rough)
    assert rough <= step < rough * Decimal("2.6")
    assert str(step.normalize().as_tuple().digits[0]) in "125"


@given(st.text(), st.text())
def test_any_text_makes_well_formed_xml(title: str, label: str) -> None:
    chart = columns([(label, d(1))], heading=Heading("c", title, label))
    assert ElementTree.fromstring(chart.svg) is not None
