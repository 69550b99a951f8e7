"""Bytes to rows: encoding, delimiter, and which line holds the headings."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

MAX_CELL = 10_000
MAX_COLUMNS = 200
SAMPLE_ROWS = 2000
DELIMITERS = (";", ",", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def detect_encoding(sample: bytes, *, whole: bool) -> str:
    """Return the encoding: by its mark, else UTF-8 when it is valid, else Windows-1252.

    `whole` is False when the sample may cut a character at its end.
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample, whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def detect_delimiter(text: str) -> str:
    """Return the delimiter under which most lines have the same number of cells, more than one."""
    scores: dict[str, tuple[int, int]] = {}
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in first_rows(text, delimiter) if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda pair: (pair[1] * pair[0], pair[0]))
            scores[delimiter] = (count, width)
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def first_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first SAMPLE_ROWS rows of a text, or those before a record that cannot be split."""
    result: list[list[str]] = []
    try:
        for _, row in islice(rows(io.StringIO(text, newline=""), delimiter), SAMPLE_ROWS):
            result.append(row)
    except csv.Error:
        return result
    return result


def rows(stream: io.TextIOBase, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells stripped). Cells and columns beyond the limits are cut.

    Raises csv.Error at a record that cannot be split.
    """
    reader = csv.reader(stream, delimiter=delimiter)
    for row in reader:
        yield reader.line_num, [cell.strip()[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
