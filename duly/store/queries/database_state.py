"""What the database says about itself: for `duly doctor`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

WITHOUT_COMPANY = frozenset({"person"})  # one person may serve several companies
TRIGGERS_PER_TABLE = 2  # one on rows, one on TRUNCATE


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Server, role, guards and migrations as they are. `version_number` as PostgreSQL gives it: 150004 is 15.4."""

    version_number: int
    database: str
    role: str
    is_superuser: bool
    bypasses_row_security: bool
    server_at: datetime
    unapplied_migrations: tuple[str, ...]
    company_tables: int
    tables_without_row_security: tuple[str, ...]
    append_only_tables: int
    tables_without_triggers: tuple[str, ...]


def database_state() -> DatabaseState:
    """Read the state. Raises django.db.OperationalError when the database cannot be reached."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('server_version_num')::int, current_database(), rolname, rolsuper, rolbypassrls,
                      clock_timestamp() FROM pg_roles WHERE rolname = current_user"""
        )
        version, database, role, is_superuser, bypasses, server_at = cursor.fetchone()
    owned, growing = _company_tables(), _append_only_tables()
    return DatabaseState(
        version_number=version,
        database=database,
        role=role,
        is_superuser=is_superuser,
        bypasses_row_security=bypasses,
        server_at=server_at,
        unapplied_migrations=_unapplied(),
        company_tables=len(owned),
        tables_without_row_security=tuple(sorted(owned - _isolated())),
        append_only_tables=len(growing),
        tables_without_triggers=tuple(sorted(growing - _with_triggers())),
    )


def _company_tables() -> set[str]:
    return {m._meta.db_table for m in apps.get_app_config("store").get_models()} - WITHOUT_COMPANY


def _append_only_tables() -> set[str]:
    tables: Collection[str] = import_module("duly.store.migrations.0002_guards").APPEND_ONLY
    return set(tables)


def _isolated() -> set[str]:
    """Return the tables on which row-level security is enabled, forced, and has a policy."""
    return _names(
        """SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
           AND c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"""
    )


def _with_triggers() -> set[str]:
    return _names(
        f"""SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
              AND t.tgfoid = to_regproc('duly_refuse_change')
            GROUP BY c.relname HAVING count(*) >= {TRIGGERS_PER_TABLE}"""
    )


def _names(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def _unapplied() -> tuple[str, ...]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
