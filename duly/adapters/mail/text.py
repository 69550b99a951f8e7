"""The plain text of a message: paragraphs wrapped at 72 columns, a table whose amounts stand in line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from duly.adapters.mail.view import Field, Link, Row, Table
from duly.core.dunning.wording import Words

COLUMNS = 72
_GAP = "  "
_NARROWEST = 8


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal: wide characters two, combining and invisible ones none."""
    return sum(_columns(character) for character in text)


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrapped(text: str, indent: str = "") -> str:
    """Return text broken at blanks (never at no-break spaces); a long word, such as an address, stays whole."""
    lines, line = [], ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else indent + word
        if line and width(candidate) > COLUMNS:
            lines.append(line)
            candidate = indent + word
        line = candidate
    return "\n".join([*lines, line])


def text_table(table: Table, words: Words) -> str:
    """Return the table of invoices, three columns within 72: number, due date, amount."""
    dues = [", ".join(part for part in (row.due, row.late) if part) for row in table.rows]
    money_width = max(map(width, [words.open_amount, *_amounts(table)]))
    due_width = max(map(width, [words.due, *dues]), default=0)
    room = COLUMNS - due_width - money_width - 2 * len(_GAP)
    number_width = max(_NARROWEST, min(room, max(map(width, [words.invoice, *(row.number for row in table.rows)]))))
    widths = (number_width, due_width, money_width)
    lines = [_line((words.invoice, words.due, words.open_amount), widths)]
    rule = "-" * width(lines[0])
    lines.append(rule)
    for row, due in zip(table.rows, dues, strict=True):
        lines += _row_lines(row, due, widths)
    lines += _sum_lines(table, widths, rule)
    for note in table.notes:
        lines += ["", wrapped(note)]
    return "\n".join(lines)


def _amounts(table: Table) -> list[str]:
    sums = [amount for entry in table.sums for amount in entry.amounts]
    return [row.amount for row in table.rows] + list(table.more_amounts) + sums


def _row_lines(row: Row, due: str, widths: tuple[int, int, int]) -> list[str]:
    if width(row.number) > widths[0]:
        lines = [row.number, _line(("", due, row.amount), widths)]
    else:
        lines = [_line((row.number, due, row.amount), widths)]
    below = [part for part in (row.kind, row.what_for, row.of_amount, row.note) if part]
    if below:
        lines.append(wrapped(", ".join(below), indent=_GAP))
    return lines


def _sum_lines(table: Table, widths: tuple[int, int, int], rule: str) -> list[str]:
    label_width = widths[0] + len(_GAP) + widths[1]
    lines = _labelled(table.more, table.more_amounts, label_width, widths[2]) if table.more else []
    lines.append(rule)
    for entry in table.sums:
        lines += _labelled(entry.label, entry.amounts, label_width, widths[2])
    return lines


def _labelled(label: str, amounts: Sequence[str], label_width: int, money_width: int) -> list[str]:
    labels = [label, *[""] * (len(amounts) - 1)]
    return [
        f"{_left(name, label_width)}{_GAP}{_right(amount, money_width)}".rstrip(" ")
        for name, amount in zip(labels, amounts, strict=True)
    ]


def _line(cells: tuple[str, str, str], widths: tuple[int, int, int]) -> str:
    return _GAP.join((_left(cells[0], widths[0]), _left(cells[1], widths[1]), _right(cells[2], widths[2])))


def _left(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _right(text: str, columns: int) -> str:
    return " " * (columns - width(text)) + text


def text_links(links: Sequence[Link], words: Words) -> str:
    """Return links, each address on a line of its own so that it is never broken."""
    return "\n".join(f"{link.label}{words.colon}\n{_GAP}{link.url}" for link in links)


def text_fields(words: Words, fields: Sequence[Field], note: str) -> str:
    """Return labels and values, the values in line."""
    column = max(width(field.label) for field in fields) + len(words.colon)
    lines = [f"{_GAP}{_left(field.label + words.colon, column)} {field.value}" for field in fields]
    return "\n".join([words.transfer_title, *lines, *([wrapped(note, indent=_GAP)] if note else [])])
