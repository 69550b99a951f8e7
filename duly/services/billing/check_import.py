"""The dry run: what an import would do, with counts, sums and examples; nothing is written to the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from duly.core.billing.intake import IntakeRow, Rejected, RowError, Totals, add_reports
from duly.services.act import Act
from duly.services.billing.read_batches import Batch, mapping_of, read_batches, reader_for, taker_for
from duly.services.billing.taking.batch import Sorted
from duly.services.ports import ImportPorts, UnreadableTable
from duly.services.refused import NotFound
from duly.store.models import ImportRun
from duly.store.queries.imports import find_run
from duly.store.tenancy import in_company

BATCH_ROWS = 5000
EXAMPLES = 12

Progress = Callable[[int, int], None]


def check_import(
    *, act: Act, ports: ImportPorts, run_id: int, progress: Progress | None = None, batch_rows: int = BATCH_ROWS
) -> dict[str, Any]:
    """Compare a whole file with the ledger and store the result as `totals["check"]` of the run.

    Returns {report, new, updated, unchanged, quarantined, customers, reasons, examples}: `report` as
    core/billing/intake/totals, `reasons` counts by code. Opens the company's scope itself, batch by
    batch. Raises ServiceRefused while the mapping is unsettled.
    """
    with in_company(act.company_id):
        run = find_run(act.company_id, run_id)
        if run is None:
            raise NotFound(f"Import {run_id}")
        taker = taker_for(act=act, ports=ports, run=run)
        ImportRun.objects.filter(pk=run_id, state="ready").update(state="checking")
    found = Found(negative=mapping_of(run).negative == "credit_note")
    message, done = "", 0
    try:
        table = ports.read_table(ports.folder / run.stored_path, name=run.file_name)
        for batch in read_batches(table, reader_for(run, table.header), size=batch_rows):
            with in_company(act.company_id):
                found.add(batch, taker.sort(batch.rows))
                ImportRun.objects.filter(pk=run_id).update(rows_total=max(run.rows_total, done + batch.count))
            done += batch.count
            if progress:
                progress(done, run.rows_total)
    except UnreadableTable as problem:
        message = str(problem)
    summary = found.summary()
    with in_company(act.company_id):
        totals = {**run.totals, "check": summary}
        ImportRun.objects.filter(pk=run_id).update(totals=totals, message=message)
        ImportRun.objects.filter(pk=run_id, state="checking").update(state="ready")
    return summary


class Found:
    """Counts, sums and examples over batches."""

    def __init__(self, *, negative: bool) -> None:
        self._negative = negative
        self._counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._examples: dict[str, list[dict[str, Any]]] = {}
        self._customers: set[str] = set()
        self._report: dict[str, Any] = {}

    def add(self, batch: Batch, found: Sorted) -> None:
        """Take a sorted batch into account."""
        self._report = add_reports(self._report, tally(batch, found, negative=self._negative))
        self._counts.update(
            new=len(found.new), updated=len(found.updated), unchanged=len(found.unchanged) + len(batch.repeated),
            quarantined=len(batch.rejected) + len(found.refused),
        )  # fmt: skip
        self._customers |= found.customers
        refused: Iterable[tuple[object, tuple[RowError, ...]]] = refusals(batch, found)
        for _, errors in refused:
            for error in errors:
                self._reasons[error.code] += 1
                self._example(f"quarantined.{error.code}", error.to_json())
        for kind, rows in (("new", found.new), ("updated", found.updated)):
            for row in rows[:EXAMPLES]:
                self._example(kind, _shown(row))

    def _example(self, kind: str, shown: dict[str, Any]) -> None:
        examples = self._examples.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            examples.append(shown)

    def summary(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        names = ("new", "updated", "unchanged", "quarantined")
        return {
            **{name: self._counts[name] for name in names}, "customers": len(self._customers),
            "report": self._report, "reasons": dict(self._reasons.most_common()), "examples": self._examples,
        }  # fmt: skip


def refusals(batch: Batch, found: Sorted) -> list[tuple[IntakeRow | Rejected, tuple[RowError, ...]]]:
    """Return every row of a batch that goes to quarantine, with its reasons."""
    return [*batch.rejected, *((row, (error,)) for row, error in found.refused)]


def tally(batch: Batch, found: Sorted, *, negative: bool) -> dict[str, Any]:
    """Return a batch's counts and sums as plain values: read = accepted + skipped + quarantined."""
    totals = Totals(negative_credit_notes=negative)
    for row in (*found.new, *found.updated):
        totals.accept(row)
    for row in (*found.unchanged, *batch.repeated):
        totals.skip(row)
    for refused, _ in refusals(batch, found):
        totals.quarantine(refused)
    return totals.report().to_json()


def _shown(row: IntakeRow) -> dict[str, Any]:
    names = ("external_id", "number", "customer_id", "name", "due_date", "received_date", "currency", "amount_minor")
    given = {name: getattr(row, name, None) for name in names}
    plain = {name: value if isinstance(value, int) else str(value) for name, value in given.items() if value}
    return {"line": row.line_no, **plain}
