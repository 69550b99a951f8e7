"""Days that were run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from duly.store.models import Cycle, CycleShard


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """One run of a day; `shards_done` of `shard_count` parts are finished."""

    id: int
    business_date: date
    state: str
    shard_count: int
    shards_done: int
    counts: dict[str, int]
    started_at: datetime
    finished_at: datetime | None
    started_by: str


def cycle_counts(company_id: int, cycle_id: int) -> dict[str, int]:
    """Return what a cycle counted, empty until it is done."""
    return dict(Cycle.objects.filter(company_id=company_id, pk=cycle_id).values_list("counts", flat=True)[0])


def cycle_of(company_id: int, business_date: date, job: str = "dunning") -> CycleFacts | None:
    """Return the run of a day, None when it was not started."""
    row = Cycle.objects.filter(company_id=company_id, job=job, business_date=business_date).first()
    return _facts(row) if row else None


def recent_cycles(company_id: int, limit: int = 30) -> list[CycleFacts]:
    """Return the newest runs, newest day first."""
    return [_facts(row) for row in Cycle.objects.filter(company_id=company_id).order_by("-business_date")[:limit]]


def _facts(row: Cycle) -> CycleFacts:
    done = CycleShard.objects.filter(cycle_id=row.pk, state="done").count()
    return CycleFacts(
        id=row.pk,
        business_date=row.business_date,
        state=row.state,
        shard_count=row.shard_count,
        shards_done=done,
        counts=dict(row.counts),
        started_at=row.started_at,
        finished_at=row.finished_at,
        started_by=row.started_by,
    )
