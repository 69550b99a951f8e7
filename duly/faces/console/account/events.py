"""The timeline's events in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from duly.faces.console.account.words import channel_words, level_words, posting_words
from duly.faces.console.addresses import address
from duly.faces.console.told import told
from duly.faces.console.tonight.words import state_name
from duly.faces.look.figures import money_text
from duly.store.queries.timeline import TimelineEvent

ICONS = {
    "note": "note", "call": "phone", "promise": "promise", "dispute": "dispute", "hold": "hold", "portal": "external",
    "payment": "cash", "task": "check", "contact": "people", "customer": "customers", "receipt": "cash",
    "receivable": "invoice", "ledger": "undo", "import": "imports",
}  # fmt: skip
OPENINGS = {"invoice", "debit_note", "credit_note"}
TONES = {
    "promise.broken": "bad", "promise.kept": "good", "dispute.opened": "bad", "write_off": "bad", "principal": "good",
    "receipt": "good", "failed": "bad", "unknown": "bad",
}  # fmt: skip


def drawn(event: TimelineEvent, levels: Mapping[str, str]) -> dict[str, Any]:
    """Return an event for look/parts/event.html."""
    at = event.at.date() if event.is_day else event.at
    base = {"at": at, "actor": event.actor, "tone": TONES.get(event.code, ""), "reason": event.reason}
    if event.source == "posting":
        return base | _money(event)
    if event.source == "notice":
        return base | _notice(event, levels)
    icon = ICONS.get(event.code.partition(".")[0], "clock")
    url = _item_url(event)
    reason = "" if event.reason in event.text else event.reason
    return base | {
        "title": told(event.code, event.text, event.data),
        "icon": icon,
        "url": url,
        "text": _because(reason, event.actor_kind),
    }


def _because(reason: str, actor_kind: str) -> str:
    """What a machine gave as its reason is on the invoice's page; here only people's reasons are read."""
    if actor_kind == "system":
        return ""
    return _("Because: %(reason)s") % {"reason": reason} if reason else ""


def _item_url(event: TimelineEvent) -> str:
    return reverse("console:account_invoice", args=[event.numbers[0][0]]) if len(event.numbers) == 1 else ""


def _money(event: TimelineEvent) -> dict[str, Any]:
    amount = money_text(event.amount_minor, event.currency)
    numbers = ", ".join(dict.fromkeys(number for _pk, number in event.numbers))
    if event.count > len(event.numbers) and event.numbers:
        numbers += _(" and %(n)s more") % {"n": event.count - len(event.numbers)}
    title = f"{posting_words(event.code)}: {amount}"
    url = _item_url(event)
    if event.receipt_id is not None and not event.numbers:
        url = address("cash_receipt", event.receipt_id)
    kind = event.code.partition(":")[0]
    icon = "undo" if kind == "reversal" else "invoice" if kind in OPENINGS else "cash"
    text = " \u00b7 ".join(part for part in (numbers, _because(event.reason, event.actor_kind)) if part)
    return {"title": title, "icon": icon, "url": url, "text": text}


def _notice(event: TimelineEvent, levels: Mapping[str, str]) -> dict[str, Any]:
    """A message: `actor_kind` holds its channel, `actor` its level."""
    channel, level = event.actor_kind, level_words(event.actor, levels)
    words = {"subject": event.text, "state": state_name(event.code)}
    parts = [level, channel_words(channel)]
    if event.amount_minor:
        parts.append(money_text(event.amount_minor, event.currency))
    if event.code not in ("sent", "done") and event.reason:
        parts.append(event.reason)
    return {
        "title": _("%(subject)s (%(state)s)") % words, "icon": "phone" if channel == "call_task" else "mail",
        "url": address("outbox_message", event.notice_id) if event.notice_id else "", "actor": "",
        "text": " \u00b7 ".join(part for part in parts if part),
    }  # fmt: skip
