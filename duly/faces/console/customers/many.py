"""One change for many customers: the selected rows, or all that the filter lets through; previewed in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.account.deeds import came_from
from duly.faces.console.addresses import address
from duly.faces.console.customers.file import EXPORT_LIMIT, customers_file
from duly.faces.console.customers.filters import Asked, read
from duly.faces.console.customers.many_forms import form_for
from duly.faces.console.customers.many_words import consequence, done
from duly.faces.console.numbers import whole
from duly.faces.look.table import Bulk
from duly.services.accounts.many.assign_many import assign_many
from duly.services.accounts.many.head import Changed
from duly.services.accounts.many.hold_many import end_holds_of_many, hold_many
from duly.services.accounts.many.undo_many import undo_many
from duly.services.refused import NotFound, ServiceRefused
from duly.store.queries.customer_list import choices, customer_ids, customer_lines
from duly.store.queries.many_customers import first_names

Do = Callable[[Desk, list[int], dict[str, Any]], Changed]
MOST_IDS = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: who may, what the button says, its icon, and what it does."""

    verb: Verb
    label: str | Promise
    icon: str
    do: Do


def _assign(what: str) -> Do:
    def do(desk: Desk, ids: list[int], data: dict[str, Any]) -> Changed:
        value = data["until_date"] if what == "snooze" else data["value"]
        return assign_many(act=desk.act(), customer_ids=ids, field=what, value=value)  # type: ignore[arg-type]

    return do


def _hold(desk: Desk, ids: list[int], data: dict[str, Any]) -> Changed:
    return hold_many(act=desk.act(), customer_ids=ids, reason=data["reason"], until_date=data["until_date"])


def _end_hold(desk: Desk, ids: list[int], data: dict[str, Any]) -> Changed:
    return end_holds_of_many(act=desk.act(), customer_ids=ids)


CHANGES: dict[str, Change] = {
    "owner": Change(Verb.EDIT_CUSTOMER, lazy("Owner"), "people", _assign("owner")),
    "procedure": Change(Verb.EDIT_CUSTOMER, lazy("Procedure"), "procedures", _assign("procedure")),
    "segment": Change(Verb.EDIT_CUSTOMER, lazy("Segment"), "filter", _assign("segment")),
    "hold": Change(Verb.EDIT_CUSTOMER, lazy("Hold"), "hold", _hold),
    "end-hold": Change(Verb.EDIT_CUSTOMER, lazy("End hold"), "check", _end_hold),
    "snooze": Change(Verb.NOTE, lazy("Snooze"), "clock", _assign("snooze")),
}

BUTTONS = {"owner": lazy("Change owner"), "procedure": lazy("Change procedure"), "segment": lazy("Change segment")}
"""What the button says where the label names a thing, not a deed."""


def bulk_actions(desk: Desk, asked: Asked) -> list[Bulk]:
    """Return the buttons below the list, as far as this person may."""
    found = [
        Bulk(label=str(one.label), url=reverse("console:customers_many", args=[what]) + asked.query(), icon=one.icon)
        for what, one in CHANGES.items()
        if desk.may(one.verb)
    ]
    url = reverse("console:customers_many_export") + asked.query()
    return [*found, Bulk(label=_("Export"), url=url, icon="export")]


def _selected(request: DeskRequest, asked: Asked) -> list[int]:
    """Return the customers meant: those ticked, or all that match; never any this person may not see."""
    desk = request.desk
    if request.POST.get("everything"):
        return customer_ids(desk.company.id, desk.today, asked.filter)
    ticked = [pk for text in request.POST.getlist("ids")[:MOST_IDS] if (pk := whole(text)) is not None]
    return customer_ids(desk.company.id, desk.today, asked.filter, ids=ticked) if ticked else []


@require_POST
@page(Verb.SEE_OWN)
def many(request: DeskRequest, what: str) -> HttpResponse:
    """Preview a change of many customers; with `sure`, carry it out."""
    desk = request.desk
    if what not in CHANGES:
        raise Http404
    change = CHANGES[what]
    if not desk.may(change.verb):
        raise PermissionDenied(f"The role {desk.role} does not allow this: {change.verb}.")
    asked = read(request, choices(desk.company.id))
    ids = _selected(request, asked)
    back = address("customers") + asked.query()
    if not ids:
        messages.error(request, _("No customer is selected. Tick some rows, or take all that match."))
        return redirect(back)
    is_sent = "sent" in request.POST
    form = form_for(desk, what, request.POST if is_sent else None)
    is_same = whole(request.POST.get("count")) == len(ids)
    if "sure" in request.POST and is_same and form.is_valid() and _carried_out(request, change, what, ids, form):
        return redirect(back)
    if "sure" in request.POST and not is_same:
        messages.warning(request, _("The list has changed meanwhile. Look again before you go on."))
    return _preview(request, what, ids, form, back)


def _carried_out(request: DeskRequest, change: Change, what: str, ids: list[int], form: forms.Form) -> bool:
    try:
        with transaction.atomic():
            made = change.do(request.desk, ids, form.cleaned_data)
    except ServiceRefused as refusal:
        field = {"owner": "value", "segment": "value", "procedure": "value"}.get(refusal.code, refusal.code)
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    undo = reverse("console:customers_many_undo", args=[made.activity_id]) if made.activity_id else ""
    messages.success(request, done(what, made.customers), extra_tags=undo)
    return True


def _preview(request: DeskRequest, what: str, ids: list[int], form: forms.Form, back: str) -> HttpResponse:
    names = first_names(request.desk.company.id, ids)
    words = ngettext("%(what)s: %(n)s customer", "%(what)s: %(n)s customers", len(ids))
    context = {
        "title": words % {"what": CHANGES[what].label, "n": len(ids)}, "nav": "customers", "form": form,
        "names": names, "more": len(ids) - len(names), "count": len(ids), "back": back,
        "action": request.get_full_path(),
        "everything": request.POST.get("everything", ""), "button": BUTTONS.get(what, CHANGES[what].label),
        "ids": [] if request.POST.get("everything") else ids,
        "consequence": consequence(request.desk, what, ids, form), "segments": getattr(form, "segments", ()),
    }  # fmt: skip
    return render(request, "console/customers/many.html", context)


@require_POST
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with the selected customers as a file."""
    desk = request.desk
    asked = read(request, choices(desk.company.id))
    wanted = set(_selected(request, asked))
    lines, _before, _after = customer_lines(
        desk.company.id, desk.today, asked.filter, sort=asked.sort, limit=EXPORT_LIMIT
    )
    return customers_file(desk, asked, [line for line in lines if line.id in wanted])


@require_POST
@page(Verb.NOTE)
def undo(request: DeskRequest, activity_id: int) -> HttpResponse:
    """Take a change of many customers back."""
    try:
        with transaction.atomic():
            count = undo_many(act=request.desk.act(), activity_id=activity_id)
        words = ngettext("Taken back for %(n)s customer.", "Taken back for %(n)s customers.", count)
        messages.success(request, words % {"n": count})
    except NotFound as missing:
        raise Http404 from missing
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(came_from(request) or address("customers"))
