"""Apply a receipt to open items, closing small differences with named residuals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duly.core.ledger.postings import RESIDUALS, SHAPES, Kind, Posting, posting
from duly.core.ledger.refusal import Code, Decision, Refused, refuse
from duly.core.ledger.rules.checks import (
    amount_fault,
    crossing_fault,
    currency_fault,
    debt_fault,
    limit_fault,
    receipt_name,
    receivable_name,
    taking_fault,
    using_fault,
)
from duly.core.ledger.state import ReceiptState, ReceivableState
from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class Residual:
    """A difference closed together with the payment.

    Positive settles more than was paid; `fx_difference` and `rounding` may be negative, which
    settles less than was paid.
    """

    kind: Kind
    amount: Money


@dataclass(frozen=True, slots=True)
class Line:
    """How much of the receipt goes to one receivable, and which differences close with it."""

    receivable: ReceivableState
    amount: Money
    residuals: tuple[Residual, ...] = ()

    @property
    def settled(self) -> Money:
        """What the line takes off the open amount: the payment and its residuals."""
        return Money(self.amount.minor + sum(one.amount.minor for one in self.residuals), self.amount.currency)


def apply_receipt(
    receipt: ReceiptState,
    lines: Sequence[Line],
    *,
    third_party: bool = False,
    short_payment_limit_minor: int | None = None,
    second_approval: bool = False,
) -> Decision:
    """Return the allocations of a receipt, all effective on the day of `receipt.on`, or one refusal.

    All states must be taken on the same day. `third_party=True` says explicitly that the payer
    pays for another customer. `short_payment_limit_minor` bounds what one call may forgive as
    short payments, in minor units, unless a second person approved it.
    """
    assert all(line.receivable.on == receipt.on for line in lines), "states of different days"
    fault = _receipt_fault(receipt, lines)
    for line in lines:
        fault = fault or _line_fault(receipt, line, third_party=third_party)
    fault = fault or _using_all(receipt, lines)
    fault = fault or limit_fault(_forgiven(receipt, lines), short_payment_limit_minor, second_approval=second_approval)
    if fault:
        return fault
    return tuple(made for line in lines for made in _postings(receipt, line))


def _receipt_fault(receipt: ReceiptState, lines: Sequence[Line]) -> Refused | None:
    if not lines:
        return refuse(Code.NO_LINES)
    seen = [line.receivable.receivable_id for line in lines]
    for receivable_id in seen:
        if seen.count(receivable_id) > 1:
            return refuse(Code.REPEATED_RECEIVABLE, receivable=receivable_name(receivable_id))
    for line in lines:
        fault = using_fault(receipt, line.amount)
        if fault:
            return fault
    if receipt.customer_id is None:
        return refuse(Code.UNIDENTIFIED_RECEIPT, receipt=str(receipt.receipt_id), on=receipt.on)
    if receipt.later_customer_ids:
        return refuse(Code.OWNER_CHANGES_LATER, receipt=str(receipt.receipt_id), on=receipt.on)
    return None


def _line_fault(receipt: ReceiptState, line: Line, *, third_party: bool) -> Refused | None:
    assert receipt.customer_id is not None
    source = receipt_name(receipt.receipt_id)
    fault = debt_fault(line.receivable)
    fault = fault or crossing_fault(receipt.customer_id, source, line.receivable, third_party=third_party)
    for residual in line.residuals:
        fault = fault or _residual_fault(line, residual)
    if fault:
        return fault
    if line.settled.minor <= 0:
        return refuse(
            Code.RESIDUAL_EXCEEDS_PAYMENT,
            receivable=receivable_name(line.receivable.receivable_id),
            residual=Money(line.settled.minor - line.amount.minor, line.amount.currency),
            amount=line.amount,
        )
    return taking_fault(line.receivable, line.settled)


def _residual_fault(line: Line, residual: Residual) -> Refused | None:
    if residual.kind not in RESIDUALS:
        return refuse(Code.NOT_A_RESIDUAL, kind=str(residual.kind))
    name = receivable_name(line.receivable.receivable_id)
    both_ways = SHAPES[residual.kind].both_ways and residual.amount.minor < 0
    checked = -residual.amount if both_ways else residual.amount
    return amount_fault(checked) or currency_fault(residual.amount, line.receivable.currency, name)


def _using_all(receipt: ReceiptState, lines: Sequence[Line]) -> Refused | None:
    return using_fault(receipt, Money(sum(line.amount.minor for line in lines), receipt.currency))


def _forgiven(receipt: ReceiptState, lines: Sequence[Line]) -> Money:
    short = (one.amount.minor for line in lines for one in line.residuals if one.kind == Kind.SHORT_PAYMENT)
    return Money(sum(short), receipt.currency)


def _postings(receipt: ReceiptState, line: Line) -> tuple[Posting, ...]:
    crossing = line.receivable.customer_id != receipt.customer_id
    parts = ((Kind.PRINCIPAL, line.amount), *((one.kind, one.amount) for one in line.residuals))
    return tuple(
        posting(
            kind,
            amount,
            receipt.on,
            customer_id=line.receivable.customer_id,
            receivable_id=line.receivable.receivable_id,
            receipt_id=receipt.receipt_id,
            third_party=crossing,
        )
        for kind, amount in parts
    )
