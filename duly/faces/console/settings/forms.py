"""The company's settings as a form."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as lazy

from duly.core.money.mod97 import grouped, iban_problem
from duly.faces.console.today.forms import DayInput
from duly.store.queries.companies import CompanyFacts

GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("company", lazy("Company"), ("name", "address", "country", "currency", "language", "time_zone")),
    ("bank", lazy("Bank account"), ("iban", "bic", "account_holder")),
    ("sender", lazy("Sender of messages"), ("sender_name", "sender_email", "sender_phone")),
    ("care", lazy("Care"), ("bank_data_max_age_hours", "business_date_override")),
)
NOT_ONE = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})  # CLDR regions that are no country
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "System")))


def _countries() -> list[tuple[str, str]]:
    names = Locale.parse(to_locale(get_language() or "en")).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NOT_ONE]
    return sorted(found, key=lambda pair: pair[1])


class CompanyForm(forms.Form):
    """What the company says about itself."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    address = forms.CharField(
        label=lazy("Address"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.ChoiceField(label=lazy("Country"))
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=lazy("Currency"), help_text=lazy("Three letters, ISO 4217. Figures are summed in it.")
    )
    language = forms.ChoiceField(label=lazy("Language of messages"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    iban = forms.CharField(
        label="IBAN", max_length=42, required=False,
        help_text=lazy("Customers pay to this account; it is in the QR code."),
    )  # fmt: skip
    bic = forms.CharField(label="BIC", max_length=14, required=False)
    account_holder = forms.CharField(
        label=lazy("Account holder"), max_length=70, required=False, help_text=lazy("If it differs from the name.")
    )
    sender_name = forms.CharField(
        label=lazy("Name"), max_length=120, required=False,
        help_text=lazy("A person. Messages from a name are answered more often."),
    )  # fmt: skip
    sender_email = forms.EmailField(label=lazy("Email"), required=False)
    sender_phone = forms.CharField(label=lazy("Telephone"), max_length=40, required=False)
    bank_data_max_age_hours = forms.IntegerField(
        label=lazy("Bank data may be this old, in hours"), min_value=0, max_value=24 * 60,
        help_text=lazy("Older than this, nobody is reminded: the money may have arrived. 0: any age. A procedure "
                       "that names its own limit goes by that."),
    )  # fmt: skip
    business_date_override = forms.DateField(
        label=lazy("Pinned day"), required=False, widget=DayInput(),
        help_text=lazy("For demonstrations and replays: Duly takes this day for today. Empty for the real one."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["country"].choices = _countries()  # type: ignore[attr-defined]

    @staticmethod
    def of(company: CompanyFacts) -> CompanyForm:
        """Return the form as the company is now."""
        names = [name for _key, _label, fields in GROUPS for name in fields]
        initial = {name: getattr(company, name) for name in names}
        return CompanyForm(initial=initial | {"iban": grouped(company.iban)})

    def clean_iban(self) -> str:
        """Check length and check digits."""
        iban = str(self.cleaned_data["iban"])
        if iban and (problem := iban_problem(iban)):
            raise forms.ValidationError(problem)
        return iban

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields by group, bound."""
        return [
            {"key": key, "label": label, "fields": [self[name] for name in fields]} for key, label, fields in GROUPS
        ]  # fmt: skip
