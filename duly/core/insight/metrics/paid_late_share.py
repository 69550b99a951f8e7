"""Share paid late: of the invoices paid, how many were paid after the due date."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import Paid

DEFINITION = Definition(
    "paid_late_share",
    "Share paid late",
    "percent",
    "invoices paid late / paid invoices × 100",
    "How many of the paid invoices were paid after their due date.",
    "Oracle JD Edwards, credit and collections figures.",
)


def paid_late_share(paid: Sequence[Paid]) -> Figure:
    """Return the share of invoices paid after the due date, in per cent of their number."""
    if not paid:
        return unknown(DEFINITION, reason("figure.no_payments"))
    late = sum(item.count for item in paid if item.days_late > 0)
    count = sum(item.count for item in paid)
    return known(
        DEFINITION,
        Decimal(late) / Decimal(count) * PERCENT,
        Input("invoices paid late", late, "Paid in the period, after the due date."),
        Input("paid invoices", count, "Invoices paid in the period."),
    )
