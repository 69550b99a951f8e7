"""The lists of Tonight as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duly.faces.console.access import DeskRequest
from duly.faces.console.addresses import customer_address
from duly.faces.console.tonight.preview import Preview, Quiet
from duly.faces.console.tonight.words import Levels, group_name, moment_text, state_badge, whole
from duly.faces.look.table import Bulk, Column, ListTable, Pager, Row
from duly.store.queries.notices import NoticeLine

PAGE = 50


def page_number(request: DeskRequest, rows: int) -> int:
    """Return the page an address asks for, within what there is."""
    wanted = request.GET.get("page", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    return max(1, min(number, -(-rows // PAGE)))


def pages(request: DeskRequest, number: int, rows: int) -> Pager | None:
    """Return the pager of a list that is cut into pages."""
    if rows <= PAGE:
        return None
    kept = {name: value for name, value in request.GET.items() if name != "page"}

    def to(page: int) -> str:
        return "?" + urlencode({**kept, "page": page})

    first, last = (number - 1) * PAGE + 1, min(number * PAGE, rows)
    return Pager(
        previous_url=to(number - 1) if number > 1 else "",
        next_url=to(number + 1) if last < rows else "",
        words=_("%(first)s\u2013%(last)s of %(total)s")
        % {"first": whole(first), "last": whole(last), "total": whole(rows)},
    )


def asked_column(currencies: set[str], label: str) -> Column:
    """Return the column of amounts: plain numbers where there is one currency."""
    if len(currencies) == 1:
        return Column(name="asked", label=label, kind="amount", currency=next(iter(currencies)))
    return Column(name="asked", label=label, template="console/tonight/cells/totals.html", kind="money")


def asked_cell(totals: tuple[tuple[str, int], ...], currencies: set[str]) -> Any:
    """Return what such a column draws."""
    if len(currencies) == 1:
        return totals[0][1] if totals else None
    return totals


def planned_table(request: DeskRequest, found: Preview, kind: str, *, may_send: bool, caption: str) -> ListTable:
    """Return messages (`email`) or calls (`call_task`) to come."""
    total = found.count(kind)
    number = page_number(request, total)
    lines = list(found.planned(kind, offset=(number - 1) * PAGE, limit=PAGE))
    currencies = {code for line in lines for code, _minor in line.asked}
    rows = [
        Row(
            id=str(line.customer_id),
            url=reverse("console:tonight_customer", args=[line.customer_id]),
            cells={
                "name": line, "level": line, "invoices": line, "asked": asked_cell(line.asked, currencies),
                "when": line,
            },
        )
        for line in lines
    ]  # fmt: skip
    columns = [
        Column(name="name", label=_("Customer"), template="console/tonight/cells/who.html"),
        Column(name="level", label=_("Level"), template="console/tonight/cells/level.html"),
        Column(name="invoices", label=_("Invoices"), template="console/tonight/cells/invoices.html"),
        Column(name="when", label=_("Goes"), template="console/tonight/cells/when.html"),
        asked_column(currencies, _("Asked for")),
    ]
    hold = Bulk(label=_("Leave out today"), url=reverse("console:tonight_hold"), icon="hold", key="l")
    return ListTable(
        caption=caption, columns=columns, rows=rows, bulk=[hold] if may_send else (),
        pager=pages(request, number, total), id="planned",
    )  # fmt: skip


def quiet_table(request: DeskRequest, lines: Sequence[Quiet], day: date | None, total: int) -> ListTable:
    """Return a page of `total` customers to whom nothing goes; `day` is the day that was run, None before it is run."""
    number = page_number(request, total)
    currencies = {code for line in lines for code, _minor in line.totals}
    query = f"?day={day.isoformat()}" if day else ""
    rows = [
        Row(
            id=str(line.customer_id),
            url=reverse("console:tonight_customer", args=[line.customer_id]) + query,
            cells={
                "name": line.name, "why": line, "next": line.next_day, "asked": asked_cell(line.totals, currencies),
            },
        )
        for line in lines
    ]  # fmt: skip
    columns = [
        Column(name="name", label=_("Customer")),
        Column(name="why", label=_("Why not"), template="console/tonight/cells/why.html"),
        Column(name="next", label=_("Next"), kind="date"),
    ]
    if any(line.totals for line in lines):
        columns.append(asked_column(currencies, _("Open")))
    return ListTable(
        caption=_("Customers who hear nothing"), columns=columns, rows=rows,
        pager=pages(request, number, total), id="quiet",
    )  # fmt: skip


def bulks(tab: str) -> list[Bulk]:
    """Return what can be done with several messages of a tab at once."""
    approve = Bulk(label=_("Approve"), url=reverse("console:tonight_approve"), icon="check", key="a")
    leave = Bulk(label=_("Leave out"), url=reverse("console:tonight_leave_out"), icon="hold", key="l")
    now = Bulk(label=_("Send now"), url=reverse("console:tonight_send_now"), icon="mail", key="m")
    again = Bulk(label=_("Send again"), url=reverse("console:tonight_send_again"), icon="undo", key="s")
    return {"held": [approve, leave, now], "queued": [now, leave], "failed": [again], "unknown": [again]}.get(tab, [])


def notice_table(
    lines: Sequence[NoticeLine], *, levels: Levels, today: date, tab: str, may_send: bool, pager: Pager | None
) -> ListTable:
    """Return stored messages of a day."""
    currencies = {line.currency for line in lines}
    calls = tab == "calls"
    rows = [
        Row(
            id=str(line.id),
            url=customer_address(line.customer_id) if calls else reverse("console:outbox_message", args=[line.id]),
            muted=line.state in ("excluded", "dropped"),
            cells={
                "name": line, "level": [levels.get(key, key) for key in line.level_keys], "invoices": line,
                "state": {"badge": state_badge(line.state), "note": note_of(line, today)},
                "asked": asked_cell(((line.currency, line.total_minor),), currencies),
            },
        )
        for line in lines
    ]  # fmt: skip
    columns = [
        Column(name="name", label=_("Customer"), template="console/tonight/cells/notice_who.html"),
        Column(name="level", label=_("Level"), template="console/tonight/cells/names.html"),
        Column(name="invoices", label=_("Invoices"), template="console/tonight/cells/invoices.html"),
        Column(name="state", label=_("State"), template="console/tonight/cells/state.html"),
        asked_column(currencies, _("Asked for")),
    ]
    if calls:
        columns = [column for column in columns if column.name != "state"]
    return ListTable(
        caption=_("Messages of the day"), columns=columns, rows=rows, bulk=bulks(tab) if may_send else (),
        pager=pager, id="notices",
    )  # fmt: skip


def note_of(line: NoticeLine, today: date) -> str:
    """Return the few words beside a state: when it went, or why it did not."""
    if line.state == "sent" and line.sent_at:
        if line.state_code == "replayed":
            return _("replayed: nothing left the house")
        return moment_text(timezone.localtime(line.sent_at), today)
    if line.state == "queued" and line.not_before_at and line.state_code in ("", "deferred"):
        return _("from %(when)s") % {"when": moment_text(timezone.localtime(line.not_before_at), today)}
    return line.state_reason


def reason_chips(counts: list[tuple[str, int]], wanted: str, base: str) -> list[dict[str, Any]]:
    """Return one address per reason, with how many customers it keeps from hearing from us."""
    total = sum(count for _code, count in counts)
    chips = [{"label": _("Every reason"), "url": base, "count": total, "current": not wanted}]
    chips += [
        {"label": group_name(code), "url": f"{base}&reason={code}", "count": count, "current": code == wanted}
        for code, count in counts
    ]
    return chips
