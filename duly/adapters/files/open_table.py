"""Opening a file of whatever kind as a table."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from duly.adapters.files.delimited import open_delimited
from duly.adapters.files.limits import NotReadable
from duly.adapters.files.source import Source
from duly.adapters.files.table import Table
from duly.adapters.files.workbook import open_workbook

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOT_TABLES = {b"%PDF": "a PDF document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "packed"}


def open_table(
    given: Path | bytes | BinaryIO,
    *,
    name: str = "",
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Table:
    """Open CSV, TSV, text or XLSX from a path, bytes or a seekable binary stream; the content decides the kind.

    Encoding, delimiter, sheet and heading are found unless given. A stream stays open and must
    stay so while rows are read. Raises TooLarge or NotReadable, both with a remedy.
    """
    source = Source(given, name)
    with source.open() as stream:
        begin = stream.read(8)
    if begin.startswith(_ZIP):
        return open_workbook(source, sheet=sheet)
    if begin.startswith(_OLD_OFFICE):
        reason = f"{source.name} is an old (.xls) or password-protected workbook."
        raise NotReadable(reason, "Save it as .xlsx without a password, or export it as CSV.")
    for mark, what in _NOT_TABLES.items():
        if begin.startswith(mark):
            raise NotReadable(f"{source.name} is {what}, not a table.", "Export it as CSV or as .xlsx.")
    return open_delimited(source, encoding=encoding, delimiter=delimiter)
