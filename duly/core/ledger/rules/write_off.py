"""Write off what will not be collected."""

from __future__ import annotations

from duly.core.ledger.postings import Kind, posting
from duly.core.ledger.refusal import Decision
from duly.core.ledger.rules.checks import amount_fault, debt_fault, limit_fault, taking_fault
from duly.core.ledger.state import ReceivableState
from duly.core.money.money import Money


def write_off(
    receivable: ReceivableState,
    amount: Money,
    *,
    limit_minor: int | None = None,
    second_approval: bool = False,
) -> Decision:
    """Return the posting that writes off `amount` of an invoice or debit note as bad debt.

    `limit_minor` is the actor's limit in minor units of the amount's currency, None for no limit;
    above it a second person must have approved.
    """
    fault = amount_fault(amount) or debt_fault(receivable) or taking_fault(receivable, amount)
    fault = fault or limit_fault(amount, limit_minor, second_approval=second_approval)
    if fault:
        return fault
    lost = posting(
        Kind.WRITE_OFF,
        amount,
        receivable.on,
        customer_id=receivable.customer_id,
        receivable_id=receivable.receivable_id,
    )
    return (lost,)
