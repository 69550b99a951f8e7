"""The list of customers: who owes what, and how old it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import address, customer_address
from duly.faces.console.customers.columns import (
    CHOICES,
    cells,
    columns,
    read_columns,
    sums_of,
)
from duly.faces.console.customers.file import EXPORT_LIMIT, customers_file
from duly.faces.console.customers.filters import Asked, read
from duly.faces.console.customers.many import bulk_actions
from duly.faces.console.shell.kept import EVERYTHING, keeps
from duly.faces.look.figures import amount_text
from duly.faces.look.table import Bulk, ListTable, Pager, Row
from duly.store.queries.customer_list import (
    CustomerLine,
    CustomerSums,
    Place,
    choices,
    customer_lines,
    customer_sums,
)


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
        "export_url": address("customers_export") + asked.query(),
        "table": _table(asked, lines, sums, _pager(asked, previous, following, sums), bulk_actions(desk, asked)),
        "is_empty": not sums.customers,
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


def _all_words(count: int) -> str:
    return _("all %(n)s that match") % {"n": amount_text(count, "JPY")}


def _table(
    asked: Asked, lines: list[CustomerLine], sums: CustomerSums, pager: Pager, bulk: list[Bulk]
) -> ListTable:  # fmt: skip
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
        bulk=bulk, everything=_all_words(sums.customers) if sums.customers > len(lines) else "",
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
