"""What imports ask of the store: runs, sources and quarantine as plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from duly.store.models import Customer, ImportRun, ImportSource, QuarantineRow, Receipt, Receivable


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One import: fields as in store/models/imports.py."""

    id: int
    source: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    stored_path: str
    mapping: dict[str, Any]
    detection: dict[str, Any]
    state: str
    rows_total: int
    rows_done: int
    rows_created: int
    rows_unchanged: int
    rows_updated: int
    rows_quarantined: int
    totals: dict[str, Any]
    message: str
    actor: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reversed_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuarantineFacts:
    """One line that waits, or waited, for a person."""

    id: int
    line_no: int
    cells: tuple[str, ...]
    errors: tuple[dict[str, Any], ...]
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A remembered kind of file."""

    name: str
    kind: str
    mapping: dict[str, Any]
    updated_at: datetime


_FIELDS = tuple(name for name in RunFacts.__slots__)


def run_facts(row: ImportRun) -> RunFacts:
    """Return the plain values of a run."""
    return RunFacts(**{name: getattr(row, name) for name in _FIELDS})


def find_run(company_id: int, run_id: int) -> RunFacts | None:
    """Return a run, or None."""
    row = ImportRun.objects.filter(company_id=company_id, pk=run_id).first()
    return run_facts(row) if row else None


def recent_runs(company_id: int, *, limit: int = 50, before_id: int | None = None) -> list[RunFacts]:
    """Return runs, the newest first; `before_id` for the next page."""
    rows = ImportRun.objects.filter(company_id=company_id).order_by("-pk")
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [run_facts(row) for row in rows[:limit]]


def same_file_before(company_id: int, run: RunFacts) -> RunFacts | None:
    """Return the newest finished import of the very same file from the same source, or None."""
    row = (
        ImportRun.objects.filter(company_id=company_id, source=run.source, sha256=run.sha256, state="done")
        .exclude(pk=run.id)
        .order_by("-pk")
        .first()
    )
    return run_facts(row) if row else None


def sources(company_id: int) -> list[SourceFacts]:
    """Return the remembered sources, by name and kind."""
    rows = ImportSource.objects.filter(company_id=company_id).order_by("name", "kind")
    return [SourceFacts(row.name, row.kind, row.mapping, row.updated_at) for row in rows]


def saved_mappings(company_id: int, source: str) -> dict[str, dict[str, Any]]:
    """Return a source's remembered mappings by kind of file, the newest first."""
    rows = ImportSource.objects.filter(company_id=company_id, name=source).order_by("-updated_at")
    return {row.kind: row.mapping for row in rows}


def _quarantine(company_id: int, run_id: int, states: Collection[str]) -> QuerySet[QuarantineRow]:
    rows = QuarantineRow.objects.filter(company_id=company_id, import_run_id=run_id)
    return (rows.filter(state__in=states) if states else rows).order_by("line_no", "pk")


def quarantine_rows(
    company_id: int, run_id: int, *, states: Collection[str] = ("open",), after_line: int = -1, limit: int | None = 50
) -> list[QuarantineFacts]:
    """Return quarantined lines after a line, in the order of the file; `limit` None for all of them."""
    rows = _quarantine(company_id, run_id, states).filter(line_no__gt=after_line)
    chosen = rows if limit is None else rows[:limit]
    return [_line(row) for row in chosen.iterator(chunk_size=2000)]


def quarantine_counts(company_id: int, run_id: int) -> dict[str, int]:
    """Return how many lines of a run are open, fixed, discarded, superseded."""
    found = QuarantineRow.objects.filter(company_id=company_id, import_run_id=run_id).aggregate(
        **{state: Count("pk", filter=Q(state=state)) for state in ("open", "fixed", "discarded", "superseded")}
    )
    return {name: int(value) for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class Effect:
    """What an import put into the ledger: (documents, minor units) and (receipts, minor units) by currency."""

    documents: dict[str, tuple[int, int]]
    receipts: dict[str, tuple[int, int]]
    customers: int


def import_effect(company_id: int, run_id: int) -> Effect:
    """Return how many documents, receipts and customers an import made."""
    found: list[dict[str, tuple[int, int]]] = []
    for model in (Receivable, Receipt):
        rows = model.objects.filter(company_id=company_id, import_run_id=run_id).values_list("currency")
        sums = rows.annotate(count=Count("pk"), total=Sum("amount_minor")).order_by("currency")
        found.append({currency: (count, int(total)) for currency, count, total in sums})
    customers = Customer.objects.filter(company_id=company_id, import_run_id=run_id).count()
    return Effect(found[0], found[1], customers)


def quarantine_row(company_id: int, run_id: int, row_id: int) -> QuarantineFacts | None:
    """Return one line, or None."""
    row = QuarantineRow.objects.filter(company_id=company_id, import_run_id=run_id, pk=row_id).first()
    return _line(row) if row else None


def _line(row: QuarantineRow) -> QuarantineFacts:
    return QuarantineFacts(row.pk, row.line_no, tuple(row.cells), tuple(row.errors), row.state, row.note)
