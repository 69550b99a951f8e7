"""Turning a stream of raw rows into a table with a heading."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice

from duly.adapters.files.heading import find_heading
from duly.adapters.files.limits import HEADING_WITHIN_ROWS, NotReadable
from duly.adapters.files.source import Source
from duly.adapters.files.table import Row, Table, guarded, unique_headings


def table_from(
    start: Callable[[], Generator[Row]], position: Callable[[], int], source: Source, *, notes: list[str],
    encoding: str = "", delimiter: str = "", quote: str = "", sheet: str = "",
) -> Table:  # fmt: skip
    """Find the heading among the first rows and return the table below it."""
    with closing(start()) as raw:
        first = list(islice(guarded(raw), HEADING_WITHIN_ROWS))
    if not first:
        raise NotReadable(f"{source.name} holds no rows.", "Export it again.")
    place = find_heading(first)
    if place is None:
        width = max(len(cells) for _, cells in first)
        header, header_line = tuple(f"column {n}" for n in range(1, width + 1)), 0
        notes.append("no heading was found; the columns are called column 1, column 2 and so on")
    else:
        header_line = first[place][0]
        header = unique_headings(first[place][1])
        if place:
            notes.append(f"the heading is on line {header_line}; what stands above it was left out")

    def rows() -> Iterator[Row]:
        return ((line_no, cells) for line_no, cells in guarded(start()) if line_no > header_line)

    return Table(
        header, header_line, encoding, delimiter, quote, sheet, source.size_bytes, tuple(notes), rows, position
    )
