"""Notes, calls, snoozing, promises, disputes and holds: what is said, agreed and contested."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from duly.core.accounts.permissions import Verb
from duly.faces.console.account.deeds import Deed, Done, Place, deed_view
from duly.faces.console.account.forms import CallForm, DisputeForm, HoldForm, NoteForm, PromiseForm, SnoozeForm
from duly.faces.console.account.words import dispute_words
from duly.faces.look.figures import date_text, money_text
from duly.services.accounts.add_note import add_note, log_call, snooze_customer
from duly.services.accounts.place_hold import place_hold
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise


def undo_address(place: Place, what: str, pk: int = 0) -> str:
    """Return the address that takes something back."""
    return reverse("console:account_undo", args=[place.account.id, what, pk])


def _note(place: Place, data: dict[str, Any]) -> Done:
    item = place.chosen[0] if len(place.chosen) == 1 and place.about[:1] else None
    known = item if item in {one.receivable_id for one in place.items} else None
    made = add_note(act=place.desk.act(), customer_id=place.account.id, text=data["text"], receivable_id=known)
    return Done(_("The note is on the timeline."), undo_address(place, "note", made))


def _call(place: Place, data: dict[str, Any]) -> Done:
    log_call(act=place.desk.act(), customer_id=place.account.id, outcome=data["outcome"], text=data["text"])
    return Done(_("The call is on the timeline."))


def _snooze(place: Place, data: dict[str, Any]) -> Done:
    snooze_customer(act=place.desk.act(), customer_id=place.account.id, until_date=data["until_date"])
    words = _("Off the worklist until %(day)s. Reminders go on.") % {"day": date_text(data["until_date"])}
    return Done(words, undo_address(place, "snooze"))


def _snooze_form(place: Place, data: QueryDict | None) -> forms.Form:
    return SnoozeForm(data, initial={"until_date": place.desk.today + timedelta(days=7)})


def _promise_form(place: Place, data: QueryDict | None) -> forms.Form:
    initial = {"promised_date": place.desk.today + timedelta(days=7), "ids": place.chosen}
    return PromiseForm(data, items=place.choices(), currency=place.currency, initial=initial)


def _promise(place: Place, data: dict[str, Any]) -> Done:
    made = record_promise(
        act=place.desk.act(), customer_id=place.account.id, promised_date=data["promised_date"],
        receivable_ids=data["ids"] or None, amount_minor=data["amount"], note=data["note"],
    )  # fmt: skip
    words = _("Promised for %(day)s. No reminder goes out about it until then.")
    return Done(words % {"day": date_text(data["promised_date"])}, undo_address(place, "promise", made))


def _promise_means(place: Place) -> str:
    minor = sum(one.open_minor for one in place.about if one.currency == place.currency)
    words = {"amount": money_text(minor, place.currency), "n": len(place.about)}
    if place.chosen:
        chosen = ngettext(
            "Until that day no reminder goes out about this %(n)s invoice (%(amount)s).",
            "Until that day no reminder goes out about these %(n)s invoices (%(amount)s).",
            len(place.about),
        )
        return f"{chosen % words} {_('If it is not kept, Today shows it.')}"
    silent = _("Until that day no reminder goes out about what is promised (%(amount)s is open).") % words
    return f"{silent} {_('If it is not kept, Today shows it.')}"


def _dispute_form(place: Place, data: QueryDict | None) -> forms.Form:
    first = next(iter(place.chosen), None)
    return DisputeForm(data, items=place.choices(), currency=place.currency, initial={"receivable": first})


def _dispute(place: Place, data: dict[str, Any]) -> Done:
    made = open_dispute(
        act=place.desk.act(), receivable_id=data["receivable"], reason_code=data["reason"],
        amount_minor=data["amount"], text=data["text"], customer_id=place.account.id,
    )  # fmt: skip
    number = next(one.number for one in place.items if one.receivable_id == data["receivable"])
    words = {"number": number, "reason": dispute_words(data["reason"])}
    said = _("%(number)s is disputed (%(reason)s); only what is contested falls silent.") % words
    return Done(said, undo_address(place, "dispute", made))


def _hold_form(place: Place, data: QueryDict | None) -> forms.Form:
    initial = {"until_date": place.desk.today + timedelta(days=14), "ids": place.chosen}
    return HoldForm(data, items=place.choices(), initial=initial)


def _hold(place: Place, data: dict[str, Any]) -> Done:
    made = [
        place_hold(
            act=place.desk.act(), customer_id=place.account.id, reason=data["reason"], until_date=data["until_date"],
            receivable_id=receivable_id,
        )
        for receivable_id in data["ids"] or [None]
    ]  # fmt: skip
    until = date_text(data["until_date"]) if data["until_date"] else _("somebody ends it")
    return Done(
        _("On hold until %(until)s.") % {"until": until}, undo_address(place, "hold", made[0]) if len(made) == 1 else ""
    )


def _hold_means(place: Place) -> str:
    if place.chosen:
        words = ngettext("%(n)s invoice falls silent", "%(n)s invoices fall silent", len(place.about))
        what = words % {"n": len(place.about)}
    else:
        what = _("%(name)s gets no message at all") % {"name": place.account.name}
    return _("%(what)s. The reason is shown wherever a reminder would have gone out.") % {"what": what}


NOTE = Deed(
    "note", Verb.NOTE, lazy("Note"), lazy("Add the note"), lambda _place, data: NoteForm(data), _note,
    lambda _place: "",
)  # fmt: skip
CALL = Deed(
    "call", Verb.NOTE, lazy("Log a call"), lazy("Log the call"), lambda _place, data: CallForm(data), _call,
    lambda _place: _("Reaching somebody counts as contact: the next reminder keeps its distance."),
)  # fmt: skip
SNOOZE = Deed(
    "snooze", Verb.NOTE, lazy("Snooze"), lazy("Take off the list"), _snooze_form, _snooze,
    lambda _place: _("Leaves your worklist until that day. Reminders go on."),
)  # fmt: skip
PROMISE = Deed(
    "promise", Verb.NOTE, lazy("Promise to pay"), lazy("Record the promise"), _promise_form, _promise, _promise_means
)
DISPUTE = Deed(
    "dispute", Verb.NOTE, lazy("Dispute"), lazy("Open the dispute"), _dispute_form, _dispute,
    lambda _place: _("Only the contested amount falls silent; the rest stays due and is asked for."),
)  # fmt: skip
HOLD = Deed("hold", Verb.EDIT_CUSTOMER, lazy("Hold"), lazy("Place the hold"), _hold_form, _hold, _hold_means)

note, call, snooze = deed_view(NOTE), deed_view(CALL), deed_view(SNOOZE)
promise, dispute, hold = deed_view(PROMISE), deed_view(DISPUTE), deed_view(HOLD)
