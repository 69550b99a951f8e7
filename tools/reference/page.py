"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made from the code by `make docs`; edit the code instead. -->"


def page(title: str, *parts: str) -> str:
    """Return a page: title, the note that it is made, and its parts with blank lines between."""
    return "\n\n".join([f"# {title}", MADE, *(part.strip() for part in parts if part.strip())]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def code(text: object) -> str:
    """Return text as code, empty text as it is."""
    return f"`{text}`" if str(text) else ""
