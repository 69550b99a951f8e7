"""Aging: who owes what, by how long it is overdue, as of a day.

Days past due are `as_of - due_date`; nothing is overdue on its due date. Credit notes and
unapplied cash are not netted into the buckets but shown beside them, so that a bucket never
hides an overdue invoice behind an unrelated credit. Buckets + credits - unapplied = balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.postings import Id
from duly.core.ledger.state import LedgerState

DEFAULT_EDGES = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of days past due, both ends included; None is without end."""

    name: str
    from_days: int | None
    to_days: int | None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One receivable that is not settled; `open_minor` is negative on a credit note."""

    receivable_id: Id
    customer_id: Id
    currency: str
    due_date: date
    open_minor: int


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """One receipt with unapplied cash; customer None while unidentified."""

    receipt_id: Id
    customer_id: Id | None
    currency: str
    unapplied_minor: int


@dataclass(frozen=True, slots=True)
class AgingRow:
    """One customer and currency, in minor units; `bucket_minor` stands in the order of the buckets.

    Customer None holds unidentified cash in a row by customer, and everybody in a total.
    `credit_minor` is negative or zero, `unapplied_minor` positive or zero.
    """

    customer_id: Id | None
    currency: str
    bucket_minor: tuple[int, ...]
    credit_minor: int
    unapplied_minor: int

    @property
    def debts_minor(self) -> int:
        """The sum of the buckets: open invoices and debit notes."""
        return sum(self.bucket_minor)

    @property
    def overdue_minor(self) -> int:
        """The sum of all buckets but the first."""
        return sum(self.bucket_minor[1:])

    @property
    def balance_minor(self) -> int:
        """What the customer owes in all: debts, less credit notes, less unapplied cash."""
        return self.debts_minor + self.credit_minor - self.unapplied_minor


def buckets(edges: Sequence[int] = DEFAULT_EDGES) -> tuple[Bucket, ...]:
    """Return the buckets whose last days are `edges` (0, 30, 60 gives current, 1-30, 31-60, 61+).

    Raises ValueError unless the edges start with 0 and rise: the first bucket is what is not overdue.
    """
    if not edges or edges[0] != 0 or any(low >= high for low, high in pairwise(edges)):
        raise ValueError(f"bucket edges start with 0 and rise, such as {DEFAULT_EDGES}, not {tuple(edges)}")
    middle = [Bucket(f"{low + 1}-{high}", low + 1, high) for low, high in pairwise(edges)]
    return (Bucket("current", None, 0), *middle, Bucket(f"{edges[-1] + 1}+", edges[-1] + 1, None))


def bucket_index(days_past_due: int, edges: Sequence[int] = DEFAULT_EDGES) -> int:
    """Return which bucket a number of days past due falls into (negative: not yet due)."""
    return sum(days_past_due > edge for edge in edges)


def aging(
    items: Iterable[OpenItem],
    receipts: Iterable[OpenReceipt],
    as_of: date,
    edges: Sequence[int] = DEFAULT_EDGES,
) -> tuple[AgingRow, ...]:
    """Return one row per customer and currency, ordered by them as text; unidentified cash comes first.

    `items` and `receipts` must be as of `as_of` themselves. Customers with nothing open have no row.
    """
    width = len(buckets(edges))
    debts: dict[tuple[Id | None, str], list[int]] = defaultdict(lambda: [0] * width)
    credits: dict[tuple[Id | None, str], int] = defaultdict(int)
    unapplied: dict[tuple[Id | None, str], int] = defaultdict(int)
    for item in items:
        key = (item.customer_id, item.currency)
        if item.open_minor < 0:
            credits[key] += item.open_minor
        elif item.open_minor:
            debts[key][bucket_index((as_of - item.due_date).days, edges)] += item.open_minor
    for receipt in receipts:
        if receipt.unapplied_minor:
            unapplied[receipt.customer_id, receipt.currency] += receipt.unapplied_minor
    keys = sorted({*debts, *credits, *unapplied}, key=lambda key: (key[0] is not None, str(key[0]), key[1]))
    return tuple(
        AgingRow(*key, tuple(debts[key]) if key in debts else (0,) * width, credits.get(key, 0), unapplied.get(key, 0))
        for key in keys
    )


def totals(rows: Iterable[AgingRow]) -> tuple[AgingRow, ...]:
    """Return one row per currency over all customers; currencies are never added together."""
    by_currency: dict[str, list[AgingRow]] = defaultdict(list)
    for row in rows:
        by_currency[row.currency].append(row)
    return tuple(
        AgingRow(
            customer_id=None,
            currency=currency,
            bucket_minor=tuple(map(sum, zip(*(row.bucket_minor for row in group), strict=True))),
            credit_minor=sum(row.credit_minor for row in group),
            unapplied_minor=sum(row.unapplied_minor for row in group),
        )
        for currency, group in sorted(by_currency.items())
    )


def open_items(state: LedgerState, receivables: Iterable[Receivable]) -> tuple[OpenItem, ...]:
    """Return the unsettled items of a derived ledger, in the order of the receivables given."""
    return tuple(
        OpenItem(one.id, one.customer_id, one.currency, one.due_date, state.open_minor[one.id])
        for one in receivables
        if state.open_minor.get(one.id, 0)
    )


def open_receipts(state: LedgerState, receipts: Iterable[Receipt]) -> tuple[OpenReceipt, ...]:
    """Return the receipts of a derived ledger that hold unapplied cash, in the order given."""
    return tuple(
        OpenReceipt(one.id, state.receipt_customer[one.id], one.currency, state.unapplied_minor[one.id])
        for one in receipts
        if state.unapplied_minor.get(one.id, 0)
    )
