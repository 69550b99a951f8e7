"""The activity log of a company: who did what, when and why, newest first; sums by person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.queries.like import literally

PAGE = 50
ACTOR_KINDS = ("person", "system", "customer", "api")


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What is asked for; empty means any. `rooms` are first parts of verbs; `text` is part of a customer's name."""

    rooms: tuple[str, ...] = ()
    actor: str = ""
    actor_kind: str = ""
    text: str = ""
    from_date: date | None = None
    to_date: date | None = None
    customer_id: int | None = None
    only_owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line. `data` holds the values of the sentence."""

    id: int
    at: datetime
    business_date: date
    actor_kind: str
    actor: str
    verb: str
    sentence: str
    reason: str
    data: Mapping[str, Any]
    customer_id: int | None
    customer_name: str
    receivable_id: int | None

    @property
    def place(self) -> str:
        """Where this line stands in the order, for an address."""
        return f"{self.at.isoformat()}_{self.id}"


@dataclass(frozen=True, slots=True)
class ActorSum:
    """What one actor did in a span: lines by the first part of the verb."""

    actor_kind: str
    actor: str
    lines: int
    customers: int
    by_room: Mapping[str, int]


def read_place(text: str) -> tuple[datetime, int] | None:
    """Return the place an address names, None when it names none."""
    moment, _, number = text[:60].rpartition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(number)) if at.tzinfo and number.isascii() and number.isdigit() and len(number) < 19 else None


def _where(company_id: int, wanted: ActivityFilter) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"company": company_id}
    parts = ["a.company_id = %(company)s"]
    simple = {
        "split_part(a.verb, '.', 1) = ANY(%(rooms)s)": ("rooms", list(wanted.rooms)),
        "a.actor = %(actor)s": ("actor", wanted.actor),
        "a.actor_kind = %(kind)s": ("kind", wanted.actor_kind),
        "a.business_date >= %(from)s": ("from", wanted.from_date),
        "a.business_date <= %(to)s": ("to", wanted.to_date),
        "a.customer_id = %(customer)s": ("customer", wanted.customer_id),
    }
    for condition, (name, value) in simple.items():
        if value not in (None, "", []):
            parts.append(condition)
            values[name] = value
    if wanted.only_owner_id is not None:
        parts.append("c.owner_id = %(owner)s")
        values["owner"] = wanted.only_owner_id
    if wanted.text:
        plain = literally(wanted.text)
        parts.append("(c.name ILIKE %(inside)s OR c.number ILIKE %(begins)s)")
        values |= {"inside": f"%{plain}%", "begins": f"{plain}%"}
    return " AND ".join(parts), values


_FROM = "FROM activity a LEFT JOIN customer c ON c.id = a.customer_id AND c.company_id = a.company_id"


def activity_lines(
    company_id: int,
    wanted: ActivityFilter,
    *,
    after: tuple[datetime, int] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> tuple[list[ActivityLine], bool, bool]:
    """Return a page of lines, newest first, and whether there are newer and older ones."""
    where, values = _where(company_id, wanted)
    values["limit"] = limit + 1
    start = before or after
    if start is not None:
        values |= {"at": start[0], "id": start[1]}
        where += f" AND (a.at, a.id) {'>' if before else '<'} (%(at)s, %(id)s)"
    order = "ASC" if before else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT a.id, a.at, a.business_date, a.actor_kind, a.actor, a.verb, a.sentence, a.reason, a.data,
                       a.customer_id, coalesce(c.name, ''), a.receivable_id
                  {_FROM} WHERE {where} ORDER BY a.at {order}, a.id {order} LIMIT %(limit)s""",
            values,
        )
        rows = [_line(row) for row in cursor.fetchall()]
    more, rows = len(rows) > limit, rows[:limit]
    if before is not None:
        return rows[::-1], more, True
    return rows, after is not None, more


def _line(row: tuple[Any, ...]) -> ActivityLine:
    values = list(row)
    values[8] = json.loads(row[8]) if isinstance(row[8], str) else row[8] or {}
    return ActivityLine(*values)


def activity_by_actor(company_id: int, wanted: ActivityFilter, *, limit: int = 200) -> list[ActorSum]:
    """Return what each actor did under a filter, the busiest first."""
    where, values = _where(company_id, wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH found AS (
                    SELECT a.actor_kind, a.actor, a.customer_id, split_part(a.verb, '.', 1) AS room
                      {_FROM} WHERE {where}),
                rooms AS (SELECT actor_kind, actor, room, count(*) AS n FROM found GROUP BY 1, 2, 3)
                SELECT f.actor_kind, f.actor, count(*), count(DISTINCT f.customer_id),
                       (SELECT jsonb_object_agg(r.room, r.n) FROM rooms r
                         WHERE r.actor_kind = f.actor_kind AND r.actor = f.actor)
                  FROM found f GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %(limit)s""",
            values | {"limit": limit},
        )
        rows = cursor.fetchall()
    return [
        ActorSum(kind, actor, lines, customers, json.loads(rooms) if isinstance(rooms, str) else rooms or {})
        for kind, actor, lines, customers, rooms in rows
    ]


def actors_of(company_id: int, *, limit: int = 100) -> list[str]:
    """Return the people and programs that ever did something, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT actor FROM activity WHERE company_id = %s AND actor_kind IN ('person', 'api')
                ORDER BY actor LIMIT %s""",
            [company_id, limit],
        )
        return [name for (name,) in cursor.fetchall()]
