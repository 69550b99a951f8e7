"""What a document of segments says that cannot be meant: path, message and remedy for each finding.

Run after the shape was checked by `segment_schema.SCHEMA`. An error forbids saving, a warning is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from duly.core.accounts.segment_schema import AMOUNTS, NUMBERS
from duly.core.money.money import NotExact, from_decimal

Segments = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the document, where (`segments[2].when`), why it matters and what to write instead."""

    path: str
    code: str
    message: str
    remedy: str
    is_error: bool = True


def check(document: Mapping[str, Any], *, procedures: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Return all findings, errors first. `procedures` are the names of those that rule; None: they are not known."""
    segments: Segments = document["segments"]
    found = [
        *_names(segments),
        *_order(segments),
        *_procedures(segments, procedures),
        *_limits(segments),
        *_amounts(segments),
    ]
    return tuple(sorted(found, key=lambda one: not one.is_error))


def _names(segments: Segments) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, one in enumerate(segments):
        name = one["name"].casefold()
        if name in seen:
            yield Finding(
                f"segments[{index}].name", "name_twice", f"The segment “{one['name']}” stands twice.",
                "Use `or_when` in the first one, or another name.",
            )  # fmt: skip
        seen.setdefault(name, index)
        if one["name"] != one["name"].strip():
            yield Finding(
                f"segments[{index}].name", "name_blank", "The name begins or ends with a blank.", "Take it off."
            )


def _order(segments: Segments) -> Iterator[Finding]:
    everybody = next((i for i, one in enumerate(segments) if "when" not in one and "or_when" not in one), None)
    if everybody is not None and everybody < len(segments) - 1:
        name = segments[everybody]["name"]
        yield Finding(
            f"segments[{everybody + 1}].name", "never_reached",
            f"Nobody ever reaches this: “{name}” before it has no conditions and takes everybody.",
            f"Give “{name}” conditions, or put it last.",
        )  # fmt: skip
    for index, one in enumerate(segments):
        if "or_when" in one and "when" not in one:
            yield Finding(
                f"segments[{index}].or_when", "or_alone", "`or_when` adds to `when`, which is missing.",
                "Write the first group of conditions under `when`.",
            )  # fmt: skip


def _procedures(segments: Segments, procedures: Collection[str] | None) -> Iterator[Finding]:
    for index, one in enumerate(segments):
        name = one.get("procedure")
        if name and procedures is not None and name not in procedures:
            near = get_close_matches(name, procedures, 1)
            remedy = (
                f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(sorted(procedures)) or 'none yet'}."
            )
            path = f"segments[{index}].procedure"
            yield Finding(path, "procedure_unknown", f"No procedure “{name}” rules here.", remedy)


def _groups(segments: Segments) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, one in enumerate(segments):
        if "when" in one:
            yield f"segments[{index}].when", one["when"]
        for number, group in enumerate(one.get("or_when", ())):
            yield f"segments[{index}].or_when[{number}]", group


def _limits(segments: Segments) -> Iterator[Finding]:
    for path, group in _groups(segments):
        for fact in NUMBERS:
            low, high = group.get(fact, {}).get("at_least"), group.get(fact, {}).get("at_most")
            if low is not None and high is not None and low > high:
                yield Finding(
                    f"{path}.{fact}", "limits_crossed", f"At least {low} and at most {high} can never both hold.",
                    "Write the smaller number as `at_least`.",
                )  # fmt: skip
        percent = group.get("promise_kept_percent", {})
        if any(not 0 <= value <= 100 for value in percent.values()):
            yield Finding(f"{path}.promise_kept_percent", "percent", "Per cent go from 0 to 100.", "Write 0 to 100.")


def _amounts(segments: Segments) -> Iterator[Finding]:
    for path, group in _groups(segments):
        for fact in AMOUNTS:
            for kind, by_currency in group.get(fact, {}).items():
                for code, value in by_currency.items():
                    try:
                        from_decimal(Decimal(str(value)), code)
                    except NotExact as error:
                        place = f"{path}.{fact}.{kind}.{code}"
                        yield Finding(place, "amount_not_exact", f"{error}.", "Use fewer decimals.")
