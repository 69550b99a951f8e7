"""What another version would change on today's ledger: part after part, and as a file."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.main_reason import main_reason
from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.core.dunning.wording.shipped import TEMPLATE_KEYS
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.tonight.words import in_words, totals_text
from duly.services.dunning.compare_procedure import COMPARE_LIMIT, Changed, Comparison, compare_procedure
from duly.services.dunning.save_procedure import check_procedure
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of
from duly.wiring.ports import holidays

CHANGED_SHOWN = 200
COUNTS = ("gains", "loses", "other", "looked", "before", "after", "shown")


def _written(request: DeskRequest) -> DunningProcedure | None:
    checked = check_procedure(request.POST.get("text", "").replace("\r\n", "\n"), templates=TEMPLATE_KEYS)
    return from_document(checked.document) if checked.document is not None and checked.is_usable else None


def _day(desk: Desk) -> date:
    """Today, or tomorrow once today was run."""
    return desk.today + timedelta(days=1) if cycle_of(desk.company.id, desk.today) else desk.today


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


@require_POST
@page(Verb.EDIT_PROCEDURE)
def effect(request: DeskRequest) -> HttpResponse:
    """Answer with who would be treated otherwise; of a large ledger with a part, which asks for the next by itself.

    What earlier parts counted comes along in the form: nothing is kept on the server.
    """
    written = _written(request)
    if written is None:
        return _refused(request, _("Put right what is wrong first."))
    desk, start = request.desk, _number(request, "start")
    day = _day(desk)
    try:
        found = compare_procedure(
            act=desk.act(), holidays=holidays, procedure=written, as_of=day, start=start, limit=COMPARE_LIMIT
        )
    except ServiceRefused as refusal:
        return _refused(request, str(refusal))
    return render(request, "console/procedures/_effect.html", _context(request, written, found))


def _refused(request: DeskRequest, why: str) -> HttpResponse:
    return render(request, "console/procedures/_effect.html", {"refused": why})


def _context(request: DeskRequest, written: DunningProcedure, found: Comparison) -> dict[str, Any]:
    kinds = Counter(one.kind for one in found.changed)
    counts = {name: _number(request, name) for name in COUNTS}
    for name, more in {**kinds, "looked": found.looked_at, "before": found.messages_before,
                       "after": found.messages_after}.items():  # fmt: skip
        counts[name] += more
    names = {level.key: level.name for level in written.levels}
    lines = [_line(one, names) for one in found.changed[: max(0, CHANGED_SHOWN - counts["shown"])]]
    counts["shown"] += len(lines)
    asked = {
        side: _sums(request.POST.get(f"asked_{side}", ""), more)
        for side, more in (("before", found.asked_before), ("after", found.asked_after))
    }
    changed = counts["gains"] + counts["loses"] + counts["other"]
    return {
        "counts": counts, "lines": lines, "changed": changed, "more": changed - counts["shown"],
        "is_first": not _number(request, "start"), "is_tomorrow": found.as_of != request.desk.today,
        "next": found.reached if found.reached < found.in_reach else 0, "found": found,
        "kept": [*((name, counts[name]) for name in COUNTS), *((f"asked_{k}", _kept(v)) for k, v in asked.items())],
        "asked_before": totals_text(asked["before"]), "asked_after": totals_text(asked["after"]),
    }  # fmt: skip


def _kept(totals: tuple[tuple[str, int], ...]) -> str:
    return " ".join(f"{code}:{minor}" for code, minor in totals)


def _sums(kept: str, more: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Add amounts to those that came along as `EUR:1200 USD:300`; what is no such text counts nothing."""
    sums = Counter(dict(more))
    for pair in kept[:2000].split():
        code, _sign, minor = pair.partition(":")
        if len(code) == 3 and code.isalpha() and code.isupper() and minor.isdigit() and len(minor) < 19:
            sums[code] += int(minor)
    return tuple(sorted(sums.items()))


def _said(decision: CustomerDecision, names: dict[str, str]) -> str:
    if decision.is_quiet:
        return in_words(main_reason(decision), names)
    return "; ".join(
        f"{names.get(action.level_key, action.level_key)}, {totals_text(action.asked)}" for action in decision.actions
    )


def _line(one: Changed, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": one.name, "url": reverse("console:tonight_customer", args=[one.customer_id]), "kind": one.kind,
        "before": _said(one.before, names), "after": _said(one.after, names),
    }  # fmt: skip


@require_POST
@page(Verb.EDIT_PROCEDURE)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everybody who would be treated otherwise, as a file."""
    written, desk = _written(request), request.desk
    if written is None:
        return _refused(request, _("Put right what is wrong first."))
    names = {level.key: level.name for level in written.levels}
    kinds = {"gains": _("hears from us"), "loses": _("no longer"), "other": _("something else")}
    rows: list[tuple[object, ...]] = []
    start, is_more = 0, True
    while is_more:
        try:
            found = compare_procedure(
                act=desk.act(), holidays=holidays, procedure=written, as_of=_day(desk), start=start,
                limit=COMPARE_LIMIT,
            )  # fmt: skip
        except ServiceRefused as refusal:
            return _refused(request, str(refusal))
        rows += [
            (one.name, kinds[one.kind], _said(one.before, names), _said(one.after, names),
             totals_text(_asked(one.before)), totals_text(_asked(one.after)))
            for one in found.changed
        ]  # fmt: skip
        start, is_more = found.reached, found.reached < found.in_reach
    head = (_("Customer"), _("Changes"), _("Now"), _("By this version"), _("Asked for now"), _("Asked for then"))
    return csv_response(f"effect-{_day(desk).isoformat()}", head, rows)


def _asked(decision: CustomerDecision) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for action in decision.actions:
        sums.update(dict(action.asked))
    return tuple(sorted(sums.items()))
