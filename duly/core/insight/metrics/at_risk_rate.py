"""At-risk rate: the share of open invoices long past due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import InvoicedItem

DEFINITION = Definition(
    "at_risk_rate",
    "At-risk rate",
    "percent",
    "invoices at risk / open invoices × 100",
    "The share of open invoices 90 or more days past due.",
    "Upflow documentation.",
)


def at_risk_rate(items: Sequence[InvoicedItem], *, as_of: date, at_risk_days: int = 90) -> Figure:
    """Return the share of open invoices `at_risk_days` or more past due, in per cent of their number."""
    still_open = [item for item in items if item.open.minor > 0]
    if not still_open:
        return unknown(DEFINITION, reason("figure.no_receivables"))
    risky = sum(1 for item in still_open if (as_of - item.due_date).days >= at_risk_days)
    return known(
        DEFINITION,
        Decimal(risky) / Decimal(len(still_open)) * PERCENT,
        Input("invoices at risk", risky, f"Open and {at_risk_days} or more days past due."),
        Input("open invoices", len(still_open), "Invoices with an open amount."),
    )
