"""Reading rows: a mapping, compiled once for a heading, turns lines into typed values or reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from duly.core.billing.intake.catalogue import Field, FieldType, fields_of
from duly.core.billing.intake.cells import BadCell, Reader, cell_reader, date_cell_reader, text_reader
from duly.core.billing.intake.escape import visible
from duly.core.billing.intake.finish import Finisher, Trouble, finisher
from duly.core.billing.intake.headings import words_of
from duly.core.billing.intake.mapping import IntakeMapping, MappingError, check
from duly.core.billing.intake.numbers import BadAmount, amount_reader
from duly.core.billing.intake.reasons import remedy, sentence
from duly.core.billing.intake.review import missing_fields
from duly.core.billing.intake.values import IntakeRow

_SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one line: where, what was written, the reason (code and words), the remedy.

    `column` is the heading in the file, empty when the fault is not in one cell. All texts are fit
    to store: bytes that are no text are shown as \\xNN.
    """

    line_no: int
    field: str
    column: str
    value: str
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

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps, the sentence and the remedy included."""
        return {
            "line": self.line_no, "field": self.field, "column": self.column, "value": self.value,
            "code": self.code, "params": self.params, "reason": self.sentence, "remedy": self.remedy,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that goes to quarantine, with every error in it.

    `currency` and `amount_minor` are given when they could be read all the same, so that the
    sums of a file can be shown to add up.
    """

    line_no: int
    errors: tuple[RowError, ...]
    currency: str | None = None
    amount_minor: int | None = None


Step = tuple[str, str, int, Reader]
MoneyStep = tuple[str, str, int, Callable[[str, str], int | BadAmount]]
_TOTAL_WORDS = frozenset(
    ["total", "totals", "sum", "summe", "gesamt", "gesamtsumme", "totaux", "somme", "suma", "totais", "soma"]
)


def _derivable(mapping: IntakeMapping, name: str) -> bool:
    """Whether the finishing rules may supply a required field that its cell leaves empty."""
    if name == "issue_date":
        return bool(mapping.issue_date_from)
    return name in ("number", "external_id") and bool(mapping.number_from)


def _explained(name: str, attribute: str, values: dict[str, Any], troubles: Sequence[Trouble]) -> bool:
    """Whether a missing value was named already; an amount waits for its currency."""
    waits = attribute == "amount_minor" and "currency" not in values
    return any(trouble.field == name or (waits and trouble.field == "currency") for trouble in troubles)


