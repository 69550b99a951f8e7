"""The rules of segments as a document: checked while it is written, tried on everybody, saved as a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duly.core.accounts.default_segments import DEFAULT_TEXT
from duly.core.accounts.permissions import Verb
from duly.core.accounts.segment_schema import AMOUNTS, LISTS, NUMBERS
from duly.core.accounts.segments import from_document
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.segments.words import finding_list, rule_words, segment_name
from duly.faces.console.tonight.words import totals_text
from duly.services.accounts.apply_segments import apply_segments
from duly.services.accounts.preview_segments import Moved, SegmentPreview, preview_segments
from duly.services.accounts.save_segments import check_segments, procedure_names, save_segments
from duly.services.refused import ServiceRefused
from duly.store.queries.locks import lock_name
from duly.store.queries.segments import RulesFacts, list_segment_rules

MOVED_SHOWN = 200


def _text(request: DeskRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _current(desk: Desk) -> RulesFacts | None:
    return next((one for one in list_segment_rules(desk.company.id) if one.is_current), None)


@require_http_methods(["GET", "POST"])
@page(Verb.EDIT_PROCEDURE)
def edit(request: DeskRequest) -> HttpResponse:
    """Show the rules to be changed (the offered ones when there are none); save them as the next version."""
    if request.method == "POST":  # what is in force is looked at only once nobody else saves
        lock_name(f"segments:{request.desk.company.id}")
    current = _current(request.desk)
    text = current.source_text if current else DEFAULT_TEXT
    base = request.POST.get("base", "") or (current.version if current else 0)
    if request.method == "POST":
        text = _text(request)
        if _is_behind(request, current):
            base = current.version if current else 0
        elif _save(request, text):
            return redirect("console:segments")
    context: dict[str, Any] = {
        "title": _("Edit segments") if current else _("Segments by rules"), "nav": "procedures", "text": text,
        "current": current, "note": request.POST.get("note", ""), "rows": min(60, text.count("\n") + 3), "base": base,
        "groups": _fact_groups(), **_checked(request.desk, text),
    }  # fmt: skip
    return render(request, "console/segments/edit.html", context)


def _is_behind(request: DeskRequest, current: RulesFacts | None) -> bool:
    """Tell whether somebody saved a version while this one was written, and say so."""
    base = request.POST.get("base", "")
    if current is None or not (base.isascii() and base.isdigit()) or int(base[:9]) >= current.version:
        return False
    words = _(
        "%(who)s saved version %(n)s while you wrote. Yours is not lost. Look at theirs on the page of segments; save "
        "again to put yours in its place."
    )
    messages.error(request, words % {"who": current.saved_by, "n": current.version})
    return True


def _save(request: DeskRequest, text: str) -> bool:
    act = request.desk.act()
    try:
        version = save_segments(act=act, text=text, note=request.POST.get("note", ""))
        moved = apply_segments(act=act) if request.POST.get("apply") else None
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return False
    said = _("Version %(n)s is in force.") % {"n": version}
    then = _("Customers move with the next day that is run.") if moved is None else _("%(n)s moved.") % {"n": moved}
    messages.success(request, f"{said} {then}")
    return True


def _checked(desk: Desk, text: str) -> dict[str, Any]:
    """Return problems, and the rules in words."""
    checked = check_segments(text, procedures=procedure_names(desk.company.id))
    context: dict[str, Any] = {"problems": checked.problems, "is_usable": checked.is_usable}
    if checked.document is None or not checked.is_usable:
        return context
    rules = from_document(checked.document)
    said = [{"rule": one, "words": rule_words(one)} for one in rules.segments]
    return context | {"said": said, "months": rules.history_months}


def _fact_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (_("Whole numbers, with at_least and at_most"), [(name, _(meaning)) for name, meaning in NUMBERS.items()]),
        (_("Amounts by currency, with at_least and at_most"), [(name, _(said)) for name, said in AMOUNTS.items()]),
        (_("Lists; with not_ before the name: none of these"), [(name, _(said)) for name, said in LISTS.items()]),
    ]


@require_POST
@page(Verb.EDIT_PROCEDURE)
def check(request: DeskRequest) -> HttpResponse:
    """Answer with what is wrong with a text, or what it says."""
    return render(request, "console/segments/_checked.html", _checked(request.desk, _text(request)))


@require_POST
@page(Verb.EDIT_PROCEDURE)
def preview(request: DeskRequest) -> HttpResponse:
    """Answer with how many customers would be in each segment, and who would move and why."""
    try:
        found = preview_segments(act=request.desk.act(), text=_text(request))
    except ServiceRefused as refusal:
        return render(request, "console/segments/_preview.html", {"refused": str(refusal)})
    context = {
        "found": found, "shares": _shares(found), "moved": [_moved(one) for one in found.moved[:MOVED_SHOWN]],
        "more": max(0, len(found.moved) - MOVED_SHOWN),
    }  # fmt: skip
    return render(request, "console/segments/_preview.html", context)


def _shares(found: SegmentPreview) -> list[dict[str, Any]]:
    return [
        {
            "name": segment_name(one.name), "before": one.before, "after": one.after,
            "change": one.after - one.before, "open": totals_text(one.open), "overdue": totals_text(one.overdue),
        }
        for one in found.shares if one.name or one.before or one.after
    ]  # fmt: skip


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "name": one.name, "number": one.number, "url": reverse("console:segments_customer", args=[one.customer_id]),
        "before": segment_name(one.before), "after": segment_name(one.after), "why": finding_list(one.findings),
        "open": totals_text(one.open),
    }  # fmt: skip


@require_POST
@page(Verb.EDIT_PROCEDURE)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everybody who would move, as a file."""
    try:
        found = preview_segments(act=request.desk.act(), text=_text(request))
    except ServiceRefused as refusal:
        return render(request, "console/segments/_preview.html", {"refused": str(refusal)})
    head = (_("Customer number"), _("Customer"), _("Segment now"), _("Segment then"), _("Why"), _("Open"))
    rows = (
        (one["number"], one["name"], one["before"], one["after"], one["why"], one["open"])
        for one in map(_moved, found.moved)
    )
    return csv_response(f"segments-moves-{request.desk.today.isoformat()}", head, rows)
