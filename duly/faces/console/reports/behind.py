"""The documents behind an amount: open invoices, receipts with unapplied cash, and what a figure was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.cases.reasons import REASON_NAMES
from duly.core.insight.movements import months_before
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import customer_address, invoice_address
from duly.faces.console.export import csv_response
from duly.faces.console.reports.asked import (
    EXPORT_LIMIT,
    PAGE,
    Asked,
    choice_fields,
    kept,
    period_field,
    read,
)
from duly.faces.console.reports.words import period_text
from duly.faces.look.buckets import bucket_label
from duly.faces.look.figures import EN_DASH, amount_text
from duly.faces.look.table import Column, ListTable, Row
from duly.store.queries.aging_behind import (
    ITEM_SORT,
    ORDERS,
    RECEIPT_ORDERS,
    AgedItem,
    AgedReceipt,
    Behind,
    aged_items,
    aged_receipts,
)
from duly.store.queries.metrics_behind import SOURCES, Happening, Happenings, happenings

LINK = "console/reports/customer_link.html"


def _sort(asked: Asked, known: dict[str, str]) -> str:
    wanted = asked.get("sort")
    return wanted if wanted.removeprefix("-") in known else ITEM_SORT


def _items(asked: Asked, limit: int) -> Behind[AgedItem]:
    wanted = asked.filter()
    return aged_items(asked.desk.company.id, wanted, sort=_sort(asked, ORDERS), limit=limit, offset=asked.offset)


def _number(one: AgedItem) -> str:
    return f"{one.number} ({one.instalment_no}/{one.instalment_count})" if one.instalment_count > 1 else one.number


def _customer(customer_id: int | None, name: str) -> dict[str, str]:
    return {"name": name or EN_DASH, "url": customer_address(customer_id) if customer_id is not None else ""}


def _of_customer(asked: Asked, found: Behind[Any]) -> str:
    """Return the one customer's name when the list is about one."""
    return found.documents[0].customer_name if asked.customer_id is not None and found.documents else ""


@require_GET
@page(Verb.SEE_OWN)
def items(request: DeskRequest) -> HttpResponse:
    """Show the open invoices and credit notes of a bucket, a customer, a segment."""
    asked = read(request)
    found = _items(asked, PAGE)
    columns = [
        Column(name="number", label=_("Document"), kind="strong", sortable=True),
        Column(name="customer", label=_("Customer"), sortable=True, template=LINK),
        Column(name="issued", label=_("Issued"), kind="date", sortable=True, wide_only=True),
        Column(name="due", label=_("Due"), kind="date", sortable=True),
        Column(name="age", label=_("Age"), kind="age", sortable=True, sort_first="down"),
        Column(name="amount", label=_("Amount"), kind="amount", currency=asked.currency, sortable=True,
               sort_first="down", wide_only=True),
        Column(name="open", label=_("Open"), kind="amount", currency=asked.currency, sortable=True, sort_first="down"),
    ]  # fmt: skip
    rows = [
        Row(id=str(one.id), url=invoice_address(one.id), cells={
            "number": _number(one), "customer": _customer(one.customer_id, one.customer_name),
            "issued": one.issue_date, "due": one.due_date, "age": one.days if one.open_minor > 0 else None,
            "amount": one.amount_minor, "open": one.open_minor,
        })
        for one in found.documents
    ]  # fmt: skip
    many = ngettext("%(n)s document", "%(n)s documents", found.count) % {"n": amount_text(found.count, "JPY")}
    table = ListTable(
        caption=_("Open documents"), columns=columns, rows=rows, sort=_sort(asked, ORDERS), sums_label=many,
        sums={"open": found.sum_minor}, pager=asked.pager(found.count), id="documents",
    )  # fmt: skip
    return _show(request, asked, bucket_label(asked.get("bucket")), table, _of_customer(asked, found), "reports_items")


def _receipts(asked: Asked, limit: int) -> Behind[AgedReceipt]:
    return aged_receipts(
        asked.desk.company.id, asked.filter(), unidentified_only="nobody" in asked.given,
        sort=_sort(asked, RECEIPT_ORDERS), limit=limit, offset=asked.offset,
    )  # fmt: skip


