"""What each change of many customers asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duly.faces.console.access import Desk
from duly.faces.console.account.forms import DayInput
from duly.store.queries.account_cases import AssignChoices, assign_choices


class OwnerForm(forms.Form):
    """Whose they are from now on."""

    value = forms.TypedChoiceField(label=lazy("Owner"), coerce=int, empty_value=None, required=False)


class ProcedureForm(forms.Form):
    """Which procedure rules them."""

    value = forms.ChoiceField(label=lazy("Procedure"), required=False)


class SegmentForm(forms.Form):
    """Which segment they belong to."""

    value = forms.CharField(
        label=lazy("Segment"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"list": "segments", "autocomplete": "off"}),
    )  # fmt: skip


class HoldForm(forms.Form):
    """Silence for a reason, until a day."""

    reason = forms.CharField(label=lazy("Why"), max_length=300)
    until_date = forms.DateField(
        label=lazy("Last day of silence"), required=False, widget=DayInput(), help_text=lazy("Empty: until you end it.")
    )


class SnoozeForm(forms.Form):
    """Until when they are off the worklist."""

    until_date = forms.DateField(label=lazy("Back on"), widget=DayInput())


def form_for(desk: Desk, what: str, data: QueryDict | None) -> forms.Form:
    """Return the form of a change, empty as it opens or with what was sent."""
    if what == "hold":
        return HoldForm(data, initial={"until_date": desk.today + timedelta(days=14)})
    if what == "snooze":
        return SnoozeForm(data, initial={"until_date": desk.today + timedelta(days=7)})
    if what not in ("owner", "procedure", "segment"):
        return forms.Form(data)
    return _assigning(what, data, assign_choices(desk.company.id))


def _assigning(what: str, data: QueryDict | None, offered: AssignChoices) -> forms.Form:
    form: Any
    if what == "owner":
        form = OwnerForm(data)
        form.fields["value"].choices = [("", _("nobody")), *offered.people]
    elif what == "procedure":
        form = ProcedureForm(data)
        names = [(name, name) for name in offered.procedures]
        form.fields["value"].choices = [("", _("as the segment or the company says")), *names]
    else:
        form = SegmentForm(data)
        form.segments = offered.segments
    found: forms.Form = form
    return found
