"""What a customer says: a promise, a payment made, something wrong, somebody else. Each ends in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from duly.faces.portal.access import Guest, GuestRequest, visited
from duly.faces.portal.account import SHOWN, Account, account_of, picked
from duly.faces.portal.forms import ContactForm, DisputeForm, PaidForm, PromiseForm
from duly.faces.portal.pages import page
from duly.faces.portal.words import DISPUTE_WORDS, REFUSAL_WORDS, REFUSED
from duly.services.accounts.propose_contact import propose_contact
from duly.services.cases.answer_once import claim_once, dispute_once, promise_once
from duly.services.refused import ServiceRefused
from duly.store.queries.portal_account import PortalItem
from duly.store.queries.portal_said import said
from duly.store.tenancy import in_company


def _say(guest: Guest, form: forms.Form, kind: str, record: Callable[[], int]) -> HttpResponse | None:
    """Run a service; redirect to its confirmation, or put the refusal into the form and return None."""
    try:
        with in_company(guest.company.id):
            pk = record()
    except ServiceRefused as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        form.add_error(None, str(REFUSAL_WORDS.get(refusal.code, REFUSED)))
        return None
    response = HttpResponseRedirect(reverse("portal:said", args=[kind, pk]))
    response.status_code = 303
    return response


def _rows(account: Account, chosen: list[PortalItem]) -> list[tuple[PortalItem, int, bool]]:
    ids = {item.facts.receivable_id for item in chosen}
    return [(item, account.days_late(item), item.facts.receivable_id in ids) for item in account.invoices[:SHOWN]]


def _chosen(request: GuestRequest, account: Account, form: forms.Form) -> list[PortalItem]:
    values = request.POST if request.method == "POST" else request.GET
    wanted = account.suggested() if request.method != "POST" else frozenset()
    chosen = [item for item in picked(account, values, default=wanted) if item.facts.open_minor > 0]
    if request.method == "POST" and not chosen:
        form.add_error(None, _("Choose at least one invoice."))
    return chosen


@visited
def promise(request: GuestRequest) -> HttpResponse:
    """Cannot pay now: by when then."""
    guest = request.guest
    account = account_of(guest)
    form = PromiseForm(request.POST if request.method == "POST" else None, today=guest.today)
    chosen = _chosen(request, account, form)
    if request.method == "POST" and form.is_valid():
        minor = sum(item.due.payable_minor for item in chosen)
        done = _say(guest, form, "promise", lambda: promise_once(
            act=guest.act(), customer_id=guest.customer_id, promised_date=form.cleaned_data["promised_date"],
            receivable_ids=[item.facts.receivable_id for item in chosen], amount_minor=minor,
            note=form.cleaned_data["note"],
        ))  # fmt: skip
        if done:
            return done
    values = {"title": _("Promise a date"), "form": form, "rows": _rows(account, chosen)}
    return page(request, "promise", values)


@visited
def paid(request: GuestRequest) -> HttpResponse:
    """Paid already: when and how, so that somebody can look for it."""
    guest = request.guest
    account = account_of(guest)
    initial = {"paid_date": guest.today}
    form = PaidForm(request.POST if request.method == "POST" else None, today=guest.today, initial=initial)
    chosen = _chosen(request, account, form)
    if request.method == "POST" and form.is_valid():
        done = _say(guest, form, "paid", lambda: claim_once(
            act=guest.act(), customer_id=guest.customer_id, paid_date=form.cleaned_data["paid_date"],
            receivable_ids=[item.facts.receivable_id for item in chosen], method=form.cleaned_data["method"],
            text=form.cleaned_data["text"],
        ))  # fmt: skip
        if done:
            return done
    return page(request, "paid", {"title": _("I have paid"), "form": form, "rows": _rows(account, chosen)})


@visited
def dispute(request: GuestRequest) -> HttpResponse:
    """Something is wrong with an invoice: first which, then what."""
    guest = request.guest
    account = account_of(guest)
    values = request.POST if request.method == "POST" else request.GET
    chosen = [item for item in picked(account, values, default=frozenset()) if item.facts.open_minor > 0]
    if len(chosen) != 1:
        rows = [(item, account.days_late(item)) for item in account.invoices if item.due.payable_minor][:SHOWN]
        return page(request, "dispute_which", {"title": _("Something is wrong"), "rows": rows})
    item = chosen[0]
    form = DisputeForm(request.POST if request.method == "POST" else None, currency=item.facts.currency)
    if request.method == "POST" and form.is_valid():
        done = _say(guest, form, "dispute", lambda: dispute_once(
            act=guest.act(), customer_id=guest.customer_id, receivable_id=item.facts.receivable_id,
            reason_code=form.cleaned_data["reason"], amount_minor=form.cleaned_data["amount"],
            text=form.cleaned_data["text"],
        ))  # fmt: skip
        if done:
            return done
    values_ = {"title": _("Something is wrong"), "form": form, "item": item, "days": account.days_late(item)}
    return page(request, "dispute", values_)


@visited
def contact(request: GuestRequest) -> HttpResponse:
    """Not the right person: who is. A clerk decides; mail goes nowhere else by itself."""
    guest = request.guest
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _say(guest, form, "contact", lambda: propose_contact(
            act=guest.act(), customer_id=guest.customer_id, **form.cleaned_data
        ))  # fmt: skip
        if done:
            return done
    return page(request, "contact", {"title": _("Somebody else should get this"), "form": form})


@visited
def said_page(request: GuestRequest, kind: str, pk: int) -> HttpResponse:
    """Say in words what was noted and what happens next."""
    told = said(request.guest.company.id, request.guest.customer_id, kind, pk) if pk < 2**62 else None
    if told is None:
        raise Http404
    values: dict[str, Any] = {"title": _("Thank you"), "said": told}
    if told.reason_code:
        values["reason"] = {str(code): words for code, words in DISPUTE_WORDS.items()}.get(told.reason_code, "")
    return page(request, "said", values)
