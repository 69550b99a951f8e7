"""The columns of the customers' list: which there are, which are shown, what stands in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from duly.core.money.money import Money
from duly.faces.console.account.words import importance_words
from duly.faces.console.customers.filters import state_name
from duly.faces.look.figures import EN_DASH, age_label
from duly.faces.look.table import Column, Kind
from duly.store.queries.customer_list import CustomerLine, CustomerSums

Cell = Callable[[CustomerLine], object]


@dataclass(frozen=True, slots=True)
class Choice:
    """A column one may choose: how it is called, what stands in it on the page, and in the file."""

    label: str | Promise
    cell: Cell
    kind: Kind = "quiet"
    is_sortable: bool = False
    is_wide_only: bool = False
    template: str = ""
    in_file: Cell | None = None


def _age(step: int) -> Choice:
    label = lazy("Not yet due") if step == 0 else age_label(step)
    return Choice(label, lambda line: line.ages[step], "amount", is_wide_only=True)


CHOICES: dict[str, Choice] = {
    "segment": Choice(lazy("Segment"), lambda line: line.segment or EN_DASH, is_wide_only=True,
                      in_file=lambda line: line.segment),
    "owner": Choice(lazy("Owner"), lambda line: line.owner_name or EN_DASH, is_wide_only=True,
                    in_file=lambda line: line.owner_name),
    "state": Choice(lazy("State"), lambda line: state_name(line.status), is_wide_only=True,
                    in_file=lambda line: line.status),
    "procedure": Choice(lazy("Procedure"), lambda line: line.procedure_name or EN_DASH, is_wide_only=True,
                        in_file=lambda line: line.procedure_name),
    "importance": Choice(lazy("Importance"), lambda line: importance_words(line.importance), is_wide_only=True),
    "oldest": Choice(lazy("Oldest"), lambda line: line, "text", True, template="console/customers/oldest.html",
                     in_file=lambda line: line.oldest_days),
    "age0": _age(0), "age1": _age(1), "age2": _age(2), "age3": _age(3),
    "late": Choice(lazy("Overdue"), lambda line: line.late_minor, "amount", True),
    "open": Choice(lazy("Open"), lambda line: line.open_minor, "amount", True),
}  # fmt: skip
STANDARD = ("owner", "oldest", "late", "open")


def read_columns(given: list[str]) -> tuple[str, ...]:
    """Return the chosen columns in the order of the list; the usual ones where none (or no such) is named."""
    named = {one for text in given for one in text.split(",")}
    return tuple(name for name in CHOICES if name in named) or STANDARD


def columns(chosen: tuple[str, ...], currency: str) -> list[Column]:
    """Return the columns for the list; the customer's name is always the first."""
    found = [Column(name="name", label=str(lazy("Customer")), sortable=True, template="console/customers/name.html")]
    for name in chosen:
        one = CHOICES[name]
        found.append(Column(
            name=name, label=str(one.label), kind=one.kind, currency=currency if one.kind == "amount" else "",
            sortable=one.is_sortable, sort_first="down" if one.is_sortable else "up", wide_only=one.is_wide_only,
            template=one.template,
        ))  # fmt: skip
    return found


def cells(chosen: tuple[str, ...], line: CustomerLine) -> dict[str, Any]:
    """Return what stands in a row."""
    return {name: CHOICES[name].cell(line) for name in chosen}


def sums_of(chosen: tuple[str, ...], sums: CustomerSums) -> dict[str, object]:
    """Return the footer."""
    found: dict[str, object] = {"late": sums.late_minor, "open": sums.open_minor}
    return {name: minor for name, minor in found.items() if name in chosen}


def file_head(chosen: tuple[str, ...]) -> list[str]:
    """Return the heading of the chosen columns in a file; days are named as such."""
    return [str(lazy("Days late, oldest")) if name == "oldest" else str(CHOICES[name].label) for name in chosen]


def file_cells(chosen: tuple[str, ...], line: CustomerLine, currency: str) -> list[object]:
    """Return a line of a file: amounts as plain numbers, the oldest as days late."""
    return [_in_file(CHOICES[name], line, currency) for name in chosen]


def _in_file(one: Choice, line: CustomerLine, currency: str) -> object:
    value = (one.in_file or one.cell)(line)
    return Money(value, currency) if one.kind == "amount" and isinstance(value, int) else value
