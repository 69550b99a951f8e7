"""Checks that several verbs share; each returns a refusal or None."""

from __future__ import annotations

from datetime import date

from duly.core.ledger.postings import DEBTS, MAX_MINOR, Id, Kind
from duly.core.ledger.refusal import Code, Refused, refuse
from duly.core.ledger.state import ReceiptState, ReceivableState
from duly.core.money.money import Money


def receivable_name(receivable_id: Id) -> str:
    """Return how refusals name a receivable; faces may replace it by the document's number."""
    return f"receivable {receivable_id}"


def receipt_name(receipt_id: Id) -> str:
    """Return how refusals name a receipt where any document may stand."""
    return f"receipt {receipt_id}"


def amount_fault(amount: Money) -> Refused | None:
    """Refuse zero, negative and absurdly large amounts."""
    if amount.minor <= 0:
        return refuse(Code.AMOUNT_NOT_POSITIVE, amount=amount)
    if amount.minor > MAX_MINOR:
        return refuse(Code.AMOUNT_TOO_LARGE, amount=amount, limit=Money(MAX_MINOR, amount.currency))
    return None


def currency_fault(amount: Money, document_currency: str, document: str) -> Refused | None:
    """Refuse an amount in another currency than the document's."""
    if amount.currency == document_currency:
        return None
    return refuse(
        Code.CURRENCY_MISMATCH,
        document=document,
        document_currency=document_currency,
        amount_currency=amount.currency,
    )


def date_fault(on: date, document_date: date, document: str) -> Refused | None:
    """Refuse a day before the document's own."""
    if on >= document_date:
        return None
    return refuse(Code.DATE_BEFORE_DOCUMENT, on=on, document=document, document_date=document_date)


def taking_fault(receivable: ReceivableState, amount: Money) -> Refused | None:
    """Refuse to settle `amount` of a receivable: wrong currency, too early, or more than is open."""
    name = receivable_name(receivable.receivable_id)
    fault = currency_fault(amount, receivable.currency, name)
    fault = fault or date_fault(receivable.on, receivable.document_date, name)
    if fault:
        return fault
    if receivable.free_minor == 0:
        return refuse(Code.NOTHING_OPEN, receivable=name, on=receivable.on)
    if amount.minor > receivable.free_minor:
        free = Money(receivable.free_minor, receivable.currency)
        return refuse(Code.BEYOND_OPEN, wanted=amount, free=free, receivable=name, on=receivable.on)
    return None


def using_fault(receipt: ReceiptState, amount: Money) -> Refused | None:
    """Refuse to use `amount` of a receipt: not positive, wrong currency, too early, or more than is left."""
    name = receipt_name(receipt.receipt_id)
    fault = amount_fault(amount) or currency_fault(amount, receipt.currency, name)
    fault = fault or date_fault(receipt.on, receipt.receipt_date, name)
    if fault:
        return fault
    if amount.minor > receipt.free_minor:
        free = Money(receipt.free_minor, receipt.currency)
        return refuse(Code.OVER_APPLICATION, wanted=amount, free=free, receipt=str(receipt.receipt_id), on=receipt.on)
    return None


def debt_fault(receivable: ReceivableState) -> Refused | None:
    """Refuse a credit note where something must be collectable."""
    if receivable.kind in DEBTS:
        return None
    return refuse(Code.NOT_A_DEBT, receivable=receivable_name(receivable.receivable_id))


def credit_fault(receivable: ReceivableState) -> Refused | None:
    """Refuse anything but a credit note."""
    if receivable.kind == Kind.CREDIT_NOTE:
        return None
    return refuse(Code.NOT_A_CREDIT_NOTE, receivable=receivable_name(receivable.receivable_id))


def crossing_fault(payer: Id, source: str, receivable: ReceivableState, *, third_party: bool) -> Refused | None:
    """Refuse one customer's money or credit on another's receivable unless that was said explicitly."""
    if third_party or payer == receivable.customer_id:
        return None
    return refuse(
        Code.CROSSES_CUSTOMERS,
        source=source,
        payer=payer,
        receivable=receivable_name(receivable.receivable_id),
        debtor=receivable.customer_id,
    )


def limit_fault(amount: Money, limit_minor: int | None, *, second_approval: bool) -> Refused | None:
    """Refuse an amount above the actor's limit (minor units of its currency) without a second approval."""
    if limit_minor is None or second_approval or amount.minor <= limit_minor:
        return None
    return refuse(Code.ABOVE_LIMIT, wanted=amount, limit=Money(limit_minor, amount.currency))
