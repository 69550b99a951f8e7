"""What the address of the customers' list asks for, and how the page says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from duly.core.money.currency import exponent
from duly.faces.console.access import DeskRequest
from duly.faces.console.shell.kept import EVERYTHING
from duly.faces.look.figures import money_text
from duly.store.queries.customer_list import DEFAULT_SORT, NO_OWNER, SORTS, Choices, CustomerFilter

STATES = ("active", "legal", "insolvent", "closed")
AMOUNTS = ("1000", "10000", "100000")
NAMES = ("q", "segment", "owner", "status", "late", "least", "older", "currency")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, the order, and the parameters they came from."""

    filter: CustomerFilter
    sort: str
    given: dict[str, str]
    columns: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.given.keys() - {"currency"})

    def query(self, **changes: str) -> str:
        """Return this page's query with changes; an empty value takes a parameter away."""
        kept = {**self.given, **dict(self.shape()), **changes}
        return "?" + (urlencode({name: value for name, value in kept.items() if value}) or EVERYTHING)

    def shape(self) -> list[tuple[str, str]]:
        """Return order and columns as parameters, where they are not the usual ones."""
        sort = [("sort", self.sort)] if self.sort != DEFAULT_SORT else []
        return sort + ([("cols", ",".join(self.columns))] if self.columns else [])

    def fields(self, offered: Choices, has_owners: bool) -> list[dict[str, Any]]:
        """Return the filter bar."""
        given, anything = self.given, ("", _("any"))
        least = [(text, f"\u2265 {_amount(text, self.filter.currency)}") for text in AMOUNTS]
        fields: list[dict[str, Any]] = [
            {"name": "q", "label": _("Name or number"), "kind": "search", "value": given.get("q", "")},
            _select("late", _("Age"), given, [anything, ("1", _("overdue"))]),
        ]
        if offered.segments:
            fields.append(_select("segment", _("Segment"), given, [anything, *((s, s) for s in offered.segments)]))
        if has_owners:
            people = [(str(number), name) for number, name in offered.owners]
            fields.append(_select("owner", _("Owner"), given, [anything, (NO_OWNER, _("nobody")), *people]))
        fields.append(_select("status", _("State"), given, [anything, *((s, state_name(s)) for s in STATES)]))
        fields.append(_select("least", _("Open"), given, [anything, *least]))
        if len(offered.currencies) > 1:
            codes = [(code, code) for code in offered.currencies]
            fields.append(_select("currency", _("Currency"), {"currency": self.filter.currency}, codes))
        return fields

    def chips(self, offered: Choices) -> list[dict[str, str]]:
        """Return what narrows the list, each with the address that takes it away."""
        owners = {str(number): name for number, name in offered.owners} | {NO_OWNER: _("nobody")}
        words: dict[str, Callable[[str], str]] = {
            "q": lambda v: f"\u201c{v}\u201d", "segment": lambda v: v, "status": state_name,
            "owner": lambda v: _("owner: %(name)s") % {"name": owners.get(v, v)}, "late": lambda v: _("overdue"),
            "least": lambda v: f"\u2265 {_amount(v, self.filter.currency)}",
            "older": lambda v: _("more than %(days)s days late") % {"days": v},
        }  # fmt: skip
        return [
            {"label": words[name](value), "remove_url": self.query(**{name: ""})}
            for name, value in self.given.items()
            if name in words
        ]

    def views(self, user_id: int, has_owners: bool) -> list[dict[str, Any]]:
        """Return the views everybody has; any other is an address to keep."""
        found: list[tuple[str, dict[str, str]]] = [(_("All"), {}), (_("Overdue"), {"late": "1"})]
        if has_owners:
            found += [(_("Mine"), {"owner": str(user_id)}), (_("Nobody's"), {"owner": NO_OWNER, "late": "1"})]
        found.append((_("61 days and more"), {"older": "60"}))
        return [{"label": label, "url": "?" + (urlencode(query) or EVERYTHING)} for label, query in found]


def state_name(status: str) -> str:
    """Return a customer's state in words."""
    return {
        "active": _("active"), "legal": _("with the lawyers"), "insolvent": _("insolvent"), "closed": _("closed"),
    }.get(status, status)  # fmt: skip


def _amount(major: str, currency: str) -> str:
    return money_text(int(major) * 10 ** exponent(currency), currency).removesuffix(".00")


def _select(name: str, label: str, given: dict[str, str], options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": given.get(name, ""), "options": options}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def read(request: DeskRequest, offered: Choices) -> Asked:
    """Read the address; what makes no sense there is as if it were not there."""
    desk = request.desk
    given = {name: value for name in NAMES if (value := request.GET.get(name, "").strip()[:200])}
    fits = {
        "q": lambda v: True, "segment": lambda v: True, "owner": lambda v: v == NO_OWNER or _is_number(v),
        "status": STATES.__contains__, "late": lambda v: v == "1", "least": _is_number, "older": _is_number,
        "currency": offered.currencies.__contains__,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if fits[name](value)}
    currency = given.get("currency") or desk.company.currency
    wanted = CustomerFilter(
        currency=currency, text=given.get("q", ""), segment=given.get("segment", ""), owner=given.get("owner", ""),
        status=given.get("status", ""), late_only="late" in given,
        at_least_minor=int(given.get("least", "0")) * 10 ** exponent(currency),
        older_than_days=int(given["older"][:5]) if "older" in given else None, only_owner_id=desk.only_owner_id,
    )  # fmt: skip
    sort = request.GET.get("sort", DEFAULT_SORT)
    cols = tuple(one for text in request.GET.getlist("cols") for one in text[:200].split(",") if one)
    return Asked(wanted, sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT, given, cols[:20])
