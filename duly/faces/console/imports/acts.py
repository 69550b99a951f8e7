"""What can be done with an import: compare, run, watch, stop, take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.imports.words import sums_words
from duly.services.billing.cancel_import import cancel_import
from duly.services.billing.check_import import check_import
from duly.services.billing.enqueue_import import enqueue_import
from duly.services.billing.reverse_import import reverse_import
from duly.services.billing.run_import import run_import
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.imports import RunFacts, find_run, import_effect
from duly.wiring.ports import import_ports

INLINE_ROWS = 3000
"""Up to so many rows a page does the work itself; more is a worker's."""


def run_or_404(request: DeskRequest, run_id: int) -> RunFacts:
    """Return the run, if this company has it."""
    run = find_run(request.desk.company.id, run_id)
    if run is None:
        raise Http404
    return run


def after_planning(request: DeskRequest, run_id: int) -> None:
    """Compare a file that needs no more answers with the ledger: here when it is small, else in a worker."""
    run, act, ports = run_or_404(request, run_id), request.desk.act(), import_ports()
    if run.rows_total <= INLINE_ROWS:
        check_import(act=act, ports=ports, run_id=run_id)
    else:
        enqueue_import(act=act, ports=ports, run_id=run_id, dry_run=True)


@require_POST
@page(Verb.IMPORT)
def check(request: DeskRequest, run_id: int) -> HttpResponse:
    """Do the dry run again."""
    try:
        after_planning(request, run_id)
    except ServiceRefused as problem:
        messages.error(request, str(problem))
    return redirect("console:imports_show", run_id=run_id)


@require_POST
@page(Verb.IMPORT)
def run(request: DeskRequest, run_id: int) -> HttpResponse:
    """Take the file into the ledger."""
    found, act, ports = run_or_404(request, run_id), request.desk.act(), import_ports()
    try:
        if found.rows_total <= INLINE_ROWS:
            run_import(act=act, ports=ports, run_id=run_id)
        else:
            enqueue_import(act=act, ports=ports, run_id=run_id)
    except ServiceRefused as problem:
        messages.error(request, str(problem))
    return redirect("console:imports_show", run_id=run_id)


@require_GET
@page(Verb.SEE_ALL)
def progress(request: DeskRequest, run_id: int) -> HttpResponse:
    """Answer the progress bar; once the work is over the page is drawn anew."""
    found = run_or_404(request, run_id)
    if found.state not in ("running", "checking"):
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "console/imports/progress.html", {"run": found})


@require_POST
@page(Verb.IMPORT)
def cancel(request: DeskRequest, run_id: int) -> HttpResponse:
    """Stop."""
    try:
        cancel_import(act=request.desk.act(), run_id=run_id)
        messages.success(request, _("Stopped."))
    except NotFound as problem:
        raise Http404 from problem
    except ServiceRefused as problem:
        messages.error(request, str(problem))
    return redirect("console:imports_show", run_id=run_id)


@require_http_methods(["GET", "POST"])
@page(Verb.REVERSE_IMPORT)
def reverse_run(request: DeskRequest, run_id: int) -> HttpResponse:
    """Say what a reversal does, then do it."""
    found = run_or_404(request, run_id)
    here = reverse("console:imports_show", args=[run_id])
    if request.method == "POST":
        try:
            done = reverse_import(act=request.desk.act(request.POST.get("reason", "")), run_id=run_id)
        except ServiceRefused as problem:
            messages.error(request, str(problem))
            return redirect(here)
        text = ngettext("%(count)d posting undone.", "%(count)d postings undone.", done.postings)
        messages.success(request, text % {"count": done.postings})
        return redirect(here)
    context = {"title": _("Reverse this import?"), "nav": "imports", "run": found,
               "consequence": _consequence(request, found), "back": here}  # fmt: skip
    return render(request, "console/imports/reverse.html", context)


def _consequence(request: DeskRequest, found: RunFacts) -> str:
    effect = import_effect(request.desk.company.id, found.id)
    documents, receipts = (
        (sum(count for count, _minor in part.values()), {c: minor for c, (_count, minor) in part.items()})
        for part in (effect.documents, effect.receipts)
    )
    return _(
        "Undoes %(documents)s documents (%(document_sums)s) and %(receipts)s receipts (%(receipt_sums)s) by reversal "
        "postings from today on; what was booked stays readable. Closes those of the %(customers)s customers it "
        "created that nothing else uses. Nothing is undone if anything later builds on it."
    ) % {
        "documents": f"{documents[0]:,}", "document_sums": sums_words(documents[1]), "receipts": f"{receipts[0]:,}",
        "receipt_sums": sums_words(receipts[1]), "customers": f"{effect.customers:,}",
    }  # fmt: skip
