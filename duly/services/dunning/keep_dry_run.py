"""Keep a dry run of the day to come: begun when somebody looks, decided part by part, renewed where things changed.

It is void once procedures, segments or settings differ, or the day turned; renewed as a whole when it is old or a great
deal changed; and customers about whom something was booked or noted are decided anew one by one. So a page reads
some stored lines and kept sums, and never decides about a whole ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from duly.services.act import Act
from duly.services.dunning.decide_accounts import decide_each, procedures_or_refuse
from duly.services.dunning.dry_lines import lines_of
from duly.services.dunning.run_cycle import AT_ONCE, no_cycles_made
from duly.services.ports import Holidays, Jobs, NewJob
from duly.store.bulk import insert_rows, refresh_young_statistics
from duly.store.models import DryRun, DryRunLine
from duly.store.queries.balances import keep_balances
from duly.store.queries.companies import company_facts
from duly.store.queries.dry_runs import (
    COLUMNS,
    DryLine,
    DryRunFacts,
    changes_waiting,
    drop_dry_runs,
    dry_runs_of,
    forget_lines,
    line_values,
    rules_key,
    sum_lines,
    take_changes,
)
from duly.store.queries.dunning_snapshot import Part, bank_data_age_hours, customers_in_reach, cut_into_parts
from duly.store.queries.locks import lock_name
from duly.store.tenancy import in_company

PREPARE_TASK = "prepare_dry_run"
PART_TASK = "run_dry_part"
CHANGES_TASK = "renew_dry_run"
PRIORITY = -10
PART_CUSTOMERS = 1000
PART_ITEMS = 15_000
FEW = 60
"""So many customers are decided about anew while a page is drawn; more are a job's."""
MANY = 5000
"""When so many changed, everybody is decided about anew."""
OLD = timedelta(minutes=30)
TOO_OLD = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class DryRunState:
    """What can be shown: a dry run that is done (or none yet), and the one that is being made to replace it."""

    shown: DryRunFacts | None
    making: DryRunFacts | None
    waiting: int = 0


def show_dry_run(*, act: Act, jobs: Jobs, holidays: Holidays) -> DryRunState:
    """Return the dry run of the business date, beginning or renewing it where that is due.

    Called inside the company's scope. Raises ServiceRefused when no procedure rules.
    """
    procedures_or_refuse(act.company_id)
    keep_balances(act.company_id, act.business_date)  # postings note changes together with balances
    state = _state(act)
    waiting = changes_waiting(act.company_id, MANY + 1) if state.shown else 0
    shown = state.shown
    if state.making is None and (shown is None or waiting > MANY or act.at - shown.started_at > OLD):
        _begin(act, jobs)
        return DryRunState(shown, _state(act).making, waiting)
    if shown is None or not waiting:
        return state
    if waiting <= FEW:
        renew_changed(act=act, holidays=holidays, limit=None)
        return DryRunState(_state(act).shown, state.making)
    if waiting <= MANY:
        _enqueue(jobs, CHANGES_TASK, act.company_id)
    return DryRunState(shown, state.making, waiting)


def _key(act: Act) -> str:
    """Whether bank data is too old is a fact about everybody, as the rules are."""
    age = bank_data_age_hours(act.company_id, act.at)
    company = company_facts(act.company_id)
    limit = company.bank_data_max_age_hours if company else 0
    return f"{rules_key(act.company_id)}-{'none' if age is None else 'old' if limit and age > limit else 'new'}"


def _state(act: Act) -> DryRunState:
    key = _key(act)
    runs = [one for one in dry_runs_of(act.company_id, act.business_date) if one.rules_key == key]
    shown = next((one for one in runs if one.state == "done"), None)
    return DryRunState(shown, next((one for one in runs if one.state == "running"), None))


def _begin(act: Act, jobs: Jobs) -> None:
    lock_name(f"dry-run-{act.company_id}")
    if _state(act).making is not None:
        return  # somebody else was quicker
    row = DryRun.objects.create(
        company_id=act.company_id, business_date=act.business_date, rules_key=_key(act), started_at=act.at,
        fresh_at=act.at,
    )  # fmt: skip
    _enqueue(jobs, PREPARE_TASK, act.company_id, run_id=row.pk)


def _enqueue(jobs: Jobs, task: str, company_id: int, **more: int) -> None:
    lock = "-".join([task, str(company_id), *map(str, more.values())])
    jobs.enqueue_many(task, [NewJob({"company_id": company_id, **more}, queueing_lock=lock)], priority=PRIORITY)


