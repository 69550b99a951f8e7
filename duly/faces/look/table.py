"""A list as plain values: columns, rows, sums, pager. `look/parts/table.html` draws it.

No query and no arithmetic here: the face asks `store.queries`, puts the answer into these
values and hands them to the template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "strong", "quiet", "link", "number", "amount", "money", "date", "age", "badge", "icon"]
RIGHT: frozenset[str] = frozenset({"number", "amount", "money"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    What a cell of each kind holds: text, strong, quiet, link: str; number: int; amount: minor
    units of `currency`; money: (minor units, currency); date: date or instant; age: days past
    due (negative = not yet due); badge: (text, tone) with tone "", "good", "warn", "bad" or
    "accent"; icon: (icon name, words for it). None draws nothing. `template` names a
    template of your own for the cell instead; it sees `cell`, `row`, `column`.
    """

    name: str
    label: str
    kind: Kind = "text"
    currency: str = ""
    sortable: bool = False
    sort_first: Literal["up", "down"] = "up"
    wide_only: bool = False
    hint: str = ""
    template: str = ""

    @property
    def right(self) -> bool:
        """Say whether cells stand at the right edge."""
        return self.kind in RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: `id` for selection, `url` for what opens, `cells` by column name, `muted` for what is over."""

    id: str
    cells: Mapping[str, object]
    url: str = ""
    muted: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader calls the row: its first cell if that is text, else the name of what it holds."""
        first = next(iter(self.cells.values()), "")
        return first if isinstance(first, str) else str(getattr(first, "name", "") or self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """An action on selected rows: posts the chosen `ids` to `url`, which answers with a preview."""

    label: str
    url: str
    icon: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Keyset pages: addresses of the neighbours ("" = none) and words such as "1-50 of 1,204"."""

    previous_url: str = ""
    next_url: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCell:
    """A column's heading with where a click on it leads: `sort` is the new value of ?sort=."""

    column: Column
    sort: str
    aria: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTable:
    """A whole list. `sort` is the current order, a column name, with "-" before it when descending.

    `everything` are words for "all that match, on every page too": a box among the bulk actions that sends
    `everything=1` with them.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    sort: str = ""
    sums: Mapping[str, object] = field(default_factory=dict)
    sums_label: str = ""
    bulk: Sequence[Bulk] = ()
    everything: str = ""
    pager: Pager | None = None
    id: str = "list"

    @property
    def selectable(self) -> bool:
        """Say whether rows carry a checkbox."""
        return bool(self.bulk)

    def head(self) -> Iterator[HeadCell]:
        """Yield headings; a click sorts by the column, a second click turns the order round."""
        for column in self.columns:
            first, second = column.name, f"-{column.name}"
            if column.sort_first == "down":
                first, second = second, first
            aria = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
            yield HeadCell(column=column, sort=second if self.sort == first else first, aria=aria)

    def body(self) -> Iterator[tuple[Row, list[tuple[Column, object]]]]:
        """Yield every row with its cells in column order."""
        for row in self.rows:
            yield row, [(column, row.cells.get(column.name)) for column in self.columns]

    def foot(self) -> list[tuple[Column, object]]:
        """Return the sums in column order, empty when there are none; the first column holds the label."""
        if not self.sums:
            return []
        return [(column, self.sums.get(column.name)) for column in self.columns]
