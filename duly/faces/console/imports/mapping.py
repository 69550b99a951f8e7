"""What the columns of a file mean: shown with samples, corrected by a person, questions by radio buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.core.billing.intake import Kind, fields_of
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.imports.acts import after_planning, run_or_404
from duly.faces.console.imports.words import field_words, kind_words
from duly.services.billing.plan_import import plan_import
from duly.services.ports import UnreadableTable
from duly.services.refused import ServiceRefused
from duly.store.queries.imports import RunFacts
from duly.wiring.ports import import_ports

MAX_CORRECTIONS = 300


def mapping_context(run: RunFacts, currency: str) -> dict[str, Any]:
    """Return what the mapping form shows."""
    found, mapping = run.detection, run.mapping
    field_of = {column: name for name, column in mapping.get("columns", {}).items()}
    reasons = {match["column"]: match["reason"] for match in found.get("columns", ())}
    columns = [
        {
            "place": place, "heading": heading, "field": field_of.get(heading, ""),
            "samples": found.get("samples", {}).get(heading, ()), "reason": reasons.get(heading, ""),
        }
        for place, heading in enumerate(found.get("header", ()))
    ]  # fmt: skip
    kind = Kind(run.kind)
    return {
        "columns": columns,
        "fields": [(field_words(field.name), field) for field in fields_of(kind).values()],
        "kinds": [(one.value, kind_words(one.value), one is kind) for one in Kind],
        "questions": [_question(place, one) for place, one in enumerate(found.get("questions", ()))],
        "missing": [_missing(place, one) for place, one in enumerate(found.get("missing", ()))],
        "wants_currency": any(one["field"] == "currency" for one in found.get("missing", ())),
        "constants": sorted(mapping.get("constants", {}).items()), "company_currency": currency,
        "notes": [*found.get("file_notes", ()), *found.get("notes", ())],
        "creates_customers": mapping.get("create_customers", False),
        "may_create": kind in (Kind.INVOICES, Kind.PAYMENT_HISTORY, Kind.CREDIT_NOTES, Kind.PAYMENTS),
    }  # fmt: skip


def _question(place: int, question: Mapping[str, Any]) -> dict[str, Any]:
    """Group a question's answers by what they decide: one set of radio buttons for each."""
    groups: dict[str, list[dict[str, str]]] = {}
    for answer in question["answers"]:
        groups.setdefault(answer["map"].rpartition(":")[0], []).append(answer)
    shown = []
    for number, (about, answers) in enumerate(groups.items()):
        label = about.partition(".")[2] if len(groups) > 1 else ""
        shown.append({"name": f"answer-{place}-{number}", "label": label or about, "answers": answers})
    return {**question, "groups": shown, "several": len(groups) > 1}


def _missing(place: int, missing: Mapping[str, Any]) -> dict[str, Any]:
    ways = [one for one in missing["remedies"] if "COLUMN" not in one["map"] and one["map"] != "currency:EUR"]
    return {**missing, "name": f"missing-{place}", "words": field_words(missing["field"]), "ways": ways}


@require_POST
@page(Verb.IMPORT)
def correct(request: DeskRequest, run_id: int) -> HttpResponse:
    """Apply a person's answers and corrections, and compare with the ledger once nothing is unsaid."""
    run = run_or_404(request, run_id)
    afresh = "afresh" in request.POST
    overrides = [] if afresh else _overrides(request, run)
    act, ports = request.desk.act(), import_ports()
    try:
        planned = plan_import(act=act, ports=ports, run_id=run_id, overrides=overrides, afresh=afresh)
    except (ServiceRefused, UnreadableTable) as problem:
        messages.error(request, str(problem))
        return redirect("console:imports_show", run_id=run_id)
    for error in planned.errors:
        messages.error(request, f"{error.sentence}. {error.remedy}")
    if planned.ready:
        after_planning(request, run_id)
    elif not planned.errors:
        messages.info(request, _("Kept. Something is still unsaid, see below."))
    return redirect("console:imports_show", run_id=run_id)


def _overrides(request: DeskRequest, run: RunFacts) -> list[str]:
    """Return the form as corrections in the short form of `duly import --map`."""
    form = request.POST
    kind = form.get("kind", run.kind)
    if kind != run.kind:
        return [f"kind:{kind}"]
    overrides = _columns(request, run)
    answers = [name for name in form if name.startswith(("answer-", "missing-"))]
    overrides += [form[name] for name in answers if form[name]]
    if currency := form.get("currency", "").strip():
        overrides.append(f"currency:{currency}")
    if "may_create" in form:
        overrides.append(f"create_customers:{'yes' if 'create_customers' in form else 'no'}")
    overrides += [line.strip() for line in form.get("more", "").splitlines() if line.strip()]
    return overrides[:MAX_CORRECTIONS]


def _columns(request: DeskRequest, run: RunFacts) -> list[str]:
    """Return what changed in the columns: fields taken away first, then those given."""
    header = run.detection.get("header", [])
    before: Mapping[str, str] = run.mapping.get("columns", {})
    chosen = {
        request.POST[f"column-{place}"]: heading
        for place, heading in enumerate(header)
        if request.POST.get(f"column-{place}")
    }
    if not any(name.startswith("column-") for name in request.POST):
        return []
    gone = [f"{name}=" for name in before if name not in chosen]
    return gone + [f"{name}={heading}" for name, heading in chosen.items() if before.get(name) != heading]
