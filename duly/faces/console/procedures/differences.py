"""What differs between two versions: of a procedure in words, of any text line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from duly.core.dunning.plain_words import Change, describe, diff
from duly.core.dunning.procedure import DunningProcedure
from duly.faces.console.procedures.words import message_name
from duly.faces.console.tonight.words import tone_name

AROUND = 2
"""Lines that are the same and shown around a difference."""

FIELDS: dict[str, str] = {
    "name": gettext_noop("Name"), "note": gettext_noop("Remark"), "number": gettext_noop("Place in the order"),
    "days": gettext_noop("Days"), "anchor": gettext_noop("Days count from"), "channel": gettext_noop("How"),
    "min_days_after_previous": gettext_noop("Days after the level before, at least"),
    "template": gettext_noop("Message"), "tone": gettext_noop("Tone"), "approval": gettext_noop("Approval"),
    "roles": gettext_noop("Contact roles"), "min_open": gettext_noop("Only invoices of at least"),
    "min_total": gettext_noop("Only customers who owe at least"), "segments": gettext_noop("Only the segments"),
    "not_segments": gettext_noop("Not the segments"), "importance": gettext_noop("Only the importance"),
    "not_importance": gettext_noop("Not the importance"), "item": gettext_noop("Least amount of an invoice"),
    "customer": gettext_noop("Least sum of a customer"), "opens": gettext_noop("Messages not before"),
    "closes": gettext_noop("Messages not after"), "weekdays": gettext_noop("Weekdays"),
    "skip_holidays": gettext_noop("Not on public holidays"), "spacing_days": gettext_noop("Days between two messages"),
    "cap_messages": gettext_noop("Messages at most"), "cap_days": gettext_noop("Counted over so many days"),
    "fallback_language": gettext_noop("Language where another is unknown"),
    "mixed_template": gettext_noop("Message for several levels"),
    "promise_grace_days": gettext_noop("Days of grace after a promised date"),
    "promise_longest_days": gettext_noop("Days a promise silences at most"),
    "claim_days": gettext_noop("Days of silence after \u201cI have paid\u201d"),
    "bank_data_max_age_hours": gettext_noop("Bank data may be this old, in hours"),
    "new_invoice_days": gettext_noop("Days a new invoice is left alone"),
    "receipt_tolerance_percent": gettext_noop("Per cent a receipt may fall short"),
}  # fmt: skip
VALUES: dict[str, str] = {
    "due_date": gettext_noop("the due date"), "previous_level": gettext_noop("the level before"),
    "email": gettext_noop("an e-mail"), "call_task": gettext_noop("a call"), "none": gettext_noop("a record only"),
    "automatic": gettext_noop("goes by itself"), "manual": gettext_noop("approved by hand"),
    "True": gettext_noop("yes"), "False": gettext_noop("no"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in words: at which level ("" for what holds for all), what, before and after."""

    level: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text difference: `kind` is same, gone, new or gap; `number` is its place in the newer text."""

    kind: str
    text: str
    number: int = 0


def differences(before: DunningProcedure, after: DunningProcedure) -> list[Difference]:
    """Return what differs, level by level in words; a level that is new or gone is one difference."""
    names = {level.key: level.name for one in (before, after) for level in one.levels}
    sentences = {
        side: dict(zip((level.key for level in one.levels), describe(one, get_language() or "en"), strict=False))
        for side, one in (("before", before), ("after", after))
    }
    changed = {level.key for level in before.levels} ^ {level.key for level in after.levels}
    found = []
    for change in diff(before, after):
        parts = change.path.split(".")
        key = parts[1] if parts[0] == "levels" else ""
        if key in changed:
            if len(parts) == 2:
                found.append(_whole_level(names[key], sentences["before"].get(key), sentences["after"].get(key)))
        elif not (parts[-1] == "number" and changed):
            found.append(_difference(change, parts, names.get(key, "")))
    return found


def _whole_level(name: str, before: str | None, after: str | None) -> Difference:
    return Difference(name, _("Level is gone") if after is None else _("New level"), before or "", after or "")


def _difference(change: Change, parts: list[str], level: str) -> Difference:
    what = _("Name of the level") if len(parts) == 2 and level else _(FIELDS.get(parts[-1], parts[-1]))
    return Difference(level, what, _value(parts[-1], change.before), _value(parts[-1], change.after))


def _value(field: str, text: str) -> str:
    if field == "tone":
        return tone_name(text)
    if field in ("template", "mixed_template"):
        return message_name(text)
    return _(VALUES[text]) if text in VALUES and field not in ("name", "note") else text


def text_difference(before: str, after: str) -> list[TextLine]:
    """Return the lines that differ with a few around them; empty when the texts are the same."""
    old, new = before.splitlines(), after.splitlines()
    found: list[TextLine] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if found or group[0][3] > 0:
            found.append(TextLine("gap", ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                found += [TextLine("same", new[i], i + 1) for i in range(new_from, new_to)]
                continue
            found += [TextLine("gone", line) for line in old[old_from:old_to]]
            found += [TextLine("new", new[i], i + 1) for i in range(new_from, new_to)]
    return found
