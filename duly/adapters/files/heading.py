"""Finding the heading line: exports often begin with titles, addresses and empty lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from duly.adapters.files.table import Row
from duly.core.billing.intake.dates import date_readings
from duly.core.billing.intake.matching import is_known_heading
from duly.core.billing.intake.numbers import take_apart


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _is_data(text: str) -> bool:
    return bool(date_readings(text)) or take_apart(text[:60]) is not None or "@" in text


def _looks_like_heading(cells: Sequence[str], width: int) -> bool:
    filled = _filled(cells)
    enough = len(filled) >= max(1, width * 0.6) and len({text.casefold() for text in filled}) >= len(filled) * 0.8
    return enough and not any(_is_data(text) for text in filled)


def find_heading(rows: Sequence[Row]) -> int | None:
    """Return which of the first rows is the heading, None when none of them looks like one.

    The row with most known headings (two at least, or all of them in a narrow table) wins;
    without any, the first row of the usual width that holds words only.
    """
    if not rows:
        return None
    widths = Counter(len(_filled(cells)) for _, cells in rows)
    width = max(widths, key=lambda size: (widths[size] * min(size, 3), size))
    best, best_known = None, 0
    for place, (_, cells) in enumerate(rows):
        filled = _filled(cells)
        known = sum(is_known_heading(text) for text in filled if len(text) < 60)
        if known > best_known and (known >= 2 or known == len(filled)) and known * 4 >= len(filled):
            best, best_known = place, known
    if best is not None:
        return best
    return next((place for place, (_, cells) in enumerate(rows) if _looks_like_heading(cells, width)), None)
