"""Segments: who is in which, by which rules, and what changed from version to version."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.accounts.segments import SegmentRule, SegmentRules
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.procedures.differences import text_difference
from duly.faces.console.procedures.words import tabs
from duly.faces.console.segments.words import rule_words, segment_name
from duly.faces.console.tonight.words import totals_text, whole
from duly.services.accounts.apply_segments import apply_segments
from duly.services.accounts.save_segments import restore_segments
from duly.services.refused import ServiceRefused
from duly.store.queries.segments import RulesFacts, SegmentSize, current_rules, list_segment_rules, segment_sizes

VERSIONS_SHOWN = 20


@require_GET
@page(Verb.SEE_ALL)
def segments(request: DeskRequest) -> HttpResponse:
    """Show the segments in the order of the rules, how many customers are in each and what they owe."""
    desk = request.desk
    rules = current_rules(desk.company.id)
    versions = list_segment_rules(desk.company.id)
    context: dict[str, Any] = {
        "title": _("Segments"), "nav": "procedures", "tabs": tabs("segments"), "rules": rules,
        "lines": _lines(desk, rules), "versions": _versions(versions[: VERSIONS_SHOWN + 1]),
        "current": next((one for one in versions if one.is_current), None),
        "may_edit": desk.may(Verb.EDIT_PROCEDURE), "export_url": reverse("console:segments_export"),
    }  # fmt: skip
    return render(request, "console/segments/segments.html", context)


def _lines(desk: Desk, rules: SegmentRules | None) -> list[dict[str, Any]]:
    """In the order of the rules, then what else customers are in, then those in none."""
    sizes = {one.name: one for one in segment_sizes(desk.company.id, desk.today)}
    order = [one.name for one in rules.segments] if rules else []
    by_name = {one.name: one for one in rules.segments} if rules else {}
    others = sorted(set(sizes) - set(order), key=lambda name: (name == "", name))
    return [
        _line(name, sizes.get(name, SegmentSize(name, 0, 0, (), ())), by_name.get(name)) for name in (*order, *others)
    ]


def _line(name: str, size: SegmentSize, rule: SegmentRule | None) -> dict[str, Any]:
    return {
        "name": segment_name(name), "is_none": not name, "size": size, "open": totals_text(size.open),
        "overdue": totals_text(size.overdue), "rule": rule, "words": rule_words(rule) if rule else [],
        "url": f"{reverse('console:customers')}?{urlencode({'segment': name})}" if name and size.customers else "",
    }  # fmt: skip


def _versions(rows: list[RulesFacts]) -> list[dict[str, Any]]:
    shown = rows[:VERSIONS_SHOWN]
    older = [*rows[1:], None][: len(shown)]
    return [
        {"row": row, "lines": text_difference(before.source_text, row.source_text) if before else []}
        for row, before in zip(shown, older, strict=True)
    ]


@require_GET
@page(Verb.SEE_ALL)
def version(request: DeskRequest, number: int) -> HttpResponse:
    """Show a version as it was written, beside another one (`?with=`)."""
    rows = list_segment_rules(request.desk.company.id)
    row = next((one for one in rows if one.version == number), None)
    if row is None:
        raise Http404
    wanted = request.GET.get("with", "")
    other = next((one for one in rows if str(one.version) == wanted), rows[0] if rows[0] != row else None)
    before, after = sorted((row, other or row), key=lambda one: one.version)
    context = {
        "title": _("Segments, version %(n)s") % {"n": row.version}, "nav": "procedures", "row": row, "rows": rows,
        "other": other, "before": before, "after": after, "may_edit": request.desk.may(Verb.EDIT_PROCEDURE),
        "lines": text_difference(before.source_text, after.source_text),
    }  # fmt: skip
    return render(request, "console/segments/version.html", context)


@require_POST
@page(Verb.EDIT_PROCEDURE)
def restore(request: DeskRequest, number: int) -> HttpResponse:
    """Save an earlier version's text as the newest one."""
    try:
        saved = restore_segments(act=request.desk.act(), version=number)
        said = _("Version %(old)s is in force again, as version %(new)s. Customers move with the next day, or now.")
        messages.success(request, said % {"old": number, "new": saved})
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("console:segments")


@require_POST
@page(Verb.EDIT_PROCEDURE)
def apply_now(request: DeskRequest) -> HttpResponse:
    """Move the customers now whom the rules in force put elsewhere."""
    count = apply_segments(act=request.desk.act(_("applied by hand")))
    if count:
        words = ngettext("%(n)s customer moved.", "%(n)s customers moved.", count) % {"n": whole(count)}
        messages.success(request, words)
    else:
        messages.info(request, _("Everybody is where the rules say."))
    return redirect("console:segments")


@require_GET
@page(Verb.SEE_ALL)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with the list as it is seen."""
    desk = request.desk
    head = (_("Segment"), _("Customers"), _("By hand"), _("Open"), _("Overdue"), _("Procedure"), _("Rule"))
    rows = (
        (
            line["name"], line["size"].customers, line["size"].pinned, line["open"], line["overdue"],
            line["rule"].procedure if line["rule"] else "", _(" or ").join(line["words"]),
        )
        for line in _lines(desk, current_rules(desk.company.id))
    )  # fmt: skip
    return csv_response(f"segments-{desk.today.isoformat()}", head, rows)
