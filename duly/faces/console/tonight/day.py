"""A day that was run: its messages by state, what moves, who heard nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.accounts.permissions import Verb
from duly.core.dunning.main_reason import UNHURRIED, WEIGHT, main_reason
from duly.faces.console.access import Desk, DeskRequest
from duly.faces.console.tonight.levels import group_deeds, level_chips, stored_chart
from duly.faces.console.tonight.lists import PAGE, notice_table, page_number, quiet_table, reason_chips
from duly.faces.console.tonight.preview import Quiet
from duly.faces.console.tonight.words import Levels, clock_text, counted, in_words, state_name, totals_text, whole
from duly.faces.look.table import Pager
from duly.store.queries.cycles import CycleFacts
from duly.store.queries.level_sums import level_sums
from duly.store.queries.notice_page import StoredDecision, quiet_counts, quiet_decisions, quiet_page
from duly.store.queries.notices import (
    STATES,
    NoticeFilter,
    NoticeSums,
    notice_lines,
    notice_sums,
    read_place,
    state_counts,
    still_moving,
)
from duly.store.queries.procedures import level_names

PATIENCE = timedelta(seconds=20)


def day_context(request: DeskRequest, cycle: CycleFacts) -> dict[str, Any]:
    """Return what the page of a day that was run draws."""
    desk = request.desk
    counts = state_counts(desk.company.id, cycle.id)
    tab = request.GET.get("tab", "")
    if tab not in (*STATES, "calls", "quiet"):
        tab = "all"
    sums = notice_sums(desk.company.id, NoticeFilter(cycle_id=cycle.id))
    context: dict[str, Any] = {
        "title": _("Tonight"), "cycle": cycle, "tab": tab, "tabs": _tabs(cycle, counts, tab),
        "figures": _figures(desk, counts, sums) if cycle.state != "running" else [],
        "progress": progress_of(desk, cycle), "export_url": _export_url(request, cycle, tab),
    }  # fmt: skip
    if tab == "quiet":
        return context | _quiet(request, cycle)
    names = level_names(desk.company.id)
    return context | _group(request, cycle, tab, names) | {
        "table": _table(request, cycle, tab, names), "counts_of": counts,
        "chart": stored_chart(desk, level_sums(desk.company.id, cycle.id), names) if tab == "all" else None,
    }  # fmt: skip


def _export_url(request: DeskRequest, cycle: CycleFacts, tab: str) -> str:
    asked = {"day": cycle.business_date.isoformat(), "tab": tab}
    asked |= {name: request.GET[name] for name in ("level", "reason") if request.GET.get(name)}
    return f"{reverse('console:tonight_export')}?{urlencode(asked)}"


def asked_for(request: DeskRequest, cycle: CycleFacts, tab: str) -> NoticeFilter:
    """Return which messages of a day a tab shows, of every level or of one."""
    return NoticeFilter(
        cycle_id=cycle.id, states=(tab,) if tab in STATES else (), level_key=request.GET.get("level", "")[:40],
        channel="call_task" if tab == "calls" else "email",
    )  # fmt: skip


def _group(request: DeskRequest, cycle: CycleFacts, tab: str, names: Levels) -> dict[str, Any]:
    """Return the levels to choose from, and what can be done to all that is chosen."""
    desk, level = request.desk, request.GET.get("level", "")[:40]
    day = cycle.business_date.isoformat()
    channel = "call_task" if tab == "calls" else "email"
    sums = level_sums(desk.company.id, cycle.id, state=tab if tab in STATES else "", channel=channel)
    count = sum(one.notices for one in sums if level in ("", one.level_key))
    return {
        "chips": level_chips(sums, names, level, {"day": day, "tab": tab}),
        "deeds": group_deeds(tab, day, level, count) if desk.may(Verb.SEND) else [],
    }  # fmt: skip


def progress_of(desk: Desk, cycle: CycleFacts) -> dict[str, Any] | None:
    """Return the progress to show: of deciding, then of sending; None once nothing moves."""
    poll = f"{reverse('console:tonight_progress')}?day={cycle.business_date.isoformat()}"
    slow = desk.now - cycle.started_at > PATIENCE
    if cycle.state == "running":
        started = clock_text(timezone.localtime(cycle.started_at))
        nobody = slow and not cycle.shards_done
        return {
            "label": _("Deciding for every customer"), "done": cycle.shards_done, "total": cycle.shard_count,
            "detail": _("No worker has taken it yet. Is duly worker running?") if nobody else
            _("Started at %(time)s. You may leave this page.") % {"time": started},
            "poll_url": poll,
        }  # fmt: skip
    moving = still_moving(desk.company.id, cycle.id, desk.now)
    if not moving:
        return None
    sent = state_counts(desk.company.id, cycle.id).get("sent", 0)
    return {
        "label": _("Sending"), "done": sent, "total": sent + moving, "poll_url": poll,
        "detail": _("Every guard is asked again before each message. You may leave this page."),
    }  # fmt: skip


def _tabs(cycle: CycleFacts, counts: dict[str, int], tab: str) -> list[dict[str, Any]]:
    day = cycle.business_date.isoformat()
    found = [("all", _("All messages"), sum(counts.get(state, 0) for state in STATES))]
    found += [(state, _capital(state_name(state)), counts[state]) for state in STATES if state in counts]
    found += [("calls", _("Calls"), counts.get("calls", 0)), ("quiet", _("Heard nothing"), counts.get("quiet", 0))]
    return [
        {"label": label, "url": f"?day={day}&tab={name}", "current": name == tab, "count": count}
        for name, label, count in found
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _figures(desk: Desk, counts: dict[str, int], sums: NoticeSums) -> list[dict[str, Any]]:
    totals = dict(sums.totals)
    own = totals.pop(desk.company.currency, 0)
    others = totals_text(tuple(sorted(totals.items()))) if totals else ""
    waiting = counts.get("queued", 0) + counts.get("sending", 0)
    wrong = counts.get("failed", 0) + counts.get("unknown", 0)
    customers = ngettext("to %(n)s customer", "to %(n)s customers", sums.customers) % {"n": whole(sums.customers)}
    figures: list[dict[str, Any]] = [
        {
            "label": _("Asked for"), "minor": own, "currency": desk.company.currency, "lead": True,
            "note": _("and %(amounts)s") % {"amounts": others} if others else
            ngettext("about %(n)s invoice", "about %(n)s invoices", sums.invoices) % {"n": whole(sums.invoices)},
        },
        {"label": _("Messages"), "value": whole(sums.notices), "note": customers},
        {"label": _("Sent"), "value": whole(counts.get("sent", 0))},
        {"label": _("Queued"), "value": whole(waiting), "note": _("go at their hour") if waiting else ""},
        {"label": _("Wait for approval"), "value": whole(counts.get("held", 0)),
         "tone": "warn" if counts.get("held") else ""},
    ]  # fmt: skip
    if wrong:
        note = _("failed, or nobody knows")
        figures.append({"label": _("To look at"), "value": whole(wrong), "tone": "bad", "note": note})
    return figures


def _table(request: DeskRequest, cycle: CycleFacts, tab: str, names: Levels) -> Any:
    desk = request.desk
    wanted = asked_for(request, cycle, tab)
    lines, newer, older = notice_lines(
        desk.company.id, wanted,
        after=read_place(request.GET.get("after", "")), before=read_place(request.GET.get("before", "")),
    )  # fmt: skip
    base = {"day": cycle.business_date.isoformat(), "tab": tab}
    base |= {"level": wanted.level_key} if wanted.level_key else {}
    sums = notice_sums(desk.company.id, wanted)
    pager = Pager(
        previous_url="?" + urlencode({**base, "before": lines[0].place}) if newer and lines else "",
        next_url="?" + urlencode({**base, "after": lines[-1].place}) if older and lines else "",
        words=counted(sums.notices, sums.customers, sums.invoices, sums.totals),
    )
    return notice_table(
        lines, levels=names, today=desk.today, tab=tab, may_send=desk.may(Verb.SEND),
        pager=pager if lines and tab != "calls" else None,
    )  # fmt: skip


def _quiet(request: DeskRequest, cycle: CycleFacts) -> dict[str, Any]:
    company_id, wanted = request.desk.company.id, request.GET.get("reason", "")
    counts = quiet_counts(company_id, cycle.id)
    groups = sorted(
        ((code, count) for code, count in counts.items() if not wanted or code == wanted),
        key=lambda pair: (pair[0] in UNHURRIED, WEIGHT.get(pair[0], len(WEIGHT))),
    )
    total = sum(count for _code, count in groups)
    offset = (page_number(request, total) - 1) * PAGE
    levels = level_names(company_id)
    shown = [
        _quiet_line(one, levels) for one in quiet_page(company_id, cycle.id, groups, offset=offset, limit=PAGE)
    ]  # fmt: skip
    order = sorted(
        ((code, count) for code, count in counts.items() if code),
        key=lambda pair: (pair[0] in UNHURRIED, -pair[1], pair[0]),
    )
    base = f"?day={cycle.business_date.isoformat()}&tab=quiet"
    return {
        "table": quiet_table(request, shown, cycle.business_date, total), "chips": reason_chips(order, wanted, base),
    }  # fmt: skip


def quiet_lines(desk: Desk, cycle: CycleFacts) -> list[Quiet]:
    """Return everybody to whom nothing went on a day, with the reason that weighs most."""
    levels = level_names(desk.company.id)
    return [_quiet_line(one, levels) for one in quiet_decisions(desk.company.id, cycle.id)]


def _quiet_line(one: StoredDecision, levels: dict[str, str]) -> Quiet:
    reason = main_reason(one.decision)
    days = [item.next_step.planned for item in one.decision.items if item.next_step and item.next_step.planned]
    return Quiet(
        one.customer_id, one.customer_name, reason.code, in_words(reason, levels), (), min(days, default=None)
    )  # fmt: skip
