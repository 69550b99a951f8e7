"""Corrections a person makes to a mapping, in the short form of `--map`.

amount=vlr_nominal            the field amount is in the column vlr_nominal ("amount=" takes it away)
currency:BRL                  the field currency is BRL on every row ("currency:" takes it away)
kind:payment_history          the kind of file
dates:dmy  dates.due_date:mdy the order of dates, in all columns or in one
decimals:comma                the decimal sign, in all columns or in one (decimals.amount:comma)
status.Paid in full:settled   what a status means; status.:open is the empty cell, status.0*:settled a beginning
number_from:customer_id,due_date,amount,line
issue_date_from:due_date-30   due_date_from:issue_date+30
negative:credit_note          create_customers:yes
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from duly.core.billing.intake.catalogue import FieldType, fields_of
from duly.core.billing.intake.facts import NO, YES
from duly.core.billing.intake.mapping import IntakeMapping, MappingError, check, check_field
from duly.core.billing.intake.values import Kind

Changed = IntakeMapping | MappingError


def kind_in(texts: Iterable[str]) -> Kind | MappingError | None:
    """Return the kind of file that the overrides name, None when they name none."""
    named = [text.partition(":")[2].strip() for text in texts if text.strip().startswith("kind:")]
    if not named:
        return None
    if named[-1] in tuple(Kind):
        return Kind(named[-1])
    return MappingError("unknown_kind", {"value": named[-1], "known": ", ".join(Kind)})


def _with(table: dict[str, str], name: str, value: str) -> dict[str, str]:
    changed = {key: old for key, old in table.items() if key != name}
    return {**changed, name: value} if value else changed


def _column(mapping: IntakeMapping, name: str, column: str, header: Sequence[str] | None) -> Changed:
    if error := check_field(mapping.kind, name):
        return error
    if column and header is not None and column not in header:
        folded = [heading for heading in header if heading.casefold() == column.casefold()]
        if len(folded) != 1:
            return MappingError("unknown_column", {"column": column, "known": ", ".join(header)})
        column = folded[0]
    return replace(
        mapping,
        columns=_with(dict(mapping.columns), name, column),
        constants=_with(dict(mapping.constants), name, ""),
    )


def _per_field(part: str, kind: FieldType) -> Callable[[IntakeMapping, str, str], Changed]:
    def change(mapping: IntakeMapping, name: str, value: str) -> Changed:
        fields = fields_of(mapping.kind)
        if name and (error := check_field(mapping.kind, name)):
            return error
        names = [name] if name else [item.name for item in fields.values() if item.type is kind]
        table = dict(getattr(mapping, part))
        for each in names:
            table = _with(table, each, value)
        return replace(mapping, dates=table) if part == "dates" else replace(mapping, decimals=table)

    return change


def _status(mapping: IntakeMapping, name: str, value: str) -> Changed:
    return replace(mapping, statuses=_with(dict(mapping.statuses), name, value))


def _option(mapping: IntakeMapping, name: str, value: str) -> Changed:
    if name == "number_from":
        return replace(mapping, number_from=tuple(part.strip() for part in value.split(",") if part.strip()))
    if name == "create_customers":
        if value.casefold() not in YES | NO:
            return MappingError("bad_option", {"option": name, "value": value, "known": "yes, no"})
        return replace(mapping, create_customers=value.casefold() in YES)
    if name == "kind":
        return mapping
    if name == "issue_date_from":
        return replace(mapping, issue_date_from=value)
    return replace(mapping, due_date_from=value) if name == "due_date_from" else replace(mapping, negative=value)


_OPTIONS = ("number_from", "issue_date_from", "due_date_from", "negative", "create_customers", "kind")
_PREFIXES: dict[str, Callable[[IntakeMapping, str, str], Changed]] = {
    "dates": _per_field("dates", FieldType.DATE),
    "decimals": _per_field("decimals", FieldType.MONEY),
    "status": _status,
}


def _constant(mapping: IntakeMapping, name: str, value: str) -> Changed:
    if error := check_field(mapping.kind, name):
        return error
    if fields_of(mapping.kind)[name].type is FieldType.CURRENCY:
        value = value.upper()
    columns = _with(dict(mapping.columns), name, "") if value else dict(mapping.columns)
    return replace(mapping, columns=columns, constants=_with(dict(mapping.constants), name, value))


def _apply(mapping: IntakeMapping, text: str, header: Sequence[str] | None) -> Changed:
    split = min((place for place in (text.find("="), text.find(":")) if place > 0), default=0)
    prefix, dot, rest = text.partition(".")
    if dot and prefix == "status" and ":" in rest:
        name, _, value = rest.rpartition(":")
        return _status(mapping, name.strip(), value.strip())
    if not split:
        return MappingError("bad_syntax", {"text": text})
    name, value = text[:split].strip(), text[split + 1 :].strip()
    if text[split] == "=":
        return _column(mapping, name, value, header)
    prefix, _, rest = name.partition(".")
    if prefix in _PREFIXES and name != "status":
        return _PREFIXES[prefix](mapping, rest, value)
    return _option(mapping, name, value) if name in _OPTIONS else _constant(mapping, name, value)


def apply_overrides(
    mapping: IntakeMapping, texts: Iterable[str], header: Sequence[str] | None = None
) -> IntakeMapping | tuple[MappingError, ...]:
    """Return the corrected mapping, or every error found. `header` allows columns to be checked.

    A `kind:` override must have been given to `detect` (see `plan`); here it changes nothing.
    """
    errors: list[MappingError] = []
    for text in texts:
        changed = _apply(mapping, text.strip(), header)
        if isinstance(changed, MappingError):
            errors.append(changed)
        else:
            mapping = changed
    errors += check(mapping)
    return tuple(errors) or mapping
