"""Procedures: what rules whom, in plain words, and what changed from version to version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.plain_words import describe, diff
from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.tonight.words import tone_name, whole
from duly.services.dunning.assign_procedure import assign_procedure
from duly.services.refused import ServiceRefused
from duly.store.queries.customer_list import choices
from duly.store.queries.procedures import ProcedureFacts, customers_ruled, list_procedures


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the two halves of this place."""
    named = (("procedures", _("Procedures")), ("procedures_templates", _("Message templates")))
    return [
        {"label": label, "url": reverse(f"console:{name}"), "current": name == current} for name, label in named
    ]  # fmt: skip


def rules_whom(row: ProcedureFacts) -> str:
    """Return in words whom a procedure rules."""
    parts = [", ".join(row.segments)] if row.segments else []
    if row.is_default:
        parts.append(_("everybody without another"))
    return "; ".join(parts) or _("nobody yet")


@require_GET
@page(Verb.SEE_ALL)
def procedures(request: DeskRequest) -> HttpResponse:
    """Show the procedures that rule."""
    desk = request.desk
    ruled = customers_ruled(desk.company.id)
    lines = [
        {
            "row": row, "whom": rules_whom(row), "url": reverse("console:procedures_page", args=[row.id]),
            "customers": ruled.get(row.name, 0), "levels": steps_of(from_document(row.document, version=row.version)),
        }
        for row in list_procedures(desk.company.id)
    ]  # fmt: skip
    context = {
        "title": _("Procedures"), "nav": "procedures", "tabs": tabs("procedures"), "lines": lines,
        "may_edit": desk.may(Verb.EDIT_PROCEDURE),
    }  # fmt: skip
    return render(request, "console/procedures/procedures.html", context)


def steps_of(procedure: DunningProcedure) -> list[dict[str, Any]]:
    """Return the levels as a row of steps: when, what, in which tone."""
    return [
        {
            "name": level.name, "when": _when(level.days, level.anchor), "tone": level.tone,
            "tone_name": tone_name(level.tone), "is_manual": level.approval == "manual",
            "icon": {"email": "mail", "call_task": "phone", "none": "note"}[level.channel],
            "is_before": level.is_before_due,
        }
        for level in procedure.levels
    ]  # fmt: skip


def _when(days: int, anchor: str) -> str:
    count = {"n": whole(abs(days))}
    if anchor == "previous_level":
        return ngettext("%(n)s day later", "%(n)s days later", days) % count
    if days == 0:
        return _("on the due date")
    if days < 0:
        return ngettext("%(n)s day before", "%(n)s days before", -days) % count
    return ngettext("%(n)s day late", "%(n)s days late", days) % count


def procedure_row(request: DeskRequest, procedure_id: int) -> tuple[ProcedureFacts, list[ProcedureFacts]]:
    """Return a version and all versions of its procedure, newest first. 404 when it is not here."""
    company_id = request.desk.company.id
    for active in list_procedures(company_id):
        versions = list_procedures(company_id, name=active.name)
        for version in versions:
            if version.id == procedure_id:
                return version, versions
    raise Http404


@require_GET
@page(Verb.SEE_ALL)
def procedure(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Show one version in plain words, what it rules, and what changed from version to version."""
    desk = request.desk
    row, versions = procedure_row(request, procedure_id)
    rules = from_document(row.document, version=row.version)
    sentences = describe(rules, get_language() or "en")
    changed = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        differences = (
            diff(from_document(older.document, version=older.version), from_document(newer.document)) if older else ()
        )
        moved = bool(older and (older.segments, older.is_default) != (newer.segments, newer.is_default))
        changed.append({
            "row": newer, "changes": differences, "is_first": older is None, "moved": moved, "whom": rules_whom(newer),
            "url": reverse("console:procedures_page", args=[newer.id]), "is_shown": newer.id == row.id,
        })  # fmt: skip
    segments = sorted({*choices(desk.company.id).segments, *row.segments})
    context = {
        "title": row.name, "nav": "procedures", "row": row, "whom": rules_whom(row), "steps": steps_of(rules),
        "levels": sentences[: len(rules.levels)], "rules": sentences[len(rules.levels) :], "versions": changed,
        "segments": [(name, name in row.segments) for name in segments],
        "customers": customers_ruled(desk.company.id).get(row.name, 0) if row.is_active else 0,
        "may_edit": desk.may(Verb.EDIT_PROCEDURE), "current_url": reverse("console:procedures_page", args=[
            next((one.id for one in versions if one.is_active), versions[0].id)]),
    }  # fmt: skip
    return render(request, "console/procedures/procedure.html", context)


@require_POST
@page(Verb.EDIT_PROCEDURE)
def assign(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Say whom the procedure rules."""
    row, _versions = procedure_row(request, procedure_id)
    try:
        assign_procedure(
            act=request.desk.act(), procedure_id=procedure_id, segments=request.POST.getlist("segments")[:200],
            is_default=row.is_default or "default" in request.POST, note=_("Whom it rules was changed"),
        )  # fmt: skip
        messages.success(request, _("Saved. It rules from the next run on."))
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    newest = list_procedures(request.desk.company.id, name=row.name)[0]
    return redirect("console:procedures_page", newest.id)
