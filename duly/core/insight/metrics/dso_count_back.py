"""Days sales outstanding by the count-back method: how many days of the newest sales are unpaid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duly.core.insight.metrics.figure import Definition, Figure, Input, known, mixed, ratio, unknown
from duly.core.insight.reasons import Reason, reason
from duly.core.insight.records import MonthSales
from duly.core.money.money import Money

DEFINITION = Definition(
    "dso_count_back",
    "Days sales outstanding (count-back)",
    "days",
    "days of the newest months whose sales the ending receivables cover, the last month pro rata",
    "Takes month after month of sales off the receivables, newest first, and adds up their days; "
    "less swayed by season than simple DSO. Stops at a month without sales.",
    "Count-back (exhaustion) method as in Oracle HFM and common credit practice.",
)


def dso_count_back(*, receivables: Money, months: Sequence[MonthSales]) -> Figure:
    """Return count-back DSO in days; `months` are newest first.

    A month whose sales are zero or negative stops the count, as does the end of the list; the
    value is then a lower bound and the note says how much of the receivables is left over.
    """
    inputs = (
        Input("ending receivables", receivables, "Open amounts of all invoices less credit notes at the period's end."),
        *(Input(f"sales {m.month}", m.sales, f"Credit sales of the month, which has {m.days} days.") for m in months),
    )
    problem = mixed([receivables, *(m.sales for m in months)])
    if problem:
        return unknown(DEFINITION, problem, *inputs)
    if not months or months[0].sales.minor <= 0:
        return unknown(DEFINITION, reason("figure.no_sales"), *inputs)
    if receivables.minor < 0:
        return known(DEFINITION, Decimal(0), *inputs, note=reason("figure.credit_balance"))
    value, note = _count(receivables, months)
    return known(DEFINITION, value, *inputs, note=note)


def _count(receivables: Money, months: Sequence[MonthSales]) -> tuple[Decimal, Reason | None]:
    left, counted = receivables, Decimal(0)
    for month in months:
        if month.sales.minor <= 0 and left.minor > 0:
            return counted, reason("figure.stopped_at_month", month=month.month, left=left)
        if left.minor <= month.sales.minor:
            return counted + (ratio(left, month.sales) * month.days if left.minor else Decimal(0)), None
        left -= month.sales
        counted += month.days
    return counted, reason("figure.months_ran_out", left=left) if left.minor else None
