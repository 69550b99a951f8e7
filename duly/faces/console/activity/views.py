"""The activity log: every deed in this company, with a filter and as a file."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.activity.words import ROOMS, kind_name, room_name, who_name
from duly.faces.console.export import csv_response
from duly.faces.console.shell.kept import keeps
from duly.faces.console.told import told
from duly.faces.look.figures import date_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.store.queries.activity_log import (
    ACTOR_KINDS,
    ActivityFilter,
    ActivityLine,
    activity_lines,
    actors_of,
    read_place,
)

EXPORT_LIMIT = 200_000
NAMES = ("q", "what", "who", "kind", "from", "to", "customer")


def given_in(request: DeskRequest) -> dict[str, str]:
    """Return the filter as the address names it."""
    return {name: request.GET[name].strip()[:100] for name in NAMES if request.GET.get(name, "").strip()}


def day_in(text: str) -> date | None:
    """Return the day a text names, None when it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filter_of(request: DeskRequest, given: dict[str, str]) -> ActivityFilter:
    """Return the filter as values; what cannot be read is left out."""
    customer, kind = given.get("customer", ""), given.get("kind", "")
    return ActivityFilter(
        rooms=ROOMS.get(given.get("what", ""), ()),
        actor=given.get("who", ""),
        actor_kind=kind if kind in ACTOR_KINDS else "",
        text=given.get("q", ""),
        from_date=day_in(given.get("from", "")),
        to_date=day_in(given.get("to", "")),
        customer_id=int(customer) if customer.isascii() and customer.isdigit() and len(customer) < 19 else None,
        only_owner_id=request.desk.only_owner_id,
    )


@require_GET
@page(Verb.SEE_OWN)
@keeps("activity")
def activity(request: DeskRequest) -> HttpResponse:
    """Show a page of the log, the newest first."""
    desk = request.desk
    given = given_in(request)
    lines, newer, older = activity_lines(
        desk.company.id, filter_of(request, given),
        after=read_place(request.GET.get("after", "")), before=read_place(request.GET.get("before", "")),
    )  # fmt: skip
    pager = Pager(
        previous_url="?" + urlencode({**given, "before": lines[0].place}) if newer and lines else "",
        next_url="?" + urlencode({**given, "after": lines[-1].place}) if older and lines else "",
    )
    context: dict[str, Any] = {
        "title": _("Activity"), "nav": "activity", "fields": fields(desk.company.id, given),
        "keep": [("customer", given["customer"])] if given.get("customer") else [],
        "chips": chips(given, lines), "clear_url": "?", "is_filtered": bool(given),
        "tools": [
            {"label": _("By person"), "url": f"{reverse('console:activity_people')}?{urlencode(given)}",
             "icon": "people"},
            {"label": _("Export"), "url": f"{reverse('console:activity_export')}?{urlencode(given)}",
             "icon": "export"},
        ],
        "table": _table(lines, pager), "lines": lines,
    }  # fmt: skip
    return render(request, "console/activity/activity.html", context)


def fields(company_id: int, given: dict[str, str]) -> list[dict[str, Any]]:
    """Return the fields of the filter."""
    anything = ("", _("any"))
    people = [(name, name) for name in actors_of(company_id)]
    return [
        {"name": "q", "label": _("Customer"), "kind": "search", "value": given.get("q", "")},
        {"name": "what", "label": _("About"), "kind": "select", "value": given.get("what", ""),
         "options": [anything, *((room, room_name(room)) for room in ROOMS)]},
        {"name": "who", "label": _("By"), "kind": "select", "value": given.get("who", ""),
         "options": [anything, *people]},
        {"name": "kind", "label": _("Done by"), "kind": "select", "value": given.get("kind", ""),
         "options": [anything, *((kind, kind_name(kind)) for kind in ACTOR_KINDS)]},
        {"name": "from", "label": _("From"), "kind": "date", "value": given.get("from", "")},
        {"name": "to", "label": _("To"), "kind": "date", "value": given.get("to", "")},
    ]  # fmt: skip


def chips(given: dict[str, str], lines: list[ActivityLine]) -> list[dict[str, str]]:
    """Return what is filtered by, each with the address without it."""

    def said(name: str, value: str) -> str:
        if name in ("from", "to"):
            day = day_in(value)
            shown = date_text(day) if day else value
            return (_("from %(day)s") if name == "from" else _("to %(day)s")) % {"day": shown}
        if name == "customer":
            return lines[0].customer_name if lines else _("one customer")
        return {"what": room_name(value), "kind": kind_name(value), "who": value}.get(name, f"\u201c{value}\u201d")

    return [
        {"label": said(name, value), "remove_url": "?" + urlencode({k: v for k, v in given.items() if k != name})}
        for name, value in given.items()
    ]


def _table(lines: list[ActivityLine], pager: Pager) -> ListTable:
    rows = [
        Row(
            id=str(line.id),
            cells={
                "what": {"said": told(line.verb, line.sentence, line.data), "reason": line.reason,
                         "url": _place_of(line)},
                "customer": line, "who": who_name(line.actor_kind, line.actor), "at": timezone.localtime(line.at),
            },
        )
        for line in lines
    ]  # fmt: skip
    columns = [
        Column(name="what", label=_("What"), template="console/activity/what.html"),
        Column(name="customer", label=_("Customer"), template="console/activity/customer.html"),
        Column(name="who", label=_("Who")),
        Column(name="at", label=_("When"), template="console/activity/when.html"),
    ]
    return ListTable(caption=_("Activity"), columns=columns, rows=rows, pager=pager, id="activity-log")


def _place_of(line: ActivityLine) -> str:
    """Return where the thing itself is shown: the message, the invoice, the import."""
    notice = line.data.get("notice_id")
    if isinstance(notice, int):
        return reverse("console:outbox_message", args=[notice])
    if line.receivable_id:
        return reverse("console:account_invoice", args=[line.receivable_id])
    run = line.data.get("import_run_id")
    return reverse("console:imports_show", args=[run]) if isinstance(run, int) else ""


@require_GET
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everything the filter lets through, in the order of the page."""
    desk = request.desk
    lines, _newer, _older = activity_lines(desk.company.id, filter_of(request, given_in(request)), limit=EXPORT_LIMIT)
    head = (_("When"), _("Day"), _("Who"), _("Done by"), _("What"), _("Why"), _("Customer"), _("Kind"))
    rows = (
        (
            timezone.localtime(line.at).isoformat(" ", "seconds"), line.business_date,
            who_name(line.actor_kind, line.actor), kind_name(line.actor_kind),
            told(line.verb, line.sentence, line.data), line.reason, line.customer_name, line.verb,
        )
        for line in lines
    )  # fmt: skip
    return csv_response(f"activity-{desk.today.isoformat()}", head, rows)
