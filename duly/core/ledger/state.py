"""What the postings say as of any day: open amounts, unapplied cash, owners, balances, accounts.

Everything here is derived from postings with `effective_date <= as_of`; nothing is remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from duly.core.ledger.ownership import owner_on, owners_after
from duly.core.ledger.postings import (
    OPENINGS,
    Account,
    Id,
    Kind,
    Posting,
    receivable_effects,
    unapplied_effect,
)
from duly.core.ledger.timeline import applied_days, free_from, from_day, receipt_timeline, receivable_timeline

CustomerCurrency: TypeAlias = tuple[Id | None, str]


@dataclass(frozen=True, slots=True)
class Balance:
    """What one customer owes in one currency, in minor units; customer None is unidentified cash.

    `debts_minor` >= 0 is open on invoices and debit notes, `credits_minor` <= 0 open on credit
    notes, `unapplied_minor` >= 0 cash that settles nothing yet.
    """

    debts_minor: int = 0
    credits_minor: int = 0
    unapplied_minor: int = 0

    @property
    def balance_minor(self) -> int:
        """Debts less credit notes less unapplied cash."""
        return self.debts_minor + self.credits_minor - self.unapplied_minor


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The whole ledger at the end of a day.

    `open_minor` (signed) and `unapplied_minor` hold every document posted by then, settled ones
    at 0; `accounts` is debit minus credit by account and currency.
    """

    as_of: date
    open_minor: Mapping[Id, int]
    unapplied_minor: Mapping[Id, int]
    receipt_customer: Mapping[Id, Id | None]
    balances: Mapping[CustomerCurrency, Balance]
    accounts: Mapping[tuple[Account, str], int]


def derive(postings: Iterable[Posting], as_of: date) -> LedgerState:
    """Return the ledger at the end of `as_of`; one pass over the postings."""
    opening: dict[Id, Posting] = {}
    arrival: dict[Id, Posting] = {}
    open_minor: dict[Id, int] = defaultdict(int)
    unapplied: dict[Id, int] = defaultdict(int)
    of_receipt: dict[Id, list[Posting]] = defaultdict(list)
    accounts: dict[tuple[Account, str], int] = defaultdict(int)
    for row in postings:
        if row.effective_date > as_of:
            continue
        accounts[row.debit_account, row.currency] += row.amount_minor
        accounts[row.credit_account, row.currency] -= row.amount_minor
        for touched, minor in receivable_effects(row):
            if touched is not None:
                open_minor[touched] += minor
        if row.kind in OPENINGS and row.receivable_id is not None:
            opening[row.receivable_id] = row
        if row.receipt_id is not None:
            of_receipt[row.receipt_id].append(row)
            unapplied[row.receipt_id] += unapplied_effect(row)
            if row.kind == Kind.RECEIPT:
                arrival[row.receipt_id] = row
    owners = {receipt_id: owner_on(rows, receipt_id, as_of) for receipt_id, rows in of_receipt.items()}
    return LedgerState(
        as_of=as_of,
        open_minor=dict(open_minor),
        unapplied_minor=dict(unapplied),
        receipt_customer=owners,
        balances=_balances(open_minor, opening, unapplied, arrival, owners),
        accounts=dict(accounts),
    )


def _balances(
    open_minor: Mapping[Id, int],
    opening: Mapping[Id, Posting],
    unapplied: Mapping[Id, int],
    arrival: Mapping[Id, Posting],
    owners: Mapping[Id, Id | None],
) -> dict[CustomerCurrency, Balance]:
    sums: dict[CustomerCurrency, list[int]] = defaultdict(lambda: [0, 0, 0])
    for receivable_id, minor in open_minor.items():
        if receivable_id in opening:
            row = opening[receivable_id]
            sums[row.customer_id, row.currency][1 if row.kind == Kind.CREDIT_NOTE else 0] += minor
    for receipt_id, minor in unapplied.items():
        if receipt_id in arrival:
            sums[owners[receipt_id], arrival[receipt_id].currency][2] += minor
    return {key: Balance(*parts) for key, parts in sums.items()}


@dataclass(frozen=True, slots=True)
class ReceivableState:
    """One receivable as a rule needs it, on the day `on`.

    `open_minor` is signed; `free_minor` >= 0 is what may be settled with effect from `on`
    without breaking any later day.
    """

    receivable_id: Id
    customer_id: Id
    kind: Kind
    currency: str
    document_date: date
    amount_minor: int
    on: date
    open_minor: int
    free_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """One receipt as a rule needs it, on the day `on`.

    `customer_id` is its owner on that day; `later_customer_ids` are other owners on later days.
    `free_minor` >= 0 is what may be used with effect from `on` without breaking any later day;
    `applied` says that some of it settles receivables on that day or a later one.
    """

    receipt_id: Id
    customer_id: Id | None
    later_customer_ids: frozenset[Id | None]
    currency: str
    receipt_date: date
    amount_minor: int
    on: date
    unapplied_minor: int
    free_minor: int
    applied: bool


def receivable_on(postings: Iterable[Posting], receivable_id: Id, on: date) -> ReceivableState | None:
    """Return one receivable's state; `postings` must hold all of its own and may hold others.

    None when no posting opens it. Entries dated after `on` count towards `free_minor`.
    """
    rows = list(postings)
    opening = next((row for row in rows if row.kind in OPENINGS and row.receivable_id == receivable_id), None)
    if opening is None or opening.customer_id is None:
        return None
    levels = receivable_timeline(rows, receivable_id)
    return ReceivableState(
        receivable_id=receivable_id,
        customer_id=opening.customer_id,
        kind=opening.kind,
        currency=opening.currency,
        document_date=opening.effective_date,
        amount_minor=opening.amount_minor,
        on=on,
        open_minor=from_day(levels, on)[0].rest_minor,
        free_minor=free_from(levels, on),
    )


def receipt_on(postings: Iterable[Posting], receipt_id: Id, on: date) -> ReceiptState | None:
    """Return one receipt's state; `postings` must hold all of its own and may hold others.

    None when no posting records it. Entries dated after `on` count towards `free_minor`.
    """
    rows = [row for row in postings if row.receipt_id == receipt_id]
    arrival = next((row for row in rows if row.kind == Kind.RECEIPT), None)
    if arrival is None:
        return None
    levels = receipt_timeline(rows, receipt_id)
    return ReceiptState(
        receipt_id=receipt_id,
        customer_id=owner_on(rows, receipt_id, on),
        later_customer_ids=owners_after(rows, receipt_id, on),
        currency=arrival.currency,
        receipt_date=arrival.effective_date,
        amount_minor=arrival.amount_minor,
        on=on,
        unapplied_minor=from_day(levels, on)[0].rest_minor,
        free_minor=free_from(levels, on),
        applied=bool(applied_days(rows, receipt_id, on)),
    )
