"""Lists as CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from duly.faces.look.csv_file import csv_bytes, safe_cell

__all__ = ["csv_response", "safe_cell"]


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a CSV file (UTF-8 with byte order mark, commas, CRLF) called `name`.csv."""
    response = HttpResponse(csv_bytes(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
