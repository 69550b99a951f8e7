"""Best possible DSO: what DSO would be if nobody paid late."""

from __future__ import annotations

from duly.core.insight.metrics.dso import days_of_sales
from duly.core.insight.metrics.figure import Definition, Figure, Input
from duly.core.money.money import Money

DEFINITION = Definition(
    "best_possible_dso",
    "Best possible DSO",
    "days",
    "ending current receivables / credit sales × days",
    "The DSO that the terms alone would give, were every invoice paid by its due date.",
    "Credit Research Foundation, KPI definitions.",
)


def best_possible_dso(*, current_receivables: Money, credit_sales: Money, days: int = 365) -> Figure:
    """Return best possible DSO in days from the receivables not yet due at the end of the period."""
    return days_of_sales(
        DEFINITION,
        Input("ending current receivables", current_receivables, "Open amounts not past due at the period's end."),
        credit_sales,
        days,
    )
