"""The jobs that `duly worker` runs. Each takes ids only, opens its company and calls one service.

`**_` lets a worker of this release take jobs of the next one during a rolling restart.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from duly.services.act import Act
from duly.services.billing import check_import, enqueue_import, run_import
from duly.services.cash.match_new_receipts import match_new_receipts
from duly.services.dunning import keep_dry_run, run_cycle, send_notice
from duly.services.events import deliver_events
from duly.services.health import audit_company
from duly.services.insight import enqueue_reports, keep_figures, score_accounts
from duly.store.queries.companies import company_facts
from duly.store.queries.metrics import Portfolio
from duly.store.tenancy import in_company
from duly.wiring.ports import event_ports, holidays, import_ports, ports

TRY_AGAIN = RetryStrategy(max_attempts=9, exponential_wait=3)
"""A job that fails (the database went away, two were in each other's way) is tried again after 3, 9, 27 s ... 5 h.

Every job may run any number of times; without this, one lost connection would leave a customer undecided for good.
"""


def _act(company_id: int, who: str) -> Act | None:
    """Read the clock once and return the circumstances; None when the company is gone."""
    at = datetime.now(UTC)
    with in_company(company_id):
        company = company_facts(company_id)
    return Act(company_id, "system", who, at, company.business_date(at)) if company else None


@app.task(name=run_cycle.SHARD_TASK, retry=TRY_AGAIN)
def run_cycle_shard(company_id: int, cycle_id: int, shard_no: int, **_: Any) -> None:
    """Decide and plan for one shard of a day."""
    close_old_connections()
    act = _act(company_id, "daily cycle")
    if act is not None:
        match_new_receipts(act=act)
        with in_company(company_id):
            run_cycle.run_shard(act=act, ports=ports(), cycle_id=cycle_id, shard_no=shard_no)


@app.task(name="send_notice", retry=TRY_AGAIN)
def send_one_notice(company_id: int, notice_id: int, **_: Any) -> None:
    """Send one notice; safe to run any number of times."""
    close_old_connections()
    act = _act(company_id, "sender")
    if act is not None:
        send_notice.send_notice(act=act, ports=ports(), notice_id=notice_id)


@app.task(name="send_notices", retry=TRY_AGAIN)
def send_some_notices(company_id: int, notice_ids: list[int], **_: Any) -> None:
    """Send some notices, one after the other; one that fails does not hold up the others, and all are tried again."""
    failed: Exception | None = None
    for notice_id in notice_ids:
        try:
            send_one_notice(company_id=company_id, notice_id=notice_id)
        except Exception as problem:
            failed = problem
    if failed is not None:
        raise failed


@app.task(name="match_receipts", retry=TRY_AGAIN)
def match_waiting_receipts(company_id: int, file_id: int | None = None, **_: Any) -> None:
    """Match what waits on a company's bank account; safe to run any number of times, also at once."""
    from duly.services.cash.run_matching import run_matching

    close_old_connections()
    act = _act(company_id, "matching")
    if act is not None:
        run_matching(act=act, file_id=file_id)


@app.task(name=enqueue_import.RUN_TASK, retry=TRY_AGAIN)
def run_one_import(company_id: int, run_id: int, who: str = "import", **_: Any) -> None:
    """Take a file into the ledger, or go on where a killed worker stopped."""
    close_old_connections()
    act = _act(company_id, who)
    if act is not None:
        run_import.run_import(act=act, ports=import_ports(), run_id=run_id)


@app.task(name=enqueue_import.CHECK_TASK, retry=TRY_AGAIN)
def check_one_import(company_id: int, run_id: int, who: str = "import", **_: Any) -> None:
    """Compare a file with the ledger, for the dry run's answer."""
    close_old_connections()
    act = _act(company_id, who)
    if act is not None:
        check_import.check_import(act=act, ports=import_ports(), run_id=run_id)


@app.task(name=keep_dry_run.PREPARE_TASK, priority=keep_dry_run.PRIORITY, retry=TRY_AGAIN)
def prepare_dry_run(company_id: int, run_id: int, **_: Any) -> None:
    """Cut a dry run of the day to come into parts."""
    close_old_connections()
    act = _act(company_id, "dry run")
    if act is not None:
        keep_dry_run.prepare_dry_run(act=act, jobs=ports().jobs, run_id=run_id)


@app.task(name=keep_dry_run.PART_TASK, priority=keep_dry_run.PRIORITY, retry=TRY_AGAIN)
def run_dry_part(company_id: int, run_id: int, first_customer: int, **_: Any) -> None:
    """Decide for some customers of a dry run; writes to nobody."""
    close_old_connections()
    act = _act(company_id, "dry run")
    if act is not None:
        keep_dry_run.run_dry_part(act=act, holidays=holidays, run_id=run_id, first_customer=first_customer)


@app.task(name=keep_dry_run.CHANGES_TASK, priority=keep_dry_run.PRIORITY, retry=TRY_AGAIN)
def renew_dry_run(company_id: int, **_: Any) -> None:
    """Decide anew about the customers that changed since a dry run."""
    close_old_connections()
    act = _act(company_id, "dry run")
    if act is not None:
        keep_dry_run.renew_dry_run(act=act, holidays=holidays)


@app.task(name=score_accounts.SCORE_TASK, priority=-10, retry=TRY_AGAIN)  # what people wait for goes first
def score_waiting_accounts(company_id: int, **_: Any) -> None:
    """Score the accounts of the worklist about which something changed."""
    close_old_connections()
    score_accounts.score_some(company_id=company_id)


@app.task(name=keep_figures.FIGURES_TASK, priority=keep_figures.PRIORITY, retry=TRY_AGAIN)
def make_figures(
    company_id: int, currency: str, owner_id: int | None, segment: str, as_of: str, period_months: int, **_: Any
) -> None:
    """Compute the figures report of a large ledger, to be kept."""
    close_old_connections()
    act = _act(company_id, "figures")
    if act is not None:
        with in_company(company_id):
            keep_figures.make_figures(
                act=act, portfolio=Portfolio(company_id, currency, owner_id, segment), as_of=date.fromisoformat(as_of),
                period_months=period_months,
            )  # fmt: skip


@app.task(name=deliver_events.TASK, retry=TRY_AGAIN)
def deliver_waiting_events(company_id: int, endpoint_id: int, **_: Any) -> None:
    """Send what waits for one endpoint; safe to run any number of times."""
    close_old_connections()
    deliver_events.deliver_events(
        company_id=company_id, endpoint_id=endpoint_id, ports=event_ports(), clock=lambda: datetime.now(UTC)
    )


@app.task(name=audit_company.TASK, priority=-10, retry=TRY_AGAIN)
def audit_one_company(company_id: int, who: str = "audit", **_: Any) -> None:
    """Audit a company's ledger; the result stands in its activity log and on its Health page."""
    close_old_connections()
    act = _act(company_id, who)
    if act is not None:
        with in_company(company_id):
            audit_company.audit_company(act=act)


@app.task(name=enqueue_reports.TASK)
def send_one_report(company_id: int, schedule_id: int, asked_at: str, **_: Any) -> None:
    """Send a report to its people; it goes once, however often the job is run."""
    from django.conf import settings

    from duly.faces.worker.report_mail import write_report
    from duly.services.insight.send_report import send_report
    from duly.wiring.ports import mailer

    close_old_connections()
    act = _act(company_id, "reports")
    with in_company(company_id):
        company = company_facts(company_id)
    if act is not None and company is not None:
        send_report(
            act=act, mailer=mailer(), schedule_id=schedule_id, asked_at=datetime.fromisoformat(asked_at),
            write=lambda facts: write_report(company, act.business_date, settings.BASE_URL, facts),
        )  # fmt: skip
