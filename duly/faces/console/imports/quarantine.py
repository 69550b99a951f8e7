"""Lines that could not be taken: seen, mended in place, tried again, set aside, downloaded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.imports.acts import run_or_404
from duly.faces.console.imports.words import field_words, reason_words
from duly.faces.console.numbers import whole
from duly.faces.look.table import Bulk, Column, ListTable, Pager, Row
from duly.services.billing.retry_quarantine import Retried, discard_quarantine, retry_quarantine
from duly.services.refused import ServiceRefused
from duly.store.queries.imports import QuarantineFacts, RunFacts, quarantine_counts, quarantine_row, quarantine_rows
from duly.wiring.ports import import_ports

PAGE = 50


@require_GET
@page(Verb.IMPORT)
def lines(request: DeskRequest, run_id: int) -> HttpResponse:
    """List the lines that wait."""
    run = run_or_404(request, run_id)
    after = whole(request.GET.get("after"))
    found = quarantine_rows(request.desk.company.id, run_id, after_line=-1 if after is None else after, limit=PAGE + 1)
    counts = quarantine_counts(request.desk.company.id, run_id)
    more = f"?after={found[PAGE - 1].line_no}" if len(found) > PAGE else ""
    context = {
        "title": _("Quarantine"), "nav": "imports", "run": run, "counts": counts,
        "table": _table(run, found[:PAGE], more) if found else None,
    }  # fmt: skip
    return render(request, "console/imports/quarantine.html", context)


def _table(run: RunFacts, found: list[QuarantineFacts], more: str) -> ListTable:
    columns = [
        Column(name="line", label=_("Line")), Column(name="reason", label=_("Why it waits")),
        Column(name="remedy", label=_("What to do"), kind="quiet"),
        Column(name="cells", label=_("What it says"), kind="quiet", wide_only=True),
    ]  # fmt: skip
    rows = []
    for line in found:
        words = [reason_words(error) for error in line.errors]
        rows.append(
            Row(
                id=str(line.id), url=reverse("console:imports_mend", args=[run.id, line.id]),
                cells={
                    "line": str(line.line_no), "reason": "; ".join(reason for reason, _remedy in words),
                    "remedy": " ".join(remedy for _reason, remedy in words),
                    "cells": " · ".join(filter(None, line.cells))[:160],
                },
            )
        )  # fmt: skip
    bulk = [Bulk(label=_("Set aside…"), url=reverse("console:imports_discard", args=[run.id]))]
    return ListTable(
        caption=_("Lines in quarantine"), columns=columns, rows=rows, bulk=bulk, id="lines", pager=Pager(next_url=more)
    )


def _tell(request: DeskRequest, done: Retried) -> None:
    if there := done.taken + done.unchanged:
        text = ngettext("%(count)d line is in the ledger now.", "%(count)d lines are in the ledger now.", there)
        messages.success(request, text % {"count": there})
    if done.waiting:
        text = ngettext("%(count)d line still waits.", "%(count)d lines still wait.", done.waiting)
        messages.warning(request, text % {"count": done.waiting})


@require_POST
@page(Verb.IMPORT)
def retry(request: DeskRequest, run_id: int) -> HttpResponse:
    """Try every open line again, as it is."""
    run_or_404(request, run_id)
    try:
        _tell(request, retry_quarantine(act=request.desk.act(), ports=import_ports(), run_id=run_id))
    except ServiceRefused as problem:
        messages.error(request, str(problem))
    return redirect("console:imports_quarantine", run_id=run_id)


@require_http_methods(["GET", "POST"])
@page(Verb.IMPORT)
def mend(request: DeskRequest, run_id: int, row_id: int) -> HttpResponse:
    """Change the cells of one line and try it again."""
    run = run_or_404(request, run_id)
    line = quarantine_row(request.desk.company.id, run_id, row_id)
    if line is None:
        raise Http404
    here = reverse("console:imports_quarantine", args=[run_id])
    if request.method == "POST":
        width = max(len(run.detection.get("header", ())), 1)
        cells = [request.POST.get(f"cell-{place}", "") for place in range(width)]
        try:
            done = retry_quarantine(
                act=request.desk.act(), ports=import_ports(), run_id=run_id, row_ids=[row_id], edits={row_id: cells}
            )
        except ServiceRefused as problem:
            messages.error(request, str(problem))
            return redirect(here)
        _tell(request, done)
        return redirect("console:imports_mend", run_id, row_id) if done.waiting else redirect(here)
    context = {
        "title": _("Line %(line)s") % {"line": line.line_no}, "nav": "imports", "run": run, "line": line, "back": here,
        "errors": [reason_words(error) for error in line.errors], "cells": _cells(run, line),
    }  # fmt: skip
    return render(request, "console/imports/mend.html", context)


def _cells(run: RunFacts, line: QuarantineFacts) -> list[dict[str, Any]]:
    """Return every cell with its heading, the field it is read as, and what is wrong with it."""
    field_of = {column: name for name, column in run.mapping.get("columns", {}).items()}
    faults = {error.get("field"): reason_words(error)[0] for error in line.errors}
    cells = []
    for place, heading in enumerate(run.detection.get("header", ())):
        name = field_of.get(heading, "")
        value = line.cells[place] if place < len(line.cells) else ""
        about = {"heading": heading, "field": field_words(name), "value": value, "fault": faults.get(name, "")}
        cells.append({"place": place, **about})
    return sorted(cells, key=lambda cell: (not cell["fault"], not cell["field"], cell["place"]))


@require_POST
@page(Verb.IMPORT)
def discard(request: DeskRequest, run_id: int) -> HttpResponse:
    """Set lines aside for a reason: asked for first."""
    run = run_or_404(request, run_id)
    ids = [pk for one in request.POST.getlist("ids") if (pk := whole(one)) is not None]
    here = reverse("console:imports_quarantine", args=[run_id])
    if not ids:
        messages.info(request, _("No line was selected."))
        return redirect(here)
    if reason := request.POST.get("reason", "").strip():
        count = discard_quarantine(act=request.desk.act(reason), run_id=run_id, row_ids=ids)
        text = ngettext("%(count)d line set aside.", "%(count)d lines set aside.", count)
        messages.success(request, text % {"count": count})
        return redirect(here)
    context = {"title": _("Set lines aside"), "nav": "imports", "run": run, "ids": ids, "back": here}
    return render(request, "console/imports/discard.html", context)


@require_GET
@page(Verb.IMPORT)
def download(request: DeskRequest, run_id: int) -> HttpResponse:
    """Send the open lines as CSV: line, field, value, reason, remedy, then the cells as they are."""
    run = run_or_404(request, run_id)
    head = [_("line"), _("field"), _("value"), _("reason"), _("remedy"), *run.detection.get("header", ())]
    rows = []
    for line in quarantine_rows(request.desk.company.id, run_id, limit=None):
        for error in line.errors:
            reason, remedy = reason_words(error)
            rows.append([line.line_no, error.get("field", ""), error.get("value", ""), reason, remedy, *line.cells])
    return csv_response(f"quarantine-{run.id}", head, rows)
