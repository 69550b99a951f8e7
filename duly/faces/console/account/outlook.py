"""What happens next with a customer, when and why: the dunning decision, made live and put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.core.dunning.decision import Action, ItemOutcome
from duly.core.dunning.reasons import Reason
from duly.faces.console.access import Desk
from duly.faces.console.account.words import channel_words, level_words, waits_words
from duly.faces.console.addresses import invoice_address
from duly.faces.console.tonight.words import effect_of, in_words
from duly.faces.look.figures import date_text, money_text
from duly.services.dunning.decide_accounts import Decided
from duly.services.dunning.explain import explain_customers
from duly.services.refused import ServiceRefused
from duly.wiring.ports import holidays

STEPS_SHOWN = 4
NUMBERS_SHOWN = 4
ITEMS_EXPLAINED = 30


@dataclass(frozen=True, slots=True)
class Outlook:
    """`coming`: events still to come, for the timeline; `stuck`: what waits without a day; `why` behind one click.

    `problem` says why nothing can be decided; `procedure` names the one that rules.
    """

    coming: list[dict[str, Any]] = field(default_factory=list)
    stuck: list[dict[str, str]] = field(default_factory=list)
    why: list[dict[str, str]] = field(default_factory=list)
    procedure: str = ""
    problem: str = ""


def outlook_of(desk: Desk, customer_id: int) -> Outlook:
    """Return what the procedure will do about a customer as things stand today."""
    found = decided_for(desk, customer_id)
    if isinstance(found, str):
        return Outlook(problem=found)
    decision, levels = found.decision, levels_of(found)
    coming = [_today(action, found, desk.today) for action in decision.actions]
    coming += _planned(found, desk.today)
    why = [reason_line(reason, levels) for reason in decision.reasons]
    for item in decision.items[:ITEMS_EXPLAINED]:
        why += [reason_line(reason, levels, invoice_address(item.receivable_id)) for reason in item.reasons[:1]]
    return Outlook(
        coming=coming[:STEPS_SHOWN], stuck=_stuck(decision.items), why=_once(why),
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
    title = _("%(level)s by %(channel)s") if action.channel != "none" else _("%(level)s: noted on file")
    words = {"level": level_words(action.level_key, levels_of(found)), "channel": channel_words(action.channel)}
    amounts = ", ".join(money_text(minor, currency) for currency, minor in action.asked)
    count = len(action.items) + len(action.also_open)
    about = ngettext("%(n)s invoice", "%(n)s invoices", count) % {"n": count}
    text = " \u00b7 ".join(part for part in (who, about, amounts) if part)
    icon = "phone" if action.channel == "call_task" else "mail"
    return {"at": today, "title": _("Next run: %(what)s") % {"what": title % words}, "text": text, "icon": icon}


def _planned(found: Decided, today: date) -> list[dict[str, Any]]:
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
        title = _("%(level)s by %(channel)s") % {"level": name, "channel": channel_words(channel)}
        events.append({"at": day, "title": title, "text": shown, "icon": icon})
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
    return _once(lines), step_words(item)


def step_words(item: ItemOutcome) -> str:
    """Return an invoice's next step as a sentence."""
    step = item.next_step
    if step is None:
        return ""
    if step.planned is None:
        waits = waits_words(step.waits_for)
        return _("%(level)s, once this is settled: %(waits)s.") % {"level": step.level_name, "waits": waits}
    day = date_text(step.planned)
    return _("%(level)s on %(day)s, unless paid, promised or disputed before.") % {
        "level": step.level_name,
        "day": day,
    }
