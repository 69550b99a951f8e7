"""Take a file into the ledger, batch by batch: resumable, and the same however often it is run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection

from duly.core.billing.intake import add_reports, visible
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.billing.check_import import BATCH_ROWS, Progress, refusals, tally
from duly.services.billing.read_batches import Batch, ahead, mapping_of, read_batches, reader_for, taker_for
from duly.services.billing.remember_mapping import remember_mapping
from duly.services.billing.taking.batch import Sorted, Taker
from duly.services.ports import ImportPorts, UnreadableTable
from duly.services.refused import NotFound, ServiceRefused
from duly.store.bulk import refresh_young_statistics
from duly.store.models import ImportRun, QuarantineRow
from duly.store.queries.imports import RunFacts, find_run, run_facts
from duly.store.tenancy import in_company

TASK = "run_import"
RUNNABLE = ("ready", "running", "failed")
LEDGER = ("posting", "entry", "receivable", "receipt", "open_item", "open_receipt", "customer")
log = logging.getLogger(__name__)


def run_import(
    *, act: Act, ports: ImportPorts, run_id: int, progress: Progress | None = None, batch_rows: int = BATCH_ROWS
) -> RunFacts:
    """Import a planned file and return the run as it then stands.

    Each batch is one database transaction with its progress, so a killed import is taken up where it
    stopped; two processes never take the same batch. Opens the company's scope itself. Raises
    ServiceRefused while the mapping is unsettled, NotFound; whatever else goes wrong leaves the run
    "failed" with a message, and what was imported so far in the ledger.
    """
    run = _begin(act, run_id)
    if run.state != "running":
        return run
    try:
        _run(act, ports, run, progress, batch_rows)
    except UnreadableTable as problem:
        advice = "The rows before it are imported; mend the file and import it again, nothing is doubled."
        _fail(act, run_id, f"{problem} {advice}")
    except ServiceRefused as problem:
        _fail(act, run_id, str(problem))
    except Exception as problem:
        log.exception("import %s of company %s failed", run_id, act.company_id)
        _fail(act, run_id, f"Stopped by an error: {problem}. What was imported so far stays; start it again to go on.")
    return _facts(act, run_id)


def _begin(act: Act, run_id: int) -> RunFacts:
    with in_company(act.company_id):
        run = ImportRun.objects.select_for_update().filter(company_id=act.company_id, pk=run_id).first()
        if run is None:
            raise NotFound(f"Import {run_id}")
        if run.state == "draft":
            raise ServiceRefused("mapping_unsettled", f"Import {run_id} still has open questions. Answer them first.")
        if run.state in RUNNABLE:
            mapping_of(run_facts(run))
            run.state, run.message = "running", ""
            run.started_at = run.started_at or act.at
            run.save()
        return run_facts(run)


def _facts(act: Act, run_id: int) -> RunFacts:
    with in_company(act.company_id):
        run = find_run(act.company_id, run_id)
        assert run is not None, "a run is never deleted while it runs"
        return run


def _fail(act: Act, run_id: int, message: str) -> None:
    with in_company(act.company_id):
        mine = ImportRun.objects.filter(company_id=act.company_id, pk=run_id, state="running")
        mine.update(state="failed", message=message[:2000], finished_at=act.at)


def _run(act: Act, ports: ImportPorts, run: RunFacts, progress: Progress | None, batch_rows: int) -> None:
    table = ports.read_table(ports.folder / run.stored_path, name=run.file_name)
    reader = reader_for(run, table.header)
    negative = reader.mapping.negative == "credit_note"
    with in_company(act.company_id):
        taker = taker_for(act=act, ports=ports, run=run)
    position = 0
    for batch in ahead(read_batches(table, reader, size=batch_rows)):
        if position + batch.count > run.rows_done:
            assert position >= run.rows_done, "batches are cut at the same places each time"
            if not _take(act, run, taker, batch, position, negative=negative):
                return
        position += batch.count
        if progress:
            progress(position, run.rows_total)
    _finish(act, run.id, position)


def _take(act: Act, run: RunFacts, taker: Taker, batch: Batch, position: int, *, negative: bool) -> bool:
    """Take one batch in one database transaction; False when the run was stopped or another process has it."""
    with in_company(act.company_id):
        _one_at_a_time(act.company_id)
        row = ImportRun.objects.select_for_update().get(company_id=act.company_id, pk=run.id)
        if row.state != "running" or row.rows_done != position:
            return False
        found = taker.sort(batch.rows)
        if found.new or found.updated:
            taker.take(found)
        refused = _quarantine(act.company_id, run.id, batch, found)
        _count(row, batch, found, refused, negative=negative)
        row.save()
        refresh_young_statistics(LEDGER, len(found.new))
    return True


def _one_at_a_time(company_id: int) -> None:
    """Let imports of one company wait for each other, so that what `sort` saw still holds in `take`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import'), %s)", [company_id])


