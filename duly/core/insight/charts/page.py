"""What all charts share: the result, the heading, and the SVG around the drawing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from duly.core.insight.reasons import english

Number = Decimal | int
Format = Callable[[Decimal], str]
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
FONT = 12
"""Text height in the units of the view box."""
LETTER = 7
"""A generous width of one letter at that height."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`id` is unique on the page (letters, digits, - and _); `title` states the finding, `description` the chart.

    All texts come from the caller, in the reader's language.
    """

    id: str
    title: str
    description: str

    def __post_init__(self) -> None:
        assert _ID.match(self.id), f"{self.id!r} is no id"


@dataclass(frozen=True, slots=True)
class Table:
    """The values behind a chart as text: column heads, and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG element as text, safe to put into a page as it is, and the table behind it."""

    svg: str
    table: Table


def plain_number(value: Decimal) -> str:
    """Return a number in English, whole when it is: the default of every chart."""
    return english(value)


def page(heading: Heading, width: int, height: int, parts: Iterable[str]) -> str:
    """Return the whole SVG: as wide as its place, read out as title and description."""
    title, description = f"{heading.id}-title", f"{heading.id}-desc"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart-svg" id="{heading.id}" width="100%"'
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="{title} {description}">\n'
        f'<title id="{title}">{_clean(heading.title)}</title>\n'
        f'<desc id="{description}">{_clean(heading.description)}</desc>\n{body}\n</svg>'
    )


def text(x: Number, y: Number, words: str, *, anchor: str = "start", css: str = "") -> str:
    """Return a text, its baseline at y."""
    name = f' class="{css}"' if css else ""
    return (
        f'<text x="{at(x)}" y="{at(y)}" text-anchor="{anchor}" font-size="{FONT}"'
        f' fill="currentColor"{name}>{_clean(words)}</text>'
    )


def rect(x: Number, y: Number, width: Number, height: Number, *, css: str, fill: str, tip: str = "") -> str:
    """Return a rectangle; `tip` is shown on hovering."""
    inner = f"<title>{_clean(tip)}</title>" if tip else ""
    return (
        f'<rect class="{css}" x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}"'
        f' fill="{escape(fill)}">{inner}</rect>'
    )


def circle(x: Number, y: Number, radius: int, *, css: str, fill: str, tip: str = "") -> str:
    """Return a dot; `tip` is shown on hovering."""
    inner = f"<title>{_clean(tip)}</title>" if tip else ""
    return f'<circle class="{css}" cx="{at(x)}" cy="{at(y)}" r="{radius}" fill="{escape(fill)}">{inner}</circle>'


def rule(x1: Number, y1: Number, x2: Number, y2: Number, *, css: str, opacity: str) -> str:
    """Return a hairline in the colour of the text."""
    return (
        f'<line class="{css}" x1="{at(x1)}" y1="{at(y1)}" x2="{at(x2)}" y2="{at(y2)}"'
        f' stroke="currentColor" stroke-opacity="{opacity}"/>'
    )


def at(value: Number) -> str:
    """Return a coordinate with at most one decimal."""
    rounded = f"{Decimal(value):.1f}"
    return rounded.removesuffix(".0")


def shortened(words: str, room: int) -> str:
    """Return the words cut to fit into `room` units, with an ellipsis when cut."""
    letters = max(1, room // LETTER)
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def _clean(words: str) -> str:
    """Escape for XML and drop control characters, which XML 1.0 cannot hold."""
    return escape("".join(c for c in words if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"))
