"""How payers behave: from temperament, invoice and the reminders so far to a day of payment.

The lots of an invoice are drawn in a fixed order (three for the plan, then two per reminder), so
with the same `rng` seed a further reminder can only bring the payment forward, never change what
came before it. That makes a simulated world comparable under different dunning policies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from duly.core.money.calendar import month_end


class Temperament(StrEnum):
    """The kinds of payer."""

    PUNCTUAL = "punctual"
    EARLY_DISCOUNTER = "early_discounter"
    CHRONICALLY_LATE = "chronically_late"
    MONTH_END = "month_end"
    DISPUTING = "disputing"
    PROMISE_BREAKING = "promise_breaking"
    GROWING_LATE = "growing_late"
    SEASONAL = "seasonal"
    SLEEPING = "sleeping"
    INSOLVENT = "insolvent"


@dataclass(frozen=True, slots=True)
class Traits:
    """A temperament's ranges: days after the due date, and what a reminder does.

    `answers_percent`: how often the first reminder works; `answer_days`: at most so long after it.
    """

    delay_days: tuple[int, int]
    answers_percent: int
    answer_days: int
    disputes_percent: int = 2
    promises_percent: int = 20
    breaks_percent: int = 15


TRAITS: dict[Temperament, Traits] = {
    Temperament.PUNCTUAL: Traits((-3, 0), 80, 4, disputes_percent=1),
    Temperament.EARLY_DISCOUNTER: Traits((-6, 0), 80, 4, disputes_percent=1),
    Temperament.CHRONICALLY_LATE: Traits((8, 40), 35, 10),
    Temperament.MONTH_END: Traits((0, 2), 25, 12),
    Temperament.DISPUTING: Traits((0, 14), 40, 8, disputes_percent=24, promises_percent=10),
    Temperament.PROMISE_BREAKING: Traits((20, 60), 15, 14, promises_percent=75, breaks_percent=75),
    Temperament.GROWING_LATE: Traits((-2, 4), 30, 10),
    Temperament.SEASONAL: Traits((-2, 5), 45, 8),
    Temperament.SLEEPING: Traits((5, 45), 60, 7),
    Temperament.INSOLVENT: Traits((5, 30), 20, 14, promises_percent=40, breaks_percent=80),
}

GROWTH_DAYS_PER_MONTH = 2
OFF_SEASON_DAYS = 30
FORGOTTEN_PERCENT = 2
FORGOTTEN_DAYS = 60
FATIGUE = 0.85
"""Every further reminder on an invoice works this much less often than the one before."""


@dataclass(frozen=True, slots=True)
class Payer:
    """One customer's hidden way of paying. `run_weekday` (0 is Monday): pays only on that day of the week."""

    temperament: Temperament
    extra_days: int
    start_date: date
    run_weekday: int | None = None
    off_season: tuple[int, ...] = ()
    insolvent_date: date | None = None
    last_order_date: date | None = None

    @property
    def traits(self) -> Traits:
        """The ranges of the payer's temperament."""
        return TRAITS[self.temperament]


@dataclass(frozen=True, slots=True)
class Bill:
    """What a payer looks at: when it was issued, when it is due, until when a discount stands."""

    invoice_date: date
    due_date: date
    discount_date: date | None = None


def payment_date(payer: Payer, bill: Bill, reminders: Sequence[date], rng: Random) -> date | None:
    """Return the day on which this payer pays after these reminders (in order); None means never.

    `rng` must be seeded for this bill and fresh for each call; a payment never lies on a weekend
    or before the bill. A reminder works only when sent before the payment.
    """
    spread, second, forgotten = rng.random(), rng.random(), rng.random()
    planned = _planned(payer, bill, (spread + second) / 2)
    if forgotten * 100 < FORGOTTEN_PERCENT:
        planned += timedelta(days=FORGOTTEN_DAYS)
    paid = _pay_day(payer, max(planned, bill.invoice_date + timedelta(days=1)))
    answers = payer.traits.answers_percent / 100
    for sent in reminders:
        listens, how_soon = rng.random(), rng.random()
        if sent < paid and listens < answers:
            answer = sent + timedelta(days=1 + int(how_soon * payer.traits.answer_days))
            paid = min(paid, _pay_day(payer, max(answer, bill.due_date)))
        answers *= FATIGUE
    if payer.insolvent_date is not None and paid >= payer.insolvent_date:
        return None
    return paid


def _planned(payer: Payer, bill: Bill, lot: float) -> date:
    rule = _PLANS.get(payer.temperament)
    if rule is not None:
        return rule(payer, bill, lot)
    return bill.due_date + timedelta(days=_delay(payer, lot))


def _delay(payer: Payer, lot: float) -> int:
    low, high = payer.traits.delay_days
    return low + int(lot * (high - low + 1)) + payer.extra_days


def _discounter(payer: Payer, bill: Bill, lot: float) -> date:
    if bill.discount_date is None:
        return bill.due_date + timedelta(days=_delay(payer, lot))
    return bill.discount_date - timedelta(days=int(lot * 5) - 1)


def _month_end(payer: Payer, bill: Bill, lot: float) -> date:
    return month_end(bill.due_date) - timedelta(days=int(lot * 3))


def _growing(payer: Payer, bill: Bill, lot: float) -> date:
    months = max(0, (bill.invoice_date - payer.start_date).days) // 30
    return bill.due_date + timedelta(days=_delay(payer, lot) + months * GROWTH_DAYS_PER_MONTH)


def _seasonal(payer: Payer, bill: Bill, lot: float) -> date:
    lean = OFF_SEASON_DAYS if bill.due_date.month in payer.off_season else 0
    return bill.due_date + timedelta(days=_delay(payer, lot) + lean)


_PLANS: dict[Temperament, Callable[[Payer, Bill, float], date]] = {
    Temperament.EARLY_DISCOUNTER: _discounter,
    Temperament.MONTH_END: _month_end,
    Temperament.GROWING_LATE: _growing,
    Temperament.SEASONAL: _seasonal,
}


def _pay_day(payer: Payer, day: date) -> date:
    """Move to the payer's weekly payment run, or off the weekend; never backwards."""
    if payer.run_weekday is not None:
        return day + timedelta(days=(payer.run_weekday - day.weekday()) % 7)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day
