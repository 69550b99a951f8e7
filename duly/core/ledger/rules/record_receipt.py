"""Record a receipt: money arrived, and so far it settles nothing."""

from __future__ import annotations

from duly.core.ledger.documents import Receipt
from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import amount_fault


def record_receipt(receipt: Receipt) -> Decision:
    """Return the one posting of a receipt, effective on its date; without a customer it is unidentified."""
    fault = amount_fault(receipt.amount)
    if fault:
        return fault
    arrival = posting(
        Kind.RECEIPT,
        receipt.amount,
        receipt.receipt_date,
        customer_id=receipt.customer_id,
        receipt_id=receipt.id,
    )
    return (arrival,)
