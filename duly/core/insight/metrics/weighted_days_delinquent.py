"""Weighted average days delinquent: how late the paid money came."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, mixed, unknown
from duly.core.insight.reasons import reason
from duly.core.insight.records import Paid
from duly.core.money.money import Money, total

DEFINITION = Definition(
    "weighted_days_delinquent",
    "Weighted average days delinquent",
    "days",
    "amount-days late / paid amount",
    "The average lateness of what was paid, large invoices counting more. Open invoices do not count, "
    "and early payment does not make up for late payment.",
    "Upflow help, weighted average delay.",
)


def weighted_days_delinquent(paid: Sequence[Paid], *, early_counts: bool = False) -> Figure:
    """Return Σ(amount × days late) / Σ amount in days; early payment counts 0 unless `early_counts`."""
    problem = mixed(item.amount for item in paid)
    if problem:
        return unknown(DEFINITION, problem)
    paid_minor = sum(item.amount.minor for item in paid)
    if paid_minor <= 0:
        return unknown(DEFINITION, reason("figure.no_payments"))
    late = [item.days_late if early_counts else max(0, item.days_late) for item in paid]
    amount_days = sum(item.amount.minor * days for item, days in zip(paid, late, strict=True))
    currency = paid[0].amount.currency
    return known(
        DEFINITION,
        Decimal(amount_days) / Decimal(paid_minor),
        Input("amount-days late", Money(amount_days, currency), "Each paid amount times its days late, added up."),
        Input("paid amount", total((item.amount for item in paid), currency), "Invoices paid in the period."),
    )
