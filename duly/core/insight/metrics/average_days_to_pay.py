"""Average days to pay: from invoice date to payment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import Paid

DEFINITION = Definition(
    "average_days_to_pay",
    "Average days to pay",
    "days",
    "days from invoice date to payment / paid invoices",
    "How long a paid invoice took to be paid; every invoice counts the same.",
    "Common credit practice.",
)


def average_days_to_pay(paid: Sequence[Paid]) -> Figure:
    """Return the mean days from invoice date to payment of paid invoices."""
    if not paid:
        return unknown(DEFINITION, reason("figure.no_payments"))
    days = sum(item.days_to_pay * item.count for item in paid)
    count = sum(item.count for item in paid)
    return known(
        DEFINITION,
        Decimal(days) / Decimal(count),
        Input("days from invoice date to payment", days, "Added up over the invoices paid in the period."),
        Input("paid invoices", count, "Invoices paid in the period."),
    )
