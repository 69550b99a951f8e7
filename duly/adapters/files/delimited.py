"""CSV, TSV and other text tables as a stream of rows with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator
from itertools import islice
from typing import BinaryIO

from duly.adapters.files.dialect import Dialect, sniff
from duly.adapters.files.headed import table_from
from duly.adapters.files.limits import MAX_LINE_CHARS, SAMPLE_BYTES, NotReadable, TooLarge
from duly.adapters.files.source import Source
from duly.adapters.files.table import Row, Table
from duly.adapters.files.text_encoding import TextEncoding, detect_encoding, encoding_named


class _Counted(io.RawIOBase):
    """A stream that knows how many bytes were read through it and leaves the one below open."""

    def __init__(self, below: BinaryIO) -> None:
        self._below = below
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._below.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def _bounded_lines(text: io.TextIOBase) -> Iterator[str]:
    """Give lines, refusing one that never ends."""
    number = 0
    while line := text.readline(MAX_LINE_CHARS):
        number += 1
        if len(line) >= MAX_LINE_CHARS:
            raise TooLarge(f"Line {number} has more than {MAX_LINE_CHARS:,} characters.", "Check the line endings.")
        yield line


class _Delimited:
    def __init__(self, source: Source, encoding: TextEncoding, dialect: Dialect) -> None:
        self._source, self._encoding, self._dialect = source, encoding, dialect
        self._counted: _Counted | None = None

    def position(self) -> int:
        return self._counted.count if self._counted else 0

    def rows(self) -> Generator[Row]:
        """Give every record with the number of the line on which it begins."""
        with self._source.open() as below:
            self._counted = _Counted(below)
            buffered = io.BufferedReader(self._counted, 256 * 1024)
            text = io.TextIOWrapper(buffered, encoding=self._encoding.name, errors=self._encoding.errors, newline="")
            lines = _bounded_lines(text)
            skipped = sum(1 for _ in islice(lines, self._dialect.skip_lines))
            reader = csv.reader(lines, delimiter=self._dialect.delimiter, quotechar=self._dialect.quote)
            begins = skipped + 1
            try:
                for cells in reader:
                    yield begins, cells
                    begins = skipped + reader.line_num + 1
            except csv.Error as error:
                reason = f"{self._source.name} cannot be read from line {begins} on: {error}."
                remedy = "Usually a quotation mark was opened there and never closed."
                raise NotReadable(reason, remedy) from error


def _sample_text(source: Source, encoding: TextEncoding) -> str:
    with source.open() as stream:
        return stream.read(SAMPLE_BYTES).decode(encoding.name, "replace" if encoding.errors == "replace" else "ignore")


def _choose_dialect(sample: str, delimiter: str | None) -> Dialect:
    found = sniff(sample)
    return Dialect(delimiter, found.quote, found.skip_lines) if delimiter else found


def open_delimited(source: Source, *, encoding: str | None, delimiter: str | None) -> Table:
    """Open a text file; `encoding` and `delimiter` are found unless given."""
    if encoding:
        chosen = encoding_named(encoding)
    else:
        with source.open() as stream:
            chosen = detect_encoding(stream)
    sample = _sample_text(source, chosen)
    if sample.count("\0") > len(sample) // 100:
        raise NotReadable(f"{source.name} is not a text table.", "Export it as CSV or as an Excel workbook (.xlsx).")
    dialect = _choose_dialect(sample, delimiter)
    body = _Delimited(source, chosen, dialect)
    notes = [chosen.note] if chosen.note else []
    return table_from(
        body.rows, body.position, source,
        encoding=chosen.name, delimiter=dialect.delimiter, quote=dialect.quote, notes=notes,
    )  # fmt: skip
