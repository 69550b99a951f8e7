"""The log's words: kinds of things that are done, and who does them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

ROOMS: dict[str, tuple[str, ...]] = {
    "customers": ("customer", "contact", "note", "call", "task", "segments"),
    "cases": ("promise", "dispute", "hold", "payment", "receivable"),
    "messages": ("notice", "cycle", "mail", "portal"),
    "cash": ("receipt", "bank"),
    "imports": ("import",),
    "rules": ("procedure", "template", "segments", "view"),
    "settings": ("company", "person", "token", "webhook", "report"),
}


def room_name(room: str) -> str:
    """Return what a kind of activity is called."""
    return {
        "customers": _("Customers and notes"), "cases": _("Promises, disputes, holds"), "messages": _("Messages"),
        "cash": _("Cash"), "imports": _("Imports"), "rules": _("Procedures and segments"), "settings": _("Settings"),
    }.get(room, _("Other"))  # fmt: skip


def room_of(first: str) -> str:
    """Return the kind that the first part of a verb belongs to."""
    return next((room for room, parts in ROOMS.items() if first in parts), "other")


def who_name(kind: str, actor: str) -> str:
    """Return who did something: people by name, the others by what they are."""
    if kind == "system":
        return _("Duly") if actor in ("", "system", "worker", "duly") else _("Duly (%(what)s)") % {"what": actor}
    if kind == "customer":
        return _("the customer: %(who)s") % {"who": actor} if actor else _("the customer")
    return _("%(name)s, by API") % {"name": actor} if kind == "api" else actor


def kind_name(kind: str) -> str:
    """Return what sort of actor that is."""
    return {
        "person": pgettext("actor", "People"), "system": pgettext("actor", "Duly itself"),
        "customer": pgettext("actor", "Customers"), "api": pgettext("actor", "Other programs"),
    }.get(kind, kind)  # fmt: skip
