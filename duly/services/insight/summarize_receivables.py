"""Summarize a portfolio in a few numbers, for the top of a page or a line on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.core.insight.metrics.figure import Figure
from duly.core.insight.movements import months_before
from duly.core.money.money import Money
from duly.services.insight.measure_receivables import dso_on
from duly.store.queries.aging_report import AgingFilter, aging_page
from duly.store.queries.metrics import Portfolio, movements


@dataclass(frozen=True, slots=True)
class Summary:
    """What is owed and late on a day, and DSO (quarter) then and one month before."""

    as_of: date
    balance: Money
    overdue: Money
    dso: Figure
    dso_month_ago: Figure


def summarize_receivables(*, portfolio: Portfolio, as_of: date, period_months: int = 3) -> Summary:
    """Return the summary; reads only. Called inside the company's scope."""
    code = portfolio.currency
    month_ago = months_before(as_of, 1)
    days = {as_of, month_ago, months_before(as_of, period_months), months_before(month_ago, period_months)}
    moved = movements(portfolio, days)
    wanted = AgingFilter(as_of, code, segment=portfolio.segment, only_owner_id=portfolio.owner_id)
    everybody = next(iter(aging_page(portfolio.company_id, wanted, limit=0).totals), None)
    return Summary(
        as_of, Money(everybody.balance_minor if everybody else 0, code),
        Money(everybody.late_minor if everybody else 0, code),
        dso_on(moved, code, as_of, period_months), dso_on(moved, code, month_ago, period_months),
    )  # fmt: skip
