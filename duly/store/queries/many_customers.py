"""One field of many customers: which differ, setting it, and putting it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection

COLUMNS: dict[str, tuple[str, str]] = {
    "owner": ("owner_id", "bigint"), "segment": ("segment", "text"), "procedure": ("procedure_name", "text"),
    "snooze": ("snoozed_until", "date"),
}  # fmt: skip
"""Column and type by field."""
TOLD = """
    SELECT a.customer_id, a.data FROM activity a
     WHERE a.company_id = %(company)s AND a.at = %(at)s AND (a.data->>'many_id')::bigint = %(head)s
"""
HOLD = """
    UPDATE hold SET ended_at = %(now)s, ended_by = %(actor)s FROM ({told}) AS t
     WHERE hold.company_id = %(company)s AND hold.id = (t.data->>'hold_id')::bigint AND hold.ended_at IS NULL
    RETURNING t.customer_id, hold.id
"""
END_HOLD = """
    UPDATE hold SET ended_at = NULL, ended_by = '' FROM ({told}) AS t
     WHERE hold.company_id = %(company)s AND hold.id = (t.data->>'hold_id')::bigint AND hold.ended_at = %(at)s
    RETURNING t.customer_id, hold.id
"""
FIELD = """
    UPDATE customer c SET {column} = (t.data->>'was')::{kind}{unpin} FROM ({told}) AS t
     WHERE c.company_id = %(company)s AND c.id = t.customer_id
       AND c.{column} IS NOT DISTINCT FROM (t.data->>'now')::{kind}
    RETURNING c.id, NULL::bigint
"""


def lock_those_that_differ(
    company_id: int, ids: Collection[int], field: str, value: int | str | date | None
) -> list[tuple[int, str | None]]:
    """Lock the customers whose field has another value; return their ids and that value as text, by id."""
    column, kind = COLUMNS[field]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.{column}::text FROM customer c
                 WHERE c.company_id = %s AND c.id = ANY(%s) AND c.{column} IS DISTINCT FROM %s::{kind}
                 ORDER BY c.id FOR UPDATE""",
            [company_id, list(ids), value],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def set_field(company_id: int, ids: Collection[int], field: str, value: int | str | date | None) -> None:
    """Set the field of these customers; a segment given by a person is pinned, "" leaves it to the rules."""
    column, kind = COLUMNS[field]
    pinned = ", is_segment_pinned = (%(value)s <> '')" if field == "segment" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE customer SET {column} = %(value)s::{kind}{pinned}
                 WHERE company_id = %(company)s AND id = ANY(%(ids)s)""",
            {"value": value, "company": company_id, "ids": list(ids)},
        )


def count_that_differ(company_id: int, ids: Collection[int], field: str, value: int | str | date | None) -> int:
    """Count the customers whose field has another value."""
    column, kind = COLUMNS[field]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM customer c
                 WHERE c.company_id = %s AND c.id = ANY(%s) AND c.{column} IS DISTINCT FROM %s::{kind}""",
            [company_id, list(ids), value],
        )
        return int(cursor.fetchone()[0])


def put_back(
    company_id: int, head_id: int, what: str, *, at: datetime, now: datetime, actor: str
) -> list[tuple[int, int | None]]:
    """Undo a change that activities of the instant `at` tell of; return the customers put back, each with its hold.

    What somebody has changed since stays as it is.
    """
    statement = {"hold": HOLD, "end_hold": END_HOLD}.get(what, FIELD)
    column, kind = COLUMNS.get(what, ("", ""))
    unpin = ", is_segment_pinned = false" if what == "segment" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(told=TOLD, column=column, kind=kind, unpin=unpin),
            {"company": company_id, "at": at, "head": head_id, "now": now, "actor": actor},
        )
        return sorted(cursor.fetchall())


def held_count(company_id: int, ids: Collection[int], as_of: date) -> int:
    """Count the customers that are on hold as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(DISTINCT customer_id) FROM hold
                WHERE company_id = %s AND customer_id = ANY(%s) AND receivable_id IS NULL AND ended_at IS NULL
                  AND (until_date IS NULL OR until_date >= %s)""",
            [company_id, list(ids), as_of],
        )
        return int(cursor.fetchone()[0])


def waiting_count(company_id: int, ids: Collection[int]) -> int:
    """Count the messages to these customers that wait to go out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM dunning_notice WHERE company_id = %s AND customer_id = ANY(%s)
                  AND channel = 'email' AND state IN ('planned', 'held', 'queued')""",
            [company_id, list(ids)],
        )
        return int(cursor.fetchone()[0])


def first_names(company_id: int, ids: Collection[int], limit: int = 5) -> list[str]:
    """Return the names of the first of these customers, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM customer WHERE company_id = %s AND id = ANY(%s) ORDER BY name, id LIMIT %s",
            [company_id, list(ids), limit],
        )
        return [row[0] for row in cursor.fetchall()]
