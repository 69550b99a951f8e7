"""What the columns of a file hold, gathered in one streaming pass over any number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duly.core.billing.intake.currencies import CODES
from duly.core.billing.intake.dates import DateEvidence, DateVerdict
from duly.core.billing.intake.numbers import NumberEvidence, NumberVerdict

MAX_DISTINCT = 60
AT_ONCE = 500
_PATIENCE = 500  # values without one date (or amount) after which a column is no longer tested for them
YES = frozenset(
    ("yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "s", "sim", "verdadero")
)
NO = frozenset(("no", "n", "false", "0", "nein", "falsch", "non", "faux", "não", "nao", "falso"))


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column: how many cells are filled or empty, what they can be read as, and examples.

    `distinct` lists the different values in order of appearance, None when there are more than 60.
    `longest` is in characters.
    """

    heading: str
    index: int
    filled: int
    empty: int
    longest: int
    examples: tuple[str, ...]
    distinct: tuple[str, ...] | None
    emails: int
    dates: DateVerdict
    numbers: NumberVerdict

    def share(self, count: int) -> float:
        """Return count as a share of the filled cells; 1 when no cell is filled."""
        return count / self.filled if self.filled else 1.0

    def share_in(self, allowed: frozenset[str]) -> float:
        """Return the share of the distinct values that are in a set; 0 when there are too many to list."""
        if self.distinct is None:
            return 0.0
        return sum(value.casefold() in allowed for value in self.distinct) / max(1, len(self.distinct))


class _Column:
    def __init__(self) -> None:
        self.filled = self.empty = self.longest = self.emails = 0
        self.examples: list[str] = []
        self.distinct: dict[str, None] | None = {}
        self.dates, self.numbers = DateEvidence(), NumberEvidence()
        self.try_dates = self.try_numbers = True

    def add(self, cell: str) -> None:
        text = cell.strip()
        if not text:
            self.empty += 1
            return
        self.filled += 1
        self.longest = max(self.longest, len(text))
        if self.try_dates:
            self.dates.add(text)
        if self.try_numbers:
            self.numbers.add(text)
        if "@" in text:
            self.emails += 1
        if self.distinct is not None:
            self._note(text)
        if self.filled == _PATIENCE:
            self.try_dates = self.dates.verdict().dates > 0
            self.try_numbers = self.numbers.verdict().numbers > 0

    def add_many(self, cells: Sequence[str]) -> None:
        """Do what `add` does with each of them."""
        if self.try_dates or self.try_numbers or (self.distinct is not None and len(self.examples) < 3):
            for cell in cells:
                self.add(cell)
            return
        texts = [text for cell in cells if (text := cell.strip())]
        self.empty += len(cells) - len(texts)
        self.filled += len(texts)
        self.longest = max([self.longest, *map(len, texts)])
        self.emails += sum(["@" in text for text in texts])
        if self.distinct is not None:
            self.distinct.update(dict.fromkeys(texts))
            if len(self.distinct) > MAX_DISTINCT:
                self.distinct = None

    def _note(self, text: str) -> None:
        assert self.distinct is not None
        self.distinct.setdefault(text)
        if len(self.examples) < 3 and text not in self.examples:
            self.examples.append(text)
        if len(self.distinct) > MAX_DISTINCT:
            self.distinct = None


class Scan:
    """Feed it rows, then ask for the facts. Memory does not grow with the number of rows."""

    def __init__(self, header: Sequence[str]) -> None:
        self._header = tuple(header)
        self._columns = tuple(_Column() for _ in header)
        self._waiting: list[Sequence[str]] = []
        self.rows = 0

    def feed(self, cells: Sequence[str]) -> None:
        """Take one row into account; missing cells at the end count as empty."""
        self.rows += 1
        if len(cells) == len(self._columns):
            self._waiting.append(cells)
            if len(self._waiting) >= AT_ONCE:
                self._take()
            return
        self._take()
        for column, cell in zip(self._columns, cells, strict=False):
            column.add(cell)
        for column in self._columns[len(cells) :]:
            column.empty += 1

    def _take(self) -> None:
        """Take the rows that wait, column by column, in their order."""
        for column, cells in zip(self._columns, zip(*self._waiting, strict=True), strict=False):
            column.add_many(cells)
        self._waiting.clear()

    def facts(self) -> tuple[ColumnFacts, ...]:
        """Return what was learned so far, one value per column of the heading."""
        self._take()
        return tuple(
            ColumnFacts(
                heading, index, column.filled, column.empty, column.longest, tuple(column.examples),
                tuple(column.distinct) if column.distinct is not None else None,
                column.emails, column.dates.verdict(), column.numbers.verdict(),
            )
            for index, (heading, column) in enumerate(zip(self._header, self._columns, strict=True))
        )  # fmt: skip


def scan(header: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[ColumnFacts, ...]:
    """Return the facts about all columns after reading every row once."""
    collected = Scan(header)
    for cells in rows:
        collected.feed(cells)
    return collected.facts()


CURRENCY_CODES = frozenset(code.casefold() for code in CODES)
