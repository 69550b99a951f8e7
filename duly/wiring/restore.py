"""Restore a backup: build it beside the database in use, prove it, and only then let it take the place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection

from duly.adapters.archive import ArchiveReader
from duly.adapters.postgres import rows_in, sessions
from duly.adapters.postgres.rows_out import current_schema
from duly.services.accounts.edit_company import pause_company
from duly.services.act import Act
from duly.store.queries.audit import run_audit
from duly.store.queries.companies import all_companies
from duly.store.queries.ledger_totals import company_slugs, ledger_totals
from duly.store.queries.schema_state import (
    applied_migrations,
    missing_migrations,
    strange_tables,
    unknown_migrations,
)
from duly.store.queries.work_state import work_state
from duly.store.tenancy import in_company
from duly.wiring.backup import AFTER, BEFORE, Say, rows_name
from duly.wiring.database import DATA_DIR, embedded_server
from duly.wiring.grants import grant_application_role

NEW, OLD, KEPT = "duly_restore_", "duly_before_", "duly_kept_"
ALIVE_SECONDS = 15


class RestoreRefused(RuntimeError):
    """The restore was not begun, or was given up; the database in use is as it was. The message says why."""


class RestoreDiffers(RestoreRefused):
    """What was built from the file is not what the manifest says; it was thrown away."""


@dataclass(slots=True)
class RestoreReport:
    """What was restored. `audit`: breaches by company and code, without the zeros."""

    companies: list[str] = field(default_factory=list)
    rows: int = 0
    migrations: list[str] = field(default_factory=list)
    audit: dict[str, dict[str, int]] = field(default_factory=dict)
    kept_as: str = ""
    paused: list[str] = field(default_factory=list)


@contextmanager
def own_connection() -> Iterator[psycopg.Connection[Any]]:
    """Open a connection beside Django's, to the same database, in autocommit."""
    known = connection.get_connection_params()
    params = {name: value for name, value in known.items() if name not in {"cursor_factory", "context"}}
    with psycopg.connect(**params, autocommit=True) as raw:
        raw.execute("SET timezone = 'UTC'")
        yield raw


def database_place() -> str:
    """Return which database is in use, in words and without a password."""
    if embedded_server():
        return f"The embedded database in {DATA_DIR}"
    known = connection.settings_dict
    return f"The database {known['NAME']!r} on {known['HOST'] or 'this machine'}"


def company_names() -> list[str]:
    """Return the slugs of the companies in the database in use; none where there are no tables yet."""
    if "company" not in connection.introspection.table_names():
        return []
    return list(company_slugs().values())


def check_before(manifest: dict[str, Any]) -> list[str]:
    """Raise RestoreRefused when this database cannot take the backup now; return the companies it would replace."""
    with own_connection() as raw:
        check_target(raw, manifest)
        if others := others_at_work(raw):
            raise RestoreRefused(f"{others} Stop web servers and workers first.")
    return company_names()


_MANIFEST = {"companies": list, "migrations": dict, "tables": dict, "sequences": dict, "version": str, "taken_at": str}
_COMPANY = {"id", "slug", "ledger", "audit"}


def _check_manifest(manifest: dict[str, Any]) -> None:
    """Raise RestoreRefused when something that is needed later is not there: the file was not made by us."""
    missing = [name for name, kind in _MANIFEST.items() if not isinstance(manifest.get(name), kind)]
    if not missing and not all(isinstance(one, list) for one in manifest["migrations"].values()):
        missing = ["migrations"]
    if not missing and not all(isinstance(one, dict) and set(one) >= _COMPANY for one in manifest["companies"]):
        missing = ["companies"]
    if missing:
        raise RestoreRefused(f"The manifest of this backup is not whole: {', '.join(missing)}.")


def check_target(raw: psycopg.Connection[Any], manifest: dict[str, Any]) -> None:
    """Raise RestoreRefused when this database cannot take the backup, whatever the user says."""
    _check_manifest(manifest)
    if unknown := unknown_migrations(manifest["migrations"]):
        raise RestoreRefused(
            f"This backup was made by a newer release of Duly ({manifest['version']}): {', '.join(unknown[:3])} is not "
            "known here. Update Duly first."
        )
    if strange := strange_tables(set(manifest["tables"])):
        raise RestoreRefused(
            f"The database holds tables that are not Duly's: {', '.join(strange[:5])}. Give Duly a database of its own."
        )
    if sessions.is_behind_a_pooler(raw):
        raise RestoreRefused("The address leads to a connection pooler. Set DULY_DIRECT_DATABASE_URL to the server.")
    if not sessions.owns_database(raw):
        raise RestoreRefused(
            f"The role {raw.info.user!r} does not own the database {raw.info.dbname!r}; a restore makes and renames "
            "schemas. Run it as the owner (DULY_MIGRATE_DATABASE_URL), or: ALTER DATABASE ... OWNER TO ..."
        )


