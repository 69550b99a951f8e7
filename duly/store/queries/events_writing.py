"""Write events and what is owed to the endpoints that subscribed, in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

SUBSCRIBED = "e.state IN ('active', 'paused') AND (e.kinds = '[]'::jsonb OR jsonb_exists(e.kinds, made.kind))"
_WRITE = """
WITH {before}told AS ({told}), made AS (
    INSERT INTO event (company_id, uid, kind, at, customer_id, subject_id, data)
    SELECT %(company)s, gen_random_uuid(), t.kind, %(at)s, t.customer_id, t.subject_id, t.data
      FROM told t WHERE t.kind = ANY(%(wanted)s) ORDER BY t.place, t.subject_id
    RETURNING id, kind
), owed AS (
    INSERT INTO webhook_delivery (company_id, endpoint_id, event_id, state, attempts, replay_no, last_error,
                                  next_attempt_at)
    SELECT %(company)s, e.id, made.id, 'waiting', 0, 0, '', %(at)s
      FROM made JOIN webhook_endpoint e ON e.company_id = %(company)s AND {subscribed}
     ORDER BY made.id
)
SELECT id FROM made ORDER BY id
"""


def write_events(
    *,
    company_id: int,
    at: datetime,
    told: str,
    wanted: Collection[str],
    values: Mapping[str, Any],
    before: str = "",
    only_endpoint_id: int | None = None,
) -> list[int]:
    """Insert what the SELECT `told` yields (kind, customer_id, subject_id, data, place) as far as it is wanted.

    `before` are common table expressions it uses, each with a comma behind it. Each event is owed at once to the
    endpoints that subscribed to its kind, or to one endpoint only. Returns the events' ids in order.
    """
    subscribed = SUBSCRIBED if only_endpoint_id is None else "e.id = %(endpoint)s"
    statement = _WRITE.format(before=before, told=told, subscribed=subscribed)
    bound = {**values, "company": company_id, "at": at, "wanted": list(wanted), "endpoint": only_endpoint_id}
    with connection.cursor() as cursor:
        cursor.execute(statement, bound)
        return [row[0] for row in cursor.fetchall()]


def subscribed_kinds(company_id: int) -> frozenset[str] | None:
    """Return the kinds that somebody subscribed to; None when an endpoint takes all kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kinds FROM webhook_endpoint e WHERE company_id = %s AND state IN ('active', 'paused')", [company_id]
        )
        lists = [_names(row[0]) for row in cursor.fetchall()]
    if any(not names for names in lists):
        return None
    return frozenset(name for names in lists for name in names)


def _names(value: Any) -> list[str]:
    return list(json.loads(value)) if isinstance(value, str) else list(value)
