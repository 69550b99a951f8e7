"""How a customer pays: habits from the paid history, a grade in words, and the data of the strip chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duly.core.insight.reasons import Reason, reason
from duly.core.insight.records import PaidItem
from duly.core.money.money import Money

FEW_PAYMENTS = 3
"""Fewer payments than this are not judged."""
TREND_PAYMENTS = 6
"""A trend needs at least this many payments."""
TREND_DAYS = Decimal(3)
"""A change of the median smaller than this is no trend."""
PROMPT_SHARE = Decimal("0.8")
"""Paying on time means at least this share of payments by the due date."""
SLIGHTLY_LATE_DAYS = 7
LATE_DAYS = 30
ERRATIC_SPREAD_DAYS = Decimal(30)
"""From this distance between the quartiles on, a median says little."""


@dataclass(frozen=True, slots=True)
class StripPoint:
    """One payment on the behaviour strip: when, how late (negative is early), how much, for which invoice."""

    paid_date: date
    days_late: int
    amount: Money
    number: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Payment habits. Days are from due date to payment, negative when early; None without payments.

    `grade` is one of new, few, prompt, slightly_late, late, very_late, erratic; `trend` one of
    slower, faster, steady, unknown. `reasons` give both in words with their inputs.
    """

    payments: int
    median_days_late: Decimal | None
    mean_days_late: Decimal | None
    on_time_share: Decimal | None
    spread_days: Decimal | None
    trend: str
    grade: str
    reasons: tuple[Reason, ...]
    strip: tuple[StripPoint, ...]


def behaviour_of(history: Sequence[PaidItem]) -> Behaviour:
    """Return the habits shown by paid items, in any order; amounts do not weigh, only counts do.

    Medians and quartiles are used because one forgotten invoice must not make a late payer.
    """
    ordered = sorted(history, key=lambda item: (item.paid_date, item.due_date, item.number))
    strip = tuple(StripPoint(i.paid_date, i.days_late, i.amount, i.number) for i in ordered)
    if not ordered:
        return Behaviour(0, None, None, None, None, "unknown", "new", (reason("behaviour.new"),), strip)
    late = [point.days_late for point in strip]
    count = len(late)
    middle, spread = median(late), quartile_spread(late)
    on_time = Decimal(sum(1 for days in late if days <= 0)) / Decimal(count)
    grade, why = _grade(count, middle, on_time, spread)
    trend, trend_why = _trend(late)
    mean = Decimal(sum(late)) / Decimal(count)
    reasons = (why, *trend_why)
    return Behaviour(count, middle, mean, on_time, spread, trend, grade, reasons, strip)


def median(values: Sequence[int]) -> Decimal:
    """Return the median of at least one whole number; the mean of the middle two when even."""
    assert values, "a median needs a value"
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[half])
    return Decimal(ordered[half - 1] + ordered[half]) / 2


def quartile_spread(values: Sequence[int]) -> Decimal:
    """Return the distance between the medians of the upper and the lower half (Tukey's hinges)."""
    ordered = sorted(values)
    half = (len(ordered) + 1) // 2
    return median(ordered[-half:]) - median(ordered[:half])


def _grade(count: int, middle: Decimal, on_time: Decimal, spread: Decimal) -> tuple[str, Reason]:
    if count < FEW_PAYMENTS:
        return "few", reason("behaviour.few", count=count, days=middle)
    if on_time >= PROMPT_SHARE:
        percent = (on_time * 100).quantize(Decimal(1))
        return "prompt", reason("behaviour.prompt", percent=percent, count=count)
    if spread >= ERRATIC_SPREAD_DAYS:
        return "erratic", reason("behaviour.erratic", spread=spread, count=count)
    if middle <= SLIGHTLY_LATE_DAYS:
        return "slightly_late", reason("behaviour.slightly_late", days=middle, count=count)
    grade = "late" if middle <= LATE_DAYS else "very_late"
    return grade, reason(f"behaviour.{grade}", days=middle, count=count)


def _trend(late: Sequence[int]) -> tuple[str, tuple[Reason, ...]]:
    """Compare the medians of the newer and the older half of the payments."""
    if len(late) < TREND_PAYMENTS:
        return "unknown", ()
    half = len(late) // 2
    earlier, recent = median(late[:half]), median(late[-half:])
    if abs(recent - earlier) < TREND_DAYS:
        return "steady", ()
    trend = "slower" if recent > earlier else "faster"
    return trend, (reason(f"behaviour.{trend}", recent=recent, earlier=earlier),)
