"""How an item stood at the end of each day on which it changed.

Back-dated entries make "is this allowed today?" the wrong question: an amount that is free on the
day asked for may be spoken for by an entry dated later. Every rule therefore looks at the level
on the day and on every later day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from duly.core.ledger.postings import OPENINGS, Id, Kind, Posting, receivable_effects, unapplied_effect


@dataclass(frozen=True, slots=True)
class Level:
    """An item at the end of a day, in minor units.

    `amount_minor` is the document itself (0 before it and after its reversal), `rest_minor` what
    is left of it: the signed open amount of a receivable, the unapplied cash of a receipt.
    """

    day: date
    amount_minor: int
    rest_minor: int

    @property
    def sound(self) -> bool:
        """Whether the rest lies between nothing and the whole document."""
        low, high = sorted((0, self.amount_minor))
        return low <= self.rest_minor <= high


def receivable_timeline(postings: Iterable[Posting], receivable_id: Id) -> tuple[Level, ...]:
    """Return the levels of one receivable by day; `postings` may hold others too."""
    rows = list(postings)
    openings = {row.id for row in rows if row.kind in OPENINGS and row.id is not None}
    changes: list[tuple[date, int, int]] = []
    for row in rows:
        effect = sum(minor for touched, minor in receivable_effects(row) if touched == receivable_id)
        if effect:
            opens = row.kind in OPENINGS or (row.kind == Kind.REVERSAL and row.reverses_id in openings)
            changes.append((row.effective_date, effect if opens else 0, effect))
    return _levels(changes)


def receipt_timeline(postings: Iterable[Posting], receipt_id: Id) -> tuple[Level, ...]:
    """Return the levels of one receipt by day; `postings` may hold others too."""
    rows = [row for row in postings if row.receipt_id == receipt_id]
    arrivals = {row.id for row in rows if row.kind == Kind.RECEIPT and row.id is not None}
    changes = []
    for row in rows:
        effect = unapplied_effect(row)
        if effect:
            arrives = row.kind == Kind.RECEIPT or (row.kind == Kind.REVERSAL and row.reverses_id in arrivals)
            changes.append((row.effective_date, effect if arrives else 0, effect))
    return _levels(changes)


def applied_days(postings: Iterable[Posting], receipt_id: Id, on: date) -> tuple[date, ...]:
    """Return the days from `on` at whose end some of a receipt settles receivables; changes only."""
    rows = [row for row in postings if row.receipt_id == receipt_id]
    principals = {row.id for row in rows if row.kind == Kind.PRINCIPAL and row.id is not None}
    changes = [
        (row.effective_date, 0, -unapplied_effect(row))
        for row in rows
        if row.kind == Kind.PRINCIPAL or (row.kind == Kind.REVERSAL and row.reverses_id in principals)
    ]
    return tuple(level.day for level in from_day(_levels(changes), on) if level.rest_minor)


def by_receivable(postings: Iterable[Posting]) -> dict[Id, list[Posting]]:
    """Return the postings that touch each receivable, in the order given; some appear under two."""
    groups: dict[Id, list[Posting]] = defaultdict(list)
    for row in postings:
        for touched, _ in receivable_effects(row):
            if touched is not None:
                groups[touched].append(row)
    return dict(groups)


def by_receipt(postings: Iterable[Posting]) -> dict[Id, list[Posting]]:
    """Return the postings that name each receipt, in the order given."""
    groups: dict[Id, list[Posting]] = defaultdict(list)
    for row in postings:
        if row.receipt_id is not None:
            groups[row.receipt_id].append(row)
    return dict(groups)


def _levels(changes: Iterable[tuple[date, int, int]]) -> tuple[Level, ...]:
    by_day: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, amount, rest in changes:
        by_day[day][0] += amount
        by_day[day][1] += rest
    levels = []
    amount_minor = rest_minor = 0
    for day in sorted(by_day):
        amount_minor += by_day[day][0]
        rest_minor += by_day[day][1]
        levels.append(Level(day, amount_minor, rest_minor))
    return tuple(levels)


def from_day(levels: Sequence[Level], on: date) -> tuple[Level, ...]:
    """Return the level at the end of a day followed by every later one."""
    before = [level for level in levels if level.day <= on]
    amount, rest = (before[-1].amount_minor, before[-1].rest_minor) if before else (0, 0)
    return (Level(on, amount, rest), *(level for level in levels if level.day > on))


def free_from(levels: Sequence[Level], on: date) -> int:
    """Return how much may still be taken on a day without breaking that day or a later one (>= 0)."""
    return max(0, min(_left(level) for level in from_day(levels, on)))


def _left(level: Level) -> int:
    return -level.rest_minor if level.amount_minor < 0 else level.rest_minor