def prepare_dry_run(*, act: Act, jobs: Jobs, run_id: int) -> None:
    """Cut a dry run into parts and enqueue them. The body of a job; safe to run any number of times."""
    with in_company(act.company_id):
        row = DryRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id, state="running").first()
        if row is None:
            return
        if not row.part_count:
            take_changes(act.company_id, None)  # what was booked before is decided about in the parts
            ruling = procedures_or_refuse(act.company_id)
            parts = cut_into_parts(
                act.company_id, row.business_date, horizon_days=ruling.horizon_days, most_customers=PART_CUSTOMERS,
                most_items=PART_ITEMS,
            )  # fmt: skip
            row.parts = [[part.first_customer, part.last_customer] for part in parts]
            row.part_count = len(parts)
            row.save(update_fields=["parts", "part_count"])
        new = [
            NewJob({"company_id": act.company_id, "run_id": run_id, "first_customer": first},
                   queueing_lock=f"{PART_TASK}-{run_id}-{first}")
            for first, _last in row.parts
        ]  # fmt: skip
        jobs.enqueue_many(PART_TASK, new, priority=PRIORITY)


def run_dry_part(*, act: Act, holidays: Holidays, run_id: int, first_customer: int) -> None:
    """Decide for a part of a dry run; the last one finishes it. The body of a job; nothing when it was done before."""
    with in_company(act.company_id):
        lock_name(f"{PART_TASK}-{run_id}-{first_customer}")
        row = DryRun.objects.filter(company_id=act.company_id, pk=run_id, state="running").first()
        part = next((one for one in row.parts if one[0] == first_customer), None) if row else None
        if row is None or part is None or row.business_date != act.business_date:
            return
        ruling = procedures_or_refuse(act.company_id)
        reach = customers_in_reach(
            act.company_id, row.business_date, horizon_days=ruling.horizon_days, part=Part(part[0], part[1])
        )
        _store(act, run_id, _decided(act, holidays, reach))
        row = DryRun.objects.select_for_update().get(pk=run_id)
        row.parts = [one for one in row.parts if one[0] != first_customer]
        if not row.parts:
            row.state, row.sums, row.fresh_at = "done", sum_lines(act.company_id, run_id), act.at
            drop_dry_runs(act.company_id, but=run_id)
        row.save()


def _decided(act: Act, holidays: Holidays, customer_ids: Collection[int]) -> Iterator[DryLine]:
    """Decide about customers one after the other, keeping no more than a line of each."""
    decided = decide_each(
        company_id=act.company_id, customer_ids=customer_ids, as_of=act.business_date, at=act.at, holidays=holidays,
        ruling=procedures_or_refuse(act.company_id),
    )  # fmt: skip
    return lines_of(decided, as_of=act.business_date, at=act.at)


def _store(act: Act, run_id: int, lines: Iterator[DryLine]) -> None:
    written = 0
    with no_cycles_made():
        while some := list(islice(lines, AT_ONCE)):
            written += _insert(act, run_id, some)
    refresh_young_statistics(["dry_run_line"], written)


def _insert(act: Act, run_id: int, lines: Sequence[DryLine]) -> int:
    return insert_rows(
        DryRunLine, ("run_id", *COLUMNS, "content"), line_values(run_id, lines), at=act.at,
        constants={"company_id": act.company_id},
    )  # fmt: skip


def renew_changed(*, act: Act, holidays: Holidays, limit: int | None = MANY) -> int:
    """Decide anew about customers whose facts changed since the dry run; return how many. Inside the scope."""
    row = (
        DryRun.objects.select_for_update()
        .filter(company_id=act.company_id, business_date=act.business_date, state="done")
        .order_by("-pk").first()
    )  # fmt: skip
    changed = take_changes(act.company_id, limit) if row else []
    if row is None or not changed:
        return 0
    forget_lines(act.company_id, row.pk, customer_ids=changed)
    ruling = procedures_or_refuse(act.company_id)
    reach = customers_in_reach(act.company_id, act.business_date, horizon_days=ruling.horizon_days, only=changed)
    _store(act, row.pk, _decided(act, holidays, reach))
    row.sums, row.fresh_at = sum_lines(act.company_id, row.pk), act.at
    row.save(update_fields=["sums", "fresh_at"])
    return len(changed)


def renew_dry_run(*, act: Act, holidays: Holidays) -> None:
    """Take in what changed. The body of a job: opens its own scope."""
    with in_company(act.company_id):
        renew_changed(act=act, holidays=holidays)
