"""Procedures: what rules whom, in plain words, and what changed from version to version."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.dunning.plain_words import describe
from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.procedures.differences import differences, text_difference
from duly.faces.console.procedures.funnel import reach_chart
from duly.faces.console.procedures.words import tabs
from duly.faces.console.tonight.words import tone_name, whole
from duly.store.queries.customer_list import choices
from duly.store.queries.procedures import (
    ProcedureFacts,
    customers_of_procedure,
    customers_ruled,
    customers_ruled_by,
    list_procedures,
    procedures_of_segments,
)


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
    current = next((one for one in versions if one.is_active), versions[0])
    context = {
        "title": row.name, "nav": "procedures", "row": row, "whom": rules_whom(row), "steps": steps_of(rules),
        "levels": sentences[: len(rules.levels)], "rules": sentences[len(rules.levels) :],
        "versions": _versions(row, versions), "may_edit": desk.may(Verb.EDIT_PROCEDURE),
        "current": current, "current_url": reverse("console:procedures_page", args=[current.id]),
        "chart": reach_chart(desk, rules, is_default=row.is_default) if row.is_active else None,
    }  # fmt: skip
    return render(request, "console/procedures/procedure.html", context | _ruled(request, row))


def _versions(row: ProcedureFacts, versions: list[ProcedureFacts]) -> list[dict[str, Any]]:
    """Return the versions, newest first, each with what it changed in words."""
    found = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        changes = differences(_read(older), _read(newer)) if older else []
        moved = bool(older and (older.segments, older.is_default) != (newer.segments, newer.is_default))
        found.append({
            "row": newer, "changes": changes, "is_first": older is None, "moved": moved, "whom": rules_whom(newer),
            "url": reverse("console:procedures_page", args=[newer.id]), "is_shown": newer.id == row.id,
            "compare_url": _compare_url(older, newer) if older else "",
        })  # fmt: skip
    return found


def _read(row: ProcedureFacts) -> DunningProcedure:
    return from_document(row.document, version=row.version)


def _compare_url(before: ProcedureFacts, after: ProcedureFacts) -> str:
    return f"{reverse('console:procedures_compare', args=[after.id])}?with={before.id}"


def _ruled(request: DeskRequest, row: ProcedureFacts) -> dict[str, Any]:
    """Return whom the procedure rules, by why, and what there is to choose."""
    if not row.is_active:
        return {"customers": 0}
    company_id = request.desk.company.id
    by = customers_ruled_by(company_id).get(row.name, {})
    by_rules = procedures_of_segments(company_id)
    segments = sorted({*choices(company_id).segments, *row.segments} - set(by_rules))
    return {
        "customers": sum(by.values()), "ruled_by": by, "own": customers_of_procedure(company_id, row.name),
        "segments": [(name, name in row.segments) for name in segments],
        "by_rules": [name for name, procedure in by_rules.items() if procedure == row.name],
    }  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def compare(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Show what differs between any two versions: in words, and line by line. `?with=` names the earlier one."""
    row, versions = procedure_row(request, procedure_id)
    wanted = request.GET.get("with", "")
    other = next((one for one in versions if str(one.id) == wanted), None)
    if other is None:
        # The one before; of the first, the one after.
        rest = sorted((one for one in versions if one.id != row.id), key=lambda one: -one.version)
        other = next((one for one in rest if one.version < row.version), rest[-1] if rest else row)
    before, after = sorted((other, row), key=lambda one: one.version)
    context = {
        "title": _("%(name)s: versions %(before)s and %(after)s") % {
            "name": row.name, "before": before.version, "after": after.version},
        "nav": "procedures", "before": before, "after": after, "versions": versions, "row": row, "other": other,
        "changes": differences(_read(before), _read(after)),
        "lines": text_difference(before.source_text, after.source_text),
        "moved": (rules_whom(before), rules_whom(after)) if (before.segments, before.is_default) != (
            after.segments, after.is_default) else None,
        "may_edit": request.desk.may(Verb.EDIT_PROCEDURE), "url": reverse("console:procedures_page", args=[row.id]),
    }  # fmt: skip
    return render(request, "console/procedures/compare.html", context)
