"""Columns over time: cash collected by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.charts.page import LETTER, Chart, Format, Heading, Table, page, plain_number, rect, rule, text
from duly.core.insight.charts.scale import Scale, scale

TOP = 12
PLOT = 180


def columns(
    values: Sequence[tuple[str, Decimal]],
    *,
    heading: Heading,
    head: tuple[str, str] = ("Month", "Amount"),
    format_value: Format = plain_number,
    width: int = 720,
) -> Chart:
    """Return one column for each (label, value) on an axis from zero; values below zero hang from it."""
    axis = scale((value for _, value in values), start=TOP + PLOT, length=-PLOT)
    left = value_axis_width(axis, format_value)
    step = Decimal(width - left) / max(1, len(values))
    parts = [value_axis(axis, left, width, format_value)]
    for index, (label, value) in enumerate(values):
        x = left + step * index
        top = min(axis.place(0), axis.place(value))
        tip = f"{label}: {format_value(value)}"
        box = (x + step * Decimal("0.15"), top, step * Decimal("0.7"), axis.span(value))
        parts.append(rect(*box, css="fill", fill="var(--accent)", tip=tip))
    parts.append(bottom_labels([label for label, _ in values], left, step, TOP + PLOT + 18))
    table = Table(head, tuple((label, format_value(value)) for label, value in values))
    return Chart(page(heading, width, TOP + PLOT + 26, parts), table)


def value_axis_width(axis: Scale, format_value: Format) -> int:
    """Return the room that the tick labels of an upright axis need."""
    return max(LETTER * len(format_value(tick)) for tick in axis.ticks) + 10


def value_axis(axis: Scale, left: int, width: int, format_value: Format) -> str:
    """Return tick labels and grid lines of an upright axis; the zero line is stronger."""
    parts = []
    for tick in axis.ticks:
        y = axis.place(tick)
        css, opacity = ("axis", ".5") if tick == 0 else ("grid", ".15")
        parts.append(rule(left, y, width, y, css=css, opacity=opacity))
        parts.append(text(left - 6, y + 4, format_value(tick), anchor="end", css="num quiet"))
    return "\n".join(parts)


def bottom_labels(labels: Sequence[str], left: Decimal | int, step: Decimal, y: int) -> str:
    """Return labels under equal steps, as many as have room, the last one always."""
    longest = max([len(label) for label in labels] or [0])
    every = max(1, int((LETTER * longest + 8) / step) + 1) if step > 0 else 1
    last = len(labels) - 1
    parts = []
    for index, label in enumerate(labels):
        if (last - index) % every:
            continue
        if index == last and LETTER * len(label) > step:
            # Centred, the last label would stick out of the picture.
            parts.append(text(left + step * len(labels), y, label, anchor="end", css="num quiet"))
        else:
            parts.append(text(left + step * index + step / 2, y, label, anchor="middle", css="num quiet"))
    return "\n".join(parts)
