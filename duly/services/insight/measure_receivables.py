"""Measure a portfolio on a day: the figures of core/insight/metrics, DSO and cash over the months, the level funnel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from duly.core.insight.metrics.average_days_delinquent import average_days_delinquent
from duly.core.insight.metrics.average_days_to_pay import average_days_to_pay
from duly.core.insight.metrics.best_possible_dso import best_possible_dso
from duly.core.insight.metrics.cei import cei
from duly.core.insight.metrics.dispute_cycle import dispute_cycle
from duly.core.insight.metrics.dso import dso
from duly.core.insight.metrics.dso_count_back import dso_count_back
from duly.core.insight.metrics.figure import Figure
from duly.core.insight.metrics.paid_late_share import paid_late_share
from duly.core.insight.metrics.percent_current import percent_current
from duly.core.insight.metrics.promise_kept import promise_kept_by_amount, promise_kept_by_count
from duly.core.insight.metrics.weighted_days_delinquent import weighted_days_delinquent
from duly.core.insight.movements import Movements, month_ends_before, months_before
from duly.core.insight.records import MonthSales
from duly.core.money.money import Money
from duly.store.queries.aging_report import AgingFilter, AgingLine, aging_page
from duly.store.queries.metrics import (
    LevelResult,
    Portfolio,
    dispute_records,
    first_posting_date,
    level_results,
    movements,
    paid_groups,
    promise_records,
)

SERIES_MONTHS = 18
COUNT_BACK_MONTHS = 24
PERIODS = (1, 3, 12)
"""A month, a quarter, a year: what DSO and the figures about payments look back over."""
LEVEL_DAYS = 14
GRACE_DAYS = 1


@dataclass(frozen=True, slots=True)
class MonthCash:
    """Cash received (less refunds and what was not ours) up to a month's end or, in the last month, the day asked."""

    until: date
    received: Money


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a portfolio on a day, by the key of their metric; the period begins after `after`.

    `dso_line` runs over month ends and ends on the day; `dso_month_ago` is DSO one month before the day.
    `levels` are notices of the year that ended LEVEL_DAYS before the day. `is_short` says that the ledger
    began inside the period, so that sales are those of less time.
    """

    as_of: date
    after: date
    currency: str
    figures: dict[str, Figure]
    dso_month_ago: Figure
    dso_line: tuple[tuple[date, Figure], ...]
    cash: tuple[MonthCash, ...]
    levels: tuple[LevelResult, ...]
    is_short: bool


def measure_receivables(*, portfolio: Portfolio, as_of: date, period_months: int = 3) -> Measures:
    """Return every figure of a portfolio; reads only. Called inside the company's scope."""
    days = _days(as_of, period_months)
    moved = movements(portfolio, days)
    after = months_before(as_of, period_months)
    first = first_posting_date(portfolio.company_id)
    line = _dso_line(moved, portfolio.currency, as_of, period_months, first)
    figures = _balance_figures(portfolio, moved, as_of, period_months) + _period_figures(portfolio, after, as_of)
    waited = as_of - timedelta(days=LEVEL_DAYS)
    return Measures(
        as_of, after, portfolio.currency, {figure.metric: figure for figure in figures},
        dso_on(moved, portfolio.currency, months_before(as_of, 1), period_months), line,
        _cash(moved, portfolio.currency, as_of, first),
        tuple(level_results(portfolio, months_before(waited, 12), waited, within_days=LEVEL_DAYS)),
        first is not None and first > after + timedelta(days=1),
    )  # fmt: skip


def _days(as_of: date, period_months: int) -> set[date]:
    """Return every day between which movements are needed."""
    ends = month_ends_before(as_of, SERIES_MONTHS + COUNT_BACK_MONTHS)
    days = {as_of, *ends, months_before(as_of, 12)}
    for day in (as_of, months_before(as_of, 1)):
        days |= {day, months_before(day, period_months)}
    return days


