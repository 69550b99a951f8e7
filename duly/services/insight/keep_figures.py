"""The figures report of a large ledger, computed by a job and kept; a page shows it with its time.

A small ledger is measured while the page is drawn. Kept figures are those of this moment as long as nothing was booked
since; promises, disputes and messages count from the next time on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from duly.core.insight.encoding import Kinds, from_plain, to_plain
from duly.core.insight.metrics.figure import Figure, Input
from duly.core.insight.reasons import Reason
from duly.services.act import Act
from duly.services.insight.measure_receivables import Measures, MonthCash, measure_receivables
from duly.services.ports import Jobs, NewJob
from duly.store.models import KeptFigures
from duly.store.queries.metrics import LevelResult, Portfolio

FIGURES_TASK = "make_figures"
PRIORITY = -10
SMALL = 100_000
"""A ledger with no more postings than this is measured at once."""
FRESH = timedelta(minutes=10)
KEPT_DAYS = 3
KINDS: Kinds = {one.__name__: one for one in (Figure, Input, LevelResult, Measures, MonthCash, Reason)}


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """Figures to show (None: a job is computing the first ones) and when they were made (None: just now)."""

    measures: Measures | None
    made_at: datetime | None = None
    is_renewing: bool = False


def show_figures(*, act: Act, jobs: Jobs, portfolio: Portfolio, as_of: date, period_months: int = 3) -> ShownFigures:
    """Return the figures of a portfolio, kept or measured now; called inside the company's scope."""
    key = _key(portfolio, as_of, period_months)
    row = KeptFigures.objects.filter(company_id=act.company_id, key=key).first()
    if row is None and not _is_large(act.company_id):
        return ShownFigures(measure_receivables(portfolio=portfolio, as_of=as_of, period_months=period_months))
    measures = read_measures(row.measures) if row is not None else None
    if row is not None and measures is not None and row.made_at is not None and _holds(act, row.made_at, row.entry_id):
        return ShownFigures(measures, row.made_at)
    ask_for_figures(act=act, jobs=jobs, portfolio=portfolio, as_of=as_of, period_months=period_months)
    return ShownFigures(measures, row.made_at if row is not None else None, is_renewing=True)


def _holds(act: Act, made_at: datetime, entry_id: int) -> bool:
    return act.at - made_at < FRESH or entry_id == newest_entry(act.company_id)


def ask_for_figures(*, act: Act, jobs: Jobs, portfolio: Portfolio, as_of: date, period_months: int = 3) -> None:
    """Have a job compute figures; one waits at a time for the same ones."""
    key = _key(portfolio, as_of, period_months)
    KeptFigures.objects.get_or_create(
        company_id=act.company_id, key=key, defaults={"as_of_date": as_of, "asked_at": act.at}
    )  # fmt: skip
    arguments = {
        "company_id": act.company_id, "currency": portfolio.currency, "owner_id": portfolio.owner_id,
        "segment": portfolio.segment, "as_of": as_of.isoformat(), "period_months": period_months,
    }  # fmt: skip
    jobs.enqueue_many(
        FIGURES_TASK, [NewJob(arguments, queueing_lock=f"figures-{act.company_id}-{key}"[:180])], priority=PRIORITY
    )


def ask_on_a_new_day(*, act: Act, jobs: Jobs, currency: str) -> None:
    """Have the figures ready that people open first, where the ledger is large."""
    if _is_large(act.company_id):
        ask_for_figures(act=act, jobs=jobs, portfolio=Portfolio(act.company_id, currency), as_of=act.business_date)


def make_figures(*, act: Act, portfolio: Portfolio, as_of: date, period_months: int) -> None:
    """Compute figures and keep them; old ones go. The body of a job, called inside the company's scope."""
    entry_id = newest_entry(act.company_id)  # before: what is booked meanwhile makes them old
    measures = measure_receivables(portfolio=portfolio, as_of=as_of, period_months=period_months)
    KeptFigures.objects.update_or_create(
        company_id=act.company_id, key=_key(portfolio, as_of, period_months),
        defaults={
            "as_of_date": as_of, "measures": to_plain(measures), "entry_id": entry_id, "made_at": act.at,
            "asked_at": act.at, "state": "done",
        },
    )  # fmt: skip
    KeptFigures.objects.filter(company_id=act.company_id, asked_at__lt=act.at - timedelta(days=KEPT_DAYS)).delete()


def read_measures(kept: object) -> Measures | None:
    """Return kept figures, None where there are none that this release can read."""
    try:
        found = from_plain(kept, KINDS)
    except ValueError:
        return None
    return found if isinstance(found, Measures) else None


def newest_entry(company_id: int) -> int:
    """Return the id of the newest entry with postings, 0 while the ledger is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(entry_id), 0) FROM posting WHERE company_id = %s", [company_id])
        return int(cursor.fetchone()[0])


def _is_large(company_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM posting WHERE company_id = %s OFFSET %s)", [company_id, SMALL])
        return bool(cursor.fetchone()[0])


def _key(portfolio: Portfolio, as_of: date, period_months: int) -> str:
    owner = "" if portfolio.owner_id is None else str(portfolio.owner_id)
    return f"{as_of.isoformat()}|{period_months}|{portfolio.currency}|{owner}|{portfolio.segment}"
