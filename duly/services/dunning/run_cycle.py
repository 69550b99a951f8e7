"""The day: start it once, run it in shards, finish it when the last shard is done."""

from __future__ import annotations

from collections import Counter

from django.db import IntegrityError, transaction

from duly.services.accounts.apply_segments import apply_segments
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.cases.settle_promises import settle_promises
from duly.services.dunning.decide_accounts import decide_accounts, procedures_or_refuse
from duly.services.dunning.plan_notices import plan_notices
from duly.services.ports import Ports
from duly.services.refused import NotFound
from duly.store.models import Cycle, CycleShard, Decision
from duly.store.queries.companies import CompanyFacts, company_facts
from duly.store.queries.dunning_snapshot import customers_in_reach

SHARD_TASK = "run_cycle_shard"
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
    reach = len(customers_in_reach(act.company_id, act.business_date, horizon_days=ruling.horizon_days))
    shards = max(1, -(-reach // shard_size))
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                company_id=act.company_id, job=JOB, business_date=act.business_date, shard_count=shards,
                started_at=act.at, started_by=act.actor,
            )  # fmt: skip
    except IntegrityError:
        return Cycle.objects.get(company_id=act.company_id, job=JOB, business_date=act.business_date).pk, False
    CycleShard.objects.bulk_create(
        CycleShard(company_id=act.company_id, cycle=cycle, shard_no=number) for number in range(shards)
    )
    if not inline:
        for number in range(shards):
            enqueue_shard(ports, act.company_id, cycle.pk, number)
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
    ports.jobs.enqueue(
        SHARD_TASK,
        {"company_id": company_id, "cycle_id": cycle_id, "shard_no": shard_no},
        queueing_lock=f"cycle-{company_id}-{cycle_id}-{shard_no}",
    )


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
    ruling = procedures_or_refuse(act.company_id)
    reach = customers_in_reach(
        act.company_id, cycle.business_date, horizon_days=ruling.horizon_days, shard_no=shard_no,
        shard_count=cycle.shard_count,
    )  # fmt: skip
    done = set(Decision.objects.filter(cycle_id=cycle_id, customer_id__in=reach).values_list("customer_id", flat=True))
    replay = is_replay(company, day)
    decided = decide_accounts(
        company_id=act.company_id, customer_ids=[i for i in reach if i not in done], as_of=cycle.business_date,
        at=act.at, holidays=ports.holidays, ruling=ruling, is_replay=replay,
    )  # fmt: skip
    counts = plan_notices(act=day, ports=ports, cycle_id=cycle_id, decided=decided, is_replay=replay)
    shard.state, shard.counts, shard.finished_at = "done", counts, act.at
    shard.save(update_fields=["state", "counts", "finished_at"])
    _finish(day, cycle)
    return counts


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
