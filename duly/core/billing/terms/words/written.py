"""Amounts, dates, percentages and days of the month as letters in four languages write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from duly.core.money.money import Money

LANGUAGES: Final = ("en", "de", "fr", "es")

# Sign before decimals, sign between thousands (French: narrow no-break space).
_SIGNS: Final = {"en": (".", ","), "de": (",", "."), "fr": (",", "\u202f"), "es": (",", ".")}

_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DATES: Final = {
    "en": "{day} {month} {year}",
    "de": "{day}. {month} {year}",
    "fr": "{day} {month} {year}",
    "es": "{day} de {month} de {year}",
}


def language_of(tag: str) -> str:
    """Return the language to write in for a tag such as `de-AT`: English when it is none of ours."""
    primary = tag.replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def written_date(day: date, language: str) -> str:
    """Return a date in full: `31 March 2026`, `31. März 2026`, `31 de marzo de 2026`."""
    month = _MONTHS[language].split()[day.month - 1]
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return _DATES[language].format(day=number, month=month, year=day.year)


def written_amount(amount: Money, language: str) -> str:
    """Return an amount with its code and the language's signs: `EUR 1,234.50`, `1.234,50 EUR`."""
    point, group = _SIGNS[language]
    whole, _, decimals = amount.plain().lstrip("-").partition(".")
    figure = f"{int(whole):,}".replace(",", group) + (point + decimals if decimals else "")
    sign = "-" if amount.minor < 0 else ""
    return f"{amount.currency} {sign}{figure}" if language == "en" else f"{sign}{figure} {amount.currency}"


def written_percent(percent: Decimal, language: str) -> str:
    """Return a per cent figure: `2.5 %`, `2,5 %`."""
    text = f"{percent:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text.replace('.', _SIGNS[language][0])} %"


def written_ordinal(number: int, language: str) -> str:
    """Return a day of the month, or the place in a row, in the form that follows an article."""
    if language == "en":
        teen = number % 100 in (11, 12, 13)
        return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    if language == "de":
        return f"{number}."
    return "1er" if language == "fr" and number == 1 else str(number)
