"""Contacts, who looks after the customer, the link into its page, and what is being said to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.customer import find_account
from duly.faces.console.account.deeds import Deed, Done, Place, deed_view, go, show_panel, way_back
from duly.faces.console.account.forms import AssignForm, ContactForm, LinkForm, ParentForm
from duly.faces.console.account.outlook import outlook_of
from duly.faces.console.account.words import channel_words, language_words, level_words
from duly.faces.console.addresses import address
from duly.faces.console.tonight.words import state_name
from duly.faces.look.figures import date_text
from duly.services.accounts.assign_customer import Assignment, assign_customer
from duly.services.accounts.record_activity import record_activity
from duly.services.accounts.save_contact import ContactDetails, save_contact
from duly.services.accounts.set_parent import set_parent
from duly.services.payments.portal_link import NewLink, issue_portal_links, revoke_portal_links
from duly.services.refused import ServiceRefused
from duly.store.queries.account_cases import assign_choices, contacts_of, last_said, portal_links, waiting_notices
from duly.store.queries.find import find_customers
from duly.store.queries.procedures import level_names


def _contact_form(place: Place, data: QueryDict | None) -> forms.Form:
    initial: dict[str, Any] = {"role": "billing", "language": place.account.language}
    if "contact_id" in place.arguments:
        found = contacts_of(place.desk.company.id, place.account.id)
        one = next((row for row in found if row.id == place.arguments["contact_id"]), None)
        if one is None:
            raise Http404
        initial = {name: getattr(one, name) for name in ("name", "email", "phone", "role", "language")}
    codes = dict.fromkeys(code for code in (initial["language"], *(code for code, _name in settings.LANGUAGES)) if code)
    languages = [("", _("as the customer")), *((code, language_words(code)) for code in codes)]
    return ContactForm(data, initial=initial, languages=languages)


def _save_contact(place: Place, data: dict[str, Any]) -> Done:
    details = ContactDetails(**{name: data[name] for name in ("name", "email", "phone", "role", "language")})
    known = place.arguments.get("contact_id")
    save_contact(act=place.desk.act(), customer_id=place.account.id, details=details, contact_id=known)
    return Done(_("The contact is changed.") if known else _("The contact is added."))


def _contact_means(place: Place) -> str:
    if "contact_id" in place.arguments:
        return _("A new address counts as never bounced. What was sent stays with the old one.")
    return _("Reminders choose among the contacts by role, as the procedure says.")


def _assign_form(place: Place, data: QueryDict | None) -> forms.Form:
    account, choices = place.account, assign_choices(place.desk.company.id)
    people: list[tuple[Any, str]] = [("", _("nobody")), *choices.people]
    if account.owner_id is not None and account.owner_id not in {one for one, _name in choices.people}:
        people.append((account.owner_id, account.owner_name))
    names = dict.fromkeys(name for name in (account.procedure_name, *choices.procedures) if name)
    procedures = [("", _("as the segment or the company says")), *((name, name) for name in names)]
    initial = {
        name: getattr(account, name) for name in ("owner_id", "segment", "importance", "procedure_name", "status")
    }
    return AssignForm(data, people=people, procedures=procedures, initial=initial)


def _assign(place: Place, data: dict[str, Any]) -> Done:
    to = Assignment(
        owner_id=data["owner_id"], segment=data["segment"], importance=data["importance"],
        procedure_name=data["procedure_name"], status=data["status"],
    )  # fmt: skip
    changes = assign_customer(act=place.desk.act(data["reason"]), customer_id=place.account.id, to=to)
    return Done("; ".join(changes) + "." if changes else _("Nothing was changed."))


def _parent_form(place: Place, data: QueryDict | None) -> forms.Form:
    above = place.account.parent
    return ParentForm(data, initial={"parent": above.number if above else ""})


def _set_parent(place: Place, data: dict[str, Any]) -> Done:
    wanted = data["parent"].strip()
    found = find_customers(place.desk.company.id, wanted) if wanted else []
    if wanted and not found:
        raise ServiceRefused("parent", _("No customer has this number or name."))
    changed = set_parent(act=place.desk.act(), customer_id=place.account.id, parent_id=found[0] if found else None)
    return Done(_("The group is changed.") if changed else _("Nothing was changed."))


CONTACT = Deed(
    "contact", Verb.EDIT_CUSTOMER, lazy("Contact"), lazy("Save"), _contact_form, _save_contact, _contact_means
)
ASSIGN = Deed(
    "assign", Verb.EDIT_CUSTOMER, lazy("Owner and treatment"), lazy("Save"), _assign_form, _assign,
    lambda _place: _("Rules from the next run on; what changed is on the timeline."),
)  # fmt: skip

PARENT = Deed(
    "parent", Verb.EDIT_CUSTOMER, lazy("Group"), lazy("Save"), _parent_form, _set_parent,
    lambda _place: _("Balances stay with each customer; the group's sum is shown beside them."),
)  # fmt: skip

contact, assign, parent = deed_view(CONTACT), deed_view(ASSIGN), deed_view(PARENT)


@require_http_methods(["GET", "POST"])
@page(Verb.EDIT_CUSTOMER)
def link(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show the links that work; POST makes one and shows it, once."""
    desk = request.desk
    account = find_account(desk, customer_id)
    active = [one for one in contacts_of(desk.company.id, account.id) if one.is_active and not one.proposed_by]
    people = [("", _("the customer, no name")), *((one.id, one.name or one.email) for one in active)]
    form = LinkForm(request.POST if "sure" in request.POST else None, people=people)
    made = ""
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["contact_id"]
        days = settings.PORTAL_LINK_DAYS
        [token] = issue_portal_links(act=desk.act(), links=[NewLink(account.id, chosen)], days=days)
        made = portal_address(token)
        said = _("Link to the customer's page made, works for %(n)s days") % {"n": days}
        record_activity(act=desk.act(), verb="portal.issued", sentence=said, customer_id=account.id)
    panel = {
        "title": _("The customer's page"), "template": "console/account/link_panel.html", "form": form, "made": made,
        "back": way_back(request, account.id), "action": request.path, "days": settings.PORTAL_LINK_DAYS,
        "links": portal_links(desk.company.id, account.id, desk.now),
    }  # fmt: skip
    return show_panel(request, account, panel)


