"""Amounts as people write them, and what a whole column says about its decimal sign.

A convention is `point` (1,234.56) or `comma` (1.234,56). Spaces and apostrophes between groups
of three are read under both. A minus may stand before or after, or be a pair of parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from duly.core.billing.intake.currencies import CODES, SIGNS
from duly.core.money.currency import exponent
from duly.core.money.money import NotExact, from_decimal

DECIMALS: Mapping[str, str] = MappingProxyType({"point": "1,234.56", "comma": "1.234,56"})
MAX_MINOR = 10**15  # a thousand million millions of minor units: far above any invoice, far below a bigint

_BODY = re.compile(r"(?P<before>[^\d.,(\-]*-?)(?P<number>\d[\d.,' ]*|[.,]\d+)(?P<after>[^\d.,]*)")
_SPACED = re.compile(r"\d{1,3}([ '])\d{3}(?:\1\d{3})*(?=\D|\Z)")
_POINT = re.compile(r"(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.\d+)?|\d+\.", re.ASCII)
_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{2,3})*\.\d{3})?(?:,\d+)?|\d+,", re.ASCII)
_SAME = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-", "\u2013": "-"})


@dataclass(frozen=True, slots=True)
class Written:
    """An amount taken apart: readings by convention, and the currency sign written with it."""

    readings: Mapping[str, Decimal]
    sign: str


def _unsign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith("-"):
        return True, text[1:].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return False, text.removeprefix("+").strip()


def _currency_sign(before: str, after: str) -> str | None:
    """Return the sign beside the number, "" for none, None when the text beside it is something else."""
    around = (before.strip() or after.strip()).strip()
    if before.strip() and after.strip():
        return None
    return around if not around or around in SIGNS or around in CODES else None


def take_apart(text: str) -> Written | None:
    """Return the readings of a trimmed text, or None when it is no amount at all."""
    negative, plain = _unsign(text.translate(_SAME).strip())
    match = _BODY.fullmatch(plain)
    if not match:
        return None
    inner_negative, before = _unsign(match["before"] or "")
    sign = _currency_sign(before, match["after"])
    if sign is None or (negative and inner_negative):
        return None
    number = match["number"].strip()
    spaced = _SPACED.match(number)
    if spaced:
        number = spaced[0].replace(spaced[1], "") + number[spaced.end() :]
    readings = {}
    if _POINT.fullmatch(number):
        readings["point"] = Decimal(number.replace(",", ""))
    if _COMMA.fullmatch(number):
        readings["comma"] = Decimal(number.replace(".", "").replace(",", "."))
    if not readings:
        return None
    minus = negative or inner_negative
    return Written({name: -value if minus else value for name, value in readings.items()}, sign)


@dataclass(frozen=True, slots=True)
class BadAmount:
    """Why an amount was not read: a reason code and what fills its sentence."""

    code: str
    params: dict[str, str]


def _slow(text: str, convention: str, currency: str) -> int | BadAmount:
    written = take_apart(text)
    if written is None or convention not in written.readings:
        return BadAmount("not_an_amount", {"value": text, "convention": DECIMALS[convention]})
    if written.sign and currency not in SIGNS.get(written.sign, (written.sign,)):
        return BadAmount("currency_conflict", {"value": text, "sign": written.sign, "currency": currency})
    value = written.readings[convention]
    try:
        return from_decimal(value, currency).minor
    except NotExact:
        places = str(exponent(currency))
        return BadAmount("not_exact", {"value": text, "currency": currency, "places": places})


def amount_reader(convention: str) -> Callable[[str, str], int | BadAmount]:
    """Return a reader of (trimmed text, currency) -> minor units.

    Plain digits with the convention's own decimal sign take a short path with the same result
    as `from_decimal`; everything else is taken apart with care.
    """
    assert convention in DECIMALS, convention
    mark = "." if convention == "point" else ","

    def read(text: str, currency: str) -> int | BadAmount:
        whole, _, places = text.partition(mark)
        if len(text) < 16 and text.isascii() and whole.isdigit() and (places.isdigit() or not places):
            size = exponent(currency)
            if len(places) <= size:
                return int(whole + places.ljust(size, "0"))
        if len(text) > 60:
            return BadAmount("not_an_amount", {"value": text, "convention": DECIMALS[convention]})
        minor = _slow(text, convention, currency)
        if type(minor) is int and abs(minor) > MAX_MINOR:
            return BadAmount("amount_too_large", {"value": text})
        return minor

    return read


@dataclass(frozen=True, slots=True)
class NumberVerdict:
    """What a column says: the convention, or None when it must be asked (`either` > 0 or conflict)."""

    convention: str | None
    numbers: int
    unreadable: int
    negative: int
    either: int
    sole: Mapping[str, int]
    examples: Mapping[str, str]
    signs: frozenset[str]

    @property
    def conflict(self) -> bool:
        """Whether some amounts can only be read with a point and others only with a comma."""
        return len(self.sole) > 1


class NumberEvidence:
    """Collects evidence about the decimal sign of one column in constant memory."""

    def __init__(self) -> None:
        self._count = self._unreadable = self._negative = self._either = 0
        self._sole: dict[str, int] = {}
        self._examples: dict[str, str] = {}
        self._signs: set[str] = set()

    def add(self, text: str) -> None:
        """Take one non-empty, trimmed value into account."""
        if text.isdecimal() and len(text) < 16:
            self._count += 1
            return
        whole, point, places = text.partition(".")
        if point and whole.isdecimal() and places.isdecimal() and len(places) != 3:
            self._count += 1
            self._sole["point"] = self._sole.get("point", 0) + 1
            self._examples.setdefault("point", text)
            return
        written = take_apart(text) if len(text) <= 60 else None
        if written is None:
            self._unreadable += 1
            self._examples.setdefault("unreadable", text)
            return
        self._count += 1
        if written.sign:
            self._signs.add(written.sign)
        values = list(written.readings.items())
        self._negative += values[0][1] < 0
        if len(values) == 1:
            self._sole[values[0][0]] = self._sole.get(values[0][0], 0) + 1
            self._examples.setdefault(values[0][0], text)
        elif values[0][1] != values[1][1]:
            self._either += 1
            self._examples.setdefault("either", text)

    def verdict(self) -> NumberVerdict:
        """Return the conclusion; a column of whole numbers without signs is read with a point."""
        convention = next(iter(self._sole)) if len(self._sole) == 1 else None
        if not self._sole and not self._either:
            convention = "point"
        return NumberVerdict(
            convention, self._count, self._unreadable, self._negative, self._either,
            dict(self._sole), dict(self._examples), frozenset(self._signs),
        )  # fmt: skip
