"""What happens to cash that pays no invoice: it is identified, sent back, or not ours at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from duly.core.ledger.postings import Posting
from duly.core.ledger.refusal import Refused
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.rules.not_ours import not_ours
from duly.core.ledger.rules.refund import refund
from duly.core.ledger.state import ReceiptState, receipt_on
from duly.core.money.money import Money
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ledger.record_postings import record_postings
from duly.services.refused import NotFound, accept
from duly.store.queries.ledger import ledger_slice, lock_documents

Rule = Callable[[ReceiptState], "tuple[Posting, ...] | Refused"]


def identify_receipt(*, act: Act, receipt_id: int, customer_id: int, reassign: bool = False) -> int:
    """Say whose money a receipt is; it stays on account until applied. Returns the entry's id."""
    return _settle(
        act, receipt_id, "identify_receipt", lambda state: identify(state, customer_id, reassign=reassign), customer_id
    )


def mark_not_ours(*, act: Act, receipt_id: int, amount_minor: int) -> int:
    """Say that this money pays no receivable (`amount_minor` in the receipt's currency). Returns the entry's id."""
    return _settle(
        act, receipt_id, "mark_not_ours", lambda state: not_ours(state, Money(amount_minor, state.currency)), None
    )


def refund_receipt(*, act: Act, receipt_id: int, amount_minor: int) -> int:
    """Record that unapplied cash was sent back. Returns the entry's id."""
    return _settle(
        act, receipt_id, "refund_receipt", lambda state: refund(state, Money(amount_minor, state.currency)), None
    )


def _settle(act: Act, receipt_id: int, verb: str, rule: Rule, customer_id: int | None, on: date | None = None) -> int:
    lock_documents(act.company_id, [], [receipt_id])
    known = ledger_slice(act.company_id, [], [receipt_id])
    if not known.receipts:
        raise NotFound(f"Receipt {receipt_id}")
    day = max(on or act.business_date, known.receipts[0].receipt_date)
    state = receipt_on(known.postings, receipt_id, day)
    if state is None:
        raise NotFound(f"Receipt {receipt_id}")
    entry, _ = record_postings(act=act, verb=verb, postings=accept(rule(state)))
    amount = Money(state.unapplied_minor, state.currency).plain()
    record_activity(
        act=act,
        verb=f"receipt.{verb}",
        sentence=f"Receipt of {state.currency} {amount}: {verb.replace('_', ' ')}",
        customer_id=customer_id or (int(state.customer_id) if state.customer_id is not None else None),
        data={"receipt_id": receipt_id},
    )
    return entry.pk
