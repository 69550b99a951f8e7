"""Endpoints of webhooks, as plain values; never their secrets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """An endpoint as people see it. `state` is active, paused or disabled; no kinds: all. Counts are of deliveries.

    `delivered` and `given_up` count the last week; `waiting` all that wait, `retrying` those that failed before.
    """

    id: int
    url: str
    description: str
    kinds: tuple[str, ...]
    state: str
    failing_since: datetime | None
    disabled_reason: str
    created_by: str
    created_at: datetime
    previous_secret_until: datetime | None
    waiting: int
    retrying: int
    delivered: int
    given_up: int
    last_delivered_at: datetime | None


_SELECT = """
SELECT e.id, e.url, e.description, e.kinds, e.state, e.failing_since, e.disabled_reason, e.created_by, e.created_at,
       e.previous_secret_until, coalesce(d.waiting, 0), coalesce(d.retrying, 0), coalesce(d.delivered, 0),
       coalesce(d.given_up, 0), d.last_delivered_at
  FROM webhook_endpoint e
  LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
              count(*) FILTER (WHERE state = 'waiting' AND attempts > 0) AS retrying,
              count(*) FILTER (WHERE state = 'delivered' AND delivered_at >= %(since)s) AS delivered,
              count(*) FILTER (WHERE state = 'given_up' AND last_attempt_at >= %(since)s) AS given_up,
              max(delivered_at) AS last_delivered_at
         FROM webhook_delivery WHERE company_id = %(company)s AND endpoint_id = e.id) AS d ON true
 WHERE e.company_id = %(company)s AND (%(id)s::bigint IS NULL OR e.id = %(id)s)
 ORDER BY e.id
"""


def endpoints_of(company_id: int, at: datetime) -> list[EndpointFacts]:
    """Return every endpoint of a company, the oldest first."""
    return _found(company_id, at, None)


def endpoint_facts(company_id: int, endpoint_id: int, at: datetime) -> EndpointFacts | None:
    """Return one endpoint, or None."""
    return next(iter(_found(company_id, at, endpoint_id)), None)


def _found(company_id: int, at: datetime, endpoint_id: int | None) -> list[EndpointFacts]:
    values: dict[str, Any] = {"company": company_id, "id": endpoint_id, "since": at - timedelta(days=7)}
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, values)
        return [EndpointFacts(*(*row[:3], _kinds(row[3]), *row[4:])) for row in cursor.fetchall()]


def _kinds(value: Any) -> tuple[str, ...]:
    return tuple(json.loads(value) if isinstance(value, str) else value)
