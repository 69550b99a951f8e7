"""Segments: how many customers each has and what they owe, with the way into the reports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.addresses import address
from duly.faces.console.reports.asked import Asked, choice_fields, read, report_tabs
from duly.faces.look.table import Column, ListTable, Row
from duly.store.queries.aging_report import NOTHING, AgingFilter, aging_page

LIMIT = 500


@require_GET
@page(Verb.SEE_OWN)
def segments(request: DeskRequest) -> HttpResponse:
    """Show the segments."""
    asked = read(request)
    context: dict[str, Any] = {
        "title": _("Segments"), "nav": "reports", "tabs": report_tabs(asked, "reports_segments"),
        "table": _table(asked), "is_empty": not any(one.segment for one in asked.offered.segments),
        "fields": choice_fields(asked, segment=False),
    }  # fmt: skip
    return render(request, "console/reports/segments.html", context)


def _table(asked: Asked) -> ListTable:
    wanted = AgingFilter(
        asked.as_of, asked.currency, owner=asked.get("owner"), only_owner_id=asked.desk.only_owner_id
    )  # fmt: skip
    found = aging_page(asked.desk.company.id, wanted, by="segment", limit=LIMIT)
    lines = {line.key: line for line in found.lines}
    code = asked.currency
    columns = [
        Column(name="name", label=_("Segment")),
        Column(name="customers", label=_("Customers"), kind="number"),
        Column(name="owing", label=_("With something open"), kind="number"),
        Column(name="late", label=_("Overdue"), kind="amount", currency=code),
        Column(name="balance", label=_("Balance"), kind="amount", currency=code),
        Column(name="links", label=_("Open"), template="console/reports/segment_links.html"),
    ]  # fmt: skip
    rows: list[Row] = []
    for one in asked.offered.segments:
        key = one.segment or NOTHING
        line = lines.get(key)
        links = [(_("Figures"), asked.to("reports_figures", segment=key))]
        if one.segment:
            links.append((_("Customers"), f"{address('customers')}?{urlencode({'segment': one.segment})}"))
        rows.append(Row(
            id=str(len(rows)), url=asked.to("reports_aging", segment=key),
            cells={"name": one.segment or _("No segment"), "customers": one.customers,
                   "owing": line.customers if line else 0, "late": line.late_minor if line else 0,
                   "balance": line.balance_minor if line else 0, "links": links},
        ))  # fmt: skip
    return ListTable(caption=_("Segments of customers and what they owe"), columns=columns, rows=rows, id="segments")
