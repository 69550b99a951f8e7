"""Why customers contest an invoice, and how a dispute ends: codes and their English names.

The codes follow the reasons that credit managers report most (see docs/explanation/disputes.md).
"""

from __future__ import annotations

from enum import StrEnum


class DisputeReason(StrEnum):
    """What is wrong according to the customer."""

    PRICE = "price"
    QUANTITY = "quantity"
    QUALITY = "quality"
    NOT_DELIVERED = "not_delivered"
    NOT_ORDERED = "not_ordered"
    DUPLICATE = "duplicate"
    PURCHASE_ORDER = "purchase_order"
    TAX = "tax"
    WRONG_ADDRESSEE = "wrong_addressee"
    TERMS = "terms"
    OTHER = "other"


REASON_NAMES: dict[DisputeReason, str] = {
    DisputeReason.PRICE: "The price differs from what was agreed",
    DisputeReason.QUANTITY: "The quantity is wrong",
    DisputeReason.QUALITY: "Goods or work are faulty",
    DisputeReason.NOT_DELIVERED: "Not delivered, or not completely",
    DisputeReason.NOT_ORDERED: "We did not order this",
    DisputeReason.DUPLICATE: "Invoiced twice",
    DisputeReason.PURCHASE_ORDER: "Our order number is missing or wrong",
    DisputeReason.TAX: "Tax is wrong",
    DisputeReason.WRONG_ADDRESSEE: "The invoice is for another company or address",
    DisputeReason.TERMS: "The payment terms differ from what was agreed",
    DisputeReason.OTHER: "Something else",
}


class Resolution(StrEnum):
    """How a dispute ends."""

    CREDITED = "credited"
    REBILLED = "rebilled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


RESOLUTION_NAMES: dict[Resolution, str] = {
    Resolution.CREDITED: "The customer was right: a credit note is issued",
    Resolution.REBILLED: "The invoice is replaced by a correct one",
    Resolution.REJECTED: "The invoice stands",
    Resolution.WITHDRAWN: "The customer took it back",
}