@require_GET
@page(Verb.SEE_OWN)
def receipts(request: DeskRequest) -> HttpResponse:
    """Show the receipts that hold unapplied cash."""
    asked = read(request)
    found = _receipts(asked, PAGE)
    columns = [
        Column(name="payer", label=_("Payer"), kind="strong", sortable=True),
        Column(name="customer", label=_("Customer"), sortable=True, template=LINK),
        Column(name="received", label=_("Received"), kind="date", sortable=True, sort_first="down"),
        Column(name="amount", label=_("Amount"), kind="amount", currency=asked.currency, sortable=True,
               sort_first="down", wide_only=True),
        Column(name="open", label=_("Unapplied"), kind="amount", currency=asked.currency, sortable=True,
               sort_first="down"),
    ]  # fmt: skip
    rows = [
        Row(id=str(one.id), cells={
            "payer": one.payer_name or EN_DASH, "customer": _customer(one.customer_id, one.customer_name),
            "received": one.received_date, "amount": one.amount_minor, "open": one.unapplied_minor,
        })
        for one in found.documents
    ]  # fmt: skip
    many = ngettext("%(n)s receipt", "%(n)s receipts", found.count) % {"n": amount_text(found.count, "JPY")}
    table = ListTable(
        caption=_("Receipts with unapplied cash"), columns=columns, rows=rows, sort=_sort(asked, RECEIPT_ORDERS),
        sums={"open": found.sum_minor}, sums_label=many, pager=asked.pager(found.count), id="receipts",
    )  # fmt: skip
    title = _("Unidentified receipts") if "nobody" in asked.given else _("Unapplied cash")
    return _show(request, asked, title, table, _of_customer(asked, found), "reports_receipts")


def _show(
    request: DeskRequest, asked: Asked, title: str, table: ListTable, customer: str, address: str
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": title, "nav": "reports", "table": table, "day": asked.as_of, "customer_name": customer,
        "customer_url": customer_address(asked.customer_id) if customer and asked.customer_id else "",
        "is_past": asked.as_of != asked.desk.today, "is_empty": not table.rows,
        "crumb_url": asked.to("reports_aging", bucket="", customer="", sort="", nobody=""), "crumb": _("Aging"),
        "fields": choice_fields(asked), "keep": kept(asked, "bucket", "customer", "sort", "nobody"),
        "tools": [{"label": _("Export"), "url": asked.to(f"{address}_export"), "icon": "export"}],
    }  # fmt: skip
    return render(request, "console/reports/behind.html", context)


@require_GET
@page(Verb.SEE_OWN)
def items_export(request: DeskRequest) -> HttpResponse:
    """Answer with every open document of the list."""
    asked = read(request)
    head = (
        _("Document"), _("Kind"), _("Customer"), _("Issued"), _("Due"), _("Days late"), _("Currency"), _("Amount"),
        _("Open"),
    )  # fmt: skip
    rows = (
        (_number(one), one.kind, one.customer_name, one.issue_date, one.due_date, one.days, one.currency,
         Money(one.amount_minor, one.currency), Money(one.open_minor, one.currency))
        for one in _items(asked, EXPORT_LIMIT).documents
    )  # fmt: skip
    return csv_response(f"open-documents-{asked.as_of.isoformat()}", head, rows)


@require_GET
@page(Verb.SEE_OWN)
def receipts_export(request: DeskRequest) -> HttpResponse:
    """Answer with every receipt of the list."""
    asked = read(request)
    head = (_("Payer"), _("Customer"), _("Received"), _("Currency"), _("Amount"), _("Unapplied"))
    rows = (
        (one.payer_name, one.customer_name, one.received_date, one.currency, Money(one.amount_minor, one.currency),
         Money(one.unapplied_minor, one.currency))
        for one in _receipts(asked, EXPORT_LIMIT).documents
    )  # fmt: skip
    return csv_response(f"unapplied-cash-{asked.as_of.isoformat()}", head, rows)


@dataclass(frozen=True, slots=True)
class _List:
    """How one kind of happening is shown: title and columns as (name, label, kind, what it shows)."""

    title: str
    columns: tuple[tuple[str, str, str, Callable[[Happening], Any]], ...]
    amount: str


