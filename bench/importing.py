"""Importing a CSV of invoices, against psycopg's COPY of the same rows into one bare table."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Figure


def measure_import(size: int) -> Iterator[Figure]:
    """Yield the figure of an import."""
    yield from ()
