"""Deliveries: taking the next one, writing down what came of it, sending again, and looking at them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from duly.store.tenancy import in_directory

PAGE = 50


@dataclass(frozen=True, slots=True)
class TakenDelivery:
    """A delivery that this process is about to attempt, for the `attempts`th time."""

    id: int
    attempts: int
    uid: UUID
    kind: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """A delivery as people see it. `state` is waiting, delivered or given_up."""

    id: int
    endpoint_id: int
    url: str
    event_id: int
    kind: str
    event_at: datetime
    state: str
    attempts: int
    replay_no: int
    next_attempt_at: datetime | None
    last_attempt_at: datetime | None
    last_status: int | None
    last_error: str
    delivered_at: datetime | None


def active_endpoints() -> list[tuple[int, int]]:
    """Return (company, endpoint) of all that may be sent to, over all companies; for the clock of the workers."""
    with in_directory(), connection.cursor() as cursor:
        cursor.execute("SELECT company_id, id FROM webhook_endpoint WHERE state = 'active' ORDER BY company_id, id")
        return [(row[0], row[1]) for row in cursor.fetchall()]


def endpoints_with_due(company_id: int, at: datetime) -> list[int]:
    """Return the endpoints of a company for which something is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.id FROM webhook_endpoint e
             WHERE e.company_id = %(company)s AND e.state = 'active'
               AND EXISTS (SELECT 1 FROM webhook_delivery d
                            WHERE d.company_id = %(company)s AND d.endpoint_id = e.id AND d.state = 'waiting'
                              AND d.next_attempt_at <= %(at)s)
             ORDER BY e.id
            """,
            {"company": company_id, "at": at},
        )
        return [row[0] for row in cursor.fetchall()]


def take_delivery(company_id: int, endpoint_id: int, *, at: datetime, until: datetime) -> TakenDelivery | None:
    """Take the oldest delivery that is due; nobody else gets it before `until`. None when nothing is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE webhook_delivery AS d
               SET attempts = d.attempts + 1, last_attempt_at = %(at)s, next_attempt_at = %(until)s
              FROM event v
             WHERE d.company_id = %(company)s AND v.company_id = %(company)s AND v.id = d.event_id
               AND d.id = (SELECT id FROM webhook_delivery
                            WHERE company_id = %(company)s AND endpoint_id = %(endpoint)s AND state = 'waiting'
                              AND next_attempt_at <= %(at)s
                            ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING d.id, d.attempts, v.uid, v.kind, v.at, v.data
            """,
            {"company": company_id, "endpoint": endpoint_id, "at": at, "until": until},
        )
        row = cursor.fetchone()
    return TakenDelivery(*(*row[:5], _object(row[5]))) if row else None


def let_rest(company_id: int, endpoint_id: int, *, at: datetime, until: datetime) -> None:
    """Put off everything of an endpoint that is due, so that its next run begins no sooner."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE webhook_delivery SET next_attempt_at = %s
                WHERE company_id = %s AND endpoint_id = %s AND state = 'waiting' AND next_attempt_at <= %s""",
            [until, company_id, endpoint_id, at],
        )


_AGAIN = """
INSERT INTO webhook_delivery (company_id, endpoint_id, event_id, state, attempts, replay_no, last_error,
                              next_attempt_at)
SELECT %(company)s, e.id, v.id, 'waiting', 0, coalesce(s.last_no + 1, 0), '', %(at)s
  FROM webhook_endpoint e JOIN event v ON v.company_id = %(company)s
  LEFT JOIN LATERAL (
       SELECT max(d.replay_no) AS last_no, bool_or(d.state IN ('delivered', 'waiting')) AS is_settled
         FROM webhook_delivery d
        WHERE d.company_id = %(company)s AND d.endpoint_id = e.id AND d.event_id = v.id) AS s ON true
 WHERE e.company_id = %(company)s AND e.id = %(endpoint)s AND {which}
 ORDER BY v.id LIMIT %(limit)s
RETURNING id
"""


def insert_again(company_id: int, endpoint_id: int, event_id: int, *, at: datetime) -> int | None:
    """Owe one event to an endpoint once more, whatever came of it before; return the delivery's id."""
    values: dict[str, Any] = {"company": company_id, "endpoint": endpoint_id, "event": event_id, "at": at, "limit": 1}
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN.format(which="v.id = %(event)s"), values)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def insert_missed(company_id: int, endpoint_id: int, *, since: datetime, at: datetime, limit: int) -> int:
    """Owe an endpoint every event since an instant that it wants and that neither arrived nor waits; return how many.

    Also those that happened while it was disabled, or before it was registered.
    """
    which = """v.at >= %(since)s AND s.is_settled IS NOT TRUE AND v.kind <> 'endpoint.test'
               AND (e.kinds = '[]'::jsonb OR jsonb_exists(e.kinds, v.kind))"""
    values: dict[str, Any] = {"company": company_id, "endpoint": endpoint_id, "since": since, "at": at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN.format(which=which), values)
        return len(cursor.fetchall())


_LIST = """
SELECT d.id, d.endpoint_id, e.url, v.id, v.kind, v.at, d.state, d.attempts, d.replay_no, d.next_attempt_at,
       d.last_attempt_at, d.last_status, d.last_error, d.delivered_at
  FROM webhook_delivery d
  JOIN webhook_endpoint e ON e.company_id = %(company)s AND e.id = d.endpoint_id
  JOIN event v ON v.company_id = %(company)s AND v.id = d.event_id
 WHERE d.company_id = %(company)s AND {where}
 ORDER BY d.id DESC LIMIT %(limit)s
"""


def _listed(where: Sequence[str], values: dict[str, Any]) -> list[DeliveryFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(where=" AND ".join(where)), values)
        return [DeliveryFacts(*row) for row in cursor.fetchall()]


def deliveries_of(
    company_id: int, endpoint_id: int, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> list[DeliveryFacts]:
    """Return deliveries of an endpoint, the newest first; `state` narrows ("retrying": waiting after a failure)."""
    where = ["d.endpoint_id = %(endpoint)s"]
    if before is not None:
        where.append("d.id < %(before)s")
    if state == "retrying":
        where.append("d.state = 'waiting' AND d.attempts > 0")
    elif state:
        where.append("d.state = %(state)s")
    values: dict[str, Any] = {
        "company": company_id,
        "endpoint": endpoint_id,
        "before": before,
        "state": state,
        "limit": limit,
    }
    return _listed(where, values)


def deliveries_of_event(company_id: int, event_id: int) -> list[DeliveryFacts]:
    """Return to whom an event was sent, the newest delivery first."""
    return _listed(["d.event_id = %(event)s"], {"company": company_id, "event": event_id, "limit": 500})


def delivery_facts(company_id: int, delivery_id: int) -> DeliveryFacts | None:
    """Return one delivery, or None."""
    found = _listed(["d.id = %(id)s"], {"company": company_id, "id": delivery_id, "limit": 1})
    return found[0] if found else None


def _object(value: Any) -> dict[str, Any]:
    return dict(json.loads(value) if isinstance(value, str) else value)


LEASE = timedelta(minutes=2)
"""How long a taken delivery belongs to who took it: longer than any attempt; a worker that died is replaced then."""
