"""A batch of rows on its way into the ledger, and what became of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from duly.core.billing.intake import IntakeRow, RowError


@dataclass(slots=True)
class Sorted:
    """What is to become of the rows of a batch: every row is in exactly one of the four lists.

    `work` is the taker's own plan for the rows in `new` and `updated`. `customers` are the numbers
    of the customers that will be created.
    """

    new: list[IntakeRow] = field(default_factory=list)
    updated: list[IntakeRow] = field(default_factory=list)
    unchanged: list[IntakeRow] = field(default_factory=list)
    refused: list[tuple[IntakeRow, RowError]] = field(default_factory=list)
    customers: set[str] = field(default_factory=set)
    work: Any = None

    def refuse(self, row: IntakeRow, name: str, value: str, code: str, **params: str) -> None:
        """Put a row aside for quarantine with one reason."""
        error = RowError(row.line_no, name, "", value, code, {"field": name, "value": value, **params})
        self.refused.append((row, error))


class Taker(Protocol):
    """Knows one kind of row. `sort` only reads; `take` writes, in the caller's database transaction."""

    def sort(self, rows: Sequence[IntakeRow]) -> Sorted:
        """Compare rows, whose external ids differ, with what is stored."""
        ...

    def take(self, found: Sorted) -> None:
        """Write what `sort` planned, in the same database transaction as it."""
        ...
