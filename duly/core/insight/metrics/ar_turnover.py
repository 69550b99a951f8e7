"""Receivables turnover: how often a year the receivables are collected."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, mixed, unknown
from duly.core.insight.reasons import reason
from duly.core.money.money import Money

DEFINITION = Definition(
    "ar_turnover",
    "Receivables turnover",
    "times per year",
    "annual credit sales / ending receivables",
    "How many times a year the receivables turn into cash. By setting, average receivables instead of ending ones.",
    "Credit Research Foundation, KPI definitions (ending receivables); textbooks use the average.",
)
AVERAGE_FORMULA = "annual credit sales / ((beginning receivables + ending receivables) / 2)"


def ar_turnover(*, annual_credit_sales: Money, ending: Money, beginning: Money | None = None) -> Figure:
    """Return turnover per year on ending receivables, or on the average when `beginning` is given."""
    definition = DEFINITION if beginning is None else replace(DEFINITION, formula=AVERAGE_FORMULA)
    first = () if beginning is None else (Input("beginning receivables", beginning, "Open a year earlier."),)
    inputs = (
        Input("annual credit sales", annual_credit_sales, "Credit sales of the last twelve months."),
        *first,
        Input("ending receivables", ending, "All open amounts at the period's end."),
    )
    start = ending if beginning is None else beginning
    problem = mixed((annual_credit_sales, start, ending))
    if problem:
        return unknown(definition, problem, *inputs)
    if start.minor + ending.minor <= 0:
        return unknown(definition, reason("figure.no_receivables"), *inputs)
    value = Decimal(2 * annual_credit_sales.minor) / Decimal(start.minor + ending.minor)
    return known(definition, value, *inputs)