def others_at_work(raw: psycopg.Connection[Any]) -> str:
    """Return who else works with this database, as a sentence; empty when nobody does."""
    server = embedded_server()
    if server is not None and server.is_shared():
        return "Another process of Duly uses the embedded database."
    connection.close()
    if others := sessions.other_sessions(raw, patience_seconds=1.0):
        return f"Others are connected: {', '.join(others[:5])}."
    if "procrastinate_workers" in connection.introspection.table_names():
        alive = work_state(alive_seconds=ALIVE_SECONDS).workers_alive
        if alive:
            return f"{alive} workers were heard of within {ALIVE_SECONDS} seconds (after a kill, wait that long)."
    return ""


def restore_database(
    archive: ArchiveReader,
    *,
    act_at: datetime,
    who: str,
    say: Say,
    keep_old: bool = False,
    pause: bool = True,
    grant: bool = True,
) -> RestoreReport:
    """Put the backup's content in the place of the database in use; `archive.verify()` comes before.

    Raises RestoreRefused, RestoreDiffers, ArchiveUnusable, psycopg.Error; then nothing has changed. A process that
    is killed on the way leaves the database in use as it was, too.
    """
    stamp = act_at.strftime("%Y%m%d%H%M%S")
    new, report = NEW + stamp, RestoreReport()
    with own_connection() as raw:
        if not sessions.lock_for_restore(raw):
            raise RestoreRefused("Another restore is running.")
        schema = current_schema(raw)
        for left in (*rows_in.leftovers(raw, NEW), *rows_in.leftovers(raw, OLD)):
            rows_in.drop_schema(raw, left)
        try:
            _build(raw, archive, new, report, say)
            with _looking_at(new):
                _prove(archive.manifest, report, say)
                if pause:
                    _pause(archive.manifest, report, act_at, who)
            if grant:
                grant_application_role(raw, new)
        except BaseException:
            rows_in.drop_schema(raw, new)
            raise
        old = (KEPT if keep_old else OLD) + stamp
        rows_in.swap_schemas(raw, schema=schema, new=new, old=old)
        if keep_old:
            report.kept_as = old
        else:
            rows_in.drop_schema(raw, old)
    connection.close()
    return report


def _build(raw: psycopg.Connection[Any], archive: ArchiveReader, new: str, report: RestoreReport, say: Say) -> None:
    manifest = archive.manifest
    tables: dict[str, dict[str, Any]] = manifest["tables"]
    report.rows = sum(one["rows"] for one in tables.values())
    say(f"Building {len(tables)} tables with {report.rows} rows beside the database in use.")
    content = rows_in.Content(
        schema=manifest["schema"],
        before=archive.text(BEFORE),
        after=archive.text(AFTER),
        columns={name: tuple(one["columns"]) for name, one in tables.items()},
        counts={name: one["rows"] for name, one in tables.items()},
        sequences=manifest["sequences"],
        rows=lambda table: archive.pieces(rows_name(table)),
    )
    try:
        rows_in.build_schema(raw, content, new)
    except rows_in.RowsDiffer as difference:
        raise RestoreDiffers(str(difference)) from None
    rows_in.analyze_schema(raw, new, tables)


@contextmanager
def _looking_at(schema: str) -> Iterator[None]:
    """Let Django's connection work in another schema for a while."""
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    connection.close()
    options["options"] = f"{before} -c search_path={schema}".strip()
    try:
        yield
    finally:
        connection.close()
        options["options"] = before
        if not before:
            del options["options"]


def _prove(manifest: dict[str, Any], report: RestoreReport, say: Say) -> None:
    """Bring the tables up to date, compare with the manifest, and audit. Raises RestoreDiffers."""
    report.migrations = missing_migrations(applied_migrations())
    if report.migrations:
        say(f"The backup is older than this release: applying {len(report.migrations)} migrations.")
    call_command("migrate", interactive=False, verbosity=0)
    expected = {one["id"]: one for one in manifest["companies"]}
    found = all_companies()
    if {one.id for one in found} != set(expected):
        raise RestoreDiffers("The companies restored are not those of the manifest.")
    for company in found:
        with in_company(company.id):
            totals = ledger_totals(company.id)
        if totals != expected[company.id]["ledger"]:
            raise RestoreDiffers(f"{company.slug}: the ledger adds up to {totals}, the manifest says otherwise.")
    say("Auditing what was restored.")
    for company in found:
        before: dict[str, int] = expected[company.id]["audit"]
        with in_company(company.id):
            breaches = {check.code: check.breaches for check in run_audit(company.id) if check.breaches}
        worse = [code for code, count in breaches.items() if code in before and count > before[code]]
        if worse:
            raise RestoreDiffers(f"{company.slug}: the audit finds more than when the backup was made: {worse}.")
        report.companies.append(company.slug)
        report.audit[company.slug] = breaches


def _pause(manifest: dict[str, Any], report: RestoreReport, at: datetime, who: str) -> None:
    """Hold back all messages: those sent since the backup was made are not known any more, and would go out again."""
    reason = f"Restored from the backup of {manifest['taken_at'][:16]} UTC; what was sent since then is not known here."
    for company in all_companies():
        if company.paused_at is not None:
            continue
        act = Act(company.id, "person", who, at, company.business_date(at), reason)
        with in_company(company.id):
            pause_company(act=act, reason=reason)
        report.paused.append(company.slug)
