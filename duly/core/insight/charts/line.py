"""A line over time: DSO by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.charts.columns import PLOT, TOP, bottom_labels, value_axis, value_axis_width
from duly.core.insight.charts.page import LETTER, Chart, Format, Heading, Table, at, circle, page, plain_number, text
from duly.core.insight.charts.scale import scale


def line(
    values: Sequence[tuple[str, Decimal | None]],
    *,
    heading: Heading,
    head: tuple[str, str] = ("Month", "Value"),
    format_value: Format = plain_number,
    width: int = 720,
) -> Chart:
    """Return a line through (label, value) on an axis from zero; None leaves a gap. The last value is written."""
    known = [value for _, value in values if value is not None]
    axis = scale(known, start=TOP + PLOT, length=-PLOT)
    left = value_axis_width(axis, format_value)
    room = LETTER * len(format_value(known[-1])) + 12 if known else 0
    step = Decimal(width - left - room) / max(1, len(values))
    points = [
        (left + step * index + step / 2, axis.place(value), label, value) if value is not None else None
        for index, (label, value) in enumerate(values)
    ]
    parts = [value_axis(axis, left, width - room, format_value)]
    parts.extend(
        f'<polyline class="line" points="{path}" fill="none" stroke="var(--accent)" stroke-width="2"'
        ' stroke-linejoin="round"/>'
        for path in _paths([(point[0], point[1]) if point else None for point in points])
    )
    drawn = [point for point in points if point is not None]
    for x, y, label, value in drawn:
        parts.append(circle(x, y, 3, css="fill", fill="var(--accent)", tip=f"{label}: {format_value(value)}"))
    if drawn:
        x, y, _, value = drawn[-1]
        parts.append(text(x + 8, y + 4, format_value(value), css="num"))
    parts.append(bottom_labels([label for label, _ in values], left, step, TOP + PLOT + 18))
    rows = tuple((label, "" if value is None else format_value(value)) for label, value in values)
    return Chart(page(heading, width, TOP + PLOT + 26, parts), Table(head, rows))


def _paths(points: Sequence[tuple[Decimal, Decimal] | None]) -> list[str]:
    """Return the unbroken runs of two points or more as coordinate lists."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{at(point[0])},{at(point[1])}")
    return [" ".join(run) for run in runs if len(run) > 1]
