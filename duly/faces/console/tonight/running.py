"""Run the day, and watch it run."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.tonight.day import progress_of
from duly.faces.console.tonight.preview import Preview, preview_of
from duly.faces.console.tonight.words import whole
from duly.services.dunning.run_cycle import start_cycle
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of
from duly.wiring.ports import ports


@require_http_methods(["GET", "POST"])
@page(Verb.RUN_CYCLE)
def run(request: DeskRequest) -> HttpResponse:
    """Say what running the day would do; do it when that is confirmed."""
    desk = request.desk
    if cycle_of(desk.company.id, desk.today) is not None:
        messages.info(request, _("The day was run already; a second run would change nothing."))
        return redirect("console:tonight")
    try:
        if request.method == "POST":
            act = desk.act("run from Tonight")
            start_cycle(act=act, ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)
            return redirect("console:tonight")
        found = preview_of(desk)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:tonight")
    context: dict[str, Any] = {
        "title": _("Run the day"), "nav": "tonight", "found": found, "consequence": consequence(found),
        "after": afterwards(found), "has_mail_server": bool(settings.EMAIL_URL),
    }  # fmt: skip
    return render(request, "console/tonight/run.html", context)


def consequence(found: Preview) -> str:
    """Return in words what happens."""
    if not found.is_ready:
        return _("Decides for every customer, and sends what comes of it. How much that is, is still being worked out.")
    if not found.messages:
        return _("Sends nothing: nobody is to hear from you today.")
    return _("Sends %(what)s.") % {"what": found.words}


def afterwards(found: Preview) -> list[str]:
    """Return what else happens, a sentence each."""
    said = []
    if not found.is_ready:
        return [_before_each()]
    if found.held:
        said.append(
            ngettext(
                "%(n)s of them waits until a person approves it.", "%(n)s of them wait until a person approves them.",
                found.held,
            ) % {"n": whole(found.held)}
        )  # fmt: skip
    if found.later:
        said.append(
            ngettext("%(n)s goes at its customer's next business hours.",
                     "%(n)s go at their customers' next business hours.", found.later)
            % {"n": whole(found.later)}
        )  # fmt: skip
    if calls := found.count("call_task"):
        said.append(ngettext("%(n)s call becomes a task.", "%(n)s calls become tasks.", calls) % {"n": whole(calls)})
    quiet = found.count("quiet")
    said.append(
        ngettext("%(n)s customer with open invoices hears nothing, for a reason that is stored.",
                 "%(n)s customers with open invoices hear nothing, each for a reason that is stored.", quiet)
        % {"n": whole(quiet)}
    )  # fmt: skip
    said.append(_before_each())
    return said


def _before_each() -> str:
    return _("Before each message goes, every guard is asked again: whoever pays in between is not written to.")


@require_GET
@page(Verb.SEE_ALL)
def progress(request: DeskRequest) -> HttpResponse:
    """Answer with how far a day is; once nothing moves, ask the page to load anew."""
    desk = request.desk
    try:
        cycle = cycle_of(desk.company.id, date.fromisoformat(request.GET.get("day", "")))
    except ValueError:
        raise Http404 from None
    if cycle is None:
        raise Http404
    shown = progress_of(desk, cycle)
    if shown is None:
        response = HttpResponse("")
        response["HX-Refresh"] = "true"
        return response
    return render(request, "look/parts/progress.html", shown)
