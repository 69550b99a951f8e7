"""Say whom a procedure rules: segments, everybody else, single customers; and bring an earlier version back."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.wording.shipped import TEMPLATE_KEYS
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.procedures.views import procedure_row
from duly.faces.console.tonight.words import whole
from duly.services.accounts.many.assign_many import assign_many
from duly.services.dunning.assign_procedure import assign_procedure
from duly.services.dunning.save_procedure import save_procedure
from duly.services.refused import ServiceRefused
from duly.store.queries.procedures import customers_by_number, list_procedures

MOST_NUMBERS = 500


@require_POST
@page(Verb.EDIT_PROCEDURE)
def assign(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Say which segments the procedure rules, and whether everybody without another."""
    row, _versions = procedure_row(request, procedure_id)
    try:
        assign_procedure(
            act=request.desk.act(), procedure_id=procedure_id, segments=request.POST.getlist("segments")[:200],
            is_default=row.is_default or "default" in request.POST, note=_("Whom it rules was changed"),
        )  # fmt: skip
        messages.success(request, _("Saved. It rules from the next run on."))
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return _to_newest(request, row.name)


def _to_newest(request: DeskRequest, name: str) -> HttpResponse:
    return redirect("console:procedures_page", list_procedures(request.desk.company.id, name=name)[0].id)


@require_POST
@page(Verb.EDIT_PROCEDURE)
def give(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Let single customers be ruled by this procedure, named by their numbers; or no longer (`off`)."""
    row, _versions = procedure_row(request, procedure_id)
    desk = request.desk
    numbers = [one for one in re.split(r"[\s,;]+", request.POST.get("numbers", "")[:20_000]) if one][:MOST_NUMBERS]
    found = customers_by_number(desk.company.id, numbers)
    unknown = [one for one in dict.fromkeys(numbers) if one not in found]
    if unknown:
        named = ", ".join(unknown[:10])
        messages.warning(request, _("No customer, or more than one, has the number: %(numbers)s") % {"numbers": named})
    if not found:
        return _to_newest(request, row.name)
    value = "" if "off" in request.POST else row.name
    try:
        changed = assign_many(act=desk.act(), customer_ids=list(found.values()), field="procedure", value=value)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return _to_newest(request, row.name)
    words = ngettext(
        "%(n)s customer changed its procedure.", "%(n)s customers changed their procedure.", changed.customers
    )
    messages.success(request, words % {"n": whole(changed.customers)})
    return _to_newest(request, row.name)


@require_POST
@page(Verb.EDIT_PROCEDURE)
def restore(request: DeskRequest, procedure_id: int) -> HttpResponse:
    """Save an earlier version's text as the newest one; whom the procedure rules stays as it is."""
    row, versions = procedure_row(request, procedure_id)
    active = next((one for one in versions if one.is_active), versions[0])
    note = _("Version %(n)s again") % {"n": row.version}
    why = request.POST.get("note", "").strip()
    try:
        version = save_procedure(
            act=request.desk.act(), text=row.source_text, is_default=active.is_default, segments=active.segments,
            note=f"{note}: {why}" if why else note, templates=TEMPLATE_KEYS,
        )  # fmt: skip
        said = _("Version %(old)s serves again, as version %(new)s. It rules from the next run on.")
        messages.success(request, said % {"old": row.version, "new": version})
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return _to_newest(request, row.name)
