"""What one does with an account on the list: call, note, promise, dispute, snooze; and tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.words import dispute_words
from duly.faces.console.today.forms import (
    CallForm,
    DisputeForm,
    HandOverForm,
    HoldForm,
    NoteForm,
    PromiseForm,
    SnoozeForm,
    colleagues,
)
from duly.faces.look.figures import date_text
from duly.services.accounts.add_note import add_note, log_call, snooze_customer
from duly.services.accounts.hand_over import hand_over_customer
from duly.services.accounts.place_hold import place_hold
from duly.services.cases.complete_task import complete_task, reopen_task
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.refused import ServiceRefused
from duly.store.queries.open_items import open_items_of
from duly.store.queries.today import is_task_visible, is_visible

Told = tuple[str, str]
"""What was done, in words, and the address that takes it back ("" = none)."""


def _undo(customer_id: int, what: str, pk: int = 0) -> str:
    return reverse("console:account_undo", args=[customer_id, what, pk])


def back(request: DeskRequest) -> HttpResponse:
    """Return to the page the form stood on."""
    wanted = request.POST.get("next", "")
    if wanted.startswith(("/", "?")) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(reverse("console:today") + wanted if wanted.startswith("?") else wanted)
    return redirect("console:today")


def _carry_out(
    request: DeskRequest, customer_id: int, form: forms.Form, deed: Callable[[dict[str, Any]], Told]
) -> HttpResponse:
    """Check the form and the right to this customer, do the deed, say what was done (with the way back) or why not."""
    desk = request.desk
    if not is_visible(desk.company.id, customer_id, owner_id=desk.only_owner_id):
        raise Http404
    if not form.is_valid():
        for name, problems in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, f"{label}: {' '.join(map(str, problems))}")
        return back(request)
    try:
        with transaction.atomic():
            said, undo = deed(form.cleaned_data)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return back(request)
    messages.success(request, said, extra_tags=undo)
    return back(request)


@require_POST
@page(Verb.NOTE)
def call(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Log a call."""

    def deed(data: dict[str, Any]) -> Told:
        log_call(act=request.desk.act(), customer_id=customer_id, outcome=data["outcome"], text=data["text"])
        return _("The call is on the timeline."), ""

    return _carry_out(request, customer_id, CallForm(request.POST), deed)


@require_POST
@page(Verb.NOTE)
def note(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write a note."""

    def deed(data: dict[str, Any]) -> Told:
        made = add_note(act=request.desk.act(), customer_id=customer_id, text=data["text"])
        return _("The note is on the timeline."), _undo(customer_id, "note", made)

    return _carry_out(request, customer_id, NoteForm(request.POST), deed)


@require_POST
@page(Verb.NOTE)
def promise(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Record a promise to pay: all that is due by that day."""

    def deed(data: dict[str, Any]) -> Told:
        day = data["promised_date"]
        made = record_promise(act=request.desk.act(), customer_id=customer_id, promised_date=day, note=data["note"])
        said = _("Promised for %(day)s. No reminder goes out about it until then.") % {"day": date_text(day)}
        return said, _undo(customer_id, "promise", made)

    return _carry_out(request, customer_id, PromiseForm(request.POST), deed)


@require_POST
@page(Verb.NOTE)
def dispute(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Open a dispute on one invoice."""
    items = open_items_of(request.desk.company.id, customer_id=customer_id)
    numbers = {item.receivable_id: item.number for item in items if item.open_minor > 0}

    def deed(data: dict[str, Any]) -> Told:
        made = open_dispute(
            act=request.desk.act(), receivable_id=data["receivable"], reason_code=data["reason"], text=data["text"],
            customer_id=customer_id,
        )  # fmt: skip
        words = {"number": numbers[data["receivable"]], "reason": dispute_words(data["reason"])}
        said = _("%(number)s is disputed (%(reason)s); only this invoice falls silent.") % words
        return said, _undo(customer_id, "dispute", made)

    form = DisputeForm(request.POST, invoices=list(numbers.items()))
    return _carry_out(request, customer_id, form, deed)


@require_POST
@page(Verb.NOTE)
def snooze(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Take an account off the list until a day."""

    def deed(data: dict[str, Any]) -> Told:
        snooze_customer(act=request.desk.act(), customer_id=customer_id, until_date=data["until_date"])
        said = _("Off the list until %(day)s. Reminders go on.") % {"day": date_text(data["until_date"])}
        return said, _undo(customer_id, "snooze")

    return _carry_out(request, customer_id, SnoozeForm(request.POST), deed)


@require_POST
@page(Verb.EDIT_CUSTOMER)
def hold(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Silence an account for a reason until a day."""

    def deed(data: dict[str, Any]) -> Told:
        until = data["until_date"]
        made = place_hold(
            act=request.desk.act(), customer_id=customer_id, reason=data["reason"], until_date=until
        )  # fmt: skip
        day = date_text(until) if until else _("somebody ends it")
        return _("On hold until %(until)s.") % {"until": day}, _undo(customer_id, "hold", made)

    return _carry_out(request, customer_id, HoldForm(request.POST), deed)


@require_POST
@page(Verb.EDIT_CUSTOMER)
def hand_over(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give an account to a colleague, with word of what to know."""
    people = colleagues(request.desk)

    def deed(data: dict[str, Any]) -> Told:
        made = hand_over_customer(
            act=request.desk.act(), customer_id=customer_id, to_user_id=data["to"], note=data["note"]
        )
        said = _("Handed over to %(name)s, with a task for today.") % {"name": dict(people)[data["to"]]}
        return said, _undo(customer_id, "hand-over", made)

    return _carry_out(request, customer_id, HandOverForm(request.POST, people=people), deed)


@require_POST
@page(Verb.NOTE)
def task(request: DeskRequest, task_id: int) -> HttpResponse:
    """Close a task; with ?undo=1, open it again."""
    is_undo = bool(request.GET.get("undo"))
    if not is_task_visible(request.desk.company.id, task_id, owner_id=request.desk.only_owner_id):
        raise Http404
    try:
        if is_undo:
            reopen_task(act=request.desk.act(), task_id=task_id)
        else:
            complete_task(act=request.desk.act(), task_id=task_id, outcome=request.POST.get("outcome", ""))
    except ServiceRefused as refusal:
        raise Http404 from refusal
    said = _("Open again.") if is_undo else _("Done.")
    messages.success(request, said, extra_tags="" if is_undo else f"{request.path}?undo=1")
    return back(request)
