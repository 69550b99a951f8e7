"""Statement of account: what changed a customer's balance between two days, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from duly.core.ledger.postings import OPENINGS, Id, Kind, Posting, receivable_effects, unapplied_effect


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One posting as the customer sees it, in minor units.

    `change_minor` is what it adds to the balance (an allocation of own money adds 0),
    `amount_minor` the posting's own amount, `balance_minor` the balance after it. `kind` of a
    reversal is `reversal` and `reversed_kind` what it takes back.
    """

    effective_date: date
    kind: Kind
    reversed_kind: Kind | None
    receivable_id: Id | None
    receipt_id: Id | None
    amount_minor: int
    change_minor: int
    balance_minor: int
    posting_id: Id | None


@dataclass(frozen=True, slots=True)
class StatementOfAccount:
    """A customer's account in one currency from one day to another, both included.

    `closing_minor` is `opening_minor` plus the changes of the lines; negative is in the
    customer's favour.
    """

    customer_id: Id
    currency: str
    from_date: date
    to_date: date
    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int


@dataclass(slots=True)
class _Cash:
    """A receipt while the postings are read in order of effect."""

    owner: Id | None = None
    unapplied_minor: int = 0


def statement(
    customer_id: Id,
    currency: str,
    postings: Iterable[Posting],
    from_date: date,
    to_date: date,
    *,
    show_allocations: bool = False,
) -> StatementOfAccount:
    """Return the statement of one customer and currency.

    `postings`, in order of entry, must hold every posting of the customer's receivables and of
    every receipt that ever was the customer's; others do no harm. Postings that move the
    customer's own money between own items change nothing and are shown only with
    `show_allocations`. Raises ValueError when the days are in the wrong order.
    """
    if from_date > to_date:
        raise ValueError(f"a statement runs from an earlier day to a later one, not {from_date} to {to_date}")
    rows = [row for row in postings if row.currency == currency and row.effective_date <= to_date]
    kinds = {row.id: row.kind for row in rows if row.id is not None}
    opening = balance = 0
    lines = []
    for row, change in _changes(customer_id, rows):
        balance += change
        if row.effective_date < from_date:
            opening = balance
        elif change or show_allocations:
            lines.append(_line(row, change, balance, kinds))
    return StatementOfAccount(customer_id, currency, from_date, to_date, opening, tuple(lines), balance)


def _line(row: Posting, change: int, balance: int, kinds: Mapping[Id, Kind]) -> StatementLine:
    return StatementLine(
        effective_date=row.effective_date,
        kind=row.kind,
        reversed_kind=None if row.reverses_id is None else kinds.get(row.reverses_id),
        receivable_id=row.receivable_id,
        receipt_id=row.receipt_id,
        amount_minor=row.amount_minor,
        change_minor=change,
        balance_minor=balance,
        posting_id=row.id,
    )


def _changes(customer_id: Id, rows: Iterable[Posting]) -> Iterator[tuple[Posting, int]]:
    """Yield the postings that concern a customer and what each adds to the balance, by day then entry."""
    ordered = sorted(rows, key=lambda row: row.effective_date)
    own = {row.receivable_id for row in ordered if row.kind in OPENINGS and row.customer_id == customer_id}
    cash: dict[Id, _Cash] = {}
    identifications: dict[Id, list[Posting]] = {}
    for row in ordered:
        touched = [minor for receivable_id, minor in receivable_effects(row) if receivable_id in own]
        change, concerns = sum(touched), bool(touched)
        if row.receipt_id is not None:
            receipt = cash.setdefault(row.receipt_id, _Cash())
            held = receipt.unapplied_minor if receipt.owner == customer_id else 0
            was_own = receipt.owner == customer_id
            receipt.unapplied_minor += unapplied_effect(row)
            receipt.owner = _owner(row, receipt.owner, identifications.setdefault(row.receipt_id, []))
            now_own = receipt.owner == customer_id
            change -= (receipt.unapplied_minor if now_own else 0) - held
            concerns = concerns or was_own or now_own
        if concerns:
            yield row, change


def _owner(row: Posting, owner: Id | None, live: list[Posting]) -> Id | None:
    """Return the owner after a posting, keeping the identifications in effect; the first is the receipt."""
    if row.kind in (Kind.RECEIPT, Kind.IDENTIFIED):
        live.append(row)
    elif row.kind == Kind.REVERSAL:
        kept = [one for one in live if one.id != row.reverses_id or one.kind == Kind.RECEIPT]
        if len(kept) == len(live):
            return owner
        live[:] = kept
    else:
        return owner
    return live[-1].customer_id if live else None
