"""Cash: the receipts that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.cash.words import tier_words
from duly.faces.console.numbers import whole
from duly.faces.console.shell.kept import keeps
from duly.faces.look.figures import amount_text, date_text, money_text
from duly.faces.look.table import Column, ListTable, Pager, Row
from duly.services.cash.match_receipts import match_receipts
from duly.store.queries.cash_files import bank_files
from duly.store.queries.cash_waiting import (
    ORDERS,
    WaitingFilter,
    WaitingRow,
    WaitingSum,
    waiting_rows,
    waiting_sums,
)

PAGE = 50


@require_GET
@page(Verb.SEE_ALL)
@keeps("cash")
def waiting(request: DeskRequest) -> HttpResponse:
    """Show a page of waiting receipts."""
    desk = request.desk
    wanted = WaitingFilter(_state(request), request.GET.get("q", "").strip())
    sort = request.GET.get("sort", "received")
    sort = sort if sort in ORDERS else "received"
    after = _place(request.GET.get("after", ""), sort)
    rows = waiting_rows(desk.company.id, wanted, sort=sort, after=after, limit=PAGE + 1)
    everything = waiting_sums(desk.company.id)
    shown = waiting_sums(desk.company.id, wanted) if wanted != WaitingFilter() else everything
    latest = bank_files(desk.company.id, limit=1)
    context: dict[str, Any] = {
        "title": _("Cash"), "nav": "cash", "tabs": _tabs(everything, wanted),
        "table": _table(request, rows, shown, sort),
        "figures": _figures(request, everything), "anything": bool(everything), "found": bool(rows),
        "latest": latest[0] if latest else None, "search": wanted.text, "state": wanted.state,
        "may_apply": desk.may(Verb.APPLY_CASH), "may_import": desk.may(Verb.IMPORT),
        "subtitle": _tied(shown),
    }  # fmt: skip
    return render(request, "console/cash/waiting.html", context)


def _state(request: DeskRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in ("unapplied", "unidentified") else ""


def _place(token: str, sort: str) -> tuple[str, int] | None:
    value, _sep, pk = token.rpartition("_")
    number = whole(pk)
    return None if number is None or not _fits(value, sort) else (value, number)


def _fits(value: str, sort: str) -> bool:
    """Tell whether a value can stand in the order that the list has."""
    if sort.endswith("left"):
        return whole(value) is not None
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-12-31")


def _tabs(sums: Sequence[WaitingSum], wanted: WaitingFilter) -> list[dict[str, Any]]:
    known = sum(one.count for one in sums if one.is_identified)
    unknown = sum(one.count for one in sums if not one.is_identified)
    kinds = (
        ("", _("All"), known + unknown), ("unidentified", _("Payer not known"), unknown),
        ("unapplied", _("Customer known"), known),
    )  # fmt: skip
    return [
        {"label": label, "url": f"?state={state}" if state else "?", "current": wanted.state == state, "count": count}
        for state, label, count in kinds
    ]


def _figures(request: DeskRequest, sums: Sequence[WaitingSum]) -> list[dict[str, Any]]:
    """Return what waits in the company's main currency, each figure with what it means."""
    own = request.desk.company.currency
    main = own if any(one.currency == own for one in sums) or not sums else sums[0].currency
    parts = {
        known: sum(one.left_minor for one in sums if one.currency == main and one.is_identified is known)
        for known in (True, False)
    }
    counts = sum(one.count for one in sums)
    others = sorted({one.currency for one in sums} - {main})
    note = ngettext("%(n)s receipt", "%(n)s receipts", counts) % {"n": amount_text(counts, "JPY")}
    if others:
        note += ", " + _("also in %(others)s") % {"others": ", ".join(others)}
    oldest = min((one.oldest_date for one in sums), default=None)
    days = (request.desk.today - oldest).days if oldest else 0
    figures: list[dict[str, Any]] = [
        {"label": _("Waiting to be applied"), "minor": sum(parts.values()), "currency": main, "lead": True,
         "note": note,
         "formula": _("receipts - applied - refunded - not ours"),
         "inputs": [(_("Payer not known"), money_text(parts[False], main)),
                    (_("Customer known"), money_text(parts[True], main))]},
        {"label": _("Payer not known"), "minor": parts[False], "currency": main,
         "tone": "warn" if parts[False] else ""},
        {"label": _("Customer known, invoice not"), "minor": parts[True], "currency": main},
    ]  # fmt: skip
    if oldest:
        words = ngettext("day", "days", days)
        tone = "bad" if days > 30 else "warn" if days > 7 else ""
        figures.append(
            {"label": _("Oldest"), "value": str(days), "unit": words, "note": date_text(oldest), "tone": tone}
        )
    return figures


