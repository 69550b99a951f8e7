"""Lists as CSV files that a spreadsheet opens without running anything that is written in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from duly.core.money.money import Money

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def safe_cell(value: object) -> str:
    """Return a cell's text; text that a spreadsheet would take for a formula gets an apostrophe in front.

    Money is written as a plain decimal number without its currency, None as nothing.
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.as_decimal()}"
    if isinstance(value, int | Decimal | date):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file: UTF-8 with byte order mark, commas, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return ("\ufeff" + buffer.getvalue()).encode()
