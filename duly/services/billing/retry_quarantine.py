"""Try quarantined lines again, as they are or mended in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duly.core.billing.intake import DuplicateSpotter, RowError, add_reports
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.billing.check_import import refusals, tally
from duly.services.billing.read_batches import Batch, reader_for, taker_for
from duly.services.billing.taking.batch import Sorted
from duly.services.ports import ImportPorts
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import ImportRun, QuarantineRow
from duly.store.queries.imports import RunFacts, run_facts

MAX_AT_ONCE = 20_000
MAX_CELL_CHARS = 32_767


@dataclass(frozen=True, slots=True)
class Retried:
    """How many lines are in the ledger now, were there already, and still wait."""

    taken: int
    unchanged: int
    waiting: int


def retry_quarantine(
    *,
    act: Act,
    ports: ImportPorts,
    run_id: int,
    row_ids: Sequence[int] | None = None,
    edits: Mapping[int, Sequence[str]] | None = None,
) -> Retried:
    """Read open lines of a run again (None: all of them), with `edits` (row id -> cells) put in first.

    Called inside the company's scope; one database transaction. Lines that still fail keep their
    new cells and get their new reasons. Raises NotFound and ServiceRefused.
    """
    run = _run(act, run_id)
    rows = _rows(act, run_id, row_ids)
    for row in rows:
        cells = (edits or {}).get(row.pk)
        if cells is not None:
            row.cells = [str(cell)[:MAX_CELL_CHARS].replace("\0", "") for cell in cells]
    header = run.detection.get("header", [])
    reader, spotter, batch = reader_for(run, header), DuplicateSpotter(), Batch()
    for row in rows:
        batch.add(row.line_no, row.cells, reader, spotter)
    taker = taker_for(act=act, ports=ports, run=run)
    found = taker.sort(batch.rows)
    if found.new or found.updated:
        taker.take(found)
    retried = _mark(act, rows, batch, found)
    _count(act, run, batch, found, retried, negative=reader.mapping.negative == "credit_note")
    return retried


def _run(act: Act, run_id: int) -> RunFacts:
    row = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
    if row is None:
        raise NotFound(f"Import {run_id}")
    if row.state != "done":
        raise ServiceRefused("import_not_done", f"Import {run_id} is {row.state}; its lines are tried again once done.")
    return run_facts(row)


def _rows(act: Act, run_id: int, row_ids: Sequence[int] | None) -> list[QuarantineRow]:
    rows = QuarantineRow.objects.select_for_update().filter(
        company_id=act.company_id, import_run_id=run_id, state="open"
    )
    if row_ids is not None:
        rows = rows.filter(pk__in=row_ids)
    chosen = list(rows.order_by("line_no", "pk")[:MAX_AT_ONCE])
    if not chosen:
        raise NotFound("An open line of this import")
    return chosen


def _mark(act: Act, rows: Sequence[QuarantineRow], batch: Batch, found: Sorted) -> Retried:
    waiting: dict[int, tuple[RowError, ...]] = {row.line_no: errors for row, errors in refusals(batch, found)}
    for row in rows:
        if row.line_no in waiting:
            row.errors = [error.to_json() for error in waiting[row.line_no]]
        else:
            row.state, row.fixed_at, row.fixed_by = "fixed", act.at, act.actor
    QuarantineRow.objects.bulk_update(rows, ["cells", "errors", "state", "fixed_at", "fixed_by"], batch_size=500)
    taken = len(found.new) + len(found.updated)
    return Retried(taken, len(rows) - len(waiting) - taken, len(waiting))


def _count(act: Act, run: RunFacts, batch: Batch, found: Sorted, retried: Retried, *, negative: bool) -> None:
    """Keep what was mended beside the report of the file itself, whose sums stay the file's."""
    mended = Batch(rows=batch.rows, repeated=batch.repeated)
    done = Sorted(new=found.new, updated=found.updated, unchanged=found.unchanged)
    totals = {
        **run.totals,
        "mended": add_reports(run.totals.get("mended", {}), tally(mended, done, negative=negative)),
        "customers": run.totals.get("customers", 0) + len(found.customers),
    }
    ImportRun.objects.filter(company_id=act.company_id, pk=run.id).update(totals=totals)
    if retried.taken:
        sentence = f"{retried.taken} quarantined lines of {run.file_name} mended and imported"
        record_activity(act=act, verb="import.mended", sentence=sentence, data={"import_run_id": run.id})


def discard_quarantine(*, act: Act, run_id: int, row_ids: Sequence[int]) -> int:
    """Set lines aside for good, for the act's reason; return how many. Raises ServiceRefused without a reason."""
    if not act.reason.strip():
        raise ServiceRefused("reason_missing", "Say why these lines are left out.")
    rows = QuarantineRow.objects.filter(
        company_id=act.company_id, import_run_id=run_id, state="open", pk__in=list(row_ids)
    )
    return rows.update(state="discarded", note=act.reason[:300], fixed_at=act.at, fixed_by=act.actor)
