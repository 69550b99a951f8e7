"""The portal's words for codes of the core, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duly.core.cases.reasons import DisputeReason
from duly.core.ledger.postings import Kind

DISPUTE_WORDS = {
    DisputeReason.PRICE: _("The price differs from what was agreed"),
    DisputeReason.QUANTITY: _("The quantity is wrong"),
    DisputeReason.QUALITY: _("Goods or work are faulty"),
    DisputeReason.NOT_DELIVERED: _("Not delivered, or not completely"),
    DisputeReason.NOT_ORDERED: _("We did not order this"),
    DisputeReason.DUPLICATE: _("Invoiced twice"),
    DisputeReason.PURCHASE_ORDER: _("Our order number is missing or wrong"),
    DisputeReason.TAX: _("Tax is wrong"),
    DisputeReason.WRONG_ADDRESSEE: _("The invoice is for another company or address"),
    DisputeReason.TERMS: _("The payment terms differ from what was agreed"),
    DisputeReason.OTHER: _("Something else"),
}

METHOD_WORDS = {
    "transfer": _("Bank transfer"),
    "card": _("Card"),
    "debit": _("Direct debit"),
    "cheque": _("Cheque"),
    "other": _("Another way"),
}

KIND_WORDS = {
    Kind.INVOICE: _("Invoice"),
    Kind.DEBIT_NOTE: _("Debit note"),
    Kind.CREDIT_NOTE: _("Credit note"),
    Kind.RECEIPT: _("Payment received"),
    Kind.PRINCIPAL: _("Payment"),
    Kind.DISCOUNT: _("Discount"),
    Kind.BANK_FEE: _("Bank fee"),
    Kind.SHORT_PAYMENT: _("Difference waived"),
    Kind.FX_DIFFERENCE: _("Exchange difference"),
    Kind.ROUNDING: _("Rounding"),
    Kind.CREDIT_APPLIED: _("Credit note used"),
    Kind.WRITE_OFF: _("Waived"),
    Kind.REFUND: _("Paid back to you"),
    Kind.CREDIT_REFUND: _("Credit note paid out"),
    Kind.NOT_OURS: _("Payment not for this account"),
    Kind.IDENTIFIED: _("Payment received"),
    Kind.REVERSAL: _("Correction"),
}

REFUSAL_WORDS = {
    "promised_date": _("Choose a day from today on, at most 120 days ahead."),
    "paid_date": _("This day lies ahead. To say when you will pay, promise a date instead."),
    "nothing_open": _("Nothing is open here: your payment may have arrived already. Thank you."),
    "currencies": _("These invoices are in several currencies. Choose those of one currency."),
    "amount": _("The amount must be above zero and at most what is open and not contested yet."),
}
"""What a service refuses, by its code."""

REFUSED = _("This cannot be done. Reload the page and try again.")
