"""What the database says about itself: for `duly doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from duly.store import migrations

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
    table_owner: str
    only_reads: bool
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
                      clock_timestamp(), current_setting('default_transaction_read_only') = 'on'
               FROM pg_roles WHERE rolname = current_user"""
        )
        version, database, role, is_superuser, bypasses, server_at, only_reads = cursor.fetchone()
    owned, growing = _company_tables(), append_only_tables()
    return DatabaseState(
        version_number=version,
        database=database,
        role=role,
        is_superuser=is_superuser,
        bypasses_row_security=bypasses,
        table_owner=_table_owner(),
        only_reads=only_reads,
        server_at=server_at,
        unapplied_migrations=_unapplied(),
        company_tables=len(owned),
        tables_without_row_security=tuple(sorted(owned - _isolated())),
        append_only_tables=len(growing),
        tables_without_triggers=tuple(sorted(growing - _with_triggers())),
    )


def _table_owner() -> str:
    """Return the role that owns the tables; empty when there are none yet."""
    owners = _names(
        """SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class
           WHERE relnamespace = current_schema()::regnamespace AND relname = 'company' AND relkind = 'r'"""
    )
    return next(iter(owners), "")


def _company_tables() -> set[str]:
    return {m._meta.db_table for m in apps.get_app_config("store").get_models()} - WITHOUT_COMPANY


def append_only_tables() -> set[str]:
    """Return the tables that only grow: what the migrations that guard tables say."""
    found: set[str] = set()
    for module in iter_modules(migrations.__path__):
        found |= set(getattr(import_module(f"{migrations.__name__}.{module.name}"), "APPEND_ONLY", ()))
    return found


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
