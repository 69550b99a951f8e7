"""Open a receivable: an invoice, a debit note or a credit note enters the ledger."""

from __future__ import annotations

from duly.core.ledger.documents import Receivable
from duly.core.ledger.postings import posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import amount_fault


def open_receivable(receivable: Receivable) -> Decision:
    """Return the one posting that opens a receivable, effective on its document date."""
    fault = amount_fault(receivable.amount)
    if fault:
        return fault
    opening = posting(
        receivable.kind,
        receivable.amount,
        receivable.document_date,
        customer_id=receivable.customer_id,
        receivable_id=receivable.id,
    )
    return (opening,)
