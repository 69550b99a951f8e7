"""What happens next with a customer, when and why: the dunning decision, made live and put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.dunning.decision import Action, ItemOutcome
from duly.core.dunning.reasons import Reason
from duly.core.dunning.snapshot import OpenItem
from duly.faces.console.access import Desk
from duly.faces.console.account.words import CASE_ICONS, channel_words, level_words, waits_words
from duly.faces.console.addresses import invoice_address
from duly.faces.console.tonight.words import effect_of, in_words, step_words
from duly.faces.look.figures import money_text
from duly.services.dunning.decide_accounts import Decided
from duly.services.dunning.explain import explain_customers
from duly.services.refused import ServiceRefused
from duly.store.queries.account_cases import CaseFacts
from duly.wiring.ports import holidays

STEPS_SHOWN, STEPS_KEPT = 5, 60
NUMBERS_SHOWN = 4
ITEMS_EXPLAINED = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """`coming`: the first events still to come, for the timeline; `later`: the others;
    `stuck`: what waits without a day; `why` behind one click.

    `problem` says why nothing can be decided; `procedure` names the one that rules.
    """

    coming: list[dict[str, Any]] = field(default_factory=list)
    later: list[dict[str, Any]] = field(default_factory=list)
    stuck: list[dict[str, str]] = field(default_factory=list)
    why: list[dict[str, str]] = field(default_factory=list)
    procedure: str = ""
    problem: str = ""


def outlook_of(
    desk: Desk, customer_id: int, cases: Sequence[CaseFacts] = (), back_on: date | None = None
) -> Outlook:  # fmt: skip
    """Return everything that will happen with a customer as things stand today: messages, days agreed, due dates.

    `cases` are what is agreed and contested; `back_on` the day on which the customer is back on the worklist.
    """
    found = decided_for(desk, customer_id)
    if isinstance(found, str):
        return Outlook(problem=found)
    decision, levels = found.decision, levels_of(found)
    coming = [_today(action, found, desk.today) for action in decision.actions]
    dated = [*_planned(found), *_agreed(cases, back_on, desk.today), *_falling_due(found, desk.today)]
    coming += sorted(dated, key=lambda event: event["at"])
    why = [reason_line(reason, levels) for reason in decision.reasons]
    for item in decision.items[:ITEMS_EXPLAINED]:
        why += [reason_line(reason, levels, invoice_address(item.receivable_id)) for reason in item.reasons[:1]]
    return Outlook(
        coming=coming[:STEPS_SHOWN], later=coming[STEPS_SHOWN:STEPS_KEPT], stuck=_stuck(decision.items), why=_once(why),
        procedure=f"{decision.procedure_name} {decision.procedure_version}",
    )  # fmt: skip


def decided_for(desk: Desk, customer_id: int, as_of: date | None = None) -> Decided | str:
    """Return what is decided about a customer on a day (default today), or why nothing can be."""
    try:
        found = explain_customers(act=desk.act(), holidays=holidays, customer_ids=[customer_id], as_of=as_of)
    except ServiceRefused as refusal:
        return str(refusal)
    return found[0] if found else _("This customer does not exist any more.")


def levels_of(found: Decided) -> dict[str, str]:
    """Return the names of the levels of the procedure that rules a customer."""
    return {level.key: level.name for level in found.procedure.levels}


def reason_line(of: Reason, levels: Mapping[str, str], url: str = "") -> dict[str, str]:
    """Return a reason for look/parts/reasons.html."""
    return {"text": in_words(of, levels), "effect": effect_of(of), "url": url}


def _today(action: Action, found: Decided, today: date) -> dict[str, Any]:
    who = next((one.name or one.email for one in found.snapshot.contacts if one.contact_id == action.contact_id), "")
    title = _step_title(level_words(action.level_key, levels_of(found)), action.channel)
    amounts = ", ".join(money_text(minor, currency) for currency, minor in action.asked)
    count = len(action.items) + len(action.also_open)
    about = ngettext("%(n)s invoice", "%(n)s invoices", count) % {"n": count}
    text = " \u00b7 ".join(part for part in (who, about, amounts) if part)
    icon = "phone" if action.channel == "call_task" else "mail"
    return {"at": today, "title": _("Next run: %(what)s") % {"what": title}, "text": text, "icon": icon}


def _step_title(level: str, channel: str) -> str:
    """Return a level with the way it goes, where that says more than its name."""
    if channel == "none":
        return _("%(level)s: noted on file") % {"level": level}
    way = channel_words(channel)
    return level if way.lower() in level.lower() else _("%(level)s by %(channel)s") % {"level": level, "channel": way}


def _planned(found: Decided) -> list[dict[str, Any]]:
    """Return the steps that have a day, one for each day and level."""
    groups: dict[tuple[date, str, str], list[str]] = {}
    channels = {level.key: level.channel for level in found.procedure.levels}
    for item in found.decision.items:
        step = item.next_step
        if step is not None and step.planned is not None:
            groups.setdefault((step.planned, step.level_name, step.level_key), []).append(item.number)
    events = []
    for (day, name, key), numbers in sorted(groups.items()):
        channel = channels.get(key, "email")
        more = len(numbers) - NUMBERS_SHOWN
        shown = ", ".join(numbers[:NUMBERS_SHOWN]) + (_(" and %(n)s more") % {"n": more} if more > 0 else "")
        icon = "phone" if channel == "call_task" else "mail"
        events.append({"at": day, "title": _step_title(name, channel), "text": shown, "icon": icon})
    return events


def _agreed(cases: Sequence[CaseFacts], back_on: date | None, today: date) -> list[dict[str, Any]]:
    """Return the days on which something agreed ends or is looked at."""
    events = []
    for one in cases:
        if one.day is None or one.state == "broken" or one.kind == "dispute":
            continue
        amount = money_text(one.amount_minor, one.currency) if one.amount_minor else ""
        titles = {
            "promise": _("%(amount)s promised for this day") % {"amount": amount},
            "hold": _("Last day of the hold: %(why)s") % {"why": one.text},
            "claim": _("Until here reminders rest: the customer says it has paid"),
            "task": _("Task: %(what)s") % {"what": one.text},
        }
        numbers = ", ".join(number for _pk, number in one.numbers[:NUMBERS_SHOWN])
        events.append({"at": max(one.day, today), "title": titles[one.kind], "text": numbers,
                       "icon": CASE_ICONS[one.kind]})  # fmt: skip
    if back_on is not None and back_on > today:
        events.append({"at": back_on, "title": _("Back on the worklist"), "text": "", "icon": "clock"})
    return events


def _falling_due(found: Decided, today: date) -> list[dict[str, Any]]:
    """Return the days on which invoices fall due, with what they ask for."""
    days: dict[tuple[date, str], list[OpenItem]] = {}
    for item in found.snapshot.items:
        if item.open_minor > 0 and item.due_date >= today:
            days.setdefault((item.due_date, item.currency), []).append(item)
    events = []
    for (day, currency), items in days.items():
        words = ngettext("%(n)s invoice falls due", "%(n)s invoices fall due", len(items)) % {"n": len(items)}
        numbers = ", ".join(item.number for item in items[:NUMBERS_SHOWN])
        amount = money_text(sum(item.open_minor for item in items), currency)
        events.append({"at": day, "title": words, "text": f"{numbers} \u00b7 {amount}", "icon": "invoice"})
    return events


def _stuck(items: tuple[ItemOutcome, ...]) -> list[dict[str, str]]:
    """Return invoices whose next step waits for something without a known end."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        if item.next_step is not None and item.next_step.planned is None:
            groups.setdefault(item.next_step.waits_for, []).append(item.number)
    lines = []
    for codes, numbers in groups.items():
        more = len(numbers) - NUMBERS_SHOWN
        shown = ", ".join(numbers[:NUMBERS_SHOWN]) + (_(" and %(n)s more") % {"n": more} if more > 0 else "")
        lines.append({"numbers": shown, "waits": waits_words(codes)})
    return lines


def _once(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    seen: dict[str, dict[str, str]] = {}
    for line in lines:
        seen.setdefault(line["text"], line)
    return list(seen.values())


def item_reasons(found: Decided, receivable_id: int) -> tuple[list[dict[str, str]], str]:
    """Return why an invoice is where it is, and its next step in a sentence ("" when there is none)."""
    item = next((one for one in found.decision.items if one.receivable_id == str(receivable_id)), None)
    if item is None:
        return [], ""
    levels = levels_of(found)
    lines = [reason_line(reason, levels) for reason in (*item.reasons, *found.decision.reasons)]
    for action in found.decision.actions:
        if any(one.receivable_id == str(receivable_id) for one in (*action.items, *action.also_open)):
            lines += [{"text": in_words(reason, levels), "effect": "for", "url": ""} for reason in action.reasons]
    return _once(lines), f"{step_words(item.next_step)}." if item.next_step else ""
