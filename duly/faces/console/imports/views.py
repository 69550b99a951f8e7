"""Imports: the list, a new file, one import."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.billing.intake import adds_up
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.imports.acts import after_planning
from duly.faces.console.imports.mapping import mapping_context
from duly.faces.console.imports.words import effect_of, fates, kind_words, outcomes, reason_words, state_badge
from duly.faces.console.numbers import whole
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.services.billing.plan_import import plan_import
from duly.services.billing.remember_mapping import forget_source
from duly.services.billing.start_import import start_import
from duly.services.ports import UnreadableTable
from duly.services.refused import ServiceRefused
from duly.store.queries.imports import (
    RunFacts,
    find_run,
    import_effect,
    quarantine_counts,
    quarantine_rows,
    recent_runs,
    same_file_before,
    sources,
)
from duly.wiring.ports import import_ports

PAGE = 50
EXAMPLE_ROWS = 200


@require_GET
@page(Verb.SEE_ALL)
def runs(request: DeskRequest) -> HttpResponse:
    """List imports and remembered sources."""
    before = request.GET.get("before", "")
    company_id = request.desk.company.id
    found = recent_runs(company_id, limit=PAGE + 1, before_id=whole(before))
    more = f"?before={found[PAGE - 1].id}" if len(found) > PAGE else ""
    context = {
        "title": _("Imports"), "nav": "imports", "table": _table(found[:PAGE], more) if found else None,
        "may_import": request.desk.may(Verb.IMPORT), "first_page": not before,
        "sources": [(one, kind_words(one.kind)) for one in sources(company_id)],
    }  # fmt: skip
    return render(request, "console/imports/list.html", context)


def _table(found: list[RunFacts], more: str) -> ListTable:
    columns = [
        Column(name="file", label=_("File")), Column(name="when", label=_("When"), kind="date"),
        Column(name="kind", label=_("Holds")), Column(name="source", label=_("Source"), wide_only=True),
        Column(name="state", label=_("State"), kind="badge"),
        Column(name="new", label=_("New"), kind="number"),
        Column(name="unchanged", label=_("Unchanged"), kind="number", wide_only=True),
        Column(name="quarantined", label=_("Quarantined"), kind="number"),
    ]  # fmt: skip
    rows = [
        Row(
            id=str(run.id), url=reverse("console:imports_show", args=[run.id]),
            muted=run.state in ("reversed", "cancelled"),
            cells={
                "file": run.file_name, "when": run.created_at, "kind": kind_words(run.kind), "source": run.source,
                "state": state_badge(run.state), "new": run.rows_created + run.rows_updated,
                "unchanged": run.rows_unchanged, "quarantined": run.rows_quarantined,
            },
        )
        for run in found
    ]  # fmt: skip
    return ListTable(caption=_("Imports"), columns=columns, rows=rows, id="imports", pager=Pager(next_url=more))


@require_http_methods(["GET", "POST"])
@page(Verb.IMPORT)
def new(request: DeskRequest) -> HttpResponse:
    """Take a file and find out what it is."""
    error = ""
    if request.method == "POST":
        outcome = _stage(request)
        if isinstance(outcome, int):
            return redirect("console:imports_show", run_id=outcome)
        error = outcome
    known = sorted({one.name for one in sources(request.desk.company.id)} | {"import"})
    limit = import_ports().max_bytes // (1024 * 1024)
    context = {"title": _("Import a file"), "nav": "imports", "error": error, "known": known, "limit_mib": limit,
               "source": request.POST.get("source", "import")}  # fmt: skip
    return render(request, "console/imports/new.html", context, status=400 if error else 200)


def _stage(request: DeskRequest) -> int | str:
    """Return the new run's id, or what is wrong with the file."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return _("Choose a file first.")
    act, ports = request.desk.act(), import_ports()
    try:
        run_id = start_import(
            act=act, ports=ports, name=upload.name or "", chunks=upload.chunks(), source=request.POST.get("source", "")
        )
        planned = plan_import(act=act, ports=ports, run_id=run_id)
    except (UnreadableTable, ServiceRefused) as problem:
        return str(problem)
    if planned.ready:
        after_planning(request, run_id)
    return run_id


@require_POST
@page(Verb.IMPORT)
def forget(request: DeskRequest) -> HttpResponse:
    """Forget how a source's files are read."""
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    forget_source(act=request.desk.act(), source=name, kind=kind)
    messages.success(request, _("Forgotten. What was imported stays."))
    return redirect("console:imports")


@require_GET
@page(Verb.SEE_ALL)
def show(request: DeskRequest, run_id: int) -> HttpResponse:
    """Show one import, whatever its state."""
    desk = request.desk
    run = find_run(desk.company.id, run_id)
    if run is None:
        raise Http404
    report = effect_of(run)
    check = run.totals.get("check")
    context: dict[str, Any] = {
        "title": run.file_name, "nav": "imports", "run": run, "badge": state_badge(run.state),
        "kind": kind_words(run.kind), "fates": fates(report) if report else (), "outcomes": outcomes(report),
        "adds_up": adds_up(report) if report else True, "check": check, "reasons": _reasons(desk.company.id, run),
        "mended": fates(run.totals["mended"])[0] if run.totals.get("mended") else None,
        "open_lines": quarantine_counts(desk.company.id, run.id), "effect": import_effect(desk.company.id, run.id),
        "may_import": desk.may(Verb.IMPORT), "may_reverse": desk.may(Verb.REVERSE_IMPORT),
        "same_before": same_file_before(desk.company.id, run) if run.state in ("draft", "ready") else None,
    }  # fmt: skip
    if run.state in ("draft", "ready") and desk.may(Verb.IMPORT):
        context |= mapping_context(run, desk.company.currency)
    return render(request, "console/imports/show.html", context)


def _first_errors(company_id: int, run_id: int) -> dict[str, dict[str, Any]]:
    """Return the first error of each code among the first lines in quarantine, with its line."""
    rows = quarantine_rows(company_id, run_id, states=(), limit=EXAMPLE_ROWS)
    return {error["code"]: error | {"line": row.line_no} for row in reversed(rows) for error in reversed(row.errors)}


def _reasons(company_id: int, run: RunFacts) -> list[dict[str, Any]]:
    """Return why lines are in quarantine: how many, and an example."""
    check = run.totals.get("check", {})
    counts = run.totals.get("reasons") or check.get("reasons", {})
    examples = check.get("examples", {})
    waiting = _first_errors(company_id, run.id) if counts and not examples else {}
    lines = []
    for code, count in counts.items():
        first = next(iter(examples.get(f"quarantined.{code}", ())), waiting.get(code, {"code": code, "params": {}}))
        reason, remedy = reason_words(first)
        lines.append({"count": count, "reason": reason or code, "remedy": remedy, "line": first.get("line")})
    return lines
