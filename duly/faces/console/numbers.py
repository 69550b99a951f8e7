"""Ids and places as addresses and forms give them: text from outside, read once, in one way."""

from __future__ import annotations

MOST_DIGITS = 18
"""So many digits always fit into the database's whole numbers."""


def whole(text: str | None) -> int | None:
    """Return a whole number of 0 or more written in ASCII digits, None for anything else or anything too long."""
    if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return int(text)
    return None
