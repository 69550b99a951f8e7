"""What the worklist is made from and what it is: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duly.core.insight.behaviour import Behaviour
from duly.core.insight.reasons import Reason
from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open item: what is open of it, when it was due, and whether it is disputed."""

    receivable_id: str
    number: str
    open: Money
    due_date: date
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class PromiseOf:
    """A promise as the worklist needs it: when made good (or not) and how much."""

    promised_date: date
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """One customer in one currency on the day. All amounts are of `currency`.

    `rate` turns one major unit of `currency` into the company's currency. `hold` is the sentence
    why nobody may be contacted, or empty.
    """

    customer_id: str
    name: str
    currency: str
    items: tuple[WorkItem, ...]
    behaviour: Behaviour
    rate: Decimal = Decimal(1)
    unapplied: Money | None = None
    live_promise: PromiseOf | None = None
    broken_promises: tuple[PromiseOf, ...] = ()
    last_contact_date: date | None = None
    snoozed_until: date | None = None
    hold: str = ""


@dataclass(frozen=True, slots=True)
class WorklistPolicy:
    """How accounts are weighed. Factors multiply the score; days are calendar days."""

    capacity: int = 50
    ahead_days: int = 7
    days_cap: int = 90
    habit_days: int = 30
    habit_floor: Decimal = Decimal("0.25")
    habit_ceiling: Decimal = Decimal(2)
    new_payer: Decimal = Decimal("1.30")
    per_broken_promise: Decimal = Decimal("0.50")
    broken_ceiling: Decimal = Decimal(2)
    quiet_days: int = 3
    recent_contact: Decimal = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """One factor of a score and the reason for it."""

    factor: Decimal
    reason: Reason


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """An account on the list: its rank from 1, its score (the product of `terms`), and the reasons in words."""

    rank: int
    account: AccountSnapshot
    score: Decimal
    terms: tuple[ScoreTerm, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An account that is not on the list today, and why."""

    account: AccountSnapshot
    reason: Reason


@dataclass(frozen=True, slots=True)
class Worklist:
    """The day's list, and every account not on it with its reason."""

    rows: tuple[WorklistRow, ...]
    left_out: tuple[LeftOut, ...]
