"""The small forms beside the worklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duly.core.accounts.permissions import Verb
from duly.core.cases.reasons import REASON_NAMES
from duly.faces.console.access import Desk
from duly.faces.console.account.words import outcome_choices
from duly.store.queries.account_cases import assign_choices


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=lazy("Outcome"), choices=outcome_choices)
    text = forms.CharField(
        label=lazy("What was said"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    """A line for the next person."""

    text = forms.CharField(
        label=lazy("What the next person should know"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PromiseForm(forms.Form):
    """A day, and how much of it."""

    promised_date = forms.DateField(label=lazy("Pays by"), widget=DayInput())
    note = forms.CharField(label=lazy("Who said so"), required=False, max_length=2000)


class DisputeForm(forms.Form):
    """Which invoice, and what is wrong with it."""

    receivable = forms.TypedChoiceField(label=lazy("Invoice"), coerce=int)
    reason = forms.ChoiceField(
        label=lazy("What is wrong"),
        choices=lambda: [(code.value, _(words)) for code, words in REASON_NAMES.items()],
    )
    text = forms.CharField(
        label=lazy("In the customer's words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, invoices: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["receivable"].choices = invoices  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Silence for a reason, until a day."""

    reason = forms.CharField(label=lazy("Why"), max_length=300)
    until_date = forms.DateField(
        label=lazy("Last day of silence"), required=False, widget=DayInput(), help_text=lazy("Empty: until you end it.")
    )


class HandOverForm(forms.Form):
    """To whom, and what they should know."""

    to = forms.TypedChoiceField(label=lazy("Colleague"), coerce=int)
    note = forms.CharField(
        label=lazy("What they should know"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, people: Sequence[tuple[int, str]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["to"].choices = people  # type: ignore[attr-defined]


def colleagues(desk: Desk) -> list[tuple[int, str]]:
    """Return the others who work here."""
    return [(pk, name) for pk, name in assign_choices(desk.company.id).people if pk != desk.user_id]


class SnoozeForm(forms.Form):
    """Until when an account is off the list."""

    until_date = forms.DateField(label=lazy("Back on"), widget=DayInput())


def deeds(desk: Desk, invoices: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """Return the panel's forms in the order of use, as far as this person may: key, icon, words, address and form."""
    as_of = desk.today
    week = as_of + timedelta(days=7)
    found = [
        _deed("c", "phone", _("Log a call"), "today_call", CallForm(auto_id="call_%s")),
        _deed("p", "promise", _("Promise to pay"), "today_promise",
              PromiseForm(auto_id="promise_%s", initial={"promised_date": week})),
    ]  # fmt: skip
    if invoices:
        form = DisputeForm(auto_id="dispute_%s", invoices=invoices)
        found.append(_deed("d", "dispute", _("Dispute"), "today_dispute", form))
    snooze = SnoozeForm(auto_id="snooze_%s", initial={"until_date": as_of + timedelta(days=3)})
    found.append(_deed("e", "note", _("Note"), "today_note", NoteForm(auto_id="note_%s")))
    found.append(_deed("s", "clock", _("Snooze"), "today_snooze", snooze))
    if desk.may(Verb.EDIT_CUSTOMER):
        until = as_of + timedelta(days=14)
        found.append(_deed("h", "hold", _("Hold"), "today_hold",
                           HoldForm(auto_id="hold_%s", initial={"until_date": until})))  # fmt: skip
        if people := colleagues(desk):
            given = HandOverForm(auto_id="give_%s", people=people)
            found.append(_deed("g", "people", _("Hand over"), "today_hand_over", given))
    return found


def _deed(key: str, icon: str, words: str, name: str, form: forms.Form) -> dict[str, Any]:
    return {"key": key, "icon": icon, "words": words, "name": f"console:{name}", "form": form}
