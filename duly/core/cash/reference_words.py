"""Where the words that were recognised stand in a payment's text, so that a person sees them at a glance."""

from __future__ import annotations

import re
from collections.abc import Collection


def marked(text: str, wanted: Collection[str]) -> list[tuple[str, bool]]:
    """Return the text in parts, True where a wanted word stands; capitals and blanks inside a word do not matter.

    The parts put together again are the text. The longest word wins where two overlap.
    """
    patterns = [_loose(word) for word in sorted(wanted, key=len, reverse=True) if len(word.strip()) >= 2]
    if not patterns or not text:
        return [(text, False)] if text else []
    parts: list[tuple[str, bool]] = []
    at = 0
    for found in re.finditer("|".join(patterns), text, re.IGNORECASE):
        if found.start() > at:
            parts.append((text[at : found.start()], False))
        parts.append((found.group(), True))
        at = found.end()
    if at < len(text):
        parts.append((text[at:], False))
    return parts


def _loose(word: str) -> str:
    characters = [re.escape(character) for character in word if not character.isspace()]
    return r"(?<!\w)" + r"\s?".join(characters) + r"(?!\w)"
