"""The database: version, role, row-level security, triggers, migrations, its clock."""

from __future__ import annotations

from datetime import datetime

from duly.services.health.check import Check, bad, ok, warn
from duly.store.queries.database_state import DatabaseState

OLDEST_VERSION = 15
CLOCK_SECONDS = 60
_GUIDE = "docs/how-to/external-postgresql.md"
_RESTORE = "Restore the database from a backup, or report it: only a hand outside Duly removes this."


def check_database(state: DatabaseState, at: datetime) -> list[Check]:
    """Return the checks on the database; `at` is this machine's time (UTC) when the state was read."""
    if state.unapplied_migrations:
        return [_version(state), _role(state), _migrations(state), _clock(state, at)]
    return [
        _version(state), _role(state), _migrations(state), _row_security(state), _append_only(state), _clock(state, at),
    ]  # fmt: skip


def _version(state: DatabaseState) -> Check:
    major = state.version_number // 10_000
    if major < OLDEST_VERSION:
        return bad("database", f"This is PostgreSQL {major}.", f"Move to PostgreSQL {OLDEST_VERSION} or newer.")
    if state.only_reads:
        remedy = "Set DATABASE_URL to the new one; `duly move --cancel` opens this one again."
        return bad("database", f"The database {state.database!r} only reads: it was moved.", remedy)
    return ok("database", f"PostgreSQL {major} answers; database {state.database!r}.")


def _role(state: DatabaseState) -> Check:
    if state.is_superuser or state.bypasses_row_security:
        right = "a superuser" if state.is_superuser else "a role with BYPASSRLS"
        return bad("database role", f"{state.role!r} is {right}: it sees past row-level security.", f"See {_GUIDE}.")
    if state.table_owner and state.table_owner != state.role:
        said = f"and the tables belong to {state.table_owner!r}: the guards are out of its reach."
        return ok("database role", f"{state.role!r} is bound by row-level security, {said}")
    return ok("database role", f"{state.role!r} is bound by row-level security; it also owns the tables.")


def _migrations(state: DatabaseState) -> Check:
    if state.unapplied_migrations:
        names = ", ".join(state.unapplied_migrations[:5])
        count = len(state.unapplied_migrations)
        return bad("migrations", f"{count} migrations are not applied: {names}.", "Run `duly migrate`.")
    return ok("migrations", "All are applied.")


def _row_security(state: DatabaseState) -> Check:
    if state.tables_without_row_security:
        tables = ", ".join(state.tables_without_row_security)
        return bad("row-level security", f"Not forced on: {tables}.", _RESTORE)
    return ok("row-level security", f"Forced on all {state.company_tables} tables that belong to a company.")


def _append_only(state: DatabaseState) -> Check:
    if state.tables_without_triggers:
        tables = ", ".join(state.tables_without_triggers)
        return bad("append-only", f"These tables can be changed by hand: {tables}.", _RESTORE)
    return ok("append-only", f"{state.append_only_tables} tables only grow.")


def _clock(state: DatabaseState, at: datetime) -> Check:
    seconds = abs((state.server_at - at).total_seconds())
    if seconds > CLOCK_SECONDS:
        return warn(
            "clock",
            f"This machine and the database differ by {seconds:.0f} seconds.",
            "Let both set their clocks by NTP.",
        )
    return ok("clock", "This machine and the database agree on the time.")