def dso_on(moved: Movements, currency: str, day: date, period_months: int) -> Figure:
    """Return DSO on one of the days of the movements, the start of the period being another."""
    start = months_before(day, period_months)
    return dso(
        receivables=Money(moved.balance(day), currency), credit_sales=Money(moved.sales(start, day), currency),
        days=(day - start).days,
    )  # fmt: skip


def _dso_line(
    moved: Movements, currency: str, as_of: date, period_months: int, first: date | None
) -> tuple[tuple[date, Figure], ...]:
    """Return DSO at month ends from the first whose whole period the ledger covers."""
    covered = first - timedelta(days=1) if first else date.max
    ends = [day for day in month_ends_before(as_of, SERIES_MONTHS - 1) if months_before(day, period_months) >= covered]
    return tuple((day, dso_on(moved, currency, day, period_months)) for day in [*ends, as_of])


def _total(portfolio: Portfolio, as_of: date) -> AgingLine | None:
    wanted = AgingFilter(
        as_of, portfolio.currency, segment=portfolio.segment, only_owner_id=portfolio.owner_id
    )  # fmt: skip
    return next(iter(aging_page(portfolio.company_id, wanted, limit=0).totals), None)


def _balance_figures(portfolio: Portfolio, moved: Movements, as_of: date, period_months: int) -> list[Figure]:
    """Return the figures made from what is open and what was sold."""
    code = portfolio.currency
    total = _total(portfolio, as_of)
    current = Money(total.buckets[0] if total else 0, code)
    debts = Money(total.debts_minor if total else 0, code)
    ending = Money(moved.balance(as_of), code)
    start, month_ago = months_before(as_of, period_months), months_before(as_of, 1)
    simple = dso_on(moved, code, as_of, period_months)
    best = best_possible_dso(
        current_receivables=current, credit_sales=Money(moved.sales(start, as_of), code), days=(as_of - start).days
    )
    annual = Money(moved.sales(months_before(as_of, 12), as_of), code)
    return [
        simple, dso_count_back(receivables=ending, months=_months(moved, code, as_of)), best,
        average_days_delinquent(dso=simple, best_possible=best),
        cei(beginning=Money(moved.balance(month_ago), code), annual_credit_sales=annual, ending=ending,
            ending_current=current),
        percent_current(current=current, receivables=debts),
    ]  # fmt: skip


def _months(moved: Movements, currency: str, as_of: date) -> list[MonthSales]:
    """Return the sales of the newest calendar months, newest first; the first is the month of the day so far."""
    ends = [*month_ends_before(as_of, COUNT_BACK_MONTHS), as_of]
    months = [
        MonthSales(f"{end:%Y-%m}", Money(moved.sales(begin, end), currency), (end - begin).days)
        for begin, end in pairwise(ends)
    ]
    return months[::-1]


def _period_figures(portfolio: Portfolio, after: date, until: date) -> list[Figure]:
    """Return the figures made from what was paid, promised and disputed in the period."""
    paid = paid_groups(portfolio, after, until)
    promises = promise_records(portfolio, after, until)
    disputes = dispute_records(portfolio, after, until)
    return [
        weighted_days_delinquent(paid), average_days_to_pay(paid), paid_late_share(paid),
        promise_kept_by_count(promises, as_of=until, grace_days=GRACE_DAYS),
        promise_kept_by_amount(promises, as_of=until, grace_days=GRACE_DAYS),
        dispute_cycle(disputes, as_of=until),
    ]  # fmt: skip


def _cash(moved: Movements, currency: str, as_of: date, first: date | None) -> tuple[MonthCash, ...]:
    ends = [*month_ends_before(as_of, SERIES_MONTHS), as_of]
    return tuple(
        MonthCash(end, Money(moved.cash(begin, end), currency))
        for begin, end in pairwise(ends)
        if first and end >= first
    )
