"""Payment performance index: terms granted plus lateness, in days."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import Paid

DEFINITION = Definition(
    "payment_performance",
    "Payment performance index",
    "days",
    "mean term days + mean days late",
    "Splits the time to payment into what was agreed and what was taken on top.",
    "Sidetrade, payment index (SPi).",
)


def payment_performance(paid: Sequence[Paid]) -> Figure:
    """Return mean(term days) + mean(days late) of the paid invoices, in days."""
    if not paid:
        return unknown(DEFINITION, reason("figure.no_payments"))
    count = Decimal(sum(item.count for item in paid))
    term = Decimal(sum(item.term_days * item.count for item in paid)) / count
    late = Decimal(sum(item.days_late * item.count for item in paid)) / count
    return known(
        DEFINITION,
        term + late,
        Input("mean term days", term, "Invoice date to due date, mean over the paid invoices."),
        Input("mean days late", late, "Due date to payment, mean over the paid invoices; early counts negative."),
    )
