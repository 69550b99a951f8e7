"""Every row of a schema as COPY text, in one snapshot, by a role that row-level security binds.

A table under row-level security is read once per company, each time with that company set. Every such row belongs to
a company (its `company_id` is a foreign key), so nothing is left out and no role that sees everything is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

PIECE_BYTES = 256 * 1024
COPY_SETTINGS = (
    "SET LOCAL datestyle = 'ISO'", "SET LOCAL intervalstyle = 'postgres'", "SET LOCAL extra_float_digits = 3",
    "SET LOCAL bytea_output = 'hex'", "SET LOCAL timezone = 'UTC'", "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL client_encoding = 'UTF8'",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns that are stored, in order; guarded when row-level security is on."""

    name: str
    columns: tuple[str, ...]
    is_guarded: bool


def prepare_copy(connection: psycopg.Connection[Any]) -> None:
    """Set, for this database transaction, the text form that any server reads the same way."""
    for statement in COPY_SETTINGS:
        connection.execute(statement)


def current_schema(connection: psycopg.Connection[Any]) -> str:
    """Return the schema in which Duly's tables are, or would be made."""
    row = connection.execute("SELECT current_schema()").fetchone()
    assert row is not None
    return str(row[0] or "public")


def tables_of(connection: psycopg.Connection[Any], schema: str) -> list[Table]:
    """Return the tables of a schema by name."""
    rows = connection.execute(
        """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), c.relrowsecurity
           FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
             AND a.attgenerated = '' GROUP BY c.oid, c.relname, c.relrowsecurity ORDER BY c.relname""",
        [sql.Identifier(schema).as_string(connection)],
    ).fetchall()
    return [Table(name, tuple(columns), guarded) for name, columns, guarded in rows]


def sequences_of(connection: psycopg.Connection[Any], schema: str) -> dict[str, int]:
    """Return the last number given out by each sequence that gave one. Read after the rows: never too low."""
    rows = connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s AND last_value IS NOT NULL", [schema]
    ).fetchall()
    return {str(name): int(value) for name, value in rows}


def copy_statement(schema: str, table: str, columns: Sequence[str], direction: str) -> sql.Composed:
    """Return the COPY of a table's columns; direction is `TO STDOUT` or `FROM STDIN`."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    place = sql.Identifier(schema, table)
    if direction == "TO STDOUT":
        return sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(names, place)
    return sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)


def read_rows(
    connection: psycopg.Connection[Any], schema: str, table: Table, company_ids: Sequence[int]
) -> Iterator[tuple[bytes, int]]:
    """Yield a table's rows as (COPY text, how many rows that is), company by company where it is guarded."""
    statement = copy_statement(schema, table.name, table.columns, "TO STDOUT")
    for company_id in company_ids if table.is_guarded else (None,):
        if company_id is not None:
            connection.execute("SELECT set_config('duly.company_id', %s, true)", [str(company_id)])
        yield from _pieces(connection, statement)
    connection.execute("SELECT set_config('duly.company_id', '', true)")


def _pieces(connection: psycopg.Connection[Any], statement: sql.Composed) -> Iterator[tuple[bytes, int]]:
    held, size = [], 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:  # the server sends each row as a message of its own
            held.append(bytes(row))
            size += len(row)
            if size >= PIECE_BYTES:
                yield b"".join(held), len(held)
                held, size = [], 0
    if held:
        yield b"".join(held), len(held)
