"""Apply a receipt to receivables: by a person's choice or by a sure match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duly.core.ledger.postings import Kind, Posting
from duly.core.ledger.rules.apply_receipt import Line, Residual
from duly.core.ledger.rules.apply_receipt import apply_receipt as decide
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.state import ReceiptState, ReceivableState, receipt_on, receivable_on
from duly.core.money.money import Money
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ledger.record_postings import record_postings
from duly.services.refused import NotFound, accept
from duly.store.queries.ledger import LedgerSlice, ledger_slice, lock_documents


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """How much of the receipt settles one receivable, in minor units; residuals by kind (`discount`, ...)."""

    receivable_id: int
    amount_minor: int
    residuals: Mapping[str, int] = field(default_factory=dict)


def apply_receipt(
    *,
    act: Act,
    receipt_id: int,
    lines: Sequence[AllocationLine],
    customer_id: int | None = None,
    on: date | None = None,
    third_party: bool = False,
    evidence: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> int:
    """Allocate a receipt over receivables and return the entry's id; all lines or none.

    `customer_id` says whose money an unidentified receipt is (default: the first receivable's customer).
    `on` is the day it takes effect: the business date unless given, never before the documents.
    Raises ServiceRefused (over-application, other customer, other currency, ...) and NotFound.
    """
    ids = [line.receivable_id for line in lines]
    lock_documents(act.company_id, ids, [receipt_id])
    known = ledger_slice(act.company_id, ids, [receipt_id])
    day = _day(known, on or act.business_date)
    receipt = _receipt(known, receipt_id, day)
    states = {i: _receivable(known, i, day) for i in ids}
    made: list[Posting] = []
    if receipt.customer_id is None and states:
        owner = customer_id or next(iter(states.values())).customer_id
        made += accept(identify(receipt, owner))
        receipt = _receipt(LedgerSlice(known.receivables, known.receipts, (*known.postings, *made)), receipt_id, day)
    core_lines = [_line(line, states[line.receivable_id], receipt.currency) for line in lines]
    made += accept(decide(receipt, core_lines, third_party=third_party))
    entry, _ = record_postings(
        act=act, verb="apply_receipt", postings=made, evidence=dict(evidence or {}), idempotency_key=idempotency_key
    )
    _tell(act, known, lines, receipt_id, receipt.currency)
    return entry.pk


def _day(known: LedgerSlice, wanted: date) -> date:
    days = [r.document_date for r in known.receivables] + [r.receipt_date for r in known.receipts]
    return max([wanted, *days])


def _receipt(known: LedgerSlice, receipt_id: int, day: date) -> ReceiptState:
    state = receipt_on(known.postings, receipt_id, day)
    if state is None:
        raise NotFound(f"Receipt {receipt_id}")
    return state


def _receivable(known: LedgerSlice, receivable_id: int, day: date) -> ReceivableState:
    state = receivable_on(known.postings, receivable_id, day)
    if state is None:
        raise NotFound(f"Receivable {receivable_id}")
    return state


def _line(line: AllocationLine, state: ReceivableState, currency: str) -> Line:
    residuals = tuple(
        Residual(Kind(kind), Money(minor, currency)) for kind, minor in sorted(line.residuals.items()) if minor
    )
    return Line(state, Money(line.amount_minor, currency), residuals)


def _tell(act: Act, known: LedgerSlice, lines: Sequence[AllocationLine], receipt_id: int, currency: str) -> None:
    numbers = {r.id: r for r in known.receivables}
    for line in lines:
        document = numbers[line.receivable_id]
        record_activity(
            act=act,
            verb="receipt.applied",
            sentence=f"{currency} {Money(line.amount_minor, currency).plain()} applied to {document.number}",
            customer_id=int(document.customer_id),
            receivable_id=line.receivable_id,
            data={"receipt_id": receipt_id, "amount_minor": line.amount_minor, "residuals": dict(line.residuals)},
        )
