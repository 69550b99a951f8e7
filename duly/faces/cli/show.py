"""How commands answer: tables for people, in which an amount is never cut, and the API's words as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from duly.core.money.money import Money
from duly.faces.cli.session import out

R = TypeVar("R")
Plain = dict[str, Any]
WIDEST = 400


def money(minor: int, currency: str) -> dict[str, Any]:
    """Return an amount as JSON holds it: minor units, currency, and the decimal for reading."""
    return {"amount_minor": minor, "currency": currency, "decimal": Money(minor, currency).plain()}


def plain(row: object, names: Iterable[str], **more: Any) -> Plain:
    """Return the named values of a row, and `more`, as JSON holds them."""
    return {name: _json(getattr(row, name)) for name in names} | more


def _json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def cut(rows: Sequence[R], limit: int, key: Callable[[R], Any] = lambda row: row.id) -> tuple[Sequence[R], Any]:  # type: ignore[attr-defined]
    """Cut the one row more that was fetched; return the page and the place of its last row, None on the last page."""
    return (rows, None) if len(rows) <= limit else (rows[:limit], key(rows[limit - 1]))


def show_list(
    data: Sequence[Plain],
    place: Any,
    columns: Mapping[str, str],
    *,
    as_json: bool,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Print a page as {data, next}, or as a table of `columns` (title by key) with how to go on."""
    if as_json:
        show_json({"data": data, "next": place} | dict(also or {}))
        return
    if not data:
        out.print("None.", highlight=False)
        return
    show_table(data, columns)
    if place is not None:
        out.print(f"There is more: add --cursor {place}", highlight=False)


def show_json(answer: Any) -> None:
    """Print JSON."""
    out.print_json(json.dumps(answer))


def show_table(data: Sequence[Plain], columns: Mapping[str, str]) -> None:
    """Print rows; where the terminal is too narrow for an amount, lines are longer than it."""
    table = Table(box=None, pad_edge=False)
    for key, title in columns.items():
        is_number = any(_is_number(row.get(key)) for row in data)
        table.add_column(title, justify="right" if is_number else "left", no_wrap=is_number,
                         overflow="fold")  # fmt: skip
    for row in data:
        table.add_row(*(Text(cell(row.get(key))) for key in columns))
    needed = Measurement.get(out, out.options.update(max_width=WIDEST), table).maximum
    (out if out.is_terminal and needed <= out.width else Console(width=max(out.width, needed))).print(table)


def show_one(row: Plain, *, as_json: bool, said: str = "", leave_out: Iterable[str] = ()) -> None:
    """Print one thing as JSON, or what was done (`said`) and every value that is there."""
    if as_json:
        show_json(row)
        return
    if said:
        out.print(said, highlight=False, markup=False, soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, value in row.items():
        if key not in leave_out and cell(value):
            table.add_row(Text(key.replace("_", " ")), Text(cell(value)))
    out.print(table)


def cell(value: Any) -> str:
    """Return a value as people read it: `1,234.50 EUR`, `yes`, nothing for None."""
    if isinstance(value, dict) and "amount_minor" in value:
        return f"{Money(value['amount_minor'], value['currency']).as_decimal():,} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(cell(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {cell(one)}" for key, one in value.items())
    return "" if value is None else str(value)


def _is_number(value: Any) -> bool:
    is_money = isinstance(value, dict) and "amount_minor" in value
    return is_money or (isinstance(value, int) and not isinstance(value, bool))
