"""True DSO: the open invoices' own ages, each weighed by its share of its month's sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import InvoicedItem
from duly.core.money.money import Money

DEFINITION = Definition(
    "true_dso",
    "True DSO",
    "days",
    "sum over open invoices of (report date − invoice date) × open amount / sales of its month",
    "DSO from the actual age of each open invoice instead of an average.",
    "Oracle community, thread 4521441, 'true DSO'.",
)


def true_dso(*, items: Sequence[InvoicedItem], sales_by_month: Mapping[str, Money], report_date: date) -> Figure:
    """Return true DSO in days; `sales_by_month` is keyed `YYYY-MM`. Invoices dated later do not count."""
    counted = [item for item in items if item.open.minor and item.invoice_date <= report_date]
    keys = sorted({f"{item.invoice_date:%Y-%m}" for item in counted})
    inputs = (
        Input("report date", report_date, "Chosen by the reader."),
        Input("open invoices", len(counted), "Invoices with an open amount on the report date."),
        *(Input(f"sales {key}", sales_by_month.get(key), "Credit sales of the month.") for key in keys),
    )
    problem = mixed([item.open for item in counted] + [sales_by_month[key] for key in keys if key in sales_by_month])
    if problem:
        return unknown(DEFINITION, problem, *inputs)
    if any(key not in sales_by_month or sales_by_month[key].minor <= 0 for key in keys):
        return unknown(DEFINITION, reason("figure.no_sales"), *inputs)
    terms = (
        ratio(item.open, sales_by_month[f"{item.invoice_date:%Y-%m}"]) * (report_date - item.invoice_date).days
        for item in counted
    )
    return known(DEFINITION, sum(terms, Decimal(0)), *inputs)
