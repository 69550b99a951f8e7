"""Notices: lists by filter and keyset, counts and sums, and what was decided for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connection

from duly.store.queries.like import literally
from duly.store.queries.timeline import json_list

STATES = ("planned", "held", "queued", "sending", "sent", "failed", "unknown", "excluded", "dropped")


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What is asked for; empty means any. `text` is part of a customer's name, or how its number begins."""

    states: tuple[str, ...] = ()
    level_key: str = ""
    text: str = ""
    from_date: date | None = None
    to_date: date | None = None
    cycle_id: int | None = None
    customer_id: int | None = None
    only_owner_id: int | None = None
    ids: tuple[int, ...] = ()
    channel: str = "email"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One message in a list; `numbers` are those of the `invoices` it is about, each once; amounts in minor units."""

    id: int
    customer_id: int
    customer_name: str
    customer_number: str
    business_date: date
    state: str
    state_code: str
    state_reason: str
    level_key: str
    level_keys: tuple[str, ...]
    to_name: str
    to_email: str
    subject: str
    currency: str
    total_minor: int
    invoices: int
    numbers: tuple[str, ...]
    not_before_at: datetime | None
    sent_at: datetime | None
    approved_by: str

    @property
    def place(self) -> str:
        """Where this line stands in the order, for an address."""
        return f"{self.business_date.isoformat()}_{self.id}"


@dataclass(frozen=True, slots=True)
class NoticeSums:
    """How many messages to how many customers about how many invoices, and what they ask for by currency."""

    notices: int
    customers: int
    invoices: int
    totals: tuple[tuple[str, int], ...]


def read_place(text: str) -> tuple[date, int] | None:
    """Return the place an address names, None when it names none."""
    day, _, number = text[:40].partition("_")
    try:
        return (date.fromisoformat(day), int(number)) if number.isascii() and number.isdigit() else None
    except ValueError:
        return None


def _where(company_id: int, wanted: NoticeFilter) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"company": company_id, "channel": wanted.channel}
    parts = ["n.company_id = %(company)s", "n.channel = %(channel)s"]
    simple = {
        "n.state = ANY(%(states)s)": ("states", list(wanted.states)),
        "n.level_key = %(level)s": ("level", wanted.level_key),
        "n.business_date >= %(from)s": ("from", wanted.from_date),
        "n.business_date <= %(to)s": ("to", wanted.to_date),
        "n.cycle_id = %(cycle)s": ("cycle", wanted.cycle_id),
        "n.customer_id = %(customer)s": ("customer", wanted.customer_id),
        "n.id = ANY(%(ids)s)": ("ids", list(wanted.ids)),
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


_LINE = """
    n.id, n.customer_id, c.name, c.number, n.business_date, n.state, n.state_code, n.state_reason, n.level_key,
    coalesce(i.levels, '[]'::jsonb), n.to_name, n.to_email, n.subject, n.currency, n.total_minor, coalesce(i.count, 0),
    coalesce(i.numbers, '[]'::jsonb), n.not_before_at, n.sent_at, n.approved_by
"""
_ITEMS = """
    LEFT JOIN LATERAL (
        SELECT count(*)::int AS count, jsonb_agg(r.number ORDER BY r.due_date, r.id) AS numbers,
               jsonb_agg(DISTINCT m.level_key) AS levels
          FROM notice_item m JOIN receivable r ON r.id = m.receivable_id
         WHERE m.company_id = %(company)s AND m.notice_id = n.id) AS i ON true
"""


def notice_lines(
    company_id: int,
    wanted: NoticeFilter,
    *,
    after: tuple[date, int] | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[list[NoticeLine], bool, bool]:
    """Return a page of messages, newest day first, and whether there are newer and older ones."""
    where, values = _where(company_id, wanted)
    values["limit"] = limit + 1
    start = before or after
    if start is not None:
        values |= {"day": start[0], "id": start[1]}
        where += f" AND (n.business_date, n.id) {'>' if before else '<'} (%(day)s, %(id)s)"
    order = "ASC" if before else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {_LINE} FROM (
                    SELECT n.* FROM dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE {where}
                     ORDER BY n.business_date {order}, n.id {order} LIMIT %(limit)s) AS n
                  JOIN customer c ON c.id = n.customer_id {_ITEMS}
                 ORDER BY n.business_date {order}, n.id {order}""",
            values,
        )
        rows = [_line(row) for row in cursor.fetchall()]
    more, rows = len(rows) > limit, rows[:limit]
    if before is not None:
        return rows[::-1], more, True
    return rows, after is not None, more


