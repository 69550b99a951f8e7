"""What the Health page shows of one company: how mail fares, the last audit, the last backup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.models import Activity


@dataclass(frozen=True, slots=True)
class LastTime:
    """When something was last done, by whom, and what was kept of it."""

    at: datetime
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MailState:
    """Messages by what became of them since a day; addresses from which mail came back."""

    by_state: Mapping[str, int]
    bounced_contacts: int


def last_time(company_id: int, verb: str) -> LastTime | None:
    """Return the newest line of the activity log with this verb, None when there is none."""
    row = Activity.objects.filter(company_id=company_id, verb=verb).order_by("-at", "-pk").first()
    return LastTime(row.at, row.actor, row.data) if row else None


def mail_state(company_id: int, since: date) -> MailState:
    """Count the messages of the days since then by state, and the contacts whose address returned mail."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT state, count(*) FROM dunning_notice
                WHERE company_id = %s AND business_date >= %s AND channel = 'email' GROUP BY state""",
            [company_id, since],
        )
        by_state = dict(cursor.fetchall())
        cursor.execute(
            "SELECT count(*) FROM contact WHERE company_id = %s AND bounced_at IS NOT NULL AND is_active", [company_id]
        )
        return MailState(by_state, cursor.fetchone()[0])
