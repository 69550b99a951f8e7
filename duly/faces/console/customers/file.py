"""Customers as a file: exactly what the list shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duly.faces.console.access import Desk
from duly.faces.console.customers.columns import file_cells, file_head, read_columns
from duly.faces.console.customers.filters import Asked
from duly.faces.console.export import csv_response
from duly.store.queries.customer_list import CustomerLine

EXPORT_LIMIT = 200_000
IN_FILE = ("segment", "owner", "state", "oldest", "late", "open", "age0", "age1", "age2", "age3")
"""What the usual columns, the small print and the bars of the list stand for."""


def customers_file(desk: Desk, asked: Asked, lines: Iterable[CustomerLine]) -> HttpResponse:
    """Answer with customers as a file: what the list shows, and the ages its bars stand for."""
    currency = asked.filter.currency
    chosen = read_columns(list(asked.columns)) if asked.columns else IN_FILE
    head = [_("Number"), _("Customer"), _("Currency"), *file_head(chosen)]
    rows = ((line.number, line.name, currency, *file_cells(chosen, line, currency)) for line in lines)
    return csv_response(f"customers-{desk.today.isoformat()}", head, rows)
