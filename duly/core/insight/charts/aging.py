"""Aging as stacked bars: one bar for the company, or one for each customer or segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duly.core.insight.charts.ages import AGES, aged, legend, patterns
from duly.core.insight.charts.page import (
    LETTER,
    Chart,
    Format,
    Heading,
    Table,
    page,
    plain_number,
    rule,
    shortened,
    text,
)
from duly.core.insight.charts.scale import Scale, scale

ROW = 30
BAR = 18
TOP = 34


@dataclass(frozen=True, slots=True)
class AgedRow:
    """One bar: its label and the four amounts, current first. Credits belong beside, not in (none below zero)."""

    label: str
    amounts: tuple[Decimal, Decimal, Decimal, Decimal]

    def __post_init__(self) -> None:
        assert all(amount >= 0 for amount in self.amounts), "an age below zero cannot be drawn as a length"

    @property
    def total(self) -> Decimal:
        """The length of the bar."""
        return sum(self.amounts, Decimal(0))


def aging_bars(
    rows: Sequence[AgedRow],
    *,
    heading: Heading,
    ages: Sequence[str] = AGES,
    head: tuple[str, str] = ("", "Total"),
    format_value: Format = plain_number,
    width: int = 720,
) -> Chart:
    """Return horizontal stacked bars on one axis from zero; `head` names the label and the total column."""
    table = Table(
        (head[0], *ages, head[1]),
        tuple((row.label, *(format_value(a) for a in row.amounts), format_value(row.total)) for row in rows),
    )
    left = min(width // 3, max([LETTER * len(row.label) for row in rows] or [0]) + 10)
    right = max([LETTER * len(format_value(row.total)) for row in rows] or [0]) + 14
    axis = scale((row.total for row in rows), start=left, length=max(1, width - left - right))
    bottom = TOP + ROW * len(rows)
    parts = [patterns(heading.id), legend(heading.id, ages, 0, 14), _grid(axis, bottom, format_value)]
    for index, row in enumerate(rows):
        parts.append(_bar(heading.id, axis, row, (TOP + ROW * index, left), ages, format_value))
    return Chart(page(heading, width, bottom + 24, parts), table)


def _grid(axis: Scale, bottom: int, format_value: Format) -> str:
    parts = []
    for tick in axis.ticks:
        x = axis.place(tick)
        parts.append(rule(x, TOP - 6, x, bottom, css="grid", opacity=".15"))
        parts.append(text(x, bottom + 16, format_value(tick), anchor="middle", css="num quiet"))
    return "\n".join(parts)


def _bar(
    chart_id: str, axis: Scale, row: AgedRow, corner: tuple[int, int], ages: Sequence[str], format_value: Format
) -> str:
    top, left = corner
    baseline = top + BAR - 4
    parts = [text(left - 8, baseline, shortened(row.label, left - 8), anchor="end")]
    reached = Decimal(0)
    for age, amount in enumerate(row.amounts):
        if amount > 0:
            tip = f"{row.label}: {ages[age]} {format_value(amount)}".lstrip(": ")
            parts.append(aged(chart_id, age, (axis.place(reached), top, axis.span(amount), BAR), tip))
        reached += amount
    parts.append(text(axis.place(reached) + 6, baseline, format_value(row.total), css="num"))
    return "\n".join(parts)
