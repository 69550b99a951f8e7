"""Lines of the activity log in the reader's language: by verb, from the values kept with them.

A line that was written before its values were kept, or by a verb that is not here, is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from duly.core.cases.reasons import REASON_NAMES, RESOLUTION_NAMES, DisputeReason, Resolution
from duly.faces.look.figures import date_text, money_text
from duly.services.accounts.add_note import CALL_OUTCOMES

Data = Mapping[str, Any]
ISO_DATE = re.compile(r"(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])")
PLAIN_AMOUNT = re.compile(r"\b(EUR|USD|GBP|CHF) (\d+)\.(\d\d)(?!\d)")
OURS = ("promise.", "hold.", "customer.snoozed", "customers.changed", "payment.", "dispute.", "ledger.")
"""Verbs whose stored sentences are our own words, so that dates and amounts in them may be redrawn."""


def told(verb: str, sentence: str, data: Data | None) -> str:
    """Return what happened as a sentence in the reader's language; `sentence` is the stored English one."""
    words = SAID.get(verb)
    if words is not None and data:
        try:
            return words(data)
        except (KeyError, ValueError, TypeError):
            pass  # kept before these values were: the stored sentence stands
    return _in_locale(sentence) if verb.startswith(OURS) else sentence


def _in_locale(text: str) -> str:
    text = ISO_DATE.sub(lambda found: date_text(date.fromisoformat(found[0])), text)
    return PLAIN_AMOUNT.sub(lambda found: money_text(int(found[2] + found[3]), found[1]), text)


def _day(data: Data, name: str = "day") -> str:
    return date_text(date.fromisoformat(data[name]))


def _amount(data: Data) -> str:
    return money_text(int(data["amount_minor"]), str(data["currency"]))


def _call(data: Data) -> str:
    said = _("Call: %(outcome)s") % {"outcome": _(CALL_OUTCOMES[data["outcome"]])}
    return f"{said}. {data['text']}" if data["text"] else said


def _snoozed(data: Data) -> str:
    if "undoes" in data:
        return _("Back as it was on the worklist")
    until = data["until"] if "until" in data else data["now"]
    return _("Off the worklist until %(day)s") % {"day": _day({"day": until})} if until else _("Back on the worklist")


def _promise(data: Data) -> str:
    return _("Promise: %(amount)s by %(day)s") % {"amount": _amount(data), "day": _day(data)}


def _dispute(data: Data) -> str:
    words = {"number": data["number"], "reason": _(REASON_NAMES[DisputeReason(data["reason"])])}
    return _("Dispute on %(number)s: %(reason)s (%(amount)s)") % (words | {"amount": _amount(data)})


def _resolved(data: Data) -> str:
    said = _("Dispute ended: %(how)s") % {"how": _(RESOLUTION_NAMES[Resolution(data["resolution"])])}
    return f"{said}. {data['text']}" if data.get("text") else said


def _hold(data: Data) -> str:
    if "undoes" in data:
        return _("On hold as before")
    if data["until"]:
        return _("On hold until %(day)s: %(why)s") % {"day": _day(data, "until"), "why": data["reason"]}
    return _("On hold until somebody ends it: %(why)s") % {"why": data["reason"]}


def _hold_ended(data: Data) -> str:
    return _("Hold taken back") if "undoes" in data else _("Hold ended (%(why)s)") % {"why": data["reason"]}


def _task(data: Data) -> str:
    said = _("Task done: %(title)s") % {"title": data["title"]}
    return f"{said}. {data['outcome']}" if data["outcome"] else said


def _assigned(data: Data) -> str:
    if "undoes" in data:
        return _("Assignment taken back")
    now, was = data["now"] or "", data["was"] or ""
    if data["field"] == "owner":
        return _("Owner: %(name)s") % {"name": str(data["shown"]).partition(": ")[2]}
    words = {
        "segment": _("Segment: %(now)s (was %(was)s)"), "procedure": _("Procedure: %(now)s (was %(was)s)"),
    }[str(data["field"])]  # fmt: skip
    return words % {"now": now or _("none"), "was": was or _("none")}


def _handed_over(data: Data) -> str:
    return _("Handed over to %(name)s: %(note)s") % {"name": data["to"], "note": data["note"]}


SAID: dict[str, Callable[[Data], str]] = {
    "call.logged": _call,
    "customer.assigned": _assigned,
    "customer.grouped": lambda data: (
        _("Belongs to %(name)s") % {"name": data["parent"]} if data["parent"] else _("Belongs to no group any more")
    ),
    "customer.segment": lambda data: (
        _("Segment: %(now)s (was %(was)s)") % {"now": data["after"] or _("none"), "was": data["before"] or _("none")}
    ),
    "customer.snoozed": _snoozed,
    "customer.handed_over": _handed_over,
    "customer.taken_back": lambda data: _("Hand-over to %(name)s taken back") % {"name": data["to"]},
    "promise.recorded": _promise,
    "promise.withdrawn": lambda data: _("Promise of %(day)s was withdrawn") % {"day": _day(data)},
    "promise.kept": lambda data: _("Promise of %(day)s was kept") % {"day": _day(data)},
    "promise.broken": lambda data: _("Promise of %(day)s was broken") % {"day": _day(data)},
    "dispute.opened": _dispute,
    "dispute.resolved": _resolved,
    "payment.claimed": lambda data: _("Says it has paid; contact rests until %(day)s") % {"day": _day(data, "until")},
    "payment.answered": lambda data: (
        _("The payment was found") if data["found"] else _("No such payment was found; reminders go on")
    ),
    "hold.placed": _hold,
    "hold.ended": _hold_ended,
    "task.done": _task,
    "task.reopened": lambda data: _("Task open again: %(title)s") % {"title": data["title"]},
    "contact.added": lambda data: _("Contact added: %(who)s") % {"who": data["who"]},
    "contact.changed": lambda data: (
        _("Contact changed: %(who)s (was %(was)s)") % {"who": data["who"], "was": data["was"]}
    ),
    "contact.activated": lambda data: _("Contact is used again: %(who)s") % {"who": data["who"]},
    "contact.deactivated": lambda data: _("Contact is no longer used: %(who)s") % {"who": data["who"]},
    "contact.accepted": lambda data: _("Proposed contact accepted: %(who)s") % {"who": data["who"]},
    "contact.declined": lambda data: _("Proposed contact not taken over: %(who)s") % {"who": data["who"]},
}
