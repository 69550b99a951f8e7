"""Days sales outstanding, simple: how many days of sales are waiting to be paid."""

from __future__ import annotations

from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import reason
from duly.core.money.money import Money

DEFINITION = Definition(
    "dso",
    "Days sales outstanding (simple)",
    "days",
    "ending receivables / credit sales × days",
    "How many days of credit sales are in the receivables at the end of the period.",
    "Credit Research Foundation, KPI definitions (365 days and annual sales); any period of n days likewise.",
)


def dso(*, receivables: Money, credit_sales: Money, days: int = 365) -> Figure:
    """Return DSO in days from the receivables at the end of a period and the credit sales of its `days`."""
    return days_of_sales(
        DEFINITION,
        Input("ending receivables", receivables, "Open amounts of all invoices less credit notes at the period's end."),
        credit_sales,
        days,
    )


def days_of_sales(definition: Definition, held: Input, credit_sales: Money, days: int) -> Figure:
    """Return an amount of receivables in days of sales; shared by DSO and best possible DSO."""
    amount = held.value
    assert isinstance(amount, Money)
    inputs = (
        held,
        Input("credit sales", credit_sales, "Invoices less credit notes dated in the period."),
        Input("days", days, "Calendar days of the period."),
    )
    problem = mixed((amount, credit_sales))
    if problem:
        return unknown(definition, problem, *inputs)
    if days <= 0:
        return unknown(definition, reason("figure.no_days"), *inputs)
    if credit_sales.minor <= 0:
        return unknown(definition, reason("figure.no_sales"), *inputs)
    note = reason("figure.credit_balance") if amount.minor < 0 else None
    return known(definition, ratio(amount, credit_sales) * Decimal(days), *inputs, note=note)
