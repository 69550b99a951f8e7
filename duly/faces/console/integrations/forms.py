"""Forms of Integrations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from duly.core.accounts.events.catalogue import KINDS, SUBSCRIBABLE
from duly.core.accounts.permissions import Role
from duly.faces.console.context import role_name
from duly.services.api.create_token import DEFAULT_DAYS

ROLES = (Role.VIEWER, Role.CLERK, Role.MANAGER, Role.ADMIN, Role.SALES)
LIFETIMES = (30, 90, 180, 365)


class EndpointForm(forms.Form):
    """Where to, what for, which events."""

    url = forms.CharField(
        label=lazy("Address"), max_length=500, widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=lazy("An https address that can be reached from the internet."),
    )  # fmt: skip
    description = forms.CharField(label=lazy("What it is for"), max_length=200, required=False)
    kinds = forms.MultipleChoiceField(
        label=lazy("Events"), required=False, choices=[(name, name) for name in SUBSCRIBABLE],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def groups(self) -> list[dict[str, Any]]:
        """Return the events by what they are about, each with whether it is chosen."""
        chosen = set(self["kinds"].value() or ())
        rooms: dict[str, list[dict[str, Any]]] = {}
        for kind in KINDS:
            if kind.name in SUBSCRIBABLE:
                line = {"name": kind.name, "when": kind.when, "chosen": kind.name in chosen}
                rooms.setdefault(kind.room, []).append(line)
        return [{"name": _room_name(room), "kinds": kinds} for room, kinds in rooms.items()]


class TokenForm(forms.Form):
    """A token's name, rights and lifetime."""

    name = forms.CharField(
        label=lazy("Name"), max_length=80, help_text=lazy("The program that uses it, such as “Data warehouse”.")
    )
    role = forms.ChoiceField(label=lazy("Rights of"))
    days = forms.TypedChoiceField(label=lazy("Works for"), coerce=int, initial=DEFAULT_DAYS)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["role"].choices = [(role.value, role_name(role)) for role in ROLES]  # type: ignore[attr-defined]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, _("%(days)d days") % {"days": days}) for days in LIFETIMES
        ]


def _room_name(room: str) -> str:
    return {
        "invoice": _("Invoices"), "credit_note": _("Credit notes"), "receipt": _("Receipts"),
        "allocation": _("Undone uses of money"), "promise": _("Promises"), "dispute": _("Disputes"),
        "payment": _("Claims of payment"), "notice": _("Messages"), "customer": _("Customers"),
        "contact": _("Contacts"), "note": _("Notes"), "call": _("Calls"), "cycle": _("Daily runs"),
        "import": _("Imports"), "bank": _("Bank files"), "company": _("Company"),
    }.get(room, room)  # fmt: skip
