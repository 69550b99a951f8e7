"""The forms of a customer's side panel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duly.core.cases.reasons import REASON_NAMES, RESOLUTION_NAMES
from duly.core.money.currency import exponent
from duly.core.money.money import Money, NotExact, from_decimal
from duly.faces.console.account.words import outcome_choices
from duly.services.accounts.assign_customer import IMPORTANCES, STATUSES
from duly.services.accounts.save_contact import CONTACT_ROLES

Choices = Sequence[tuple[Any, str]]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DayInput(forms.DateInput):
    """A date as the browser picks it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class AmountField(forms.DecimalField):
    """An amount of one currency; cleans to minor units, None when left empty."""

    def __init__(self, *, currency: str, **named: Any) -> None:
        self.currency = currency
        places = exponent(currency)
        super().__init__(min_value=Decimal(1).scaleb(-places), max_digits=18, decimal_places=places, **named)

    def clean(self, value: Any) -> Any:
        """Return minor units."""
        given = super().clean(value)
        if given is None:
            return None
        try:
            return from_decimal(given, self.currency).minor
        except NotExact as error:
            raise forms.ValidationError(str(error)) from error


def plain_amount(minor: int, currency: str) -> Decimal:
    """Return an amount as a form shows it."""
    return Money(minor, currency).as_decimal()


class NoteForm(forms.Form):
    """A line for the next person."""

    text = forms.CharField(
        label=lazy("What the next person should know"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )  # fmt: skip


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=lazy("Outcome"), choices=outcome_choices, widget=forms.Select(attrs={"autofocus": True})
    )
    text = forms.CharField(label=lazy("What was said"), required=False, max_length=4000, widget=_area(3))


class SnoozeForm(forms.Form):
    """Until when an account is off the list."""

    until_date = forms.DateField(label=lazy("Back on"), widget=DayInput({"autofocus": True}))


class ItemsForm(forms.Form):
    """A form about some of the open invoices."""

    ids = forms.TypedMultipleChoiceField(
        label=lazy("Invoices"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, items: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["ids"].choices = items  # type: ignore[attr-defined]


class PromiseForm(ItemsForm):
    """A day, how much, for which invoices."""

    field_order = ["promised_date", "amount", "note", "ids"]
    promised_date = forms.DateField(label=lazy("Pays by"), widget=DayInput({"autofocus": True}))
    note = forms.CharField(label=lazy("Who said so, and how"), required=False, max_length=2000)

    def __init__(self, *arguments: Any, currency: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Amount, %(currency)s") % {"currency": currency}, required=False,
            help_text=_("Empty: all that is open on them."),
        )  # fmt: skip
        self.fields["ids"].help_text = _("None ticked: everything due by that day.")
        self.order_fields(self.field_order)


class DisputeForm(forms.Form):
    """Which invoice, how much of it, and what is wrong with it."""

    receivable = forms.TypedChoiceField(
        label=lazy("Invoice"), coerce=int, widget=forms.Select(attrs={"autofocus": True})
    )
    reason = forms.ChoiceField(label=lazy("What is wrong"))

    def __init__(self, *arguments: Any, items: Choices, currency: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["receivable"].choices = items  # type: ignore[attr-defined]
        names = [(code.value, _(words)) for code, words in REASON_NAMES.items()]
        self.fields["reason"].choices = names  # type: ignore[attr-defined]
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Contested amount, %(currency)s") % {"currency": currency}, required=False,
            help_text=_("Empty: all of it. Only this much falls silent."),
        )  # fmt: skip
        self.fields["text"] = forms.CharField(
            label=_("In the customer's words"), required=False, max_length=4000, widget=_area(3)
        )


class ResolveForm(forms.Form):
    """How a dispute ended."""

    resolution = forms.ChoiceField(label=lazy("Outcome"), widget=forms.Select(attrs={"autofocus": True}))
    text = forms.CharField(label=lazy("Why"), required=False, max_length=4000, widget=_area(3))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        names = [(code.value, _(words)) for code, words in RESOLUTION_NAMES.items()]
        self.fields["resolution"].choices = names  # type: ignore[attr-defined]


class HoldForm(ItemsForm):
    """Silence for a reason, until a day."""

    field_order = ["reason", "until_date", "ids"]
    reason = forms.CharField(
        label=lazy("Why"), max_length=300, widget=forms.TextInput(attrs={"autofocus": True})
    )  # fmt: skip
    until_date = forms.DateField(
        label=lazy("Last day of silence"), required=False, widget=DayInput(), help_text=lazy("Empty: until you end it.")
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["ids"].help_text = _("None ticked: the whole customer.")


class WriteOffForm(ItemsForm):
    """Invoices that will not be collected; one of them may be written off in part."""

    field_order = ["ids", "amount", "reason"]
    reason = forms.CharField(label=lazy("Why it will not be collected"), max_length=500, widget=_area(2))

    def __init__(self, *arguments: Any, currency: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["ids"].required = True
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Amount, %(currency)s") % {"currency": currency}, required=False,
            help_text=_("Only for a single invoice. Empty: all that is open."),
        )  # fmt: skip
        self.order_fields(self.field_order)


class CreditForm(forms.Form):
    """Which invoice a credit note is used on."""

    receivable = forms.TypedChoiceField(
        label=lazy("Use it on"), coerce=int, widget=forms.Select(attrs={"autofocus": True})
    )

    def __init__(self, *arguments: Any, items: Choices, currency: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["receivable"].choices = items  # type: ignore[attr-defined]
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Amount, %(currency)s") % {"currency": currency}, required=False,
            help_text=_("Empty: as much as fits."),
        )  # fmt: skip


class ContactForm(forms.Form):
    """Somebody at the customer."""

    name = forms.CharField(
        label=lazy("Name"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(label=lazy("E-mail"), required=False)
    phone = forms.CharField(
        label=lazy("Telephone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=lazy("With the country code, such as +49 30 1234567."),
    )  # fmt: skip
    role = forms.ChoiceField(label=lazy("Role"))
    language = forms.ChoiceField(label=lazy("Language"), required=False)

    def __init__(self, *arguments: Any, languages: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        roles = [(code, _(words)) for code, words in CONTACT_ROLES.items()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who looks after a customer, and how it is treated."""

    owner_id = forms.TypedChoiceField(
        label=lazy("Owner"), coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs={"autofocus": True}),
    )  # fmt: skip
    segment = forms.CharField(label=lazy("Segment"), required=False, max_length=60)
    importance = forms.ChoiceField(label=lazy("Importance"))
    procedure_name = forms.ChoiceField(label=lazy("Procedure"), required=False)
    status = forms.ChoiceField(label=lazy("Status"))
    reason = forms.CharField(label=lazy("Why"), required=False, max_length=500)

    def __init__(self, *arguments: Any, people: Choices, procedures: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = {
            "owner_id": people, "procedure_name": procedures,
            "importance": [(code, _(words)) for code, words in IMPORTANCES.items()],
            "status": [(code, _(words)) for code, words in STATUSES.items()],
        }  # fmt: skip
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        self.fields["status"].help_text = _("Any status but Active ends all reminders by itself.")


class ParentForm(forms.Form):
    """Whose member a customer is."""

    parent = forms.CharField(
        label=lazy("Belongs to"), required=False, max_length=200, help_text=lazy("Number or name; empty: no group."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip


class LinkForm(forms.Form):
    """For whom a link into the customer's page is made."""

    contact_id = forms.TypedChoiceField(label=lazy("For"), coerce=int, empty_value=None, required=False)

    def __init__(self, *arguments: Any, people: Choices, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["contact_id"].choices = people  # type: ignore[attr-defined]
