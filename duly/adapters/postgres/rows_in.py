"""Build a schema from its definition and its rows, beside the one in use, without touching that.

The definition names its schema everywhere. So, inside one database transaction, the schema in use steps aside under
another name, the new one is built under its own, and both are renamed at the end: others never see any of it, and if
the process dies, nothing has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from duly.adapters.postgres.rows_out import copy_statement, prepare_copy

ASIDE = "duly_stepped_aside"


@dataclass(frozen=True, slots=True)
class Content:
    """What a schema is built from. `rows(table)` yields COPY text."""

    schema: str
    before: str
    after: str
    columns: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]
    sequences: Mapping[str, int]
    rows: Callable[[str], Iterable[bytes]]


class RowsDiffer(RuntimeError):
    """A table did not take as many rows as the manifest says."""


def _rename(connection: psycopg.Connection[Any], old: str, new: str) -> None:
    connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def schema_exists(connection: psycopg.Connection[Any], schema: str) -> bool:
    """Tell whether there is a schema of this name."""
    return connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None


def build_schema(connection: psycopg.Connection[Any], content: Content, into: str) -> None:
    """Build everything in the new schema `into`, in one database transaction. Raises RowsDiffer, psycopg.Error."""
    with connection.transaction():
        prepare_copy(connection)
        connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        connection.execute("SET LOCAL check_function_bodies = off")
        connection.execute("SET LOCAL search_path = ''")
        is_taken = schema_exists(connection, content.schema)
        if is_taken:
            _rename(connection, content.schema, ASIDE)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(content.schema)))
        _run(connection, content.before)
        for table, columns in content.columns.items():
            _fill(connection, content, table, columns)
        for name, value in content.sequences.items():
            place = sql.Identifier(content.schema, name).as_string(connection)
            connection.execute("SELECT setval(%s::regclass, %s)", [place, value])
        _run(connection, content.after)
        _rename(connection, content.schema, into)
        if is_taken:
            _rename(connection, ASIDE, content.schema)


def _run(connection: psycopg.Connection[Any], text: str) -> None:
    connection.execute(text.encode())  # without parameters, several statements at once are allowed


def _fill(connection: psycopg.Connection[Any], content: Content, table: str, columns: tuple[str, ...]) -> None:
    statement = copy_statement(content.schema, table, columns, "FROM STDIN")
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for piece in content.rows(table):
                copy.write(piece)
        if cursor.rowcount != content.counts[table]:
            expected = content.counts[table]
            raise RowsDiffer(f"Table {table} took {cursor.rowcount} rows; the manifest says {expected}.")


def analyze_schema(connection: psycopg.Connection[Any], schema: str, tables: Iterable[str]) -> None:
    """Let PostgreSQL count the new tables, so that the next statements are planned for what is there."""
    for table in tables:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(schema, table)))


def swap_schemas(connection: psycopg.Connection[Any], *, schema: str, new: str, old: str) -> None:
    """Put `new` in the place of `schema`, which is kept as `old`: one database transaction, seen by all at once."""
    with connection.transaction():
        if schema_exists(connection, schema):
            _rename(connection, schema, old)
        _rename(connection, new, schema)


def drop_schema(connection: psycopg.Connection[Any], schema: str) -> None:
    """Remove a schema and everything in it."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def leftovers(connection: psycopg.Connection[Any], prefix: str) -> list[str]:
    """Return schemas whose names begin so: what a restore that was killed left behind."""
    rows = connection.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [prefix]).fetchall()
    return [str(row[0]) for row in rows]
