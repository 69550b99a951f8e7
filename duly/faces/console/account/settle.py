"""Write-offs, credit notes put to use, disputes ended: what closes invoices without new money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from duly.core.accounts.permissions import Verb
from duly.faces.console.account.deeds import Deed, Done, Place, deed_view
from duly.faces.console.account.forms import CreditForm, ResolveForm, WriteOffForm
from duly.faces.console.account.talk import undo_address
from duly.faces.console.account.words import dispute_words
from duly.faces.look.figures import money_text
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.ledger.settle_receivable import apply_credit_note, write_off_receivable
from duly.services.refused import ServiceRefused
from duly.store.queries.account_cases import CaseFacts, cases_of
from duly.store.queries.open_items import OpenFacts, open_items_of


def _write_off_form(place: Place, data: QueryDict | None) -> forms.Form:
    return WriteOffForm(data, items=place.choices(), currency=place.currency, initial={"ids": place.chosen})


def _write_off(place: Place, data: dict[str, Any]) -> Done:
    wanted = [one for one in place.items if one.receivable_id in data["ids"]]
    if data["amount"] is not None and len(wanted) != 1:
        raise ServiceRefused("amount", _("Tick a single invoice to write off a part, or leave the amount empty."))
    act = place.desk.act(data["reason"])
    total, entries = 0, []
    for one in wanted:
        minor = data["amount"] if data["amount"] is not None else one.open_minor
        entries.append(write_off_receivable(act=act, receivable_id=one.receivable_id, amount_minor=minor))
        total += minor
    undo = undo_address(place, "entry", entries[0]) if len(entries) == 1 else ""
    return Done(_("%(amount)s written off as bad debt.") % {"amount": money_text(total, place.currency)}, undo)


def _write_off_means(place: Place) -> str:
    if not place.chosen:
        return _("Books what is open as bad debt; nobody is asked for it any more. It can be taken back.")
    minor = sum(one.open_minor for one in place.about if one.currency == place.currency)
    words = ngettext(
        "Books up to %(amount)s of %(n)s invoice as bad debt; nobody is asked for it any more. It can be taken back.",
        "Books up to %(amount)s of %(n)s invoices as bad debt; nobody is asked for it any more. It can be taken back.",
        len(place.about),
    )
    return words % {"amount": money_text(minor, place.currency), "n": len(place.about)}


def _credit_note(place: Place) -> OpenFacts:
    found = open_items_of(place.desk.company.id, receivable_ids=[place.arguments["receivable_id"]])
    if not found or found[0].customer_id != place.account.id or found[0].open_minor >= 0:
        raise Http404
    return found[0]


def _credit_form(place: Place, data: QueryDict | None) -> forms.Form:
    credit = _credit_note(place)
    items = [(one.receivable_id, place.label(one)) for one in place.items if one.currency == credit.currency]
    return CreditForm(data, items=items, currency=credit.currency)


def _use_credit(place: Place, data: dict[str, Any]) -> Done:
    credit = _credit_note(place)
    item = next(one for one in place.items if one.receivable_id == data["receivable"])
    minor = data["amount"] if data["amount"] is not None else min(-credit.open_minor, item.open_minor)
    entry = apply_credit_note(
        act=place.desk.act(), credit_note_id=credit.receivable_id, receivable_id=item.receivable_id, amount_minor=minor
    )
    words = {"amount": money_text(minor, credit.currency), "credit": credit.number, "number": item.number}
    return Done(_("%(amount)s of %(credit)s used on %(number)s.") % words, undo_address(place, "credit", entry))


def _credit_means(place: Place) -> str:
    credit = _credit_note(place)
    words = {"amount": money_text(-credit.open_minor, credit.currency), "credit": credit.number}
    return _("%(amount)s of %(credit)s can be used. The invoice owes less by that much; it can be taken back.") % words


def _dispute(place: Place) -> CaseFacts:
    wanted = place.arguments["dispute_id"]
    found = cases_of(place.desk.company.id, place.account.id, place.desk.today)
    one = next((case for case in found if case.kind == "dispute" and case.id == wanted), None)
    if one is None:
        raise Http404
    return one


def _resolve(place: Place, data: dict[str, Any]) -> Done:
    one = _dispute(place)
    resolve_dispute(act=place.desk.act(), dispute_id=one.id, resolution=data["resolution"], text=data["text"])
    return Done(_("The dispute has ended. What is still open is asked for again."))


def _resolve_means(place: Place) -> str:
    one = _dispute(place)
    number = one.numbers[0][1] if one.numbers else ""
    words = {"amount": money_text(one.amount_minor, one.currency), "number": number}
    words["reason"] = dispute_words(one.reason_code)
    return _("%(number)s, %(amount)s: %(reason)s. Once ended, what is open is asked for again.") % words


WRITE_OFF = Deed(
    "write_off", Verb.WRITE_OFF, lazy("Write off"), lazy("Write off"), _write_off_form, _write_off, _write_off_means,
    danger=True,
)  # fmt: skip
CREDIT = Deed(
    "credit", Verb.APPLY_CASH, lazy("Use a credit note"), lazy("Use it"), _credit_form, _use_credit, _credit_means
)
RESOLVE = Deed(
    "resolve", Verb.NOTE, lazy("End the dispute"), lazy("End the dispute"), lambda _place, data: ResolveForm(data),
    _resolve, _resolve_means,
)  # fmt: skip

write_off, credit, resolve = deed_view(WRITE_OFF), deed_view(CREDIT), deed_view(RESOLVE)
