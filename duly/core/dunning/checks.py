"""What a procedure's document says that cannot be meant: path, message and remedy for each finding.

Run after the shape was checked by `schema.SCHEMA`. An error forbids saving, a warning is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from duly.core.dunning.procedure import TONE_RANK, amounts
from duly.core.dunning.wording.shipped.values import TEMPLATE_KEYS
from duly.core.money.money import NotExact

Levels = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the document, where (`levels[2].template`), why it matters and what to write instead."""

    path: str
    code: str
    message: str
    remedy: str
    severity: Literal["error", "warning"] = "error"


def check(document: Mapping[str, Any], *, templates: Collection[str] = TEMPLATE_KEYS) -> tuple[Finding, ...]:
    """Return all findings, errors first. `templates` are the keys of the messages that exist."""
    levels: Levels = document["levels"]
    found = [
        *_keys(levels),
        *_templates(document, templates),
        *_order(levels),
        *_anchors(levels),
        *_endings(levels),
        *_amounts(document),
        *_window(document.get("window", {})),
        *_conditions(levels),
        *_rhythm(document),
    ]
    return tuple(sorted(found, key=lambda one: one.severity != "error"))


def _keys(levels: Levels) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, level in enumerate(levels):
        if level["key"] in seen:
            yield Finding(
                f"levels[{index}].key",
                "key_twice",
                f"The key {level['key']!r} is also that of level {seen[level['key']] + 1}.",
                "Give each level its own key: it is how past notices are remembered.",
            )
        seen.setdefault(level["key"], index)


def _templates(document: Mapping[str, Any], templates: Collection[str]) -> Iterator[Finding]:
    wanted = [(f"levels[{i}].template", one.get("template", "")) for i, one in enumerate(document["levels"])]
    mixed = document.get("contact", {}).get("mixed_template", "")
    for path, key in [*wanted, ("contact.mixed_template", mixed)]:
        if key and key not in templates:
            near = get_close_matches(key, templates, 1)
            known = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(templates))}."
            yield Finding(path, "template_unknown", f"There is no message template {key!r}.", known)
    for index, level in enumerate(document["levels"]):
        if level["channel"] == "email" and not level.get("template"):
            yield Finding(
                f"levels[{index}].template",
                "template_missing",
                f"Level {level['key']!r} sends an e-mail but names no template.",
                "Add `template:` with the key of a message.",
            )


def _order(levels: Levels) -> Iterator[Finding]:
    """Levels anchored on the due date must follow each other in time, and no tone may soften."""
    last_days, last_key, last_rank = None, "", 0
    for index, level in enumerate(levels):
        if level.get("anchor", "due_date") == "due_date":
            if last_days is not None and level["days"] <= last_days:
                yield Finding(
                    f"levels[{index}].days",
                    "levels_out_of_order",
                    f"Level {level['key']!r} ({level['days']} days) does not come after {last_key!r} ({last_days}).",
                    "Put the levels in order of days, two never on the same day.",
                )
            last_days, last_key = level["days"], level["key"]
        rank = TONE_RANK[level["tone"]]
        if rank < last_rank:
            yield Finding(
                f"levels[{index}].tone",
                "tone_softens",
                f"Level {level['key']!r} is milder ({level['tone']}) than the one before it.",
                f"Use one of: {', '.join(t for t, r in TONE_RANK.items() if r >= last_rank)}.",
            )
        last_rank = max(last_rank, rank)


def _anchors(levels: Levels) -> Iterator[Finding]:
    after_due = False
    for index, level in enumerate(levels):
        anchored_on_previous = level.get("anchor", "due_date") == "previous_level"
        if anchored_on_previous and not after_due:
            yield Finding(
                f"levels[{index}].anchor",
                "no_previous_level",
                f"Level {level['key']!r} counts from a level before it, but none comes on or after the due date.",
                "Anchor it on `due_date`, or put a level with days of 0 or more before it.",
            )
        if anchored_on_previous and level["days"] < 1:
            yield Finding(
                f"levels[{index}].days",
                "days_not_after_previous",
                f"Level {level['key']!r} would come {level['days']} days after the previous one.",
                "Write 1 or more.",
            )
        after_due = after_due or level["days"] >= 0


def _endings(levels: Levels) -> Iterator[Finding]:
    if all(level.get("anchor", "due_date") == "due_date" and level["days"] < 0 for level in levels):
        yield Finding(
            "levels",
            "nothing_after_due",
            "Every level lies before the due date: an overdue invoice would never be asked for.",
            "Add a level with days of 1 or more.",
        )
    finals = [index for index, level in enumerate(levels) if level["tone"] == "final"]
    if not finals:
        yield Finding(
            "levels",
            "final_missing",
            "No level has the tone `final`: after the last one nothing says what comes next.",
            "Give the last level the tone `final` and the approval `manual`.",
            "warning",
        )
    for index in finals:
        if levels[index].get("approval", "automatic") == "automatic" and levels[index]["channel"] == "email":
            yield Finding(
                f"levels[{index}].approval",
                "final_unattended",
                f"The final level {levels[index]['key']!r} goes out without a person having looked at it.",
                "Write `approval: manual`.",
                "warning",
            )


def _amounts(document: Mapping[str, Any]) -> Iterator[Finding]:
    places = [(f"minimums.{name}", value) for name, value in document.get("minimums", {}).items()]
    for index, level in enumerate(document["levels"]):
        rules = level.get("conditions", {})
        places += [(f"levels[{index}].conditions.{name}", rules.get(name, {})) for name in ("min_open", "min_total")]
    for path, by_currency in places:
        for code, value in by_currency.items():
            try:
                amounts({code: value})
            except NotExact as error:
                yield Finding(f"{path}.{code}", "amount_not_exact", f"{error}.", "Use fewer decimals.")


def _window(window: Mapping[str, Any]) -> Iterator[Finding]:
    if window and window["opens"] >= window["closes"]:
        yield Finding(
            "window.closes",
            "window_closed",
            f"The window closes ({window['closes']}) before it opens ({window['opens']}): nothing could be sent.",
            "Write a later `closes`.",
        )


def _conditions(levels: Levels) -> Iterator[Finding]:
    for index, level in enumerate(levels):
        rules = level.get("conditions", {})
        for wanted, unwanted in (("segments", "not_segments"), ("importance", "not_importance")):
            both = sorted(set(rules.get(wanted, ())) & set(rules.get(unwanted, ())))
            if both:
                yield Finding(
                    f"levels[{index}].conditions.{unwanted}",
                    "wanted_and_unwanted",
                    f"{both[0]!r} is both wanted and unwanted for level {level['key']!r}: it can never apply.",
                    f"Take it out of `{wanted}` or of `{unwanted}`.",
                )


def _rhythm(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Say it when the spacing between messages will push levels later than their days."""
    spacing = document.get("contact", {}).get("spacing_days", 5)
    last: Mapping[str, Any] | None = None
    for index, level in enumerate(document["levels"]):
        if level.get("anchor", "due_date") == "due_date":
            if last is not None and 0 < level["days"] - last["days"] < spacing:
                yield Finding(
                    f"levels[{index}].days",
                    "closer_than_spacing",
                    f"Level {level['key']!r} comes {level['days'] - last['days']} days after {last['key']!r},"
                    f" but messages are {spacing} days apart: it will come later.",
                    "Lower `contact.spacing_days`, or move the level.",
                    "warning",
                )
            last = level
