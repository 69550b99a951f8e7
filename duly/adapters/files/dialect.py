"""Which sign parts the cells of a text file, and which one quotes them."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_LINES = 60


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and quotation mark of a text file, and how many lines to skip before it begins."""

    delimiter: str
    quote: str
    skip_lines: int = 0


def _sep_line(first: str) -> str | None:
    """Excel writes and reads a first line such as `sep=;`."""
    text = first.strip().strip('"')
    return text[4:] if text.lower().startswith("sep=") and len(text) == 5 else None


def _quote_of(lines: list[str]) -> str:
    """The double quotation mark, unless single ones stand at cell ends and double ones never do."""
    text = "\n".join(lines)
    single = sum(text.count(f"{d}'") + text.count(f"'{d}") for d in DELIMITERS)
    return "'" if '"' not in text and single > len(lines) else '"'


def _fit(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """Return how well a delimiter explains the lines: share of rows with the usual width, times width."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, quotechar=quote) if row]
    except csv.Error:
        return (0.0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count / len(rows) * min(width, 8), width)


def sniff(sample: str) -> Dialect:
    """Return the dialect of the beginning of a file; a comma when there is only one column."""
    lines = sample.splitlines(keepends=True)[: _LINES + 1]
    if len(lines) > 2:
        lines = lines[:-1]  # the last one may have been cut
    named = _sep_line(lines[0]) if lines else None
    body = lines[1:] if named else lines
    quote = _quote_of(body)
    if named:
        return Dialect(named, quote, 1)
    best = max(DELIMITERS, key=lambda delimiter: _fit(body, delimiter, quote))
    return Dialect(best if _fit(body, best, quote)[0] > 0 else ",", quote)
