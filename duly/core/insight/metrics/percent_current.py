"""Percent current: the share of the receivables that is not yet due."""

from __future__ import annotations

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import reason
from duly.core.money.money import Money

DEFINITION = Definition(
    "percent_current",
    "Percent current",
    "percent",
    "current receivables / total receivables × 100",
    "The share of the receivables that nobody is late with.",
    "Credit Research Foundation, KPI definitions.",
)


def percent_current(*, current: Money, receivables: Money) -> Figure:
    """Return the share of `receivables` that is current, in per cent."""
    inputs = (
        Input("current receivables", current, "Open amounts not past due."),
        Input("total receivables", receivables, "All open amounts."),
    )
    problem = mixed((current, receivables))
    if problem:
        return unknown(DEFINITION, problem, *inputs)
    if receivables.minor <= 0:
        return unknown(DEFINITION, reason("figure.no_receivables"), *inputs)
    return known(DEFINITION, ratio(current, receivables) * PERCENT, *inputs)
