"""The template language: `{placeholder}` and `[[if placeholder]]...[[end]]`, nothing else.

`{{` and `}}` are braces. There is no attribute, no index, no call, no loop: a template can show what the
catalogue names and leave parts out, and that is all it can do. One pass, linear in the template's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_LENGTH = 20_000
MAX_DEPTH = 5
MAX_VALUE = 2_000

_TOKEN = re.compile(
    r"(?P<escape>\{\{|\}\})"
    r"|\{(?P<place>[a-z][a-z0-9_]{0,39})\}"
    r"|\[\[ {0,9}(?:if {1,9}(?P<condition>[a-z][a-z0-9_]{0,39})|(?P<end>end)) {0,9}\]\]"
    r"|(?P<bad>[{}]|\[\[|\]\])"
)


class Part(StrEnum):
    """What a piece of a template is."""

    TEXT = "text"
    PLACE = "place"
    IF = "if"
    END = "end"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a template: `text` is the literal text, or the placeholder's name; `position` counts from 0."""

    part: Part
    text: str
    position: int


def tokens(template: str) -> Iterator[Token]:
    """Cut a template into its pieces; marks that are no part of the language come as Part.BAD."""
    at = 0
    for match in _TOKEN.finditer(template):
        if match.start() > at:
            yield Token(Part.TEXT, template[at : match.start()], at)
        yield _token(match)
        at = match.end()
    if at < len(template):
        yield Token(Part.TEXT, template[at:], at)


def _token(match: re.Match[str]) -> Token:
    position = match.start()
    if match["place"]:
        return Token(Part.PLACE, match["place"], position)
    if match["condition"]:
        return Token(Part.IF, match["condition"], position)
    if match["end"]:
        return Token(Part.END, "end", position)
    if match["escape"]:
        return Token(Part.TEXT, match["escape"][0], position)
    return Token(Part.BAD, match["bad"], position)


def render(template: str, values: Mapping[str, str], *, absent: str = "") -> str:
    """Fill a template in; never fails, whatever template and values hold.

    A name without a value is empty. What is no part of the language stays as it was written, so that a preview
    shows it; `check` reports it before a template is saved. Values are plain text: escaping is the caller's.
    `absent` is put where something is left out, for a caller who must tell an emptied line from an empty one.
    """
    pieces: list[str] = []
    open_conditions: list[bool] = []
    for token in tokens(template[:MAX_LENGTH]):
        if token.part is Part.IF:
            open_conditions.append(is_true(values.get(token.text, "")))
            pieces.append("" if open_conditions[-1] else absent)
        elif token.part is Part.END:
            if open_conditions:
                open_conditions.pop()
        elif all(open_conditions):
            pieces.append(values.get(token.text, "")[:MAX_VALUE] or absent if token.part is Part.PLACE else token.text)
    return "".join(pieces)


def is_true(value: str) -> bool:
    """Say whether a value counts as true in a condition."""
    return value.strip() not in ("", "0")
