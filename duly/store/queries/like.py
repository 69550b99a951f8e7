"""Text as people type it, made safe for LIKE and ILIKE."""

from __future__ import annotations


def literally(text: str) -> str:
    r"""Return a text in which `%`, `_` and `\` stand for themselves in a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
