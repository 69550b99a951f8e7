"""Pay out a credit note."""

from __future__ import annotations

from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import amount_fault, credit_fault, taking_fault
from duly.core.ledger.state import ReceivableState
from duly.core.money.money import Money


def credit_refund(credit: ReceivableState, amount: Money) -> Decision:
    """Return the posting that pays an open credit note out to its customer."""
    fault = amount_fault(amount) or credit_fault(credit) or taking_fault(credit, amount)
    if fault:
        return fault
    paid = posting(
        Kind.CREDIT_REFUND,
        amount,
        credit.on,
        customer_id=credit.customer_id,
        receivable_id=credit.receivable_id,
    )
    return (paid,)
