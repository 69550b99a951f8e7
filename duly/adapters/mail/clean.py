"""Text from outside, made fit to stand in one line of a message."""

from __future__ import annotations

import unicodedata

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_SPACES = frozenset({"Cc", "Zl", "Zp"})
_DROPPED = frozenset({"Cs", "Co", "Cn"})
# Marks that turn the writing direction of what follows: in a name they can make a message lie.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str, limit: int = 200) -> str:
    """Return text as one line: line breaks and controls become blanks, direction marks go, the rest is cut."""
    head = unicodedata.normalize("NFC", text[: limit * 4])
    line = " ".join("".join(_clean_character(c) for c in head).split(" ")).strip()
    while "  " in line:
        line = line.replace("  ", " ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _clean_character(character: str) -> str:
    if character in _DIRECTION:
        return ""
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    return "" if category in _DROPPED else character


def isolated(text: str) -> str:
    """Return text that keeps its own direction to itself; only right-to-left writing needs the marks."""
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def template_text(text: str) -> str:
    """Return a template's text without characters that have a meaning of ours, line breaks as \\n."""
    one = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in one if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Co", "Cs"))
