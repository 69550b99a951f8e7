"""Refund a receipt: unapplied cash is sent back to the payer."""

from __future__ import annotations

from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import using_fault
from duly.core.ledger.state import ReceiptState
from duly.core.money.money import Money


def refund(receipt: ReceiptState, amount: Money) -> Decision:
    """Return the posting that pays back unapplied cash; an unidentified payer may be paid back too."""
    fault = using_fault(receipt, amount)
    if fault:
        return fault
    sent = posting(Kind.REFUND, amount, receipt.on, customer_id=receipt.customer_id, receipt_id=receipt.receipt_id)
    return (sent,)
