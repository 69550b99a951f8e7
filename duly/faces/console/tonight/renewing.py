"""How fresh a kept dry run is, and the progress of one that is being made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.tonight.preview import Preview
from duly.faces.console.tonight.words import clock_text, whole
from duly.store.queries.dry_runs import DryRunFacts, dry_runs_of

PATIENCE = timedelta(seconds=20)


def kept_context(desk: Desk, found: Preview) -> dict[str, Any] | None:
    """Return what the page says about a kept dry run; None where the day was decided just now."""
    if found.kept is None:
        return None
    shown, making = found.kept.shown, found.kept.making
    if shown is None:
        return {"is_ready": False, "progress": _progress(desk, making) if making else None}
    as_of = clock_text(timezone.localtime(shown.fresh_at))
    note = _("Decided for everybody at %(time)s.") % {"time": as_of}
    if making is not None:
        note = _("As of %(time)s; it is being brought up to date.") % {"time": as_of}
    elif found.kept.waiting:
        waiting = found.kept.waiting
        note = ngettext(
            "As of %(time)s; %(n)s customer about whom something changed since is being decided anew.",
            "As of %(time)s; %(n)s customers about whom something changed since are being decided anew.", waiting,
        ) % {"time": as_of, "n": whole(waiting)}  # fmt: skip
    return {"is_ready": True, "note": note}


def _progress(desk: Desk, making: DryRunFacts) -> dict[str, Any]:
    slow = desk.now - making.started_at > PATIENCE
    nobody = slow and making.parts_left == making.part_count
    return {
        "label": _("Deciding for every customer"), "done": making.part_count - making.parts_left,
        "total": making.part_count or 1, "poll_url": reverse("console:tonight_dry_run"), "id": "dry-run",
        "detail": _("No worker has taken it yet. Is duly worker running?") if nobody
        else _("Nothing is written to anybody. You may leave this page."),
    }  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def dry_run(request: DeskRequest) -> HttpResponse:
    """Answer with how far the dry run is; once it is done, ask the page to load anew."""
    desk = request.desk
    runs = dry_runs_of(desk.company.id, desk.today)
    if not runs or runs[0].state == "done":
        response = HttpResponse("")
        response["HX-Refresh"] = "true"
        return response
    return render(request, "look/parts/progress.html", _progress(desk, runs[0]))
