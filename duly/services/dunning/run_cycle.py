"""The day: start it once, run it in shards, finish it when the last shard is done."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from django.db import IntegrityError, transaction

from duly.services.accounts.apply_segments import apply_segments
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.cases.settle_promises import settle_promises
from duly.services.dunning.decide_accounts import decide_each, procedures_or_refuse
from duly.services.dunning.plan_notices import plan_notices
from duly.services.ports import NewJob, Ports
from duly.services.refused import NotFound
from duly.store.models import Cycle, CycleShard, Decision
from duly.store.queries.companies import CompanyFacts, company_facts
from duly.store.queries.dry_runs import drop_dry_runs
from duly.store.queries.dunning_snapshot import Part, customers_in_reach, cut_into_parts

SHARD_TASK = "run_cycle_shard"
SHARD_PRIORITY = 10
AT_ONCE = 250
JOB = "dunning"


def start_cycle(*, act: Act, ports: Ports, shard_size: int, inline: bool = False) -> tuple[int, bool]:
    """Start the day's cycle unless it was started before; return its id and whether it is new.

    It is keyed (company, job, business_date), so a second start changes nothing. Promises are judged and customers
    put into their segments first (a day that is past leaves the segments of today alone).
    Unless `inline`, each shard is enqueued as a job in the same database transaction.
    """
    ruling = procedures_or_refuse(act.company_id)
    settle_promises(act=act)
    _place_customers(act)
    parts = cut_into_parts(
        act.company_id, act.business_date, horizon_days=ruling.horizon_days, most_customers=shard_size
    )
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                company_id=act.company_id, job=JOB, business_date=act.business_date, shard_count=len(parts),
                started_at=act.at, started_by=act.actor,
            )  # fmt: skip
    except IntegrityError:
        return Cycle.objects.get(company_id=act.company_id, job=JOB, business_date=act.business_date).pk, False
    drop_dry_runs(act.company_id)  # what was foreseen is decided now
    CycleShard.objects.bulk_create(
        CycleShard(
            company_id=act.company_id, cycle=cycle, shard_no=number, first_customer=part.first_customer,
            last_customer=part.last_customer,
        )
        for number, part in enumerate(parts)
    )  # fmt: skip
    if not inline:
        _enqueue(ports, act.company_id, cycle.pk, range(len(parts)))
    return cycle.pk, True


def _place_customers(act: Act) -> None:
    company = company_facts(act.company_id)
    assert company is not None
    if not is_replay(company, act) and not Cycle.objects.filter(
        company_id=act.company_id, job=JOB, business_date=act.business_date
    ).exists():  # fmt: skip
        apply_segments(act=act)


def enqueue_shard(ports: Ports, company_id: int, cycle_id: int, shard_no: int) -> None:
    """Enqueue the job of one shard; one waits at a time."""
    _enqueue(ports, company_id, cycle_id, [shard_no])


def _enqueue(ports: Ports, company_id: int, cycle_id: int, shards: Iterable[int]) -> None:
    """Enqueue the jobs of shards: before the messages of those that are done, so that the day is soon decided."""
    jobs = [
        NewJob(
            {"company_id": company_id, "cycle_id": cycle_id, "shard_no": number},
            queueing_lock=f"cycle-{company_id}-{cycle_id}-{number}",
        )
        for number in shards
    ]
    ports.jobs.enqueue_many(SHARD_TASK, jobs, priority=SHARD_PRIORITY)


def waiting_shards(company_id: int, cycle_id: int) -> list[int]:
    """Return the numbers of the shards that are not done."""
    shards = CycleShard.objects.filter(company_id=company_id, cycle_id=cycle_id, state="waiting")
    return list(shards.order_by("shard_no").values_list("shard_no", flat=True))


def run_shard(*, act: Act, ports: Ports, cycle_id: int, shard_no: int) -> dict[str, int]:
    """Decide and plan for one shard's customers; nothing when it was done before. Returns counts.

    The shard's row is locked: a job that is run twice, or by two workers, plans once. `act.business_date` is
    replaced by the cycle's own.
    """
    shard = (
        CycleShard.objects.select_for_update(of=("self",))
        .select_related("cycle")
        .filter(company_id=act.company_id, cycle_id=cycle_id, shard_no=shard_no)
        .first()
    )
    if shard is None:
        raise NotFound(f"Shard {shard_no} of cycle {cycle_id}")
    if shard.state == "done":
        return {}
    cycle, company = shard.cycle, company_facts(act.company_id)
    assert company is not None
    day = Act(act.company_id, act.actor_kind, act.actor, act.at, cycle.business_date, act.reason, act.user_id)
    # A replay is what began as one: a day whose work goes on after midnight, or while the clock jumps, is not.
    counts = _decide_and_plan(day, ports, shard, is_replay=is_replay(company, replace(day, at=cycle.started_at)))
    shard.state, shard.counts, shard.finished_at = "done", counts, act.at
    shard.save(update_fields=["state", "counts", "finished_at"])
    _finish(day, cycle)
    return counts


def _decide_and_plan(day: Act, ports: Ports, shard: CycleShard, *, is_replay: bool) -> dict[str, int]:
    """Decide about a shard's customers some at a time, so that its memory does not grow with it."""
    ruling = procedures_or_refuse(day.company_id)
    reach = customers_in_reach(
        day.company_id, day.business_date, horizon_days=ruling.horizon_days, part=_part_of(shard)
    )
    before = Decision.objects.filter(cycle_id=shard.cycle_id, customer_id__in=reach)
    done = set(before.values_list("customer_id", flat=True))
    decided = decide_each(
        company_id=day.company_id, customer_ids=[i for i in reach if i not in done], as_of=day.business_date,
        at=day.at, holidays=ports.holidays, ruling=ruling, is_replay=is_replay,
    )  # fmt: skip
    counts: Counter[str] = Counter()
    with no_cycles_made():
        while some := list(islice(decided, AT_ONCE)):
            counts.update(
                plan_notices(act=day, ports=ports, cycle_id=shard.cycle_id, decided=some, is_replay=is_replay)
            )
    return dict(counts)


def _part_of(shard: CycleShard) -> Part:
    if shard.first_customer is None or shard.last_customer is None:
        return Part(shard_no=shard.shard_no, shard_count=shard.cycle.shard_count)
    return Part(shard.first_customer, shard.last_customer)


@contextmanager
def no_cycles_made() -> Iterator[None]:
    """Spare the search for reference cycles where a great many values are made that hold none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_replay(company: CompanyFacts, act: Act) -> bool:
    """Tell whether a day is run that is past: then nothing may leave the house."""
    return act.business_date < company.business_date(act.at)


def _finish(act: Act, cycle: Cycle) -> None:
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    if CycleShard.objects.filter(cycle_id=cycle.pk, state="waiting").exists():
        return
    total: Counter[str] = Counter()
    for counts in CycleShard.objects.filter(cycle_id=cycle.pk).values_list("counts", flat=True):
        total.update(counts)
    updated = Cycle.objects.filter(pk=cycle.pk, state="running").update(
        state="done", counts=dict(total), finished_at=act.at
    )
    if updated:
        said = (
            f"The day {cycle.business_date.isoformat()} was run: {total['email']} messages, {total['call_task']} calls"
        )
        record_activity(act=act, verb="cycle.done", sentence=said, data={"cycle_id": cycle.pk, "counts": dict(total)})
