"""Excel workbooks (.xlsx) as a stream of rows: values only, never a formula, checked before unpacking."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import load_workbook

from duly.adapters.files.headed import table_from
from duly.adapters.files.limits import (
    MAX_ROWS,
    XLSX_MAX_ENTRIES,
    XLSX_MAX_PART_IN_MEMORY,
    XLSX_MAX_RATIO,
    XLSX_MAX_SHARED_STRINGS,
    XLSX_MAX_UNCOMPRESSED,
    XLSX_RATIO_FROM_BYTES,
    NotReadable,
    TooLarge,
    too_large,
)
from duly.adapters.files.source import Source
from duly.adapters.files.table import Row, Table

_SAVE_AGAIN = "Open it in the spreadsheet program and save it again as .xlsx, or export it as CSV."
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DAMAGE = (
    ValueError, LookupError, TypeError, AttributeError, SyntaxError, EOFError, RuntimeError, OSError,
    zlib.error, zipfile.BadZipFile,
)  # fmt: skip
_MAX_BLANK_ROWS = MAX_ROWS + 1000


def _check_part(part: zipfile.ZipInfo) -> None:
    size, packed = part.file_size, max(1, part.compress_size)
    if size > XLSX_RATIO_FROM_BYTES and size // packed > XLSX_MAX_RATIO:
        raise TooLarge(f"{part.filename} in the workbook unpacks to {size // packed} times its size.", _SAVE_AGAIN)
    name = part.filename.lower()
    if name.endswith("sharedstrings.xml"):
        limit = XLSX_MAX_SHARED_STRINGS
    else:
        limit = XLSX_MAX_UNCOMPRESSED if "/worksheets/" in name or "/media/" in name else XLSX_MAX_PART_IN_MEMORY
    if size > limit:
        raise too_large(f"{part.filename} in the workbook is too large", size, limit, "Export the sheet as CSV.")


@contextmanager
def _damage(reason: str) -> Iterator[None]:
    """Turn whatever the unpacker and the parser raise on a damaged package into one answer."""
    try:
        yield
    except NotReadable:
        raise
    except _DAMAGE as error:
        raise NotReadable(reason, _SAVE_AGAIN) from error


def check_package(stream: BinaryIO, name: str) -> None:
    """Refuse, before anything is parsed, a package that would unpack to too much or declares XML entities.

    The sizes in a package's directory bind the reader: what is longer than declared is not unpacked.
    Raises TooLarge or NotReadable.
    """
    with _damage(f"{name} is a damaged or protected workbook."), zipfile.ZipFile(stream) as package:
        parts = package.infolist()
        if len(parts) > XLSX_MAX_ENTRIES:
            raise too_large(f"{name} has too many parts", len(parts), XLSX_MAX_ENTRIES, _SAVE_AGAIN)
        whole = sum(part.file_size for part in parts)
        if whole > XLSX_MAX_UNCOMPRESSED:
            raise too_large(f"{name} unpacks to too many bytes", whole, XLSX_MAX_UNCOMPRESSED, "Export it as CSV.")
        for part in parts:
            _check_part(part)
            if part.filename.lower().endswith((".xml", ".rels")):
                _refuse_declarations(package, part, name)


def _refuse_declarations(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    with package.open(part) as content:
        if _DECLARATION.search(content.read(64 * 1024).replace(b"\0", b"")):
            raise NotReadable(f"{name} declares XML entities, which no spreadsheet program does.", _SAVE_AGAIN)


def _number(value: float) -> str:
    """Return what the spreadsheet shows: 15 significant digits, never an exponent.

    A number with exactly three decimals gets a zero more, so that nobody takes its point for a
    thousands separator.
    """
    text = f"{Decimal(format(value, '.15g')):f}"
    if "." not in text:
        return text
    text = text.rstrip("0").rstrip(".")
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def cell_text(value: Any) -> str:
    """Return a cell's value as text: ISO dates, plain decimals, true and false."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return _number(value) if isinstance(value, float) else str(value)


class _Workbook:
    def __init__(self, source: Source, sheet: str | None) -> None:
        self._source, self._wanted = source, sheet
        self.sheet, self.others = self._choose()
        self._reached = 0

    @contextmanager
    def _open(self) -> Iterator[tuple[Any, BinaryIO]]:
        with self._source.open() as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            with _damage(f"{self._source.name} is not a readable workbook."):
                book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield book, stream
            finally:
                book.close()

    def _choose(self) -> tuple[str, list[str]]:
        with self._open() as (book, _), _damage(f"{self._source.name} is not a readable workbook."):
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            names = [sheet.title for sheet in sheets]
            if self._wanted:
                if self._wanted not in book.sheetnames:
                    known = ", ".join(book.sheetnames)
                    raise NotReadable(f"{self._source.name} has no sheet {self._wanted}.", f"It has {known}.")
                return self._wanted, [name for name in names if name != self._wanted]
            for sheet in sheets:
                sheet.reset_dimensions()
                if any(
                    any(cell is not None for cell in row) for _, row in zip(range(200), _values(sheet), strict=False)
                ):
                    return sheet.title, [name for name in names if name != sheet.title]
        raise NotReadable(f"{self._source.name} has no sheet with rows.", "Export it again.")

    def position(self) -> int:
        """Return how far into the package the sheet was read, in bytes."""
        return self._reached

    def rows(self) -> Generator[Row]:
        """Give every row of the sheet with its number; rows that are only formatted come out blank."""
        damaged = f"The sheet {self.sheet} is damaged."
        with self._open() as (book, stream), _damage(damaged):
            sheet = book[self.sheet]
            sheet.reset_dimensions()
            for line_no, values in enumerate(_values(sheet), 1):
                self._reached = stream.tell()
                if line_no > _MAX_BLANK_ROWS:
                    raise too_large("The sheet has too many rows", line_no, MAX_ROWS, "Delete the empty rows.")
                yield line_no, [cell_text(value) for value in values]


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def open_workbook(source: Source, *, sheet: str | None) -> Table:
    """Open one sheet of a workbook: the one named, otherwise the first visible one that holds something."""
    with source.open() as stream:
        check_package(stream, source.name)
    book = _Workbook(source, sheet)
    notes = [f"the sheet {book.sheet} was read; other sheets: {', '.join(book.others)}"] if book.others else []
    return table_from(book.rows, book.position, source, sheet=book.sheet, notes=notes)
