"""What a customer is asked to pay today: per open item, and per currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueItem:
    """An open item in minor units; a credit note has `open_minor` < 0.

    `disputed_minor` and `promised_minor` are parts of what is open; `is_claimed` says that the customer has told us
    it is paid and the money may still be on its way.
    """

    receivable_id: int
    currency: str
    due_date: date
    open_minor: int
    disputed_minor: int = 0
    promised_minor: int = 0
    is_claimed: bool = False

    @property
    def payable_minor(self) -> int:
        """What can be paid without giving up a dispute; negative on a credit note."""
        return self.open_minor if self.open_minor < 0 else max(0, self.open_minor - self.disputed_minor)

    @property
    def asked_minor(self) -> int:
        """What is asked for: not what is disputed, promised for a later day, or said to be paid."""
        if self.open_minor < 0:
            return self.open_minor
        return 0 if self.is_claimed else max(0, self.payable_minor - self.promised_minor)


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What is asked for in one currency, in minor units, never negative.

    `due_minor` is due by now with open credit notes (`credit_minor`, positive) taken off; `since_date` is the oldest
    due date among it. `next_minor` falls due on `next_date`, the first due date to come.
    """

    currency: str
    due_minor: int
    since_date: date | None
    credit_minor: int
    next_minor: int
    next_date: date | None


def amounts_due(items: Iterable[DueItem], as_of: date) -> tuple[AmountDue, ...]:
    """Return one amount per currency with anything open, the largest first."""
    by_currency: dict[str, list[DueItem]] = {}
    for item in items:
        by_currency.setdefault(item.currency, []).append(item)
    found = [_amount(currency, rows, as_of) for currency, rows in by_currency.items()]
    return tuple(sorted(found, key=lambda one: (-one.due_minor, -one.next_minor, one.currency)))


def _amount(currency: str, rows: Sequence[DueItem], as_of: date) -> AmountDue:
    credit = -sum(row.open_minor for row in rows if row.open_minor < 0)
    asked = [row for row in rows if row.asked_minor > 0]
    due = [row for row in asked if row.due_date <= as_of]
    coming = [row for row in asked if row.due_date > as_of]
    next_date = min((row.due_date for row in coming), default=None)
    due_minor = sum(row.asked_minor for row in due)
    taken_off = min(credit, due_minor)
    return AmountDue(
        currency=currency,
        due_minor=due_minor - taken_off,
        since_date=min((row.due_date for row in due), default=None) if due_minor > taken_off else None,
        credit_minor=credit,
        next_minor=sum(row.asked_minor for row in coming if row.due_date == next_date),
        next_date=next_date,
    )


def suggested(items: Sequence[DueItem], as_of: date) -> frozenset[int]:
    """Return the receivables that a payment today should settle: what is due; if nothing is, all that is open.

    Credit notes are taken off as long as something is left to pay in their currency.
    """
    asked = [row for row in items if row.asked_minor > 0]
    chosen = [row for row in asked if row.due_date <= as_of] or asked
    left: dict[str, int] = {}
    for row in chosen:
        left[row.currency] = left.get(row.currency, 0) + row.payable_minor
    ids = {row.receivable_id for row in chosen}
    for row in items:
        if row.open_minor < 0 and left.get(row.currency, 0) + row.open_minor > 0:
            left[row.currency] += row.open_minor
            ids.add(row.receivable_id)
    return frozenset(ids)


def spread(amount_minor: int, open_by_id: Mapping[int, int]) -> dict[int, int]:
    """Return how a promised amount covers open items, in the order given, each at most in full (minor units)."""
    parts: dict[int, int] = {}
    for receivable_id, open_minor in open_by_id.items():
        part = min(max(0, open_minor), amount_minor)
        amount_minor -= part
        parts[receivable_id] = part
    return parts
