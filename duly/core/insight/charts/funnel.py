"""The level funnel: how many invoices reach each dunning level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duly.core.insight.charts.page import (
    LETTER,
    Chart,
    Format,
    Heading,
    Table,
    page,
    plain_number,
    rect,
    shortened,
    text,
)

ROW = 32
BAR = 20
TOP = 6


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A level and how much reached it: a count, or an amount in major units. Not below zero."""

    label: str
    value: Decimal

    def __post_init__(self) -> None:
        assert self.value >= 0, "a level below zero cannot be drawn as a length"


def level_funnel(
    steps: Sequence[FunnelStep],
    *,
    heading: Heading,
    head: tuple[str, str, str] = ("Level", "Reached", "Of the level before"),
    format_value: Format = plain_number,
    width: int = 720,
    with_shares: bool = True,
) -> Chart:
    """Return one bar for each level, lengths from zero, with the value and the share of the level before.

    Without shares, for values of which a later one is no part of an earlier one, the table has two columns.
    """
    left = min(width // 3, max([LETTER * len(step.label) for step in steps] or [0]) + 10)
    shares = [_share(steps, index) if with_shares else "" for index in range(len(steps))]
    labels = [
        f"{format_value(step.value)}{f' ({share})' if share else ''}" for step, share in zip(steps, shares, strict=True)
    ]
    right = max([LETTER * len(label) for label in labels] or [0]) + 12
    # The longest bar fills the width: there is no axis, every bar carries its number.
    longest = max([step.value for step in steps] or [Decimal(0)]) or Decimal(1)
    parts = []
    for index, step in enumerate(steps):
        top = TOP + ROW * index
        length = step.value / longest * max(1, width - left - right)
        parts.append(text(left - 8, top + 14, shortened(step.label, left - 8), anchor="end"))
        tip = f"{step.label}: {labels[index]}"
        parts.append(rect(left, top, length, BAR, css="fill", fill="var(--accent)", tip=tip))
        parts.append(text(left + length + 6, top + 14, labels[index], css="num"))
    rows = tuple((s.label, format_value(s.value), share) for s, share in zip(steps, shares, strict=True))
    table = Table(head, rows) if with_shares else Table(head[:2], tuple(row[:2] for row in rows))
    return Chart(page(heading, width, TOP + ROW * len(steps) + 4, parts), table)


def _share(steps: Sequence[FunnelStep], index: int) -> str:
    """Return the share of the level before as whole per cent; "" for the first level or after an empty one."""
    if index == 0 or steps[index - 1].value == 0:
        return ""
    percent = (steps[index].value / steps[index - 1].value * 100).quantize(Decimal(1))
    return f"{percent} %"
