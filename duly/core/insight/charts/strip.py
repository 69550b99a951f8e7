"""The payment-behaviour strip: for each payment, how many days after the due date it came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duly.core.insight.behaviour import StripPoint
from duly.core.insight.charts.ages import age_of, aged, patterns
from duly.core.insight.charts.columns import bottom_labels, value_axis, value_axis_width
from duly.core.insight.charts.page import Chart, Heading, Table, page, plain_number, text
from duly.core.insight.charts.scale import scale
from duly.core.insight.reasons import english
from duly.core.money.money import Money

TOP = 22
PLOT = 84


@dataclass(frozen=True, slots=True)
class StripWords:
    """The strip's texts in the reader's language."""

    late: str = "days late"
    early: str = "days early"
    on_time: str = "on time"
    head: tuple[str, str, str, str] = ("Paid", "Invoice", "Amount", "Days late")
    format_date: Callable[[date], str] = english
    format_money: Callable[[Money], str] = english


ENGLISH = StripWords()


def behaviour_strip(
    points: Sequence[StripPoint], *, heading: Heading, words: StripWords = ENGLISH, width: int = 720
) -> Chart:
    """Return a bar for each payment in order: up when late (coloured by age), down when early, a dash on time."""
    axis = scale((point.days_late for point in points), start=TOP + PLOT, length=-PLOT, steps=3)
    left = value_axis_width(axis, plain_number)
    step = Decimal(width - left) / max(1, len(points))
    thick = min(step * Decimal("0.7"), Decimal(18))
    parts = [patterns(heading.id), value_axis(axis, left, width, plain_number), text(0, 12, words.late, css="quiet")]
    for index, point in enumerate(points):
        x = left + step * index + (step - thick) / 2
        top = min(axis.place(0), axis.place(point.days_late))
        # On time is a thin mark on the line: a payment without length must not vanish.
        height = max(axis.span(point.days_late), Decimal(2))
        parts.append(aged(heading.id, age_of(point.days_late), (x, top, thick, height), _tip(point, words)))
    parts.append(bottom_labels([words.format_date(p.paid_date) for p in points], left, step, TOP + PLOT + 18))
    rows = tuple(
        (words.format_date(p.paid_date), p.number, words.format_money(p.amount), plain_number(Decimal(p.days_late)))
        for p in points
    )
    return Chart(page(heading, width, TOP + PLOT + 26, parts), Table(words.head, rows))


def _tip(point: StripPoint, words: StripWords) -> str:
    days = point.days_late
    how = words.on_time if days == 0 else f"{abs(days)} {words.late if days > 0 else words.early}"
    return f"{words.format_date(point.paid_date)}, {point.number}, {words.format_money(point.amount)}: {how}"
