"""What every form of a customer's side panel does: check, carry out, say what was done and offer the way back.

With htmx the panel replaces the right column; without, the whole page comes with the panel in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.account.customer import account_page, find_account
from duly.faces.look.figures import age_text, money_text
from duly.services.refused import ServiceRefused
from duly.store.queries.account_page import AccountFacts
from duly.store.queries.open_items import OpenFacts, open_items_of

Words = str | Promise
IDS_READ = 500


@dataclass(frozen=True)
class Place:
    """Where a deed is done: the desk, the customer, the invoices chosen before the form opened."""

    desk: Desk
    account: AccountFacts
    chosen: tuple[int, ...] = ()
    arguments: dict[str, int] = field(default_factory=dict)

    @cached_property
    def items(self) -> list[OpenFacts]:
        """Open invoices, oldest due date first."""
        found = open_items_of(self.desk.company.id, customer_id=self.account.id)
        return [item for item in found if item.open_minor > 0]

    @cached_property
    def about(self) -> list[OpenFacts]:
        """The chosen invoices that are open; all of them where none was chosen."""
        return [item for item in self.items if item.receivable_id in self.chosen] or self.items

    @property
    def currency(self) -> str:
        """The currency of what this is about: that of the first invoice."""
        return self.about[0].currency if self.about else self.desk.company.currency

    def choices(self) -> list[tuple[int, str]]:
        """Return the open invoices of that currency as choices."""
        return [(one.receivable_id, self.label(one)) for one in self.items if one.currency == self.currency]

    def label(self, one: OpenFacts) -> str:
        """Return an invoice with what is open of it and how old it is."""
        part = f" ({one.instalment_no}/{one.instalment_count})" if one.instalment_count > 1 else ""
        age = age_text((self.desk.today - one.due_date).days)
        return f"{one.number}{part} \u00b7 {money_text(one.open_minor, one.currency)} \u00b7 {age}"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the address that takes it back ("" = there is none)."""

    said: str
    undo_url: str = ""


MakeForm = Callable[[Place, QueryDict | None], forms.Form]


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of form: who may, what it is called, what it asks, what it does, and its consequence in words."""

    name: str
    verb: Verb
    title: Words
    button: Words
    form: MakeForm
    carry_out: Callable[[Place, dict[str, Any]], Done]
    consequence: Callable[[Place], str]
    danger: bool = False


def deed_view(deed: Deed) -> Callable[..., HttpResponse]:
    """Return the view of a deed: GET shows the panel, POST with `sure` carries it out, POST without it previews."""

    @require_http_methods(["GET", "POST"])
    @page(deed.verb)
    def view(request: DeskRequest, /, customer_id: int, **arguments: int) -> HttpResponse:
        account = find_account(request.desk, customer_id)
        place = Place(request.desk, account, _chosen(request), arguments)
        back = way_back(request, account.id)
        form = deed.form(place, request.POST if "sure" in request.POST else None)
        if form.is_bound and form.is_valid() and (done := _carried_out(deed, place, form)):
            messages.success(request, done.said, extra_tags=done.undo_url)
            return go(request, back)
        panel = {
            "title": deed.title, "button": deed.button, "form": form, "danger": deed.danger, "back": back,
            "action": request.path, "consequence": deed.consequence(place), "template": "console/account/panel.html",
        }  # fmt: skip
        return show_panel(request, account, panel)

    return view


def _carried_out(deed: Deed, place: Place, form: forms.Form) -> Done | None:
    try:
        with transaction.atomic():
            return deed.carry_out(place, form.cleaned_data)
    except ServiceRefused as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return None


def _chosen(request: HttpRequest) -> tuple[int, ...]:
    given = (request.POST if request.method == "POST" else request.GET).getlist("ids")[:IDS_READ]
    return tuple(int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19)


def is_swap(request: HttpRequest) -> bool:
    """Tell whether htmx asks, for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def way_back(request: HttpRequest, customer_id: int) -> str:
    """Return where to go afterwards: the page the form was opened on, else the customer's."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    if wanted.startswith("/") and wanted.isprintable() and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("console:account_customer", args=[customer_id])


def came_from(request: HttpRequest) -> str:
    """Return the page of ours on which a button was pressed, "" where the browser does not tell."""
    page_of = urlsplit(request.headers.get("Referer", ""))
    if page_of.netloc != request.get_host() or not page_of.path.startswith("/") or page_of.path == request.path:
        return ""
    return page_of.path + (f"?{page_of.query}" if page_of.query else "")


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to a page, for a browser and for htmx."""
    if is_swap(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def show_panel(request: DeskRequest, account: AccountFacts, panel: dict[str, Any]) -> HttpResponse:
    """Show a panel: alone to htmx, within the customer's page otherwise."""
    if is_swap(request):
        return render(request, panel["template"], {"panel": panel, "account": account})
    return account_page(request, account, panel)
