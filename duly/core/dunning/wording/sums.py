"""Sums for a message: per currency, in the order in which the currencies first appear."""

from __future__ import annotations

from collections.abc import Iterable

from duly.core.money.money import Money


def sum_by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """Return one total per currency, those that are zero included."""
    totals: dict[str, Money] = {}
    for amount in amounts:
        known = totals.get(amount.currency)
        totals[amount.currency] = amount if known is None else known + amount
    return tuple(totals.values())


def not_zero(totals: Iterable[Money]) -> tuple[Money, ...]:
    """Return the totals that are not zero."""
    return tuple(total for total in totals if total)


def at_most(amounts: Iterable[Money], limits: Iterable[Money]) -> tuple[Money, ...]:
    """Return each amount, or the limit of its currency when that is less; an amount without a limit stays."""
    by_currency = {limit.currency: limit for limit in limits}
    return tuple(min(amount, by_currency.get(amount.currency, amount)) for amount in amounts)
