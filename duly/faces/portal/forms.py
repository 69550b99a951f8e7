"""What a customer can say, as forms. Which invoices is not asked here: see `account.picked`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duly.core.money.money import NotExact, from_decimal
from duly.core.payments.promise import LONGEST_PROMISE_DAYS
from duly.faces.look.figures import date_text, reader_locale
from duly.faces.portal.words import DISPUTE_WORDS, METHOD_WORDS, REFUSAL_WORDS

LONGEST_AMOUNT = 30
_AROUND = re.compile(r"^[\s€$£]+|[\s€$£]+$")


class DayInput(forms.DateInput):
    """A date as the browser's calendar gives it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PromiseForm(forms.Form):
    """By which day."""

    promised_date = forms.DateField(label=lazy("I will pay by"), widget=DayInput(), input_formats=["%Y-%m-%d"])
    note = forms.CharField(
        label=lazy("A word to us"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, today: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.first, self.last = today, today + timedelta(days=LONGEST_PROMISE_DAYS)
        self.fields["promised_date"].help_text = _("Any day from %(first)s to %(last)s.") % {
            "first": date_text(self.first), "last": date_text(self.last)
        }  # fmt: skip
        widget = self.fields["promised_date"].widget
        widget.attrs |= {"min": self.first.isoformat(), "max": self.last.isoformat()}

    def clean_promised_date(self) -> date:
        """Refuse a day outside the calendar's limits, in words."""
        day: date = self.cleaned_data["promised_date"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(REFUSAL_WORDS["promised_date"])
        return day


class PaidForm(forms.Form):
    """When, how, and under which reference."""

    paid_date = forms.DateField(label=lazy("When did you pay?"), widget=DayInput(), input_formats=["%Y-%m-%d"])
    method = forms.ChoiceField(label=lazy("How did you pay?"), choices=list(METHOD_WORDS.items()))
    text = forms.CharField(label=lazy("Reference on your payment"), required=False, max_length=1000)

    def __init__(self, *arguments: Any, today: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.last, self.first = today, today - timedelta(days=730)
        widget = self.fields["paid_date"].widget
        widget.attrs |= {"min": self.first.isoformat(), "max": self.last.isoformat()}

    def clean_paid_date(self) -> date:
        """Refuse a day that lies ahead or too long ago."""
        day: date = self.cleaned_data["paid_date"]
        if day > self.last:
            raise forms.ValidationError(REFUSAL_WORDS["paid_date"])
        if day < self.first:
            raise forms.ValidationError(_("This is more than two years ago. Please check the year."))
        return day


class DisputeForm(forms.Form):
    """What is wrong with one invoice, and how much of it."""

    reason = forms.ChoiceField(
        label=lazy("What is wrong?"), choices=[(code.value, words) for code, words in DISPUTE_WORDS.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    amount = forms.CharField(
        label=lazy("Which amount is wrong?"), required=False, max_length=LONGEST_AMOUNT,
        help_text=lazy("Leave it empty if it is the whole invoice."), widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off"}
        ),
    )  # fmt: skip
    text = forms.CharField(
        label=lazy("What should we know?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *arguments: Any, currency: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.currency = currency

    def clean_amount(self) -> int | None:
        """Return minor units, read as amounts are written in the page's language; None for all of it."""
        text = _AROUND.sub("", self.cleaned_data["amount"].replace(self.currency, ""))
        if not text:
            return None
        try:
            minor = from_decimal(parse_decimal(text, locale=reader_locale(), strict=True), self.currency).minor
        except (NumberFormatError, NotExact, ValueError, ArithmeticError) as problem:
            raise forms.ValidationError(_("Write the amount in figures, without other words.")) from problem
        if not 0 < minor < 10**15:
            raise forms.ValidationError(REFUSAL_WORDS["amount"])
        return minor


class ContactForm(forms.Form):
    """To whom we should write instead."""

    name = forms.CharField(label=lazy("Name of the right person"), required=False, max_length=120)
    email = forms.EmailField(label=lazy("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=lazy("Telephone"), required=False, max_length=40)
    text = forms.CharField(
        label=lazy("What should we know?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Want at least one thing to go by."""
        given = {name: " ".join(str(value).split()) for name, value in self.cleaned_data.items()}
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(_("Tell us a name, an address, or in a few words why this is not for you."))
        return given


class PeriodForm(forms.Form):
    """From which day to which."""

    from_date = forms.DateField(label=lazy("First day"), widget=DayInput(), input_formats=["%Y-%m-%d"])
    to_date = forms.DateField(label=lazy("Last day"), widget=DayInput(), input_formats=["%Y-%m-%d"])

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        given: dict[str, Any] = self.cleaned_data
        if not self.errors and given["from_date"] > given["to_date"]:
            raise forms.ValidationError(_("The first day lies after the last. Exchange them."))
        return given
