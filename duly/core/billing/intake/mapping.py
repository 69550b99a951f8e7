"""How the columns of a file become fields: a value that is shown, corrected, saved and used again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duly.core.billing.intake.catalogue import FieldType, fields_of
from duly.core.billing.intake.currencies import CODES
from duly.core.billing.intake.dates import CONVENTIONS
from duly.core.billing.intake.numbers import DECIMALS
from duly.core.billing.intake.reasons import remedy, sentence
from duly.core.billing.intake.values import Kind, Outcome

VERSION = 1
NEGATIVE = ("", "refuse", "credit_note")
_DERIVED = re.compile(r"(issue_date|due_date)([+-]\d{1,3})", re.ASCII)
_NUMBER_PARTS = ("line", "occurrence")


@dataclass(frozen=True, slots=True)
class MappingError:
    """What is wrong with a mapping or an override: a reason code and what fills its sentence."""

    code: str
    params: dict[str, str]

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return sentence(self.code, self.params)

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return remedy(self.code, self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeMapping:
    """The whole answer to "what does this file mean".

    columns: field -> heading. constants: field -> value for every row. dates: date field ->
    convention. decimals: amount field -> convention. statuses: status text (case and spaces do
    not matter, a trailing * stands for any ending, "" for an empty cell) -> outcome.
    number_from: fields, "line" or "occurrence", from which a missing document number is made.
    issue_date_from, due_date_from: such as "due_date-30". negative: what an amount below zero
    means: "" and "refuse" refuse the row, "credit_note" makes it a credit note.
    create_customers: whether unknown customers may be created from the rows.
    """

    kind: Kind
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    number_from: tuple[str, ...] = ()
    issue_date_from: str = ""
    due_date_from: str = ""
    negative: str = ""
    create_customers: bool = False
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps; empty parts are left out."""
        whole: dict[str, Any] = {"version": self.version, "kind": self.kind.value}
        for name in _PARTS:
            value = getattr(self, name)
            if value:
                whole[name] = list(value) if isinstance(value, tuple) else dict(value) if name in _TABLES else value
        return whole

    def has(self, name: str) -> bool:
        """Whether a field gets its value from a column or a constant."""
        return name in self.columns or name in self.constants


_TABLES = ("columns", "constants", "dates", "decimals", "statuses")
_PARTS = (*_TABLES, "number_from", "issue_date_from", "due_date_from", "negative", "create_customers")


def derived_days(text: str) -> tuple[str, int]:
    """Return ("due_date", -30) for "due_date-30"; the text was checked before."""
    match = _DERIVED.fullmatch(text)
    assert match, text
    return match[1], int(match[2])


def _bad(option: str, value: object, known: object) -> MappingError:
    return MappingError("bad_option", {"option": option, "value": str(value), "known": str(known)})


def check_field(kind: Kind, name: str) -> MappingError | None:
    """Return an error when the kind of file has no such field."""
    if name in fields_of(kind):
        return None
    known = ", ".join(fields_of(kind))
    return MappingError("unknown_field", {"field": name, "kind": kind.value, "known": known})


def _check_tables(mapping: IntakeMapping) -> list[MappingError]:
    errors = []
    for table in ("columns", "constants", "dates", "decimals"):
        errors += [e for name in getattr(mapping, table) if (e := check_field(mapping.kind, name))]
    for name, value in mapping.dates.items():
        if value not in CONVENTIONS:
            errors.append(_bad(f"dates.{name}", value, ", ".join(CONVENTIONS)))
    for name, value in mapping.decimals.items():
        if value not in DECIMALS:
            errors.append(_bad(f"decimals.{name}", value, ", ".join(DECIMALS)))
    for name, value in mapping.statuses.items():
        if value not in tuple(Outcome):
            errors.append(_bad(f"status.{name}", value, ", ".join(Outcome)))
    return errors


def _check_constants(mapping: IntakeMapping) -> list[MappingError]:
    fields = fields_of(mapping.kind)
    errors = []
    for name, value in mapping.constants.items():
        if name in fields and fields[name].type is FieldType.CURRENCY and value not in CODES:
            errors.append(MappingError("not_a_currency", {"value": value}))
    return errors


def check(mapping: IntakeMapping) -> tuple[MappingError, ...]:
    """Return what is wrong with a mapping in itself, whatever the file."""
    errors = _check_tables(mapping) + _check_constants(mapping)
    allowed = (*fields_of(mapping.kind), *_NUMBER_PARTS)
    errors += [_bad("number_from", part, ", ".join(allowed)) for part in mapping.number_from if part not in allowed]
    for option, source in (("issue_date_from", "due_date"), ("due_date_from", "issue_date")):
        value = getattr(mapping, option)
        match = _DERIVED.fullmatch(value)
        if value and not (match and match[1] == source):
            errors.append(_bad(option, value, f"{source}+30 or {source}-30"))
    if mapping.negative not in NEGATIVE:
        errors.append(_bad("negative", mapping.negative, "refuse, credit_note"))
    return tuple(errors)


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items())


def _typed(name: str, value: object) -> bool:
    if name in _TABLES:
        return _is_table(value)
    if name == "number_from":
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    return isinstance(value, bool if name == "create_customers" else str)


def from_json(whole: Mapping[str, Any]) -> IntakeMapping | tuple[MappingError, ...]:
    """Read a saved mapping back. Unknown keys, wrong types and other versions are errors, returned."""
    if whole.get("version") != VERSION:
        return (MappingError("bad_version", {"value": str(whole.get("version"))}),)
    if whole.get("kind") not in tuple(Kind):
        return (MappingError("unknown_kind", {"value": str(whole.get("kind")), "known": ", ".join(Kind)}),)
    given = {name: value for name, value in whole.items() if name not in ("version", "kind")}
    wrong = [name for name, value in given.items() if name not in _PARTS or not _typed(name, value)]
    if wrong:
        return tuple(_bad(name, given[name], ", ".join(_PARTS)) for name in wrong)
    if "number_from" in given:
        given["number_from"] = tuple(given["number_from"])
    mapping = IntakeMapping(kind=Kind(whole["kind"]), **given)
    return check(mapping) or mapping
