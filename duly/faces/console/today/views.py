"""Today: whom to contact first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.money.money import Money
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.addresses import customer_address
from duly.faces.console.reasons import in_words
from duly.faces.console.shell.kept import keeps
from duly.faces.console.today.figures import headline
from duly.faces.console.today.panel import account_panel
from duly.faces.look.table import Pager
from duly.services.insight.score_accounts import score_few, turn_day
from duly.services.insight.show_worklist import show_worklist
from duly.store.queries.today import tasks_due, today_figures
from duly.store.queries.worklist import TABS, AccountFacts, tab_counts
from duly.store.queries.worklist_page import PlacedAccount
from duly.store.queries.worklist_places import left_out_accounts

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the list as it is drawn."""

    id: str
    rank: int
    name: str
    facts: AccountFacts
    amount: Money
    why: list[str]
    url: str
    chosen: bool


@require_GET
@page(Verb.SEE_OWN)
@keeps("today", is_place_kept=False)
def today(request: DeskRequest) -> HttpResponse:
    """Show the worklist, the account that is chosen, the tasks of the day."""
    desk = request.desk
    owner = desk.only_owner_id
    turn_day(company_id=desk.company.id, as_of=desk.today)
    score_few(company_id=desk.company.id)
    counts = tab_counts(desk.company.id, desk.today, user_id=desk.user_id, only_owner_id=owner)
    tab = _tab(request, counts)
    number = _page_number(request, counts[tab])
    placed = show_worklist(  # one account more than the page shows: the panel leads on to it
        company_id=desk.company.id, as_of=desk.today, tab=tab, user_id=desk.user_id, only_owner_id=owner,
        limit=PAGE + 1, offset=(number - 1) * PAGE,
    )  # fmt: skip
    names = [_name(one) for one in placed]
    chosen = _chosen(request, names)
    figures = today_figures(desk.company.id, desk.today, currency=desk.company.currency, owner_id=owner)
    context: dict[str, Any] = {
        "title": _("Today"), "nav": "today", "figures": headline(figures, owner is not None), "tab": tab,
        "tabs": _tabs(desk, tab, counts), "lines": _lines(placed, number, tab, chosen),
        "left_out": _left_out(desk, tab),
        "pager": _pager(number, counts[tab], tab),
        "tasks": tasks_due(desk.company.id, desk.today, user_id=_whose_tasks(desk, tab), only_owner_id=owner),
        "panel": account_panel(desk, names, chosen, tab, number),
        "list_url": _address(tab, number),
    }  # fmt: skip
    return render(request, "console/today/today.html", context)


def _tab(request: DeskRequest, counts: dict[str, int]) -> str:
    wanted = request.GET.get("tab", "")
    if wanted in TABS:
        return wanted
    return "mine" if counts["mine"] else "all"


def _name(one: PlacedAccount) -> str:
    """Return what names an account on the page."""
    return f"{one.customer_id}-{one.currency}"


def _chosen(request: DeskRequest, names: list[str]) -> str:
    """Return the account whose panel is open: the one asked for; once it has left the list, the one that followed."""
    wanted, then = request.GET.get("account", ""), request.GET.get("then", "")
    return then if wanted not in names and then in names else wanted


def _page_number(request: DeskRequest, rows: int) -> int:
    wanted = request.GET.get("page", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    return max(1, min(number, (rows + PAGE - 1) // PAGE))


def _address(tab: str, number: int, account: str = "") -> str:
    return f"?tab={tab}" + (f"&page={number}" if number > 1 else "") + (f"&account={account}" if account else "")


def _lines(placed: Sequence[PlacedAccount], number: int, tab: str, chosen: str) -> list[Line]:
    lines = []
    for rank, one in enumerate(placed[:PAGE], start=(number - 1) * PAGE + 1):
        assert one.said is not None, "what is shown was scored"
        why = [in_words(reason) for reason in one.said.why]
        name = _name(one)
        url = _address(tab, number, name)
        lines.append(Line(name, rank, one.name, one.facts, one.said.amount, why, url, name == chosen))
    return lines


def _tabs(desk: Desk, tab: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    words = {"mine": _("Mine"), "team": _("Team"), "unassigned": _("Unassigned"), "all": _("All")}
    shown = ("mine",) if desk.only_owner_id is not None else TABS
    return [
        {"label": words[name], "url": f"?tab={name}", "current": name == tab, "count": counts[name]} for name in shown
    ]  # fmt: skip


def _pager(number: int, rows: int, tab: str) -> Pager | None:
    if rows <= PAGE:
        return None
    first, last = (number - 1) * PAGE + 1, min(number * PAGE, rows)
    words = _("%(first)s\u2013%(last)s of %(total)s") % {"first": first, "last": last, "total": rows}
    return Pager(
        previous_url=_address(tab, number - 1) if number > 1 else "",
        next_url=_address(tab, number + 1) if last < rows else "",
        words=words,
    )


def _left_out(desk: Desk, tab: str) -> list[tuple[str, str, str]]:
    """Return who is not for today and why: name, address, sentence."""
    found = left_out_accounts(
        desk.company.id, desk.today, tab=tab, user_id=desk.user_id, only_owner_id=desk.only_owner_id
    )
    return [(out.name, customer_address(out.customer_id), in_words(out.reason)) for out in found]


def _whose_tasks(desk: Desk, tab: str) -> int | None:
    return None if tab in ("team", "all") and desk.only_owner_id is None else desk.user_id
