"""The events themselves, to look at: newest first for people, oldest first for programs that catch up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

PAGE = 50


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event. `data` has the fields of its kind in the catalogue."""

    id: int
    uid: UUID
    kind: str
    at: datetime
    customer_id: int | None
    subject_id: int | None
    data: dict[str, Any]


_SELECT = "SELECT id, uid, kind, at, customer_id, subject_id, data FROM event WHERE company_id = %(company)s"


def events_page(
    company_id: int,
    *,
    kind: str = "",
    customer_id: int | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> list[EventFacts]:
    """Return events, the newest first; with `after` (an id) those that followed it, the oldest first.

    `kind` narrows to one kind, or with a dot at its end (`invoice.`) to all that begin so.
    """
    where = [_SELECT]
    if kind:
        where.append("kind LIKE %(kind)s || '%%'" if kind.endswith(".") else "kind = %(kind)s")
    if customer_id is not None:
        where.append("customer_id = %(customer)s")
    if before is not None:
        where.append("id < %(before)s")
    if after is not None:
        where.append("id > %(after)s")
    order = "ASC" if after is not None else "DESC"
    values: dict[str, Any] = {
        "company": company_id, "kind": kind.replace("%", "").replace("_", r"\_") if kind.endswith(".") else kind,
        "customer": customer_id, "before": before, "after": after, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"{' AND '.join(where)} ORDER BY id {order} LIMIT %(limit)s", values)
        return [_event(row) for row in cursor.fetchall()]


def event_facts(company_id: int, event_id: int) -> EventFacts | None:
    """Return one event, or None."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} AND id = %(id)s", {"company": company_id, "id": event_id})
        row = cursor.fetchone()
    return _event(row) if row else None


def _event(row: tuple[Any, ...]) -> EventFacts:
    data = json.loads(row[6]) if isinstance(row[6], str) else row[6]
    return EventFacts(*(*row[:6], dict(data)))