def _list_of(what: str) -> _List:
    number = ("number", _("Document"), "strong", lambda one: one.number)
    customer = ("customer", _("Customer"), "text", lambda one: one.customer_name)
    if what == "sold":
        return _List(_("Credit sales"), (number, customer, ("first", _("Date"), "date", lambda one: one.first_date),
                     ("state", _("Kind"), "quiet", lambda one: one.state.replace("_", " "))), _("Amount"))  # fmt: skip
    if what == "paid":
        return _List(_("Invoices paid"), (number, customer, ("first", _("Due"), "date", lambda one: one.first_date),
                     ("second", _("Paid"), "date", lambda one: one.second_date),
                     ("days", _("Days late"), "number", lambda one: one.days)), _("Amount"))  # fmt: skip
    if what == "promised":
        return _List(_("Promises"), (("name", _("Customer"), "strong", lambda one: one.customer_name),
                     ("first", _("Made"), "date", lambda one: one.first_date),
                     ("second", _("Promised for"), "date", lambda one: one.second_date),
                     ("state", _("State"), "text", lambda one: _promise_state(one.state))), _("Promised"))  # fmt: skip
    reasons = {str(code): _(name) for code, name in REASON_NAMES.items()}
    return _List(_("Disputes"), (number, customer, ("state", _("Reason"), "quiet", lambda one: reasons.get(one.state)),
                 ("first", _("Opened"), "date", lambda one: one.first_date),
                 ("second", _("Closed"), "date", lambda one: one.second_date),
                 ("days", _("Days"), "number", lambda one: one.days)), _("Disputed"))  # fmt: skip


def _promise_state(state: str) -> str:
    return {"kept": _("kept"), "broken": _("broken"), "open": _("open")}.get(state, state)


def _happened(asked: Asked, what: str, limit: int) -> Happenings:
    if what not in SOURCES:
        raise Http404
    after = months_before(asked.as_of, asked.months)
    return happenings(asked.portfolio(), what, after, asked.as_of, limit=limit, offset=asked.offset)


@require_GET
@page(Verb.SEE_OWN)
def happened(request: DeskRequest, what: str) -> HttpResponse:
    """Show what a figure was made from: sold, paid, promised or disputed in the period."""
    asked = read(request)
    found, shown = _happened(asked, what, PAGE), _list_of(what)
    columns = [
        Column(name=name, label=label, kind=kind, template=LINK if name == "customer" else "")  # type: ignore[arg-type]
        for name, label, kind, _value in shown.columns
    ]
    columns.append(Column(name="amount", label=shown.amount, kind="amount", currency=asked.currency))
    rows = []
    for at, one in enumerate(found.lines):
        cells = {name: value(one) for name, _label, _kind, value in shown.columns} | {"amount": one.amount_minor}
        if "customer" in cells:
            cells["customer"] = _customer(one.customer_id, one.customer_name)
        url = invoice_address(one.receivable_id) if one.receivable_id else customer_address(one.customer_id or 0)
        rows.append(Row(id=str(asked.offset + at), url=url, cells=cells))
    many = ngettext("%(n)s line", "%(n)s lines", found.count) % {"n": amount_text(found.count, "JPY")}
    table = ListTable(
        caption=shown.title, columns=columns, rows=rows, sums={"amount": found.sum_minor}, sums_label=many,
        pager=asked.pager(found.count), id="happened",
    )  # fmt: skip
    context: dict[str, Any] = {
        "title": shown.title, "nav": "reports", "table": table, "is_empty": not rows,
        "period": period_text(months_before(asked.as_of, asked.months), asked.as_of),
        "crumb_url": asked.to("reports_figures"), "crumb": _("Figures"),
        "fields": choice_fields(asked, period_field(asked)),
        "tools": [{"label": _("Export"), "url": asked.to("reports_behind_export", what), "icon": "export"}],
    }  # fmt: skip
    return render(request, "console/reports/behind.html", context)


@require_GET
@page(Verb.SEE_OWN)
def happened_export(request: DeskRequest, what: str) -> HttpResponse:
    """Answer with every line of the list."""
    asked = read(request)
    found, shown = _happened(asked, what, EXPORT_LIMIT), _list_of(what)
    head = [*(label for _name, label, _kind, _value in shown.columns), _("Currency"), shown.amount]
    rows = (
        [*(value(one) for _name, _label, _kind, value in shown.columns), asked.currency,
         Money(one.amount_minor, asked.currency)]
        for one in found.lines
    )  # fmt: skip
    return csv_response(f"{what}-{asked.as_of.isoformat()}", head, rows)
