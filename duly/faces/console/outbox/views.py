"""The Outbox: every message, with what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.export import csv_response
from duly.faces.console.shell.kept import keeps
from duly.faces.console.tonight.lists import asked_cell, asked_column, note_of
from duly.faces.console.tonight.words import Levels, counted, state_badge, state_name
from duly.faces.look.figures import date_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.store.queries.notices import (
    STATES,
    NoticeFilter,
    NoticeLine,
    NoticeSums,
    levels_in_use,
    notice_lines,
    notice_sums,
    read_place,
)
from duly.store.queries.procedures import level_names

EXPORT_LIMIT = 200_000
NAMES = ("q", "state", "level", "from", "to", "customer")


def _given(request: DeskRequest) -> dict[str, str]:
    return {name: request.GET[name].strip()[:100] for name in NAMES if request.GET.get(name, "").strip()}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filter(request: DeskRequest, given: dict[str, str]) -> NoticeFilter:
    state, customer = given.get("state", ""), given.get("customer", "")
    return NoticeFilter(
        states=(state,) if state in STATES else (),
        level_key=given.get("level", ""),
        text=given.get("q", ""),
        from_date=_day(given.get("from", "")),
        to_date=_day(given.get("to", "")),
        customer_id=int(customer) if customer.isascii() and customer.isdigit() and len(customer) < 19 else None,
        only_owner_id=request.desk.only_owner_id,
    )


@require_GET
@page(Verb.SEE_OWN)
@keeps("outbox")
def outbox(request: DeskRequest) -> HttpResponse:
    """Show a page of messages, the newest day first."""
    desk = request.desk
    given = _given(request)
    wanted = _filter(request, given)
    lines, newer, older = notice_lines(
        desk.company.id, wanted,
        after=read_place(request.GET.get("after", "")), before=read_place(request.GET.get("before", "")),
    )  # fmt: skip
    sums = notice_sums(desk.company.id, wanted)
    levels = level_names(desk.company.id)
    pager = Pager(
        previous_url="?" + urlencode({**given, "before": lines[0].place}) if newer and lines else "",
        next_url="?" + urlencode({**given, "after": lines[-1].place}) if older and lines else "",
        words=counted(sums.notices, sums.customers, sums.invoices, sums.totals),
    )
    context: dict[str, Any] = {
        "title": _("Outbox"), "nav": "outbox", "fields": _fields(desk.company.id, given, levels), "sums": sums,
        "keep": [("customer", given["customer"])] if wanted.customer_id else [],
        "chips": _chips(given, levels, lines), "clear_url": "?", "is_filtered": bool(given),
        "tools": [{"label": _("Export"), "url": f"{reverse('console:outbox_export')}?{urlencode(given)}",
                   "icon": "export"}],
        "table": _table(lines, sums, levels, desk.today, pager), "lines": lines,
    }  # fmt: skip
    return render(request, "console/outbox/outbox.html", context)


def _fields(company_id: int, given: dict[str, str], levels: Levels) -> list[dict[str, Any]]:
    anything = ("", _("any"))
    keys = levels_in_use(company_id)
    return [
        {"name": "q", "label": _("Customer"), "kind": "search", "value": given.get("q", "")},
        {"name": "state", "label": _("State"), "kind": "select", "value": given.get("state", ""),
         "options": [anything, *((state, state_name(state)) for state in STATES)]},
        {"name": "level", "label": _("Level"), "kind": "select", "value": given.get("level", ""),
         "options": [anything, *((key, levels.get(key, key)) for key in keys)]},
        {"name": "from", "label": _("From"), "kind": "date", "value": given.get("from", "")},
        {"name": "to", "label": _("To"), "kind": "date", "value": given.get("to", "")},
    ]  # fmt: skip


def _chips(given: dict[str, str], levels: Levels, lines: list[NoticeLine]) -> list[dict[str, str]]:
    def said(name: str, value: str) -> str:
        if name in ("from", "to"):
            day = _day(value)
            shown = date_text(day) if day else value
            return (_("from %(day)s") if name == "from" else _("to %(day)s")) % {"day": shown}
        if name == "customer":
            return lines[0].customer_name if lines else _("one customer")
        return {"state": state_name(value), "level": levels.get(value, value)}.get(name, f"\u201c{value}\u201d")

    return [
        {"label": said(name, value), "remove_url": "?" + urlencode({k: v for k, v in given.items() if k != name})}
        for name, value in given.items()
    ]


def _table(lines: list[NoticeLine], sums: NoticeSums, levels: Levels, today: date, pager: Pager) -> ListTable:
    currencies = {code for code, _minor in sums.totals} or {line.currency for line in lines}
    rows = [
        Row(
            id=str(line.id), url=reverse("console:outbox_message", args=[line.id]),
            muted=line.state in ("excluded", "dropped"),
            cells={
                "name": line, "subject": line, "level": [levels.get(key, key) for key in line.level_keys],
                "date": line.business_date, "state": {"badge": state_badge(line.state), "note": _note(line, today)},
                "asked": asked_cell(((line.currency, line.total_minor),), currencies),
            },
        )
        for line in lines
    ]  # fmt: skip
    columns = [
        Column(name="name", label=_("Customer"), template="console/tonight/cells/notice_who.html"),
        Column(name="subject", label=_("Message"), template="console/outbox/subject.html"),
        Column(name="date", label=_("Day"), kind="date"),
        Column(name="state", label=_("State"), template="console/tonight/cells/state.html"),
        asked_column(currencies, _("Asked for")),
    ]
    return ListTable(caption=_("Messages"), columns=columns, rows=rows, pager=pager, id="messages-sent")


def _note(line: NoticeLine, today: date) -> str:
    """In the Outbox the day has its own column: only what is out of the ordinary is said."""
    return "" if line.state == "sent" and line.state_code != "replayed" else note_of(line, today)


@require_GET
@page(Verb.SEE_OWN)
def export(request: DeskRequest) -> HttpResponse:
    """Answer with everything the filter lets through, in the order of the page."""
    desk = request.desk
    lines, _newer, _older = notice_lines(desk.company.id, _filter(request, _given(request)), limit=EXPORT_LIMIT)
    levels = level_names(desk.company.id)
    head = (
        _("Day"), _("Customer number"), _("Customer"), pgettext("recipient", "To"), _("Address"), _("Level"),
        _("Subject"), _("Invoices"),
        _("Currency"), _("Asked for"), _("State"), _("Why"), _("Sent at"),
    )  # fmt: skip
    rows = (
        (
            line.business_date, line.customer_number, line.customer_name, line.to_name, line.to_email,
            levels.get(line.level_key, line.level_key), line.subject, line.invoices, line.currency,
            Money(line.total_minor, line.currency), state_name(line.state), line.state_reason,
            timezone.localtime(line.sent_at).isoformat(" ", "minutes") if line.sent_at else None,
        )
        for line in lines
    )  # fmt: skip
    return csv_response(f"messages-{desk.today.isoformat()}", head, rows)
