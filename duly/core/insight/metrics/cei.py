"""Collection effectiveness index: of what could be collected in a period, how much was."""

from __future__ import annotations

from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, mixed, unknown
from duly.core.insight.reasons import Reason, reason
from duly.core.money.money import Money

DEFINITION = Definition(
    "cei",
    "Collection effectiveness index (CEI)",
    "percent",
    "(beginning receivables + annual credit sales / 12 − ending receivables)"
    " / (beginning receivables + annual credit sales / 12 − ending current receivables) × 100",
    "100 means that everything collectable in the month was collected; only what is not yet due may stay open.",
    "Credit Research Foundation, KPI definitions; bands (80 and more effective, 50 and less low) from Billtrust.",
)


def cei(*, beginning: Money, annual_credit_sales: Money, ending: Money, ending_current: Money) -> Figure:
    """Return CEI of a month in per cent, by the Credit Research Foundation's definition."""
    inputs = (
        Input("beginning receivables", beginning, "Open amounts at the start of the month."),
        Input("annual credit sales", annual_credit_sales, "Credit sales of the twelve months up to the month's end."),
        Input("ending receivables", ending, "Open amounts at the end of the month."),
        Input("ending current receivables", ending_current, "Open amounts not past due at the end of the month."),
    )
    problem = mixed((beginning, annual_credit_sales, ending, ending_current))
    if problem:
        return unknown(DEFINITION, problem, *inputs)
    available = 12 * beginning.minor + annual_credit_sales.minor
    collectable = available - 12 * ending_current.minor
    if collectable <= 0:
        return unknown(DEFINITION, reason("figure.nothing_collectable"), *inputs)
    value = Decimal(available - 12 * ending.minor) / Decimal(collectable) * PERCENT
    return known(DEFINITION, value, *inputs, note=_band(value))


def _band(value: Decimal) -> Reason | None:
    if value >= 80:
        return reason("figure.cei_effective")
    return reason("figure.cei_low") if value <= 50 else None
