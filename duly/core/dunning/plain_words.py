"""A procedure in plain words, and what changed between two versions of it."""

from __future__ import annotations

from dataclasses import dataclass

from duly.core.dunning.procedure import Amounts, Conditions, DunningProcedure, Level
from duly.core.dunning.procedure_phrases import PHRASES
from duly.core.dunning.wording.shipped import language_of
from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what it was and is (empty: was not, is not there), and a sentence (English)."""

    path: str
    before: str
    after: str
    sentence: str


def describe(procedure: DunningProcedure, language: str = "en") -> tuple[str, ...]:
    """Return the procedure as sentences: one per level, then minimums, hours, contacts and silence.

    Speaks English, German, French and Spanish; another language gets English.
    """
    say = PHRASES[language_of(language)]
    return (*(_level(level, say) for level in procedure.levels), *_rules(procedure, say))


def diff(before: DunningProcedure, after: DunningProcedure) -> tuple[Change, ...]:
    """Return what differs between two versions, in order of the document; nothing when they mean the same."""
    old, new = _lines(before), _lines(after)
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(
        Change(path, old.get(path, ""), new.get(path, ""), _change_sentence(path, old.get(path), new.get(path)))
        for path in paths
        if old.get(path) != new.get(path)
    )


def _level(level: Level, say: dict[str, str]) -> str:
    if level.anchor == "previous_level":
        when = say["after_previous"]
    else:
        when = say["before" if level.days < 0 else "after" if level.days else "on_due"]
    what = say[level.channel].format(template=level.template, tone=say[level.tone])
    first = say["level"].format(number=level.number, name=level.name, when=when.format(days=abs(level.days)), what=what)
    return " ".join([first, *_level_rules(level, say)])


def _level_rules(level: Level, say: dict[str, str]) -> list[str]:
    found = [say["manual"]] if level.approval == "manual" else []
    if level.min_days_after_previous:
        found.append(say["gap"].format(days=level.min_days_after_previous))
    if level.roles:
        found.append(say["roles"].format(roles=", ".join(level.roles)))
    return found + _conditions(level.conditions, say)


def _conditions(rules: Conditions, say: dict[str, str]) -> list[str]:
    limits = {"min_open": rules.min_open, "min_total": rules.min_total}
    names = {
        "segments": rules.segments,
        "not_segments": rules.not_segments,
        "importance": rules.importance,
        "not_importance": rules.not_importance,
    }
    found = [say[key].format(amounts=_amounts(value)) for key, value in limits.items() if value]
    return found + [say[key].format(names=", ".join(value)) for key, value in names.items() if value]


def _rules(procedure: DunningProcedure, say: dict[str, str]) -> list[str]:
    window, contact, silence = procedure.window, procedure.contact, procedure.silence
    limits = {"min_item": procedure.min_item, "min_customer": procedure.min_customer}
    found = [say[key].format(amounts=_amounts(value)) for key, value in limits.items() if value]
    weekdays = ", ".join(name for place, name in enumerate(say["weekdays"].split(",")) if place in window.weekdays)
    hours = {"opens": f"{window.opens:%H:%M}", "closes": f"{window.closes:%H:%M}"}
    found.append(say["window"].format(weekdays=weekdays, **hours))
    if window.skip_holidays:
        found.append(say["holidays"])
    found.append(say["contact"].format(roles=", ".join(contact.roles)))
    found.append(say["spacing"].format(days=contact.spacing_days))
    if contact.cap_messages:
        found.append(say["cap"].format(messages=contact.cap_messages, days=contact.cap_days))
    found.append(say["promise"].format(days=silence.promise_grace_days, longest=silence.promise_longest_days))
    found.append(say["claim"].format(days=silence.claim_days))
    found.append(say["dispute"])
    if silence.bank_data_max_age_hours == 0:
        found.append(say["bank_any"])
    elif silence.bank_data_max_age_hours is not None:
        found.append(say["bank"].format(hours=silence.bank_data_max_age_hours))
    if silence.new_invoice_days:
        found.append(say["new"].format(days=silence.new_invoice_days))
    return found


def _lines(procedure: DunningProcedure) -> dict[str, str]:
    """Every part of a procedure by path, as text."""
    lines = {"name": procedure.name, "note": procedure.note}
    for level in procedure.levels:
        path = f"levels.{level.key}"
        lines[path] = level.name
        for name in ("number", "days", "anchor", "min_days_after_previous", "channel", "template", "tone", "approval"):
            lines[f"{path}.{name}"] = str(getattr(level, name))
        lines[f"{path}.roles"] = ", ".join(level.roles)
        for name in Conditions.__slots__:
            lines[f"{path}.conditions.{name}"] = _text(getattr(level.conditions, name))
    lines |= {"minimums.item": _amounts(procedure.min_item), "minimums.customer": _amounts(procedure.min_customer)}
    for part in ("window", "contact", "silence"):
        values = getattr(procedure, part)
        lines |= {f"{part}.{name}": _text(getattr(values, name)) for name in type(values).__slots__}
    return {path: text for path, text in lines.items() if text}


def _text(value: object) -> str:
    if isinstance(value, frozenset):
        names = PHRASES["en"]["weekdays"].split(",")
        return ", ".join(names[place] for place in sorted(value))
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return _amounts(value)
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _amounts(limits: Amounts) -> str:
    return ", ".join(f"{code} {Money(minor, code).plain()}" for code, minor in limits)


def _change_sentence(path: str, before: str | None, after: str | None) -> str:
    if before is None:
        return f"{path} is new: {after}."
    if after is None:
        return f"{path} is gone (it was {before})."
    return f"{path} was {before}, is now {after}."