def _tied(sums: Sequence[WaitingSum]) -> str:
    by_currency: dict[str, int] = {}
    for one in sums:
        by_currency[one.currency] = by_currency.get(one.currency, 0) + one.left_minor
    return ", ".join(money_text(minor, code) for code, minor in sorted(by_currency.items()))


def _table(request: DeskRequest, rows: list[WaitingRow], sums: Sequence[WaitingSum], sort: str) -> ListTable:
    currencies = {one.currency for one in sums}
    single = next(iter(currencies)) if len(currencies) == 1 else ""
    columns = [
        Column(name="payer", label=_("From"), template="console/cash/cell_payer.html"),
        Column(name="best", label=_("What it may be for"), template="console/cash/cell_best.html"),
        Column(name="age", label=_("Waiting"), template="console/cash/cell_age.html"),
        Column(name="received", label=_("Received"), kind="date", sortable=True, wide_only=True),
        Column(name="left", label=_("To apply"), kind="amount" if single else "money", currency=single, sortable=True,
               sort_first="down"),
    ]  # fmt: skip
    shown = rows[:PAGE]
    count = sum(one.count for one in sums)
    pager = Pager(
        previous_url=_address(request, after=None) if request.GET.get("after") else "",
        next_url=_address(request, after=_token(shown[-1], sort)) if len(rows) > PAGE else "",
        words=ngettext("%(n)s receipt", "%(n)s receipts", count) % {"n": amount_text(count, "JPY")},
    )
    total = sum(one.left_minor for one in sums)
    return ListTable(
        caption=_("Receipts that wait"), columns=columns, rows=[_row(request, row, single) for row in shown],
        sort={"received": "received", "-received": "-received"}.get(sort, sort), pager=pager, id="waiting",
        sums={"left": total if single else None, "payer": ""} if single and shown else {},
        sums_label=_("All of them"),
    )  # fmt: skip


def _address(request: DeskRequest, **changes: str | None) -> str:
    query = {k: v for k, v in request.GET.items() if k in ("state", "q", "sort", "after")} | changes
    return "?" + urlencode({k: v for k, v in query.items() if v})


def _token(row: WaitingRow, sort: str) -> str:
    value = row.left_minor if sort.endswith("left") else row.received_date.isoformat()
    return f"{value}_{row.id}"


def _row(request: DeskRequest, row: WaitingRow, single: str) -> Row:
    days = (request.desk.today - row.received_date).days
    best = {
        "tier": tier_words(row.tier) if row.tier and row.tier != "ON_ACCOUNT" else "", "who": row.proposed_customer,
        "veto": row.veto,
    }  # fmt: skip
    cells = {
        "payer": row, "best": best, "age": {"days": days, "step": 0 if days <= 3 else 1 if days <= 14 else 2},
        "received": row.received_date, "left": row.left_minor if single else (row.left_minor, row.currency),
    }  # fmt: skip
    return Row(id=str(row.id), url=reverse("console:cash_receipt", args=[row.id]), cells=cells)


@require_POST
@page(Verb.APPLY_CASH)
def match(request: DeskRequest) -> HttpResponse:
    """Match everything that waits, now."""
    run = match_receipts(act=request.desk.act())
    words = ngettext(
        "%(n)s receipt looked at: %(applied)s applied, %(proposed)s with proposals.",
        "%(n)s receipts looked at: %(applied)s applied, %(proposed)s with proposals.",
        run.looked,
    ) % {"n": run.looked, "applied": run.applied, "proposed": run.proposed}  # fmt: skip
    messages.success(request, words)
    return redirect("console:cash")
