"""Many rows at once: COPY into a temporary table, then one INSERT ... SELECT.

PostgreSQL does not COPY into a table under row-level security, so the rows pass through a temporary
one; the INSERT is checked by the policies like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def copy_rows(table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> int:
    """Fill the temporary table `table` (name and SQL type per column) with these rows; return how many.

    The table lives until the end of the database transaction; an earlier one of the same name is emptied.
    """
    count = 0
    spec = ", ".join(f"{name} {kind}" for name, kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({spec}) ON COMMIT DROP")
        cursor.execute(f"TRUNCATE {table}")
        names = ", ".join(name for name, _ in columns)
        with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    return count


def refresh_statistics(tables: Sequence[str]) -> None:
    """Let PostgreSQL count these tables anew, so that the next statements are planned for what is there now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def refresh_young_statistics(tables: Sequence[str], written: int) -> None:
    """Refresh statistics that know of fewer rows than were just written to the first of these tables.

    A young company's first import would otherwise be planned for empty tables.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [tables[0]])
        known = cursor.fetchone()
    if written and (known is None or known[0] < written):
        refresh_statistics(tables)
