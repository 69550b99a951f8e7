"""Whom a receipt belonged to, day by day: from its own posting and from later identifications."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from duly.core.ledger.postings import Id, Kind, Posting


def owner_on(postings: Iterable[Posting], receipt_id: Id, on: date) -> Id | None:
    """Return the customer a receipt belonged to at the end of a day; None while unidentified.

    The latest identification in effect counts (by effective date, then order of entry); without
    one, the customer named when the receipt was recorded.
    """
    rows = [row for row in postings if row.receipt_id == receipt_id and row.effective_date <= on]
    reversed_ids = {row.reverses_id for row in rows if row.kind == Kind.REVERSAL}
    owner: Id | None = None
    latest = date.min
    for row in rows:
        if row.kind == Kind.RECEIPT and latest == date.min:
            owner = row.customer_id
        elif row.kind == Kind.IDENTIFIED and row.effective_date >= latest and not _in(row.id, reversed_ids):
            owner, latest = row.customer_id, row.effective_date
    return owner


def owners_after(postings: Iterable[Posting], receipt_id: Id, on: date) -> frozenset[Id | None]:
    """Return the other customers (or None) a receipt belongs to on any later day."""
    rows = [row for row in postings if row.receipt_id == receipt_id]
    now = owner_on(rows, receipt_id, on)
    days = {row.effective_date for row in rows if row.effective_date > on}
    return frozenset(owner_on(rows, receipt_id, day) for day in days) - {now}


def _in(row_id: Id | None, reversed_ids: set[Id | None]) -> bool:
    return row_id is not None and row_id in reversed_ids
