"""Who else is connected, and keeping a database still: only sessions that began before go on writing."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import sql

RESTORE_LOCK = "duly restore"


def other_sessions(connection: psycopg.Connection[Any], *, patience_seconds: float = 0.0) -> list[str]:
    """Return who else is connected to this database, as `role (program)`; the server's own helpers are left out.

    Waits up to `patience_seconds` for sessions that are just ending.
    """
    deadline = time.monotonic() + patience_seconds
    while (found := _others(connection)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _others(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        """SELECT coalesce(usename::text, '?'), coalesce(nullif(application_name, ''), 'program unknown')
           FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
             AND usesysid IS NOT NULL AND backend_type IS DISTINCT FROM 'parallel worker' ORDER BY backend_start"""
    ).fetchall()
    return [f"{role} ({program})" for role, program in rows]


def lock_for_restore(connection: psycopg.Connection[Any]) -> bool:
    """Hold the one lock of restores until the connection ends; False when somebody else holds it."""
    row = connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [RESTORE_LOCK]).fetchone()
    return bool(row and row[0])


def freeze(connection: psycopg.Connection[Any], *, frozen: bool) -> None:
    """Let sessions that begin from now on only read this database, or write again."""
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    connection.execute("SET default_transaction_read_only = off")  # this session may change the database's setting
    name = sql.Identifier(row[0])
    change = "SET default_transaction_read_only = on" if frozen else "RESET default_transaction_read_only"
    connection.execute(sql.SQL("ALTER DATABASE {} " + change).format(name))


def is_frozen(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether `freeze` holds for sessions that begin now."""
    row = connection.execute(
        """SELECT 1 FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
           WHERE d.datname = current_database() AND s.setrole = 0
             AND 'default_transaction_read_only=on' = ANY (s.setconfig)"""
    ).fetchone()
    return row is not None


def owns_database(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether the role may rename and make schemas: it owns the database, directly or as a member."""
    row = connection.execute(
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    return bool(row and row[0])


def is_behind_a_pooler(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether a connection pooler stands between: the process it names is not the one that answers."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(row and row[0] != connection.info.backend_pid)
