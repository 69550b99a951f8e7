"""Days that were run and what was decided on them, as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duly.core.dunning.decision import CustomerDecision
from duly.store import mapping
from duly.store.models import Decision
from duly.store.queries.api_page import page_rows
from duly.store.rows import json_value


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A day that was run; `shards_done` of `shard_count` parts are finished."""

    id: int
    business_date: date
    state: str
    shard_count: int
    shards_done: int
    stored_counts: Any
    message: str
    started_at: datetime
    finished_at: datetime | None
    started_by: str

    @property
    def counts(self) -> dict[str, int]:
        """What was decided, counted by kind; empty until it is done."""
        return dict(json_value(self.stored_counts) or {})


_CYCLE = """
    SELECT y.id, y.business_date, y.state, y.shard_count,
           (SELECT count(*) FROM cycle_shard h WHERE h.cycle_id = y.id AND h.state = 'done')::int, y.counts, y.message,
           y.started_at, y.finished_at, y.started_by
      FROM cycle y WHERE y.company_id = %(company)s
"""
_CYCLE_CONDITIONS = {
    "id": "y.id = %(id)s",
    "state": "y.state = %(state)s",
    "from_date": "y.business_date >= %(from_date)s",
    "to_date": "y.business_date <= %(to_date)s",
}


def cycle_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[CycleRow]:
    """Return days by the conditions given (names of _CYCLE_CONDITIONS), the newest first."""
    return page_rows(
        CycleRow, _CYCLE, _CYCLE_CONDITIONS, given, company_id=company_id, key="y.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided for a customer on a day, with all reasons."""

    id: int
    cycle_id: int | None
    customer_id: int
    business_date: date
    outcome: str
    created_at: datetime
    decision: CustomerDecision


def decision_rows(
    company_id: int,
    *,
    after: int | None = None,
    limit: int = 50,
    only_owner_id: int | None = None,
    **given: Any,
) -> list[DecisionRow]:
    """Return stored decisions, the newest first; `given` are exact values of id, cycle_id, customer_id, outcome."""
    rows = Decision.objects.filter(company_id=company_id, **{k: v for k, v in given.items() if v is not None})
    if only_owner_id is not None:
        rows = rows.filter(customer__owner_id=only_owner_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [
        DecisionRow(
            row.pk, row.cycle_id, row.customer_id, row.business_date, row.outcome, row.created_at,
            mapping.to_decision(row)[0],
        )
        for row in rows.order_by("-pk")[:limit]
    ]  # fmt: skip
