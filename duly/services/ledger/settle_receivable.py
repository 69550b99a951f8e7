"""Close receivables without new cash: use a credit note, write off, pay a credit note out."""

from __future__ import annotations

from datetime import date

from duly.core.ledger.postings import Posting
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.credit_refund import credit_refund
from duly.core.ledger.rules.write_off import write_off
from duly.core.ledger.state import ReceivableState, receivable_on
from duly.core.money.money import Money
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ledger.record_postings import record_postings
from duly.services.refused import NotFound, accept
from duly.store.queries.ledger import LedgerSlice, ledger_slice, lock_documents


def apply_credit_note(
    *, act: Act, credit_note_id: int, receivable_id: int, amount_minor: int, third_party: bool = False
) -> int:
    """Use a credit note on an invoice. Returns the entry's id; raises ServiceRefused or NotFound."""
    known, day = _open(act, [credit_note_id, receivable_id])
    credit, item = _state(known, credit_note_id, day), _state(known, receivable_id, day)
    amount = Money(amount_minor, item.currency)
    made = accept(apply_credit(credit, item, amount, third_party=third_party))
    return _record(act, "apply_credit_note", made, item, amount)


def write_off_receivable(*, act: Act, receivable_id: int, amount_minor: int, limit_minor: int | None = None) -> int:
    """Write off part or all of an invoice as bad debt, within the actor's limit. Returns the entry's id."""
    known, day = _open(act, [receivable_id])
    item = _state(known, receivable_id, day)
    amount = Money(amount_minor, item.currency)
    return _record(act, "write_off", accept(write_off(item, amount, limit_minor=limit_minor)), item, amount)


def refund_credit_note(*, act: Act, credit_note_id: int, amount_minor: int) -> int:
    """Record that a credit note was paid out. Returns the entry's id."""
    known, day = _open(act, [credit_note_id])
    item = _state(known, credit_note_id, day)
    amount = Money(amount_minor, item.currency)
    return _record(act, "credit_refund", accept(credit_refund(item, amount)), item, amount)


def _open(act: Act, ids: list[int]) -> tuple[LedgerSlice, date]:
    lock_documents(act.company_id, ids, [])
    known = ledger_slice(act.company_id, ids, [])
    return known, max([act.business_date, *(r.document_date for r in known.receivables)])


def _state(known: LedgerSlice, receivable_id: int, day: date) -> ReceivableState:
    state = receivable_on(known.postings, receivable_id, day)
    if state is None:
        raise NotFound(f"Receivable {receivable_id}")
    return state


def _record(act: Act, verb: str, made: tuple[Posting, ...], item: ReceivableState, amount: Money) -> int:
    entry, _ = record_postings(act=act, verb=verb, postings=made)
    record_activity(
        act=act,
        verb=f"receivable.{verb}",
        sentence=f"{verb.replace('_', ' ').capitalize()}: {amount.currency} {amount.plain()}",
        customer_id=int(item.customer_id),
        receivable_id=int(item.receivable_id),
        data={"amount_minor": amount.minor},
    )
    return entry.pk
