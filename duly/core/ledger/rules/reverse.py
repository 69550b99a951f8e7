"""Reverse postings: un-apply a receipt, take back a write-off, cancel a document, return a payment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from duly.core.ledger.ownership import owner_on
from duly.core.ledger.postings import (
    ALLOCATIONS,
    OPENINGS,
    Account,
    Id,
    Kind,
    Posting,
    mirror,
    receivable_effects,
)
from duly.core.ledger.refusal import Code, Decision, Refused, refuse
from duly.core.ledger.rules.checks import date_fault, receivable_name
from duly.core.ledger.timeline import Level, applied_days, from_day, receipt_timeline, receivable_timeline
from duly.core.money.money import Money


def reverse(targets: Sequence[Posting], known: Iterable[Posting], on: date) -> Decision:
    """Return the postings that undo `targets` from a day on, all of them or none.

    `known` holds every posting of every receivable and receipt the targets touch, targets and
    earlier reversals included, in order of entry. Refused are a second reversal, the reversal of
    a reversal, a day before the target's, and whatever would leave a document over-settled on
    that day or a later one (a receipt still applied or refunded, an invoice still paid).
    """
    rows = list(known)
    if not targets:
        return refuse(Code.NO_LINES)
    fault = _target_fault(targets, rows, on)
    if fault:
        return fault
    undone = tuple(mirror(target, on) for target in targets)
    return _after_fault(targets, rows, undone, on) or undone


def return_receipt(receipt_id: Id, known: Iterable[Posting], on: date) -> Decision:
    """Return the postings of a returned payment: every live allocation and the receipt itself undone.

    Reopens exactly what the receipt had settled, residuals included. Refused while part of the
    receipt is refunded or passed on, and when it was reversed before.
    """
    rows = list(known)
    kinds = ALLOCATIONS | {Kind.RECEIPT}
    reversed_ids = {row.reverses_id for row in rows if row.kind == Kind.REVERSAL}
    own = [row for row in rows if row.receipt_id == receipt_id and row.kind in kinds]
    arrival = [row for row in own if row.kind == Kind.RECEIPT]
    live = [row for row in own if row.id not in reversed_ids and row.kind != Kind.RECEIPT]
    return reverse([*live, *arrival], rows, on)


def _target_fault(targets: Sequence[Posting], rows: Sequence[Posting], on: date) -> Refused | None:
    reversals = {row.reverses_id: row for row in rows if row.kind == Kind.REVERSAL}
    seen: set[Id] = set()
    for target in targets:
        assert target.id is not None, "only stored postings can be reversed"
        if target.kind == Kind.REVERSAL:
            return refuse(Code.REVERSES_A_REVERSAL, posting=target.id)
        if target.id in reversals or target.id in seen:
            when = reversals[target.id].effective_date if target.id in reversals else on
            return refuse(Code.ALREADY_REVERSED, posting=target.id, reversed_on=when)
        fault = date_fault(on, target.effective_date, f"entry {target.id}")
        if fault:
            return fault
        seen.add(target.id)
    return None


def _after_fault(
    targets: Sequence[Posting], rows: Sequence[Posting], undone: Sequence[Posting], on: date
) -> Refused | None:
    after = [*rows, *undone]
    for receipt_id in _receipts(undone):
        unsound = not all(level.sound for level in from_day(receipt_timeline(after, receipt_id), on))
        if unsound or _leaves_owner(rows, after, receipt_id, on):
            return refuse(Code.RECEIPT_IN_USE, receipt=str(receipt_id), on=on)
    cancels = any(target.kind in OPENINGS for target in targets)
    for receivable_id in _receivables(undone):
        for level in from_day(receivable_timeline(after, receivable_id), on):
            if not level.sound:
                return _receivable_fault(receivable_id, level, undone[0].currency, on, cancels=cancels)
    return None


def _receivable_fault(receivable_id: Id, level: Level, currency: str, on: date, *, cancels: bool) -> Refused:
    name = receivable_name(receivable_id)
    if cancels:
        return refuse(Code.RECEIVABLE_IN_USE, receivable=name, on=on)
    rest = Money(level.rest_minor, currency)
    return refuse(Code.BREAKS_OPEN_AMOUNT, receivable=name, rest=rest, day=level.day)


def _receipts(undone: Iterable[Posting]) -> list[Id]:
    touching = [row for row in undone if Account.UNAPPLIED_CASH in (row.debit_account, row.credit_account)]
    return list(dict.fromkeys(row.receipt_id for row in touching if row.receipt_id is not None))


def _receivables(undone: Iterable[Posting]) -> list[Id]:
    touched = (touched for row in undone for touched, _ in receivable_effects(row))
    return list(dict.fromkeys(one for one in touched if one is not None))


def _leaves_owner(before: Sequence[Posting], after: Sequence[Posting], receipt_id: Id, on: date) -> bool:
    """Whether the receipt is applied on a day from `on` on which its owner would become another."""
    return any(
        owner_on(before, receipt_id, day) != owner_on(after, receipt_id, day)
        for day in applied_days(after, receipt_id, on)
    )
