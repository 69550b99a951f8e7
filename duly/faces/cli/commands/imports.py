"""`duly import`: customers, contacts, invoices, credit notes, payments and payment histories from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from duly.faces.cli.import_words import list_lines, plan_lines, result_lines
from duly.faces.cli.session import (
    EXIT_BREACH,
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    EXIT_OK,
    EXIT_QUESTIONS,
    EXIT_REFUSED,
    EXIT_USAGE,
    act_for,
    boot,
    err,
    find_company,
    out,
    stop,
)

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.services.billing.plan_import import Planned
    from duly.services.ports import ImportPorts
    from duly.store.queries.imports import RunFacts

CHUNK_BYTES = 1024 * 1024


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_file)


def import_file(
    file: Annotated[Path | None, typer.Argument(help="CSV, TSV, text or XLSX.", show_default=False)] = None,
    source: Annotated[str, typer.Option(help="The system the file comes from; the mapping is kept for it.")] = "import",
    kind: Annotated[str, typer.Option(help="What the file holds, such as invoices or payment_history.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="A correction: amount=COLUMN, currency:EUR, dates:dmy, ...")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    afresh: Annotated[bool, typer.Option("--afresh", help="Leave the source's remembered mapping aside.")] = False,
    company: Annotated[str | None, typer.Option(help="Slug of the company.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    show_list: Annotated[bool, typer.Option("--list", help="List the imports so far.")] = False,
    reverse: Annotated[int | None, typer.Option(help="Take the import with this number back.", min=1)] = None,
    resume: Annotated[int | None, typer.Option(help="Go on with the import of this number.", min=1)] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with what is done.")] = "",
) -> None:
    """Import a file into the ledger; running it twice adds nothing.

    Exit codes: 0 everything is in the ledger (or was there); 1 the file cannot be read or the import
    stopped; 3 no such company or import; 4 done, but some lines are in quarantine; 5 questions are open
    or fields are missing: answer them with --map as printed; 6 the import cannot be resumed or reversed.

    --json prints one object: {"import", "state", "ready", "questions", "missing", "mapping", "rows",
    "created", "updated", "unchanged", "quarantined", "customers", "adds_up", "totals", "reasons"}.
    """
    boot()
    from duly.wiring.ports import import_ports

    chosen = find_company(company)
    act = act_for(chosen, reason=reason)
    if show_list:
        _list(act, as_json=as_json)
    elif reverse is not None:
        _reverse(act, reverse, as_json=as_json)
    elif resume is not None:
        _Importing(act, import_ports(), as_json=as_json).resume(resume)
    elif file is None:
        stop("Say which file to import, or --list, --resume NUMBER or --reverse NUMBER.", EXIT_USAGE)
    else:
        overrides = [*([f"kind:{kind}"] if kind else []), *(mapping or [])]
        _Importing(act, import_ports(), as_json=as_json).run(file, source, overrides, dry_run=dry_run, afresh=afresh)


class _Importing:
    def __init__(self, act: Act, ports: ImportPorts, *, as_json: bool) -> None:
        self._act, self._ports, self._as_json = act, ports, as_json

    def run(self, file: Path, source: str, overrides: list[str], *, dry_run: bool, afresh: bool) -> NoReturn:
        from duly.services.billing.check_import import check_import
        from duly.services.billing.run_import import run_import

        run_id, planned = self._plan(file, source, overrides, afresh=afresh)
        if not planned.ready:
            self._cancel(run_id)
            self._answer(run_id, planned, EXIT_QUESTIONS)
        if not self._as_json:
            for line in plan_lines(planned):
                out.print(line, highlight=False)
        with _bar(planned.rows, "Comparing" if dry_run else "Importing", hidden=self._as_json) as progress:
            work = check_import if dry_run else run_import
            work(act=self._act, ports=self._ports, run_id=run_id, progress=progress)
        if dry_run:
            self._cancel(run_id)
        self._answer(run_id, planned, None)

    def resume(self, run_id: int) -> NoReturn:
        """Go on with an import that was killed or stopped."""
        from duly.services.billing.run_import import run_import
        from duly.services.refused import NotFound, ServiceRefused

        run = _run(self._act, run_id)
        try:
            with _bar(run.rows_total if run else 0, "Importing", hidden=self._as_json) as progress:
                run_import(act=self._act, ports=self._ports, run_id=run_id, progress=progress)
        except NotFound as problem:
            stop(str(problem), EXIT_NOT_FOUND)
        except ServiceRefused as problem:
            stop(str(problem), EXIT_REFUSED)
        self._answer(run_id, None, None)

    def _plan(self, file: Path, source: str, overrides: list[str], *, afresh: bool) -> tuple[int, Planned]:
        from duly.services.billing.plan_import import plan_import
        from duly.services.billing.start_import import start_import
        from duly.services.ports import UnreadableTable
        from duly.services.refused import ServiceRefused
        from duly.store.tenancy import in_company

        if not file.is_file():
            stop(f"There is no file {file}.")
        try:
            with in_company(self._act.company_id):
                run_id = start_import(
                    act=self._act, ports=self._ports, name=file.name, chunks=_chunks(file), source=source
                )
                planned = plan_import(
                    act=self._act, ports=self._ports, run_id=run_id, overrides=overrides, afresh=afresh
                )
        except (UnreadableTable, ServiceRefused) as problem:
            stop(str(problem))
        return run_id, planned

    def _cancel(self, run_id: int) -> None:
        from duly.services.billing.cancel_import import cancel_import
        from duly.store.tenancy import in_company

        with in_company(self._act.company_id):
            cancel_import(act=self._act, run_id=run_id)

    def _answer(self, run_id: int, planned: Planned | None, code: int | None) -> NoReturn:
        run = _run(self._act, run_id)
        assert run is not None
        if code is None:
            code = _exit_code(run)
        if self._as_json:
            out.print_json(json.dumps(_as_json(run, planned), default=str))
        else:
            for line in result_lines(run) if planned is None or planned.ready else plan_lines(planned):
                out.print(line, highlight=False)
        if run.message:
            err.print(run.message, style="bold red", highlight=False)
        raise typer.Exit(code)


def _run(act: Act, run_id: int) -> RunFacts | None:
    from duly.store.queries.imports import find_run
    from duly.store.tenancy import in_company

    with in_company(act.company_id):
        return find_run(act.company_id, run_id)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


class _bar:
    """A progress bar on standard error, or none."""

    def __init__(self, total: int, label: str, *, hidden: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=err, disable=hidden, transient=True)
        self._task = self._progress.add_task(label, total=total)

    def __enter__(self) -> Any:
        self._progress.start()
        return lambda done, total: self._progress.update(self._task, completed=done)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _exit_code(run: RunFacts) -> int:
    if run.message:
        return EXIT_FAILED
    check = run.totals.get("check", {}) if run.state == "cancelled" else {}
    return EXIT_BREACH if run.rows_quarantined or check.get("quarantined") else EXIT_OK


def _as_json(run: RunFacts, planned: Planned | None) -> dict[str, Any]:
    from duly.core.billing.intake import adds_up

    dry = run.totals.get("check", {}) if run.state == "cancelled" else {}
    report = dry.get("report") or run.totals.get("report", {})
    found = run.detection
    return {
        "import": run.id, "state": "dry run" if dry else run.state, "ready": planned is None or planned.ready,
        "kind": run.kind, "questions": found.get("questions", []), "missing": found.get("missing", []),
        "errors": found.get("errors", []), "mapping": run.mapping, "rows": run.rows_total,
        "created": dry.get("new", run.rows_created), "updated": dry.get("updated", run.rows_updated),
        "unchanged": dry.get("unchanged", run.rows_unchanged),
        "quarantined": dry.get("quarantined", run.rows_quarantined),
        "customers": dry.get("customers", run.totals.get("customers", 0)),
        "adds_up": adds_up(report), "totals": report, "reasons": dry.get("reasons", run.totals.get("reasons", {})),
        "message": run.message,
    }  # fmt: skip


def _list(act: Act, *, as_json: bool) -> None:
    from duly.store.queries.imports import recent_runs
    from duly.store.tenancy import in_company

    with in_company(act.company_id):
        runs = recent_runs(act.company_id, limit=100)
    if as_json:
        names = ("id", "source", "kind", "file_name", "state", "rows_done", "rows_created", "rows_updated",
                 "rows_unchanged", "rows_quarantined", "created_at", "message")  # fmt: skip
        out.print_json(json.dumps([{name: getattr(run, name) for name in names} for run in runs], default=str))
        return
    for line in list_lines(runs):
        out.print(line, highlight=False)


def _reverse(act: Act, run_id: int, *, as_json: bool) -> None:
    from duly.services.billing.reverse_import import reverse_import
    from duly.services.refused import NotFound, ServiceRefused
    from duly.store.tenancy import in_company

    try:
        with in_company(act.company_id):
            done = reverse_import(act=act, run_id=run_id)
    except NotFound as problem:
        stop(str(problem), EXIT_NOT_FOUND)
    except ServiceRefused as problem:
        stop(str(problem), EXIT_REFUSED)
    if as_json:
        plain = {"import": run_id, "postings": done.postings, "customers_closed": done.customers_closed,
                 "contacts_closed": done.contacts_closed, "on": str(done.on)}  # fmt: skip
        out.print_json(json.dumps(plain))
        return
    closed = f"{done.customers_closed} customers closed"
    out.print(f"Import {run_id} is reversed as of {done.on}: {done.postings} postings undone, {closed}.")
