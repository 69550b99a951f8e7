"""Set aside money that pays for no receivable: a supplier's refund, a grant, a wrong payee."""

from __future__ import annotations

from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import using_fault
from duly.core.ledger.state import ReceiptState
from duly.core.money.money import Money


def not_ours(receipt: ReceiptState, amount: Money) -> Decision:
    """Return the posting that moves unapplied cash out of receivables altogether."""
    fault = using_fault(receipt, amount)
    if fault:
        return fault
    moved = posting(Kind.NOT_OURS, amount, receipt.on, customer_id=receipt.customer_id, receipt_id=receipt.receipt_id)
    return (moved,)