def _line(row: tuple[Any, ...]) -> NoticeLine:
    values = list(row)
    levels = sorted(json_list(row[9]), key=lambda key: (key != row[8], key))
    values[9], values[16] = tuple(levels), tuple(dict.fromkeys(json_list(row[16])))
    return NoticeLine(*values)


MANY = 5000
REMEMBERED_SECONDS = 30
"""How old the counts and sums of a list may be that is longer than `MANY`; of a shorter one they are of this moment."""


def notice_sums(company_id: int, wanted: NoticeFilter) -> NoticeSums:
    """Return counts and sums over all that the filter lets through; of long lists as of half a minute ago at most."""
    key = "notice_sums:" + sha256(repr((company_id, wanted)).encode()).hexdigest()
    remembered: NoticeSums | None = cache.get(key)
    if remembered is not None:
        return remembered
    found = _notice_sums(company_id, wanted)
    if found.notices > MANY:
        cache.set(key, found, REMEMBERED_SECONDS)
    return found


def _notice_sums(company_id: int, wanted: NoticeFilter) -> NoticeSums:
    where, values = _where(company_id, wanted)
    customers = "JOIN customer c ON c.id = n.customer_id" if "c." in where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH found AS MATERIALIZED (
                    SELECT n.customer_id, n.currency, n.total_minor, n.item_count
                      FROM dunning_notice n {customers} WHERE {where})
                SELECT (SELECT count(*) FROM found), (SELECT count(DISTINCT customer_id) FROM found),
                       (SELECT coalesce(sum(item_count), 0) FROM found),
                       (SELECT coalesce(jsonb_agg(jsonb_build_array(currency, total) ORDER BY currency), '[]'::jsonb)
                          FROM (SELECT currency, sum(total_minor)::bigint AS total FROM found
                                 WHERE total_minor <> 0 GROUP BY currency) AS s)""",
            values,
        )
        notices, customers_count, invoices, totals = cursor.fetchone()
    return NoticeSums(notices, customers_count, invoices, tuple((code, minor) for code, minor in json_list(totals)))


def state_counts(company_id: int, cycle_id: int) -> dict[str, int]:
    """Return how many messages of a day are in which state; calls under `calls`, quiet customers under `quiet`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT CASE WHEN channel = 'email' THEN state WHEN channel = 'call_task' THEN 'calls' ELSE 'records' END,
                      count(*)
                 FROM dunning_notice WHERE company_id = %(company)s AND cycle_id = %(cycle)s GROUP BY 1
               UNION ALL
               SELECT 'quiet', count(*) FROM decision
                WHERE company_id = %(company)s AND cycle_id = %(cycle)s AND outcome = 'none'""",
            {"company": company_id, "cycle": cycle_id},
        )
        return {name: count for name, count in cursor.fetchall() if count}


def counts_by_cycle(company_id: int, cycle_ids: list[int]) -> dict[int, dict[str, int]]:
    """Return, for each of some days, how many messages are in which state, and the calls under `calls`."""
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT cycle_id, CASE WHEN channel = 'email' THEN state ELSE 'calls' END, count(*) FROM dunning_notice
                WHERE company_id = %s AND cycle_id = ANY(%s) AND channel IN ('email', 'call_task')
                GROUP BY 1, 2 ORDER BY 1, 2""",
            [company_id, cycle_ids],
        )
        for cycle_id, state, count in cursor.fetchall():
            found.setdefault(cycle_id, {})[state] = count
    return found


def still_moving(company_id: int, cycle_id: int, at: datetime) -> int:
    """Return how many messages of a day are about to leave: queued and allowed to go, or being sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM dunning_notice
                WHERE company_id = %s AND cycle_id = %s AND channel = 'email'
                  AND (state = 'sending' OR (state = 'queued' AND (not_before_at IS NULL OR not_before_at <= %s)))""",
            [company_id, cycle_id, at],
        )
        return int(cursor.fetchone()[0])


def levels_in_use(company_id: int) -> list[str]:
    """Return the keys of the levels that messages have had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT level_key FROM dunning_notice WHERE company_id = %s AND channel = 'email' ORDER BY 1",
            [company_id],
        )
        return [row[0] for row in cursor.fetchall()]
