"""Reading one cell: a text becomes a typed value, None when empty, or a `BadCell` with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from duly.core.billing.intake.catalogue import Field, FieldType
from duly.core.billing.intake.codes import COUNTRIES, LANGUAGES
from duly.core.billing.intake.currencies import CODES, SIGNS
from duly.core.billing.intake.dates import CONVENTIONS, date_reader
from duly.core.billing.intake.facts import NO, YES

_EMAIL = re.compile(r"[^\s@,;<>\"()]{1,64}@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]{2,}")
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}", re.ASCII)
_SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
MOST_REMEMBERED = 5000
_DATE_SHAPE = re.compile(r"\d{1,4}[./\- ]\d{1,2}[./\- ]\d{1,4}", re.ASCII)

Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a cell was not read: a reason code and what fills its sentence besides field and value."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


def _is_undecodable(text: str) -> bool:
    return any("\udc80" <= c <= "\udcff" or c == "\ufffd" for c in text)


def _tidy(text: str) -> str | BadCell:
    """Return text with ordinary spaces and no invisible marks; line breaks become spaces."""
    if _is_undecodable(text):
        return BadCell("undecodable_bytes")
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category.startswith("Z") or character in "\t\n\r\x0b\x0c":
            kept.append(" ")
        elif category in ("Cc", "Cs", "Co", "Cn"):
            return BadCell("control_character", {"character": f"U+{ord(character):04X}"})
        elif category != "Cf" or character in "\u200c\u200d":  # joiners carry meaning in some scripts
            kept.append(character)
    return " ".join("".join(kept).split())


def text_reader(item: Field) -> Reader:
    """Return a reader of trimmed text within the field's limit."""
    limit = item.max_chars

    def read(cell: str) -> str | BadCell | None:
        text = cell.strip()
        if not text:
            return None
        if not text.isprintable():
            tidy = _tidy(text)
            if isinstance(tidy, BadCell):
                return tidy
            text = tidy
        if len(text) > limit:
            return BadCell("too_long", {"length": str(len(text)), "limit": str(limit)})
        if text[0] == "#" and text in _SPREADSHEET_ERRORS:
            return BadCell("spreadsheet_error")
        return text or None

    return read


def _identifier_reader(item: Field) -> Reader:
    read_text = text_reader(item)

    def read(cell: str) -> str | BadCell | None:
        text: str | BadCell | None = read_text(cell)
        if type(text) is str and "+" in text and _DAMAGED.fullmatch(text):
            return BadCell("damaged_identifier")
        return text

    return read


def _checked(item: Field, accept: Callable[[str], Any], code: str) -> Reader:
    """Return a reader that turns accepted text into a value; `accept` answers None to refuse."""
    read_text = text_reader(item)
    cache: dict[str, Any] = {}

    def read(cell: str) -> Any:
        if cell in cache:
            return cache[cell]
        value = read_text(cell)
        if type(value) is str:
            accepted = accept(value)
            value = BadCell(code) if accepted is None else accepted
        if len(cache) < MOST_REMEMBERED:
            cache[cell] = value
        return value

    return read


def _is_far(text: str) -> bool:
    years = [part for part in re.split(r"\D+", text) if len(part) == 4]
    return bool(_DATE_SHAPE.match(text)) and any(not "1970" <= year <= "2100" for year in years)


def date_cell_reader(item: Field, convention: str) -> Reader:
    """Return a reader of dates written by one convention."""
    read_date, tidy = date_reader(convention), text_reader(item)
    shown = CONVENTIONS[convention]
    known: dict[str, Any] = {}

    def read_afresh(cell: str) -> Any:
        text = cell.strip()
        if not text:
            return None
        value = read_date(text)
        if value is not None:
            return value
        again = tidy(text)
        if again is None or type(again) is BadCell:
            return again
        value = read_date(again)
        if value is not None:
            return value
        return BadCell("date_out_of_range" if _is_far(again) else "not_a_date", {"convention": shown})

    def read(cell: str) -> Any:
        """A file has few days and many rows."""
        value = known.get(cell, known)
        if value is known:
            value = read_afresh(cell)
            if len(known) < MOST_REMEMBERED:
                known[cell] = value
        return value

    return read


def _yes_no(text: str) -> bool | None:
    folded = text.casefold()
    return True if folded in YES else False if folded in NO else None


def _currency(text: str) -> str | None:
    code = text.upper()
    if code in CODES:
        return code
    meant = SIGNS.get(text, ())
    return meant[0] if len(meant) == 1 else None


def _small_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) > 0 else None


def _country(text: str) -> str | None:
    return text.upper() if text.upper() in COUNTRIES else None


def _language(text: str) -> str | None:
    code = re.split(r"[-_]", text.lower())[0]
    return code if code in LANGUAGES else None


def _email(text: str) -> str | None:
    return text if _EMAIL.fullmatch(text) else None


_CHECKS: dict[FieldType, tuple[Callable[[str], Any], str]] = {
    FieldType.CURRENCY: (_currency, "not_a_currency"),
    FieldType.YES_NO: (_yes_no, "not_yes_or_no"),
    FieldType.SMALL_NUMBER: (_small_number, "not_a_number"),
    FieldType.COUNTRY: (_country, "not_a_country"),
    FieldType.LANGUAGE: (_language, "not_a_language"),
    FieldType.EMAIL: (_email, "not_an_email"),
}


def cell_reader(item: Field) -> Reader:
    """Return the reader for a field that is neither a date nor an amount."""
    if item.type in _CHECKS:
        accept, code = _CHECKS[item.type]
        return _checked(item, accept, code)
    return _identifier_reader(item) if item.type is FieldType.IDENTIFIER else text_reader(item)
