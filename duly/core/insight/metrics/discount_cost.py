"""What an early-payment discount costs the seller (and is worth to the buyer) in a year."""

from __future__ import annotations

from decimal import Decimal

from duly.core.insight.metrics.figure import PERCENT, Definition, Figure, Input, known, unknown
from duly.core.insight.reasons import Reason, reason

NOMINAL = Definition(
    "discount_cost_nominal",
    "Cost of discount, nominal",
    "percent",
    "discount percent / (100 − discount percent) × year days / (net days − discount days) × 100",
    "The yearly rate at which the discount buys earlier money, without compounding.",
    "Corporate finance textbooks (cost of trade credit).",
)
EFFECTIVE = Definition(
    "discount_cost_effective",
    "Cost of discount, effective",
    "percent",
    "((1 + discount percent / (100 − discount percent)) ^ (year days / (net days − discount days)) − 1) × 100",
    "The yearly rate at which the discount buys earlier money, compounded.",
    "Corporate finance textbooks (cost of trade credit).",
)


def discount_cost_nominal(percent: Decimal, *, discount_days: int, net_days: int, year_days: int = 365) -> Figure:
    """Return d/(100−d) × Y/(N−n) as per cent a year."""
    inputs = _inputs(percent, discount_days, net_days, year_days)
    problem = _problem(percent, discount_days, net_days)
    if problem:
        return unknown(NOMINAL, problem, *inputs)
    rate = percent / (PERCENT - percent) * Decimal(year_days) / Decimal(net_days - discount_days)
    return known(NOMINAL, rate * PERCENT, *inputs)


def discount_cost_effective(percent: Decimal, *, discount_days: int, net_days: int, year_days: int = 365) -> Figure:
    """Return (1 + d/(100−d))^(Y/(N−n)) − 1 as per cent a year."""
    inputs = _inputs(percent, discount_days, net_days, year_days)
    problem = _problem(percent, discount_days, net_days)
    if problem:
        return unknown(EFFECTIVE, problem, *inputs)
    base = 1 + percent / (PERCENT - percent)
    rate = base ** (Decimal(year_days) / Decimal(net_days - discount_days)) - 1
    return known(EFFECTIVE, rate * PERCENT, *inputs)


def _inputs(percent: Decimal, discount_days: int, net_days: int, year_days: int) -> tuple[Input, ...]:
    return (
        Input("discount percent", percent, "From the payment terms."),
        Input("year days", year_days, "Day-count convention."),
        Input("net days", net_days, "From the payment terms."),
        Input("discount days", discount_days, "From the payment terms."),
    )


def _problem(percent: Decimal, discount_days: int, net_days: int) -> Reason | None:
    if not 0 < percent < PERCENT:
        return reason("figure.not_a_discount")
    return reason("figure.no_terms") if discount_days >= net_days else None
