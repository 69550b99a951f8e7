"""Kept dry runs of the day to come: which there is, its lines and sums, and what changed since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.models import DryRun


@dataclass(frozen=True, slots=True)
class DryLine:
    """A message (`email`), a call (`call_task`) or a silence (`quiet`, with the reason's `code`) that is foreseen.

    Amounts in minor units; `content` is what a list draws of it (services/dunning/dry_lines). Kind `none` records
    levels and concerns nobody.
    """

    customer_id: int
    kind: str
    code: str
    level_key: str
    currency: str
    total_minor: int
    item_count: int
    is_first: bool
    is_held: bool
    is_later: bool
    rank: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DrySum:
    """All lines of a kind that share reason, level and currency, counted; `held` ones wait for a person."""

    kind: str
    code: str
    level_key: str
    currency: str
    lines: int
    customers: int
    items: int
    total_minor: int
    held: int
    later: int


@dataclass(frozen=True, slots=True)
class DryRunFacts:
    """A kept dry run. Parts are counted while it runs (`part_count` 0: not begun); sums stand once it is done."""

    id: int
    rules_key: str
    state: str
    part_count: int
    parts_left: int
    sums: tuple[DrySum, ...]
    started_at: datetime
    fresh_at: datetime


def sums_of(lines: Iterable[DryLine]) -> tuple[DrySum, ...]:
    """Return the sums of lines, as `sum_lines` makes them of stored ones."""
    found: dict[tuple[str, str, str, str], Counter[str]] = {}
    for one in lines:
        group = found.setdefault((one.kind, one.code, one.level_key, one.currency), Counter())
        group.update(
            lines=1, customers=one.is_first, items=one.item_count, total=one.total_minor, held=one.is_held,
            later=one.is_later,
        )  # fmt: skip
    names = ("lines", "customers", "items", "total", "held", "later")
    return tuple(DrySum(*key, *(int(group[name]) for name in names)) for key, group in sorted(found.items()))


def dry_runs_of(company_id: int, day: date) -> list[DryRunFacts]:
    """Return the dry runs of a day, the newest first."""
    rows = DryRun.objects.filter(company_id=company_id, business_date=day).order_by("-pk")
    return [
        DryRunFacts(
            row.pk, row.rules_key, row.state, row.part_count, len(row.parts), tuple(DrySum(*one) for one in row.sums),
            row.started_at, row.fresh_at,
        )
        for row in rows
    ]  # fmt: skip


def sum_lines(company_id: int, run_id: int) -> list[tuple[Any, ...]]:
    """Return the sums of a dry run's lines, as rows to keep with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT kind, code, level_key, currency, count(*), count(*) FILTER (WHERE is_first),
                      sum(item_count)::bigint, sum(total_minor)::bigint, count(*) FILTER (WHERE is_held),
                      count(*) FILTER (WHERE is_later)
                 FROM dry_run_line WHERE company_id = %s AND run_id = %s GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
            [company_id, run_id],
        )
        return list(cursor.fetchall())


COLUMNS = (
    "customer_id", "kind", "code", "level_key", "currency", "total_minor", "item_count", "is_first", "is_held",
    "is_later", "rank",
)  # fmt: skip


def dry_lines(
    company_id: int, run_id: int, kind: str, *, rank: int | None = None, offset: int = 0, limit: int = 50
) -> list[DryLine]:
    """Return a page of the lines of a kind in their order; `rank` narrows to one place in it (a silence's reason)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {", ".join(COLUMNS)}, content::text FROM dry_run_line
                 WHERE company_id = %(company)s AND run_id = %(run)s AND kind = %(kind)s
                   {"" if rank is None else "AND rank = %(rank)s"}
                 ORDER BY rank, id LIMIT %(limit)s OFFSET %(offset)s""",
            {"company": company_id, "run": run_id, "kind": kind, "rank": rank, "limit": limit, "offset": offset},
        )
        return [DryLine(*(*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()]


def every_dry_line(company_id: int, run_id: int, kind: str, *, rank: int | None = None) -> Iterator[DryLine]:
    """Run through all lines of a kind in their order, some hundred at a time in memory."""
    offset, step = 0, 2000
    while some := dry_lines(company_id, run_id, kind, rank=rank, offset=offset, limit=step):
        yield from some
        offset += step


def forget_lines(company_id: int, run_id: int, *, customer_ids: Collection[int]) -> None:
    """Take away what a dry run foresaw for some customers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM dry_run_line WHERE company_id = %s AND run_id = %s AND customer_id = ANY(%s)",
            [company_id, run_id, list(customer_ids)],
        )


def drop_dry_runs(company_id: int, *, but: int | None = None, before: datetime | None = None) -> None:
    """Take away a company's dry runs with their lines: all of them, all but one, or those started before an instant.

    Where none is left, there is no need to remember what changed.
    """
    values = {"company": company_id, "but": but, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM dry_run WHERE company_id = %(company)s AND (%(but)s::bigint IS NULL OR id <> %(but)s)
                  AND (%(before)s::timestamptz IS NULL OR started_at < %(before)s) RETURNING id""",
            values,
        )
        gone = [row[0] for row in cursor.fetchall()]
        if not gone:
            return
        cursor.execute("DELETE FROM dry_run_line WHERE company_id = %s AND run_id = ANY(%s)", [company_id, gone])
        cursor.execute(
            """DELETE FROM dry_run_change WHERE company_id = %(company)s
                  AND NOT EXISTS (SELECT 1 FROM dry_run WHERE company_id = %(company)s)""",
            values,
        )


def changes_waiting(company_id: int, limit: int) -> int:
    """Return how many customers are to be decided about anew, counting no further than a limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT DISTINCT customer_id FROM dry_run_change WHERE company_id = %s
                                      LIMIT %s) AS waiting""",
            [company_id, limit],
        )
        return int(cursor.fetchone()[0])


def take_changes(company_id: int, limit: int | None) -> list[int]:
    """Take the oldest notes of changes away (None: all) and return their customers; what others take is passed by."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM dry_run_change WHERE id IN (
                   SELECT id FROM dry_run_change WHERE company_id = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
               RETURNING customer_id""",
            [company_id, limit],
        )
        return sorted({row[0] for row in cursor.fetchall()})


RULES = """
    SELECT md5(concat_ws('|',
        (SELECT string_agg(concat_ws(',', id, is_active, is_default, segments), ';' ORDER BY id)
           FROM dunning_procedure WHERE company_id = %(company)s),
        (SELECT max(id) FROM segment_rules WHERE company_id = %(company)s),
        (SELECT concat_ws(',', paused_at, pause_reason, bank_data_max_age_hours, language, country, time_zone)
           FROM company WHERE id = %(company)s)))
"""


def rules_key(company_id: int) -> str:
    """Return what stands for the procedures, segments and settings by which a dry run decides."""
    with connection.cursor() as cursor:
        cursor.execute(RULES, {"company": company_id})
        return str(cursor.fetchone()[0])


def has_more_items(company_id: int, count: int) -> bool:
    """Tell whether more than so many items are open; costs a walk over so many at most."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM open_item WHERE company_id = %s OFFSET %s)", [company_id, count])
        return bool(cursor.fetchone()[0])


def line_values(run_id: int, lines: Sequence[DryLine]) -> Iterator[tuple[Any, ...]]:
    """Return lines as rows of the columns `run_id`, COLUMNS and `content`."""
    for one in lines:
        yield (run_id, *(getattr(one, name) for name in COLUMNS), json.dumps(one.content))
