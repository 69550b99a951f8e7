"""Dates as people write them, and what a whole column says about their order.

A convention is `dmy`, `mdy`, `ymd` or `excel` (day count since 1899-12-30). Year-first dates
(2025-04-03, 20250403) and dates with the month in letters explain themselves and are read
under every convention. Two-digit years mean 1970 to 2069.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

CONVENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "dmy": "day/month/year",
        "mdy": "month/day/year",
        "ymd": "year-month-day",
        "excel": "spreadsheet day number",
    }
)
FIRST_YEAR, LAST_YEAR = 1970, 2100
_EXCEL_ZERO = date(1899, 12, 30)
_CACHE_ENTRIES = 20_000

_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,4}})([./\- ])(\d{{1,2}})\2 ?(\d{{1,4}})\.?{_TIME}", re.ASCII)
_COMPACT = re.compile(r"\d{8}", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|o|er)?[./\- ]*(?:de )?([a-z]{3,12})"
    r"|([a-z]{3,12})[./\- ]*(\d{1,2})(?:st|nd|rd|th)?)"
    rf"[.,/\- ]*(?:de )?(\d{{4}}|\d{{2}}){_TIME}"
)
_MONTHS = (
    "jan januar january janvier janv enero ene janeiro janner",
    "feb februar february fevrier fevr fev febrero fevereiro",
    "mar marz maerz mrz march mars marzo marco",
    "apr april avril avr abril abr",
    "may mai mayo maio",
    "jun juni june juin junio junho",
    "jul juli july juillet juil julio julho",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre setembro set",
    "oct okt october oktober octobre octubre outubro out",
    "nov november novembre noviembre novembro",
    "dec dez december dezember decembre diciembre dic dezembro",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


def _make(year: int, month: int, day: int, *, short_year: bool = False) -> date | None:
    if short_year:
        year += 2000 if year < 70 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_parts(first: str, second: str, third: str) -> dict[str, date]:
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        same = _make(a, b, c)
        return dict.fromkeys(("dmy", "mdy", "ymd"), same) if same else {}
    if len(first) > 2 or len(third) not in (2, 4):
        return {}
    short = len(third) == 2
    found = {"dmy": _make(c, b, a, short_year=short), "mdy": _make(c, a, b, short_year=short)}
    return {name: value for name, value in found.items() if value}


def _from_compact(text: str) -> dict[str, date]:
    year_first = _make(int(text[:4]), int(text[4:6]), int(text[6:]))
    if year_first:
        return dict.fromkeys(("dmy", "mdy", "ymd"), year_first)
    return _from_parts(text[:2], text[2:4], text[4:])


def _from_named(text: str) -> dict[str, date]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    match = _NAMED.fullmatch(plain)
    if not match:
        return {}
    month = _MONTH_OF.get(match[2] or match[3])
    year = match[5]
    made = month and _make(int(year), month, int(match[1] or match[4]), short_year=len(year) == 2)
    return dict.fromkeys(("dmy", "mdy", "ymd"), made) if made else {}


def date_readings(text: str) -> dict[str, date]:
    """Return every convention under which the text is a date between 1970 and 2100, with the date."""
    match = _NUMERIC.fullmatch(text)
    if match:
        return _from_parts(match[1], match[3], match[4])
    if _COMPACT.fullmatch(text):
        return _from_compact(text)
    serial = _SERIAL.fullmatch(text)
    if serial:
        day = _EXCEL_ZERO + timedelta(days=int(serial[1]))
        return {"excel": day} if FIRST_YEAR <= day.year <= LAST_YEAR else {}
    return _from_named(text) if len(text) < 60 else {}


def _two_digit_year_first(text: str) -> date | None:
    match = _NUMERIC.fullmatch(text)
    if match and len(match[1]) == 2 and len(match[4]) <= 2:
        return _make(int(match[1]), int(match[3]), int(match[4]), short_year=True)
    return None


def date_reader(convention: str) -> Callable[[str], date | None]:
    """Return a fast reader for one convention; it answers None for what is not a date.

    Only `ymd`, chosen by a person, also reads 25-04-03 as 3 April 2025. Texts repeat in a
    column, so answers are kept, in a bounded table.
    """
    assert convention in CONVENTIONS, convention
    cache: dict[str, date | None] = {}

    def read(text: str) -> date | None:
        if text in cache:
            return cache[text]
        value = date_readings(text).get(convention)
        if value is None and convention == "ymd":
            value = _two_digit_year_first(text)
        elif value is None and convention == "excel":
            value = date_readings(text).get("ymd") if text[:4].isdigit() else None
        if len(cache) >= _CACHE_ENTRIES:
            cache.clear()
        cache[text] = value
        return value

    return read


@dataclass(frozen=True, slots=True)
class DateVerdict:
    """What a column says. `convention` is None when it must be asked.

    `sole` counts the values that only one convention can read, `either` those that several
    read differently; `examples` holds one such value per convention, and one under "either".
    """

    convention: str | None
    dates: int
    unreadable: int
    either: int
    sole: Mapping[str, int]
    examples: Mapping[str, str]

    @property
    def conflict(self) -> bool:
        """Whether some values can only be read one way and others only another way."""
        return len(self.sole) > 1


class DateEvidence:
    """Collects evidence about one column, value by value, in constant memory."""

    def __init__(self) -> None:
        self._sole: Counter[str] = Counter()
        self._either = self._plain = self._unreadable = 0
        self._examples: dict[str, str] = {}
        self._cache: dict[str, str] = {}
        self._agreeing = {"dmy", "mdy", "ymd"}

    def _classify(self, text: str) -> str:
        found = date_readings(text)
        if not found:
            return "unreadable"
        if len(set(found.values())) > 1:
            return "either"
        if len(found) == 1:
            return next(iter(found))
        self._agreeing &= found.keys()
        return "plain"

    def add(self, text: str) -> None:
        """Take one non-empty, trimmed value into account."""
        verdict = self._cache.get(text)
        if verdict is None:
            verdict = self._classify(text)
            if len(self._cache) >= _CACHE_ENTRIES:
                self._cache.clear()
            self._cache[text] = verdict
            self._examples.setdefault(verdict, text)
        if verdict == "plain":
            self._plain += 1
        elif verdict == "either":
            self._either += 1
        elif verdict == "unreadable":
            self._unreadable += 1
        else:
            self._sole[verdict] += 1

    def verdict(self) -> DateVerdict:
        """Return the conclusion: one convention if exactly one is proven or none matters."""
        proven = list(self._sole)
        convention = proven[0] if len(proven) == 1 else None
        if not proven and not self._either and self._plain:
            convention = "ymd" if "ymd" in self._agreeing else "dmy"
        count = self._plain + self._either + sum(self._sole.values())
        return DateVerdict(convention, count, self._unreadable, self._either, dict(self._sole), dict(self._examples))
