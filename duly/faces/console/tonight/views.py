"""Tonight: the day before it is run, the day after, and the days before."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk, DeskRequest, page
from duly.faces.console.tonight.day import day_context
from duly.faces.console.tonight.levels import planned_chart
from duly.faces.console.tonight.lists import PAGE, page_number, planned_table, quiet_table, reason_chips
from duly.faces.console.tonight.preview import Preview, preview_of
from duly.faces.console.tonight.renewing import kept_context
from duly.faces.console.tonight.words import state_name, totals_text, whole
from duly.faces.look.table import ListTable
from duly.services.refused import ServiceRefused
from duly.store.queries.cycles import cycle_of, recent_cycles
from duly.store.queries.notices import counts_by_cycle
from duly.store.queries.procedures import level_names

DAYS_SHOWN = 60


@require_GET
@page(Verb.SEE_ALL)
def tonight(request: DeskRequest) -> HttpResponse:
    """Show the day to come, or a day that was run."""
    desk = request.desk
    day = _asked_day(request) or desk.today
    cycle = cycle_of(desk.company.id, day)
    common: dict[str, Any] = {
        "nav": "tonight", "day": day, "is_today": day == desk.today, "may_send": desk.may(Verb.SEND),
        "may_run": desk.may(Verb.RUN_CYCLE), "may_pause": desk.may(Verb.PAUSE),
        "has_mail_server": bool(settings.EMAIL_URL), "here": request.get_full_path(),
    }  # fmt: skip
    if cycle is not None:
        return render(request, "console/tonight/day.html", common | day_context(request, cycle))
    if day != desk.today:
        raise Http404
    try:
        found = preview_of(desk)
    except ServiceRefused as refusal:
        return render(request, "console/tonight/none.html", common | {"title": _("Tonight"), "why": str(refusal)})
    return render(request, "console/tonight/preview.html", common | _preview_context(request, found))


def _asked_day(request: DeskRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET["day"]) if "day" in request.GET else None
    except ValueError:
        raise Http404 from None


def _preview_context(request: DeskRequest, found: Preview) -> dict[str, Any]:
    tab = request.GET.get("tab", "messages")
    wanted = request.GET.get("reason", "")
    may_send = request.desk.may(Verb.SEND)
    if tab == "quiet":
        table = _quiet_page(request, found, wanted)
    elif tab == "calls":
        table = planned_table(request, found, "call_task", may_send=may_send, caption=_("Calls to make"))
    else:
        tab = "messages"
        table = planned_table(request, found, "email", may_send=may_send, caption=_("Messages to send"))
    chips = reason_chips(found.reasons(), wanted, "?tab=quiet") if tab == "quiet" else []
    asked = {"tab": tab, **({"reason": wanted} if wanted and tab == "quiet" else {})}
    names = level_names(request.desk.company.id)
    return {
        "export_url": f"{reverse('console:tonight_export')}?{urlencode(asked)}",
        "chart": planned_chart(request.desk, found, names) if tab == "messages" else None,
        "title": _("Tonight"), "kept": kept_context(request.desk, found),
        "figures": _figures(request.desk, found), "tab": tab, "table": table,
        "tabs": _tabs(found, tab), "chips": chips,
    }  # fmt: skip


def _quiet_page(request: DeskRequest, found: Preview, wanted: str) -> ListTable:
    total = found.count("quiet", wanted)
    offset = (page_number(request, total) - 1) * PAGE
    return quiet_table(request, list(found.quiet(wanted, offset=offset, limit=PAGE)), None, total)


def _tabs(found: Preview, tab: str) -> list[dict[str, Any]]:
    named = (
        ("messages", _("Will get a message"), found.messages), ("calls", _("Will be called"), found.count("call_task")),
        ("quiet", _("Hear nothing, and why"), found.count("quiet")),
    )  # fmt: skip
    return [
        {"label": label, "url": f"?tab={name}", "current": name == tab, "count": count} for name, label, count in named
    ]  # fmt: skip


def _figures(desk: Desk, found: Preview) -> list[dict[str, Any]]:
    totals = dict(found.totals)
    own = totals.pop(desk.company.currency, 0)
    others = totals_text(tuple(sorted(totals.items()))) if totals else ""
    return [
        {
            "label": _("Asked for tonight"), "minor": own, "currency": desk.company.currency, "lead": True,
            "note": _("and %(amounts)s") % {"amounts": others} if others else
            ngettext("about %(n)s invoice", "about %(n)s invoices", found.invoices) % {"n": whole(found.invoices)},
        },
        {"label": _("Messages"), "value": whole(found.messages),
         "note": ngettext("to %(n)s customer", "to %(n)s customers", found.customers) % {"n": whole(found.customers)}},
        {"label": _("Wait for approval"), "value": whole(found.held), "note": _("of these messages")},
        {"label": _("Calls"), "value": whole(found.count("call_task")), "note": _("become tasks")},
        {"label": _("Hear nothing"), "value": whole(found.count("quiet")),
         "note": _("with an open invoice, and a reason")},
    ]  # fmt: skip


@require_GET
@page(Verb.SEE_ALL)
def days(request: DeskRequest) -> HttpResponse:
    """Show the days that were run."""
    desk = request.desk
    cycles = recent_cycles(desk.company.id, DAYS_SHOWN)
    counts = counts_by_cycle(desk.company.id, [cycle.id for cycle in cycles])
    lines = []
    for cycle in cycles:
        found = counts.get(cycle.id, {})
        messages = sum(count for state, count in found.items() if state != "calls")
        parts = [(state_name(state), count) for state, count in found.items() if state not in ("calls", "sent")]
        lines.append({
            "cycle": cycle, "url": f"{reverse('console:tonight')}?day={cycle.business_date.isoformat()}",
            "messages": messages, "sent": found.get("sent", 0), "calls": found.get("calls", 0), "others": parts,
            "quiet": cycle.counts.get("waiting"),
        })  # fmt: skip
    return render(
        request, "console/tonight/days.html", {"title": _("Days that were run"), "nav": "tonight", "lines": lines}
    )
