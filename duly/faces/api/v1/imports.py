"""Imports: files taken into the ledger, and the lines that wait to be mended."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import MULTIPART, ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, decode_cursor, paged
from duly.faces.api.problems import not_found
from duly.faces.api.v1.cases import EmptyIn
from duly.faces.api.values import Given, fill
from duly.services.billing.cancel_import import cancel_import
from duly.services.billing.enqueue_import import enqueue_import
from duly.services.billing.plan_import import plan_import
from duly.services.billing.reverse_import import reverse_import
from duly.services.billing.start_import import start_import
from duly.store.queries.imports import QuarantineFacts, RunFacts, find_run, quarantine_rows, recent_runs
from duly.wiring.ports import import_ports

imports = resource("Imports")


class ImportOut(Schema):
    """A file that is being, or was, taken into the ledger."""

    id: int
    source: str
    kind: str
    file_name: str
    state: str = Field(
        description="`draft` (something is unsaid), `ready`, `checking`, `running`, `done`, `failed`, `reversed` or "
        "`cancelled`."
    )
    questions: list[Any] = Field(description="What Duly asks before it can go on; answer with `mapping`.")
    missing: list[Any] = Field(description="Fields that the file must have and that were not found in it.")
    rows_total: int
    rows_done: int
    rows_created: int
    rows_updated: int
    rows_unchanged: int
    rows_quarantined: int
    totals: dict[str, Any] = Field(description="Counts and sums by currency and fate; of the dry run under `check`.")
    message: str
    actor: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reversed_at: datetime | None


class ImportPage(Schema):
    """A page of imports, the newest first."""

    data: list[ImportOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class UploadIn(Schema):
    """What is said beside the file."""

    source: Annotated[
        str, Field(max_length=40, description="The system it comes from; the mapping is kept for it.")
    ] = "import"
    start: Annotated[bool, Field(description="Begin at once when nothing is unsaid.")] = True


class ImportStartIn(Given):
    """Corrections, and whether it is only tried."""

    mapping: Annotated[
        list[Annotated[str, Field(max_length=300)]],
        Field(max_length=100, description="As `--map` of `duly import`: `amount=COLUMN`, `currency:EUR`, `dates:dmy`."),
    ] = []
    dry_run: bool = False


class LineOut(Schema):
    """A line that could not be taken."""

    id: int
    line_no: int
    cells: list[str]
    errors: list[dict[str, Any]] = Field(description="What is wrong: field, value, code, reason, remedy.")
    state: str
    note: str


class LinePage(Schema):
    """A page of lines, in the order of the file."""

    data: list[LineOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class LinesAsked(Asking):
    """Which lines."""

    state: Literal["open", "fixed", "discarded", "superseded"] = "open"


def _out(run: RunFacts) -> ImportOut:
    found = run.detection
    return fill(ImportOut, run, questions=list(found.get("questions", [])), missing=list(found.get("missing", [])))


def _run(request: ApiRequest, import_id: int) -> ImportOut:
    run = find_run(request.caller.company.id, import_id)
    if run is None:
        raise not_found("This import")
    return _out(run)


@imports.read("/imports", answer=ImportPage, verb=Verb.SEE_ALL)
def list_imports(request: ApiRequest, asked: Query[Asking]) -> Schema:
    """List imports."""
    rows = recent_runs(request.caller.company.id, limit=asked.limit + 1, before_id=after_id(asked.cursor))
    kept, link = paged(request, rows, asked.limit, by_id)
    return ImportPage.model_construct(data=[_out(run) for run in kept], next=link)


@imports.read("/imports/{int:import_id}", answer=ImportOut, verb=Verb.SEE_ALL)
def get_import(request: ApiRequest, import_id: int) -> Schema:
    """Get an import and how far it is."""
    return _run(request, import_id)


@imports.create("/imports", answer=ImportOut, verb=Verb.IMPORT, body=MULTIPART)
def create_import(request: ApiRequest, file: File[UploadedFile], said: Form[UploadIn]) -> Schema:
    """Upload a file (CSV, TSV, XLSX) and take it into the ledger; a worker does it."""
    caller, ports = request.caller, import_ports()
    run_id = start_import(act=caller.act(), ports=ports, name=file.name or "", chunks=file.chunks(), source=said.source)
    planned = plan_import(act=caller.act(), ports=ports, run_id=run_id)
    if planned.ready and said.start:
        enqueue_import(act=caller.act(), ports=ports, run_id=run_id)
    return _run(request, run_id)


@imports.act("/imports/{int:import_id}/start", answer=ImportOut, verb=Verb.IMPORT, shown=get_import)
def begin_import(request: ApiRequest, import_id: int, body: ImportStartIn) -> Schema:
    """Answer what was unsaid and begin, or try without writing (dry run)."""
    caller, ports = request.caller, import_ports()
    _run(request, import_id)
    if body.mapping:
        plan_import(act=caller.act(), ports=ports, run_id=import_id, overrides=body.mapping)
    enqueue_import(act=caller.act(), ports=ports, run_id=import_id, dry_run=body.dry_run)
    return _run(request, import_id)


@imports.act("/imports/{int:import_id}/cancel", answer=ImportOut, verb=Verb.IMPORT, shown=get_import)
def stop_import(request: ApiRequest, import_id: int, body: EmptyIn) -> Schema:
    """Stop an import; what it did so far stays."""
    _run(request, import_id)
    cancel_import(act=request.caller.act(), run_id=import_id)
    return _run(request, import_id)


@imports.act("/imports/{int:import_id}/reverse", answer=ImportOut, verb=Verb.REVERSE_IMPORT, shown=get_import)
def take_back_import(request: ApiRequest, import_id: int, body: EmptyIn) -> Schema:
    """Take a whole import back."""
    _run(request, import_id)
    reverse_import(act=request.caller.act(), run_id=import_id)
    return _run(request, import_id)


@imports.read("/imports/{int:import_id}/quarantine", answer=LinePage, verb=Verb.SEE_ALL)
def list_quarantine(request: ApiRequest, import_id: int, asked: Query[LinesAsked]) -> Schema:
    """List the lines of an import that could not be taken, each with its reason."""
    _run(request, import_id)
    key = decode_cursor(asked.cursor, (int,))
    rows = quarantine_rows(
        request.caller.company.id, import_id, states=(asked.state,), after_line=int(key[0]) if key else -1,
        limit=asked.limit + 1,
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, _line_no)
    data = [fill(LineOut, row, cells=list(row.cells), errors=list(row.errors)) for row in kept]
    return LinePage.model_construct(data=data, next=link)


def _line_no(row: QuarantineFacts) -> tuple[int]:
    return (row.line_no,)
