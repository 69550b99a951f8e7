"""What every file becomes: a heading, and rows that can be run through again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from duly.adapters.files.limits import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_ROWS,
    TooLarge,
    too_large,
)

Row = tuple[int, list[str]]
_SPLIT = "Split the file, or filter it to what is needed, and import the parts."


@dataclass(frozen=True)
class Table:
    """A file opened as a table. Rows are read from the file as they are asked for.

    `header_line` is the line of the heading, 0 when the file has none and `header` was made
    up. `encoding`, `delimiter` and `quote` are empty for workbooks, `sheet` for text files.
    `notes` say in words what was skipped or assumed. Headings are unique and never empty.
    """

    header: tuple[str, ...]
    header_line: int
    encoding: str
    delimiter: str
    quote: str
    sheet: str
    size_bytes: int
    notes: tuple[str, ...]
    _start: Callable[[], Iterator[Row]] = field(repr=False)
    _position: Callable[[], int] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Return a fresh run through the rows after the heading: (line number, cells); blank lines are left out.

        One run at a time. Raises TooLarge or NotReadable, naming the line, where the file breaks a limit.
        """
        return self._start()

    def fraction(self) -> float:
        """Return how far the current run has come, from 0 to 1, by bytes read."""
        return min(1.0, self._position() / self.size_bytes) if self.size_bytes else 1.0


def guarded(rows: Iterator[Row]) -> Iterator[Row]:
    """Pass rows on, without blank ones, and stop at the first that exceeds a limit."""
    count = 0
    for line_no, cells in rows:
        if len(cells) > MAX_COLUMNS and len(_trimmed(cells)) > MAX_COLUMNS:
            raise too_large(f"Line {line_no} has too many columns", len(cells), MAX_COLUMNS, "Check the delimiter.")
        if sum(map(len, cells)) > MAX_CELL_CHARS and (longest := max(map(len, cells))) > MAX_CELL_CHARS:
            raise _long_cell(line_no, longest)
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise too_large("The file has too many rows", count, MAX_ROWS, _SPLIT)
        yield line_no, cells


def _long_cell(line_no: int, longest: int) -> TooLarge:
    remedy = "Usually a quotation mark was opened there and never closed."
    return too_large(f"A cell on line {line_no} has too many characters", longest, MAX_CELL_CHARS, remedy)


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def unique_headings(cells: list[str]) -> tuple[str, ...]:
    """Return trimmed headings without line breaks; empty ones are named by place, repeated ones numbered."""
    found: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(_trimmed(cells), 1):
        base = " ".join(cell.split()) or f"column {place}"
        heading, number = base, 1
        while heading in taken:
            number += 1
            heading = f"{base} ({number})"
        taken.add(heading)
        found.append(heading)
    return tuple(found)