def portal_address(token: str) -> str:
    """Return the whole address of a link into a customer's page."""
    return f"{settings.BASE_URL.rstrip('/')}/p/{token}/"


@require_POST
@page(Verb.EDIT_CUSTOMER)
def peek(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Open the page as the customer sees it, by a link of its own that works for a day."""
    desk = request.desk
    account = find_account(desk, customer_id)
    [token] = issue_portal_links(act=desk.act(), links=[NewLink(account.id)], days=1)
    said = _("Opened the page as the customer sees it")
    record_activity(act=desk.act(), verb="portal.viewed", sentence=said, customer_id=account.id)
    return redirect(f"/p/{token}/")


@require_POST
@page(Verb.EDIT_CUSTOMER)
def revoke(request: DeskRequest, customer_id: int, link_id: int) -> HttpResponse:
    """Revoke a link; 0 revokes all of the customer's."""
    account = find_account(request.desk, customer_id)
    try:
        count = revoke_portal_links(act=request.desk.act(), customer_id=account.id, link_id=link_id or None)
    except ServiceRefused as refusal:
        raise Http404 from refusal
    words = ngettext("%(n)s link no longer works.", "%(n)s links no longer work.", count) % {"n": count}
    messages.success(request, words)
    return go(request, way_back(request, account.id))


@require_GET
@page(Verb.SEE_OWN)
def message(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show what waits to be sent, what was sent last and what comes next, with the ways into Tonight and Outbox."""
    desk = request.desk
    account = find_account(desk, customer_id)
    levels = level_names(desk.company.id)
    waiting = [
        {
            "at": one.business_date, "title": one.subject or level_words(one.level_key, levels), "icon": "mail",
            "text": f"{one.to} \u00b7 {state_name(one.state)}", "url": address("outbox_message", one.id),
        }
        for one in waiting_notices(desk.company.id, account.id)
    ]  # fmt: skip
    sent = [
        {
            "at": one.at, "title": one.title, "icon": "phone" if one.kind == "call" else "mail",
            "text": f"{channel_words(one.kind)} \u00b7 {one.to}",
            "url": address("outbox_message", one.notice_id) if one.notice_id else "",
        }
        for one in last_said(desk.company.id, account.id)
    ]  # fmt: skip
    people = [one for one in contacts_of(desk.company.id, account.id) if one.is_active and not one.proposed_by]
    panel = {
        "contacts": [one for one in people if one.email and not one.bounced_at],
        "title": _("Messages"), "template": "console/account/message_panel.html", "waiting": waiting, "sent": sent,
        "outlook": outlook_of(desk, account.id), "back": way_back(request, account.id),
        "tonight_url": address("tonight_customer", account.id) if desk.may(Verb.SEE_ALL) else "",
        "outbox_url": address("outbox") if desk.may(Verb.SEE_ALL) else "", "today": date_text(desk.today),
    }  # fmt: skip
    return show_panel(request, account, panel)
