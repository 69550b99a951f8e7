"""What the address of a report asks for: the day, the currency, whose, and how it is grouped and sorted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from duly.core.accounts.permissions import Verb
from duly.core.money.currency import UnknownCurrency, exponent
from duly.faces.console.access import Desk, DeskRequest
from duly.faces.look.figures import amount_text
from duly.faces.look.table import Pager
from duly.store.queries.aging_report import BUCKETS, NOTHING, AgingFilter, By
from duly.store.queries.metrics import Portfolio
from duly.store.queries.report_choices import ReportChoices, report_choices

PAGE = 50
EXPORT_LIMIT = 200_000
EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report's address, read: what makes no sense there is as if it were not there."""

    desk: Desk
    offered: ReportChoices
    as_of: date
    currency: str
    given: dict[str, str]
    page: int

    def get(self, name: str, default: str = "") -> str:
        """Return one parameter."""
        return self.given.get(name, default)

    @property
    def by(self) -> By:
        """What lines are grouped by."""
        wanted = self.get("by")
        return wanted if wanted in get_args(By) else "customer"  # type: ignore[return-value]

    @property
    def months(self) -> int:
        """How many months the figures look back over: 1, 3 or 12."""
        return {"month": 1, "year": 12}.get(self.get("period"), 3)

    @property
    def customer_id(self) -> int | None:
        """The one customer asked about, if any."""
        return int(self.given["customer"]) if "customer" in self.given else None

    @property
    def offset(self) -> int:
        """How many lines come before the page."""
        return (self.page - 1) * PAGE

    def filter(self) -> AgingFilter:
        """Return what the queries of aging need."""
        return AgingFilter(
            self.as_of, "" if self.by == "currency" else self.currency, self.get("segment"), self.get("owner"),
            self.customer_id, self.get("bucket"), self.desk.only_owner_id,
        )  # fmt: skip

    def portfolio(self) -> Portfolio:
        """Return whose figures are asked for; who sees only their own customers gets no others by asking."""
        owner = self.desk.only_owner_id
        if owner is None and self.get("owner").isdigit():
            owner = int(self.get("owner"))
        return Portfolio(self.desk.company.id, self.currency, owner, self.get("segment"))

    def query(self, **changes: str | int) -> str:
        """Return this address's parameters with changes; an empty value takes one away."""
        kept = {**self.given, **{name: str(value) for name, value in changes.items()}}
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    def to(self, page: str, *args: str, **changes: str | int) -> str:
        """Return the address of another report of the same day and choice."""
        return reverse(f"console:{page}", args=args or None) + self.query(**changes)

    def owner_name(self, owner_id: int | None) -> str:
        """Return the name of a customer's owner, "" for nobody."""
        return self.offered.owners.get(owner_id, "") if owner_id is not None else ""

    def pager(self, count: int) -> Pager | None:
        """Return the pages of a list of so many lines, None when it fits on one."""
        if count <= PAGE:
            return None
        first, last = self.offset + 1, min(self.offset + PAGE, count)
        words = _("%(first)s\u2013%(last)s of %(total)s") % {
            "first": first, "last": last, "total": amount_text(count, "JPY"),
        }  # fmt: skip
        return Pager(
            previous_url=self.query(page=self.page - 1 if self.page > 2 else "") if self.page > 1 else "",
            next_url=self.query(page=self.page + 1) if last < count else "", words=words,
        )  # fmt: skip


FITS: dict[str, Callable[[str], bool]] = {
    "by": get_args(By).__contains__, "period": ("month", "quarter", "year").__contains__,
    "owner": lambda v: v == NOTHING or _is_number(v), "customer": lambda v: _is_number(v),
    "bucket": BUCKETS.__contains__, "segment": lambda v: len(v) <= 60 and "\x00" not in v,
    "sort": lambda v: len(v) <= 20, "nobody": lambda v: v == "1",
}  # fmt: skip


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def read(request: DeskRequest) -> Asked:
    """Read a report's address."""
    desk, get = request.desk, request.GET
    given = {name: value for name, fits in FITS.items() if (value := get.get(name, "").strip()) and fits(value)}
    if desk.only_owner_id is not None:
        given.pop("owner", None)
    as_of = _day(get.get("as_of", ""), desk.today)
    if as_of != desk.today:
        given["as_of"] = as_of.isoformat()
    currency = _code(get.get("currency", ""), desk.company.currency)
    if currency != desk.company.currency:
        given["currency"] = currency
    number = get.get("page", "")
    page = max(1, int(number)) if _is_number(number) and len(number) < 6 else 1
    return Asked(desk, report_choices(desk.company.id, only_owner_id=desk.only_owner_id), as_of, currency, given, page)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= today + timedelta(days=366) else today


def _code(text: str, default: str) -> str:
    try:
        exponent(text)
    except (UnknownCurrency, KeyError, ValueError):
        return default
    return text


def choice_fields(asked: Asked, *more: dict[str, Any], segment: bool = True) -> list[dict[str, Any]]:
    """Return the filter bar that all reports share: day, currency, segment, owner."""
    fields: list[dict[str, Any]] = [
        {"name": "as_of", "label": _("As of"), "kind": "date", "value": asked.as_of.isoformat()}, *more,
    ]  # fmt: skip
    codes = sorted({*asked.offered.currencies, asked.currency, asked.desk.company.currency})
    if len(codes) > 1 and asked.by != "currency":
        fields.append(_select("currency", _("Currency"), asked.currency, [(code, code) for code in codes]))
    named = [(one.segment or NOTHING, one.segment or _("none")) for one in asked.offered.segments]
    if segment and len(named) > 1:
        fields.append(_select("segment", _("Segment"), asked.get("segment"), [("", _("all")), *named]))
    if asked.desk.only_owner_id is None and asked.offered.owners:
        people = [(str(number), name) for number, name in asked.offered.owners.items()]
        fields.append(_select("owner", _("Owner"), asked.get("owner"), [("", _("all")), *people]))
    return fields


def _select(name: str, label: str, value: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": value, "options": options}


def period_field(asked: Asked) -> dict[str, Any]:
    """Return the choice of the period that figures look back over."""
    options = [("month", _("month")), ("quarter", _("quarter")), ("year", _("year"))]
    return _select("period", _("Period"), asked.get("period") or "quarter", options)


def kept(asked: Asked, *names: str) -> list[tuple[str, str]]:
    """Return parameters that the filter form hands on although it has no field for them."""
    return [(name, asked.given[name]) for name in names if name in asked.given]


def report_tabs(asked: Asked, current: str) -> list[dict[str, Any]]:
    """Return the reports, each for the same day and choice."""
    shared = {"by": "", "bucket": "", "sort": "", "customer": "", "period": "", "nobody": ""}
    pages = (
        ("reports_aging", _("Aging")), ("reports_figures", _("Figures")), ("reports_segments", _("Segments")),
    )  # fmt: skip
    tabs = [{"label": label, "url": asked.to(name, **shared), "current": name == current} for name, label in pages]
    if asked.desk.may(Verb.SEE_ALL):
        tabs.append({
            "label": _("By mail"), "url": reverse("console:reports_by_mail"), "current": current == "reports_by_mail"
        })  # fmt: skip
    return tabs
