"""Identify a receipt: it turns out whose money it is."""

from __future__ import annotations

from duly.core.ledger.postings import Id, Kind, posting
from duly.core.ledger.refusal import Code, Decision, refuse
from duly.core.ledger.rules.checks import date_fault, receipt_name
from duly.core.ledger.state import ReceiptState
from duly.core.money.money import Money


def identify(receipt: ReceiptState, customer_id: Id, *, reassign: bool = False) -> Decision:
    """Return the posting that gives a receipt's unapplied cash to a customer from `receipt.on` on.

    A receipt that belongs to somebody is passed on only with `reassign=True`, and only while
    nothing of it is applied on that day or later.
    """
    name = str(receipt.receipt_id)
    fault = date_fault(receipt.on, receipt.receipt_date, receipt_name(receipt.receipt_id))
    if fault:
        return fault
    if receipt.later_customer_ids:
        return refuse(Code.OWNER_CHANGES_LATER, receipt=name, on=receipt.on)
    if receipt.customer_id is not None and (not reassign or receipt.customer_id == customer_id):
        return refuse(Code.ALREADY_IDENTIFIED, receipt=name, owner=receipt.customer_id)
    if receipt.unapplied_minor == 0 or receipt.applied:
        return refuse(Code.RECEIPT_IN_USE, receipt=name, on=receipt.on)
    identified = posting(
        Kind.IDENTIFIED,
        Money(receipt.unapplied_minor, receipt.currency),
        receipt.on,
        customer_id=customer_id,
        receipt_id=receipt.receipt_id,
    )
    return (identified,)