def _quarantine(company_id: int, run_id: int, batch: Batch, found: Sorted) -> Mapping[str, int]:
    reasons: Counter[str] = Counter()
    rows = []
    for refused, errors in refusals(batch, found):
        cells = [visible(cell) for cell in batch.cells[refused.line_no]]
        rows.append(
            QuarantineRow(
                company_id=company_id, import_run_id=run_id, line_no=refused.line_no, cells=cells,
                errors=[error.to_json() for error in errors],
            )
        )  # fmt: skip
        reasons.update(error.code for error in errors)
    QuarantineRow.objects.bulk_create(rows, batch_size=1000)
    return reasons


def _count(row: ImportRun, batch: Batch, found: Sorted, reasons: Mapping[str, int], *, negative: bool) -> None:
    row.rows_done += batch.count
    row.rows_created += len(found.new)
    row.rows_updated += len(found.updated)
    row.rows_unchanged += len(found.unchanged) + len(batch.repeated)
    row.rows_quarantined += len(batch.rejected) + len(found.refused)
    totals: dict[str, Any] = row.totals
    before = Counter(totals.get("reasons", {}))
    before.update(reasons)
    row.totals = {
        **totals,
        "report": add_reports(totals.get("report", {}), tally(batch, found, negative=negative)),
        "reasons": dict(before),
        "customers": totals.get("customers", 0) + len(found.customers),
    }


def _finish(act: Act, run_id: int, rows: int) -> None:
    with in_company(act.company_id):
        row = ImportRun.objects.select_for_update().get(company_id=act.company_id, pk=run_id)
        if row.state != "running":
            return
        row.state, row.finished_at, row.rows_total = "done", act.at, rows
        row.save()
        refresh_young_statistics(LEDGER, row.rows_created)
        _supersede(row)
        remember_mapping(act=act, source=row.source, mapping=row.mapping)
        counts = f"{row.rows_created} new, {row.rows_updated} updated, {row.rows_unchanged} unchanged"
        sentence = f"Imported {row.file_name}: {counts}, {row.rows_quarantined} quarantined"
        record_activity(act=act, verb="import.finished", sentence=sentence, data={"import_run_id": run_id})


def _supersede(run: ImportRun) -> None:
    """Close lines of earlier imports that this one read again: the same cells wait here now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE quarantine_row AS q SET state = 'superseded', note = %(note)s
              FROM import_run r, quarantine_row n
             WHERE q.company_id = %(company)s AND q.state = 'open' AND r.id = q.import_run_id AND r.id <> %(run)s
               AND r.source = %(source)s AND r.kind = %(kind)s
               AND n.company_id = q.company_id AND n.import_run_id = %(run)s AND n.cells = q.cells
            """,
            {"company": run.company_id, "run": run.pk, "source": run.source, "kind": run.kind,
             "note": f"read again by import {run.pk}"},
        )  # fmt: skip
