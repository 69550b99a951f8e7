"""What happened in a simulated year, in the simulation's own words: the only thing the judge believes.

Moments are numbers of a counter (`seq`) that grows with every step of the simulation. A fact began at one moment and
was done at a later one; in between nobody can say whether Duly knew it (`done` None: not done yet).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Fact:
    """Something that began at a moment and is certain from another on."""

    begun: int
    done: int | None = None

    def is_certain(self, at: int) -> bool:
        return self.done is not None and self.done <= at

    def may_be(self, at: int) -> bool:
        return self.begun <= at


@dataclass
class Invoice(Fact):
    """An invoice the company issued."""

    number: str = ""
    customer: str = ""
    minor: int = 0
    issue: date = date.min
    due: date = date.min


@dataclass
class Payment(Fact):
    """Money a customer paid: `shares` say for which invoices; `settled` is when a clerk had put it where it belongs.

    `is_named`: the customer wrote the invoice numbers, so that Duly can know; else nobody could.
    """

    tag: str = ""
    customer: str = ""
    minor: int = 0
    shares: dict[str, int] = field(default_factory=dict)
    is_named: bool = True
    text: str = ""
    account: str = ""
    day: date = date.min
    settled: int | None = None

    def is_settled(self, at: int) -> bool:
        return self.settled is not None and self.settled <= at


@dataclass
class Silence(Fact):
    """A promise, a dispute, a claim of payment or a hold. `numbers` None: everything of the customer.

    `minor` None: the whole of each invoice. `until` is the last silent day (a promise: the promised day).
    """

    kind: str = ""
    customer: str = ""
    numbers: frozenset[str] | None = None
    minor: int | None = None
    made: date = date.min
    until: date | None = None
    marker: str = ""
    row_id: int = 0
    end: Fact | None = None
    end_day: date | None = None

    def covers(self, customer: str, number: str) -> bool:
        return self.customer in ("", customer) and (self.numbers is None or number in self.numbers)


@dataclass
class Rules(Fact):
    """The procedure in force from a moment on: (level, days) in order, and what the judge needs of the rest."""

    levels: tuple[tuple[str, int, bool], ...] = ()  # key, days from the due date, needs approval
    spacing: int = 5
    promise_grace: int = 2
    new_invoice_days: int = 0
    weekdays: frozenset[int] = frozenset(range(7))
    opens: str = "00:00"
    closes: str = "23:59"
    text: str = ""


@dataclass
class Notice:
    """A notice as Duly tells of it: what it planned, and the states it was seen in, each with the moment."""

    customer: str
    day: date
    items: dict[str, str]
    states: list[tuple[int, str]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    message_id: str = ""
    early: date | None = None  # it bears a day that had not come: it went no earlier than this, and
    late: date | None = None  # counts as of this day at the latest

    def went_on(self, *, at_latest: bool) -> date:
        """Return the day that spacing counts from; with a clock that ran ahead, the first or the last it may be."""
        return (self.late if at_latest else self.early) or self.day

    def state(self, at: int) -> str:
        """Return the last state seen at or before a moment."""
        seen = [state for seq, state in self.states if seq <= at]
        return seen[-1] if seen else ""


@dataclass
class Reach(Fact):
    """From this moment on a customer's address works, or does not ("maybe": nobody can say)."""

    customer: str = ""
    works: str = "yes"