class RowReader:
    """Reads lines by one mapping; made by `row_reader`. Not to be shared between files or threads."""

    def __init__(self, mapping: IntakeMapping, header: Sequence[str]) -> None:
        self.mapping = mapping
        self._header = tuple(header)
        self._fields = fields_of(mapping.kind)
        self._width = len(header)
        self._steps: list[Step] = []
        self._money: list[MoneyStep] = []
        self._constants: dict[str, Any] = {}
        self._required = tuple(
            (item.attribute, name)
            for name, item in self._fields.items()
            if item.required and name != "settled_date" and not _derivable(mapping, name)
        )
        places = {heading: index for index, heading in reversed(list(enumerate(header)))}
        for name, column in mapping.columns.items():
            self._compile(self._fields[name], places[column])
        self._tidy = text_reader(next(iter(self._fields.values())))
        for name, value in mapping.constants.items():
            self._constants[self._fields[name].attribute] = self._constant(self._fields[name], value)
        self._finish: Finisher = finisher(mapping)

    def _compile(self, item: Field, index: int) -> None:
        name = item.name
        if item.type is FieldType.MONEY:
            self._money.append((item.attribute, name, index, amount_reader(self.mapping.decimals.get(name, "point"))))
        elif item.type is FieldType.DATE:
            read = date_cell_reader(item, self.mapping.dates.get(name, "ymd"))
            self._steps.append((item.attribute, name, index, read))
        else:
            self._steps.append((item.attribute, name, index, cell_reader(item)))

    def _constant(self, item: Field, value: str) -> Any:
        if item.type is FieldType.DATE:
            return date_cell_reader(item, "ymd")(value)
        return value if item.type is FieldType.MONEY else cell_reader(item)(value)

    def read(self, line_no: int, cells: Sequence[str]) -> IntakeRow | Rejected:
        """Return the typed row of a line, or the reasons why it cannot be one."""
        if len(cells) != self._width:
            fitted = self._fit(cells)
            if fitted is None:
                params = {"count": str(len(cells)), "expected": str(self._width)}
                return Rejected(line_no, (RowError(line_no, "", "", "", "too_many_cells", params),))
            cells = fitted
        values, troubles = self._values(cells)
        for attribute, name in self._required:
            if attribute not in values and not _explained(name, attribute, values, troubles):
                troubles.append(Trouble(name, "missing_value", {}))
        if not troubles:
            row = self._finish(line_no, values)
            if not isinstance(row, list):
                return row
            troubles = row
        return self._rejected(line_no, cells, values, troubles)

    def _values(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Trouble]]:
        values: dict[str, Any] = dict(self._constants)
        troubles: list[Trouble] = []
        for attribute, name, index, read in self._steps:
            value = read(cells[index])
            if type(value) is BadCell:
                troubles.append(Trouble(name, value.code, value.params))
            elif value is not None:
                values[attribute] = value
        if self._money:
            self._read_money(cells, values, troubles)
        return values, troubles

    def _fit(self, cells: Sequence[str]) -> Sequence[str] | None:
        if len(cells) < self._width:
            return [*cells, *[""] * (self._width - len(cells))]
        return cells[: self._width] if not any(cell.strip() for cell in cells[self._width :]) else None

    def _read_money(self, cells: Sequence[str], values: dict[str, Any], troubles: list[Trouble]) -> None:
        currency = values.get("currency")
        for attribute, name, index, read_amount in self._money:
            text = cells[index].strip()
            if not text:
                continue
            if currency is None:
                if not any(trouble.field == "currency" for trouble in troubles):
                    troubles.append(Trouble("currency", "missing_value", {}))
                continue
            amount = read_amount(text, currency)
            if type(amount) is BadAmount:
                troubles.append(self._bad_amount(name, text, amount))
            else:
                values[attribute] = amount

    def _bad_amount(self, name: str, text: str, bad: BadAmount) -> Trouble:
        tidy = self._tidy(text) if not text.isprintable() else text
        if type(tidy) is BadCell and tidy.code != "too_long":
            return Trouble(name, tidy.code, tidy.params)
        return Trouble(name, bad.code, bad.params)

    def _rejected(
        self, line_no: int, cells: Sequence[str], values: dict[str, Any], troubles: Sequence[Trouble]
    ) -> Rejected:
        if self._is_total_line(cells):
            troubles = [Trouble("", "total_line", {})]
        errors = tuple(self._error(line_no, cells, trouble) for trouble in troubles)
        return Rejected(line_no, errors, values.get("currency"), values.get("amount_minor"))

    def _is_total_line(self, cells: Sequence[str]) -> bool:
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) > max(2, self._width // 2):
            return False
        return any(set(words_of(cell)) & _TOTAL_WORDS for cell in filled if len(cell) < 40)

    def _error(self, line_no: int, cells: Sequence[str], trouble: Trouble) -> RowError:
        column = self.mapping.columns.get(trouble.field, "")
        value = cells[self._header.index(column)] if column else self.mapping.constants.get(trouble.field, "")
        shown = visible(value.strip()[:_SHOWN_CHARS])
        params = {name: visible(text[:_SHOWN_CHARS]) for name, text in trouble.params.items()}
        return RowError(
            line_no, trouble.field, column, shown, trouble.code, {"field": trouble.field, "value": shown, **params}
        )


def _unsettled(mapping: IntakeMapping) -> list[MappingError]:
    fields = fields_of(mapping.kind)
    errors = []
    for name in mapping.columns:
        if fields[name].type is FieldType.DATE and name not in mapping.dates:
            question = f"nobody has said in which order the dates of {name} are written (dates.{name}:dmy or :mdy)"
            errors.append(MappingError("unsettled", {"question": question}))
        if fields[name].type is FieldType.MONEY and name not in mapping.decimals:
            question = f"nobody has said what the decimal sign of {name} is (decimals.{name}:point or :comma)"
            errors.append(MappingError("unsettled", {"question": question}))
    errors += [MappingError("unsettled", {"question": missing.sentence}) for missing in missing_fields(mapping)]
    return errors


def _bad_constants(mapping: IntakeMapping) -> list[MappingError]:
    fields = fields_of(mapping.kind)
    errors = []
    for name, value in mapping.constants.items():
        item = fields[name]
        if item.type in (FieldType.MONEY, FieldType.STATUS):
            errors.append(MappingError("bad_option", {"option": name, "value": value, "known": f"{name}=COLUMN"}))
            continue
        read = date_cell_reader(item, "ymd") if item.type is FieldType.DATE else cell_reader(item)
        result = read(value)
        if type(result) is BadCell:
            errors.append(MappingError(result.code, {"field": name, "value": value, **result.params}))
    return errors


def row_reader(mapping: IntakeMapping, header: Sequence[str]) -> RowReader | tuple[MappingError, ...]:
    """Compile a mapping for a heading, or say why rows cannot be read by it without guessing."""
    errors = list(check(mapping))
    if not errors:
        gone = [(name, column) for name, column in mapping.columns.items() if column not in header]
        errors += [MappingError("field_without_column", {"field": f, "column": c}) for f, c in gone]
        errors += _unsettled(mapping) + _bad_constants(mapping)
    return tuple(errors) or RowReader(mapping, header)
