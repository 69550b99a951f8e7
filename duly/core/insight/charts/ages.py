"""The four ages, each with a colour, a pattern and a place in the legend."""

from __future__ import annotations

from collections.abc import Sequence

from duly.core.insight.charts.page import LETTER, Number, rect, text

AGES = ("Current", "1–30 days", "31–60 days", "61+ days")
"""Default labels, English; days past due."""
_MARKS = (
    "",
    '<path d="M0 8L8 0" stroke="currentColor" stroke-opacity=".45"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="currentColor" stroke-opacity=".45"/>',
    '<circle cx="4" cy="4" r="1.8" fill="currentColor" fill-opacity=".6"/>',
)
"""Plain, stripes, lattice, dots: told apart without colour."""


def age_of(days_late: int) -> int:
    """Return the age 0 to 3 of a number of days past due."""
    return 0 if days_late <= 0 else 1 if days_late <= 30 else 2 if days_late <= 60 else 3


def patterns(chart_id: str) -> str:
    """Return the pattern definitions, their ids beginning with the chart's."""
    marks = "".join(
        f'<pattern id="{chart_id}-age-{age}" width="8" height="8" patternUnits="userSpaceOnUse">{mark}</pattern>'
        for age, mark in enumerate(_MARKS)
        if mark
    )
    return f"<defs>{marks}</defs>"


def aged(chart_id: str, age: int, box: tuple[Number, Number, Number, Number], tip: str = "") -> str:
    """Return a box (x, y, width, height) in the colour and pattern of an age."""
    base = rect(*box, css=f"age-{age}", fill=f"var(--age-{age})", tip=tip)
    if not _MARKS[age]:
        return base
    return base + rect(*box, css=f"pattern-{age}", fill=f"url(#{chart_id}-age-{age})", tip=tip)


def legend(chart_id: str, labels: Sequence[str], x: int, y: int) -> str:
    """Return the ages' boxes and labels in one line."""
    assert len(labels) == len(_MARKS), "there are four ages"
    parts = []
    for age, label in enumerate(labels):
        parts.append(aged(chart_id, age, (x, y - 10, 12, 12)))
        parts.append(text(x + 18, y, label))
        x += 18 + LETTER * len(label) + 16
    return "\n".join(parts)
