"""A procedure as a document: written, checked while it is written, tried on today's ledger, saved as a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.default import DEFAULT_TEXT
from duly.core.dunning.plain_words import describe
from duly.core.dunning.procedure import from_document
from duly.core.dunning.wording.shipped import TEMPLATE_KEYS
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.procedures.differences import differences
from duly.faces.console.procedures.views import procedure_row
from duly.services.dunning.save_procedure import check_procedure, save_procedure
from duly.services.refused import ServiceRefused
from duly.store.queries.locks import lock_name
from duly.store.queries.procedures import ProcedureFacts, list_procedures


@require_http_methods(["GET", "POST"])
@page(Verb.EDIT_PROCEDURE)
def edit(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Show a version's text to be changed; save it as the next version."""
    if request.method == "POST":  # what rules is looked at only once nobody else saves
        lock_name(f"procedures:{request.desk.company.id}")
    row, versions = procedure_row(request, procedure_id)
    active = next((one for one in versions if one.is_active), versions[0])
    return _editor(request, row.source_text, active)


@require_http_methods(["GET", "POST"])
@page(Verb.EDIT_PROCEDURE)
def new(request: DeskRequest) -> HttpResponse:
    """Begin a procedure with the shipped text under a name of its own."""
    text = DEFAULT_TEXT
    if list_procedures(request.desk.company.id, name="Standard"):
        text = text.replace("name: Standard", "name: New procedure", 1)
    return _editor(request, text, None)


def _editor(request: DeskRequest, text: str, active: ProcedureFacts | None) -> HttpResponse:
    base = request.POST.get("base", "") or (active.version if active else "")
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        newer = _meanwhile(request, active)
        saved = None if newer else _save(request, text, active)
        if saved is not None:
            return redirect("console:procedures_page", saved)
        base = newer.version if newer else base
    context: dict[str, Any] = {
        "title": _("Edit %(name)s") % {"name": active.name} if active else _("New procedure"), "nav": "procedures",
        "text": text, "row": active, "note": request.POST.get("note", ""), "rows": min(60, text.count("\n") + 3),
        "back_url": reverse("console:procedures_page", args=[active.id]) if active else reverse("console:procedures"),
        "base": base, **_checked(request.desk, text),
    }  # fmt: skip
    return render(request, "console/procedures/edit.html", context)


def _save(request: DeskRequest, text: str, active: ProcedureFacts | None) -> int | None:
    """Save the text as a version, its rule over segments unchanged; return its id, None when it was refused."""
    desk = request.desk
    checked = check_procedure(text, templates=TEMPLATE_KEYS)
    name = str((checked.document or {}).get("name", ""))
    before = next((one for one in list_procedures(desk.company.id) if one.name == name), None)
    if active is None and before is not None:
        messages.error(
            request, _("There is a procedure %(name)s already. Give this one another name.") % {"name": name}
        )
        return None
    try:
        save_procedure(
            act=desk.act(), text=text, is_default=before.is_default if before else False,
            segments=before.segments if before else (), note=request.POST.get("note", ""), templates=TEMPLATE_KEYS,
        )  # fmt: skip
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return None
    if active is not None and active.name != name:
        messages.info(request, _("Saved under its new name. Say below whom it rules."))
    else:
        messages.success(request, _("Saved. It rules from the next run on."))
    return list_procedures(desk.company.id, name=name)[0].id


def _meanwhile(request: DeskRequest, active: ProcedureFacts | None) -> ProcedureFacts | None:
    """Return the version that somebody saved while this one was written, and say so; None when nobody did."""
    base = request.POST.get("base", "")
    if active is None or not (base.isascii() and base.isdigit()) or int(base[:9]) >= active.version:
        return None
    words = _(
        "%(who)s saved version %(n)s while you wrote. Yours is not lost: what differs from theirs stands beside it. "
        "Save again to put yours in its place."
    )
    messages.error(request, words % {"who": active.created_by, "n": active.version})
    return active


def _checked(desk: Desk, text: str) -> dict[str, Any]:
    """Return problems, the procedure in plain words, and what differs from the version that rules."""
    checked = check_procedure(text, templates=TEMPLATE_KEYS)
    context: dict[str, Any] = {"problems": checked.problems, "is_usable": checked.is_usable}
    if checked.document is None or not checked.is_usable:
        return context
    written = from_document(checked.document)
    before = next((one for one in list_procedures(desk.company.id) if one.name == written.name), None)
    sentences = describe(written, get_language() or "en")
    return context | {
        "sentences": sentences, "before": before,
        "changes": differences(from_document(before.document), written) if before else (),
    }  # fmt: skip


@require_POST
@page(Verb.EDIT_PROCEDURE)
def check(request: DeskRequest) -> HttpResponse:
    """Answer with what is wrong with a text, or what it says and what it changes."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return render(request, "console/procedures/_checked.html", _checked(request.desk, text))
