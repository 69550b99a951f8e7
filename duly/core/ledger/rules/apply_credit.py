"""Apply a credit note: it pays for an invoice."""

from __future__ import annotations

from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import (
    amount_fault,
    credit_fault,
    crossing_fault,
    debt_fault,
    receivable_name,
    taking_fault,
)
from duly.core.ledger.state import ReceivableState
from duly.core.money.money import Money


def apply_credit(
    credit: ReceivableState, receivable: ReceivableState, amount: Money, *, third_party: bool = False
) -> Decision:
    """Return the posting that uses `amount` of a credit note on an invoice or debit note.

    Both states must be taken on the day the use takes effect. `third_party=True` says explicitly
    that the credit of one customer pays for another.
    """
    assert credit.on == receivable.on, "states of different days"
    source = receivable_name(credit.receivable_id)
    fault = amount_fault(amount) or credit_fault(credit) or debt_fault(receivable)
    fault = fault or crossing_fault(credit.customer_id, source, receivable, third_party=third_party)
    fault = fault or taking_fault(credit, amount) or taking_fault(receivable, amount)
    if fault:
        return fault
    used = posting(
        Kind.CREDIT_APPLIED,
        amount,
        receivable.on,
        customer_id=receivable.customer_id,
        receivable_id=receivable.receivable_id,
        source_receivable_id=credit.receivable_id,
        third_party=credit.customer_id != receivable.customer_id,
    )
    return (used,)
