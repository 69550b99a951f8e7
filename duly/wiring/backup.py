"""Take a backup: definition, rows, figures and files, all as of one moment, while the product runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from duly import __version__
from duly.adapters.archive import ArchiveWriter, FileFacts
from duly.adapters.postgres.rows_out import (
    Table,
    current_schema,
    prepare_copy,
    read_rows,
    sequences_of,
    tables_of,
)
from duly.adapters.postgres.schema_text import DumpFailed as BackupFailed
from duly.adapters.postgres.schema_text import schema_text
from duly.services.act import Act
from duly.services.health.record_backup import record_backup
from duly.store.queries.audit import run_audit
from duly.store.queries.companies import all_companies
from duly.store.queries.ledger_totals import company_slugs, ledger_totals
from duly.store.queries.schema_state import applied_migrations, missing_migrations
from duly.store.tenancy import in_company

__all__ = ["BackupFailed", "BackupReport", "remember_backup", "take_backup"]
FORMAT = 1
BEFORE, AFTER, SECRET_KEY = "schema/before.sql", "schema/after.sql", "secret.key"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written: the file, its manifest."""

    path: Path
    file: FileFacts
    manifest: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        companies = [{name: one[name] for name in ("slug", "ledger", "audit")} for one in self.manifest["companies"]]
        return {
            "file": str(self.path), "bytes": self.file.bytes, "sha256": self.file.sha256,
            "encrypted": self.manifest["has_secret_key"], "taken_at": self.manifest["taken_at"],
            "version": self.manifest["version"], "companies": companies, "files": self.manifest["files"],
            "rows": sum(one["rows"] for one in self.manifest["tables"].values()),
        }  # fmt: skip


def take_backup(path: Path, *, at: datetime, passphrase: str | None, say: Say, with_files: bool = True) -> BackupReport:
    """Write a backup of the database in use and of the stored files. Raises DumpFailed, OSError, OperationalError.

    The secret key goes in only where a passphrase seals it. Call it outside any database transaction.
    """
    with ArchiveWriter(path, passphrase) as archive:
        with transaction.atomic():
            manifest = _database(archive, say)
        count = _files(archive, settings.MEDIA_ROOT) if with_files else 0
        if passphrase:
            with archive.member(SECRET_KEY) as member:
                member.write(settings.SECRET_KEY.encode())
        manifest |= {
            "product": "duly", "format": FORMAT, "version": __version__, "taken_at": at.isoformat(),
            "files": count, "has_secret_key": bool(passphrase), "has_files": with_files,
        }  # fmt: skip
        facts = archive.finish(manifest)
    return BackupReport(path, facts, manifest)


def _database(archive: ArchiveWriter, say: Say) -> dict[str, Any]:
    """Write definition and rows as one snapshot sees them; return the database's part of the manifest."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    raw: psycopg.Connection[Any] = connection.connection
    prepare_copy(raw)
    row = raw.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    schema, companies = current_schema(raw), company_slugs()
    migrations = applied_migrations()  # after this, pg_dump may wait only for a change of the tables themselves
    for name, section in ((BEFORE, "pre-data"), (AFTER, "post-data")):
        with archive.member(name) as member:
            member.write(schema_text(raw, schema, section, str(row[0])).encode())  # type: ignore[arg-type]
    tables = tables_of(raw, schema)
    say(f"Writing {len(tables)} tables of {len(companies)} companies.")
    written = {table.name: _table(archive, raw, schema, table, list(companies)) for table in tables}
    is_current = not missing_migrations(migrations)
    say("Auditing it." if is_current else "Not audited: the database is older than this release.")
    return {
        "schema": schema, "server_version": raw.info.server_version, "migrations": migrations, "tables": written,
        "sequences": sequences_of(raw, schema),
        "companies": [_ledger_facts(*one, is_current) for one in companies.items()],
    }  # fmt: skip


def remember_backup(report: BackupReport, *, at: datetime, who: str) -> None:
    """Note in each company's activity that the backup was made; nothing where the tables are an older release's."""
    if missing_migrations(applied_migrations()):
        return
    for company in all_companies():
        act = Act(company.id, "person", who, at, company.business_date(at))
        with in_company(company.id):
            record_backup(
                act=act, size_bytes=report.file.bytes, sha256=report.file.sha256,
                is_encrypted=report.manifest["has_secret_key"],
            )  # fmt: skip


def _table(
    archive: ArchiveWriter, raw: psycopg.Connection[Any], schema: str, table: Table, company_ids: list[int]
) -> dict[str, Any]:
    count = 0
    with archive.member(rows_name(table.name)) as member:
        for piece, rows in read_rows(raw, schema, table, company_ids):
            member.write(piece)
            count += rows
    return {"columns": table.columns, "rows": count}


def rows_name(table: str) -> str:
    """Return the name under which a table's rows are in the file."""
    return f"rows/{table}.copy"


def _ledger_facts(company_id: int, slug: str, is_audited: bool) -> dict[str, Any]:
    """Return a company's ledger in figures: totals by currency, and what the audit finds (breaches by code)."""
    with in_company(company_id):
        audit = {check.code: check.breaches for check in run_audit(company_id)} if is_audited else {}
        return {"id": company_id, "slug": slug, "ledger": ledger_totals(company_id), "audit": audit}


def _files(archive: ArchiveWriter, folder: Path) -> int:
    """Write the stored files; one that vanishes meanwhile was not needed any more."""
    count = 0
    for path in _walk(folder):
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source, archive.member(f"files/{path.relative_to(folder).as_posix()}") as member:
            while piece := source.read(1024 * 1024):
                member.write(piece)
        count += 1
    return count


def _walk(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in sorted(names) if not (Path(place) / name).is_symlink())
