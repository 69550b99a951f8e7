"""The list of customers: who owes what, and how old it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.addresses import address, customer_address
from duly.faces.console.customers.columns import (
    CHOICES,
    cells,
    columns,
    file_cells,
    file_head,
    read_columns,
    sums_of,
)
from duly.faces.console.customers.filters import Asked, read
from duly.faces.console.export import csv_response
from duly.faces.console.shell.kept import EVERYTHING, keeps
from duly.faces.look.figures import amount_text
from duly.faces.look.table import ListTable, Pager, Row
from duly.store.queries.customer_list import (
    CustomerLine,
    CustomerSums,
    Place,
    choices,
    customer_lines,
    customer_sums,
)

EXPORT_LIMIT = 200_000
IN_FILE = ("segment", "owner", "state", "oldest", "late", "open", "age0", "age1", "age2", "age3")


def status_badge(status: str) -> tuple[str, str] | None:
    """Return the badge of a customer's state, None for the usual one."""
    return {
        "legal": (_("with the lawyers"), "bad"), "insolvent": (_("insolvent"), "bad"), "closed": (_("closed"), ""),
    }.get(status)  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
@keeps("customers")
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
        "chips": asked.chips(offered), "clear_url": f"?{EVERYTHING}",
        "views": asked.views(desk.user_id, desk.only_owner_id is None),
        "keep": asked.shape(), "column_choices": _column_choices(asked),
        "tools": [{"label": _("Export"), "url": address("customers_export") + asked.query(), "icon": "export"}],
        "table": _table(asked, lines, sums, _pager(asked, previous, following, sums)), "is_empty": not sums.customers,
        "is_filtered": asked.is_filtered,
    }  # fmt: skip
    return render(request, "console/customers/list.html", context)


def _column_choices(asked: Asked) -> dict[str, Any]:
    chosen = read_columns(list(asked.columns))
    kept = [*asked.given.items(), *(pair for pair in asked.shape() if pair[0] != "cols")]
    return {"kept": kept, "columns": [(name, one.label, name in chosen) for name, one in CHOICES.items()]}


def _pager(asked: Asked, previous: Place | None, following: Place | None, sums: CustomerSums) -> Pager:
    words = ngettext("%(n)s customer", "%(n)s customers", sums.customers) % {"n": amount_text(sums.customers, "JPY")}
    return Pager(
        previous_url=asked.query(before=previous.token()) if previous else "",
        next_url=asked.query(after=following.token()) if following else "",
        words=words,
    )


def _table(asked: Asked, lines: list[CustomerLine], sums: CustomerSums, pager: Pager) -> ListTable:
    chosen = read_columns(list(asked.columns))
    rows = [
        Row(
            id=str(line.id), url=customer_address(line.id), muted=line.status == "closed",
            cells={"name": line, "status": status_badge(line.status), **cells(chosen, line)},
        )
        for line in lines
    ]  # fmt: skip
    return ListTable(
        caption=_("Customers and what they owe"), columns=columns(chosen, asked.filter.currency), rows=rows,
        sort=asked.sort, sums=sums_of(chosen, sums), sums_label=pager.words, pager=pager, id="customers",
    )  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everything the filter lets through, in the order and with the columns of the page."""
    desk = request.desk
    asked = read(request, choices(desk.company.id))
    lines, _before, _after = customer_lines(
        desk.company.id, desk.today, asked.filter, sort=asked.sort, limit=EXPORT_LIMIT
    )
    return customers_file(desk, asked, lines)


def customers_file(desk: Desk, asked: Asked, lines: Iterable[CustomerLine]) -> HttpResponse:
    """Answer with customers as a file: what the list shows, and the ages its bars stand for."""
    currency = asked.filter.currency
    chosen = read_columns(list(asked.columns)) if asked.columns else IN_FILE
    head = [_("Number"), _("Customer"), _("Currency"), *file_head(chosen)]
    rows = ((line.number, line.name, currency, *file_cells(chosen, line, currency)) for line in lines)
    return csv_response(f"customers-{desk.today.isoformat()}", head, rows)
