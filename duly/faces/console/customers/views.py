"""The list of customers: who owes what, and how old it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import address, customer_address
from duly.faces.console.customers.filters import Asked, read
from duly.faces.console.export import csv_response
from duly.faces.look.figures import EN_DASH, amount_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.store.queries.customer_list import (
    CustomerLine,
    CustomerSums,
    Place,
    choices,
    customer_lines,
    customer_sums,
)

EXPORT_LIMIT = 200_000


def status_badge(status: str) -> tuple[str, str] | None:
    """Return the badge of a customer's state, None for the usual one."""
    return {
        "legal": (_("with the lawyers"), "bad"), "insolvent": (_("insolvent"), "bad"), "closed": (_("closed"), ""),
    }.get(status)  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
def customers(request: DeskRequest) -> HttpResponse:
    """Show a page of the list."""
    desk = request.desk
    offered = choices(desk.company.id)
    asked = read(request, offered)
    lines, previous, following = customer_lines(
        desk.company.id, desk.today, asked.filter, sort=asked.sort,
        after=Place.read(request.GET.get("after", "")), before=Place.read(request.GET.get("before", "")),
    )  # fmt: skip
    sums = customer_sums(desk.company.id, desk.today, asked.filter)
    context: dict[str, Any] = {
        "title": _("Customers"), "nav": "customers", "fields": asked.fields(offered, desk.only_owner_id is None),
        "chips": asked.chips(offered), "clear_url": "?", "views": asked.views(desk.user_id, desk.only_owner_id is None),
        "keep": [("sort", asked.sort)] if "sort" in request.GET else [],
        "tools": [{"label": _("Export"), "url": address("customers_export") + asked.query(), "icon": "export"}],
        "table": _table(asked, lines, sums, _pager(asked, previous, following, sums)), "is_empty": not sums.customers,
        "is_filtered": asked.is_filtered,
    }  # fmt: skip
    return render(request, "console/customers/list.html", context)


def _pager(asked: Asked, previous: Place | None, following: Place | None, sums: CustomerSums) -> Pager:
    words = ngettext("%(n)s customer", "%(n)s customers", sums.customers) % {"n": amount_text(sums.customers, "JPY")}
    return Pager(
        previous_url=asked.query(before=previous.token()) if previous else "",
        next_url=asked.query(after=following.token()) if following else "",
        words=words,
    )


def _table(asked: Asked, lines: list[CustomerLine], sums: CustomerSums, pager: Pager) -> ListTable:
    currency = asked.filter.currency
    columns = [
        Column(name="name", label=_("Customer"), sortable=True, template="console/customers/name.html"),
        Column(name="owner", label=_("Owner"), kind="quiet", wide_only=True),
        Column(name="oldest", label=_("Oldest"), sortable=True, sort_first="down",
               template="console/customers/oldest.html"),
        Column(name="late", label=_("Overdue"), kind="amount", currency=currency, sortable=True, sort_first="down"),
        Column(name="open", label=_("Open"), kind="amount", currency=currency, sortable=True, sort_first="down"),
    ]  # fmt: skip
    rows = [
        Row(
            id=str(line.id), url=customer_address(line.id), muted=line.status == "closed",
            cells={
                "name": line, "owner": line.owner_name or EN_DASH, "status": status_badge(line.status),
                "oldest": line, "late": line.late_minor, "open": line.open_minor,
            },
        )
        for line in lines
    ]  # fmt: skip
    return ListTable(
        caption=_("Customers and what they owe"), columns=columns, rows=rows, sort=asked.sort,
        sums={"late": sums.late_minor, "open": sums.open_minor}, sums_label=pager.words, pager=pager, id="customers",
    )  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everything the filter lets through, in the order of the page."""
    desk = request.desk
    asked = read(request, choices(desk.company.id))
    lines, _before, _after = customer_lines(
        desk.company.id, desk.today, asked.filter, sort=asked.sort, limit=EXPORT_LIMIT
    )
    currency = asked.filter.currency
    head = (
        _("Number"), _("Customer"), _("Segment"), _("Owner"), _("State"), _("Days late, oldest"), _("Currency"),
        _("Overdue"), _("Open"), _("Not yet due"), "1\u201330", "31\u201360", "61+",
    )  # fmt: skip

    def amounts(line: CustomerLine) -> list[Money]:
        return [Money(minor, currency) for minor in (line.late_minor, line.open_minor, *line.ages)]

    rows = (
        (line.number, line.name, line.segment, line.owner_name, line.status, line.oldest_days, currency, *amounts(line))
        for line in lines
    )
    return csv_response(f"customers-{desk.today.isoformat()}", head, rows)
