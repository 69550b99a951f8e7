"""Many rows at once: COPY into a temporary table, then one INSERT ... SELECT.

PostgreSQL does not COPY into a table under row-level security, so the rows pass through a temporary
one; the INSERT is checked by the policies like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


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


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return as many new ids for rows of a table, so that rows that name each other can be written at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    at: datetime,
    constants: Mapping[str, Any],
) -> int:
    """Insert rows given as values of the columns `names`; JSON is given as text. Return how many.

    Every other column has its constant (by column name) or the default of the model; what a model notes as its time
    of creation is `at`.
    """
    columns = {str(one.column): one for one in model._meta.concrete_fields}
    table = f"new_{model._meta.db_table}"
    count = copy_rows(table, [(name, str(columns[name].db_type(connection))) for name in names], rows)
    fixed = dict(constants)
    for name, one in columns.items():
        if name in names or name in fixed or one.primary_key:
            continue
        fixed[name] = at if getattr(one, "auto_now_add", False) else one.get_default()
    marks = [columns[name].get_db_prep_save(value, connection) for name, value in fixed.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join([*names, *fixed])})"
            f" SELECT {', '.join([*names, *['%s'] * len(marks)])} FROM {table}",
            marks,
        )
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
