"""Money, dates and lists as the reader writes them (CLDR data by Babel)."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern

from duly.core.dunning.wording import language_of
from duly.core.money.currency import exponent
from duly.core.money.money import Money

_MINUS = "\u2212"


@lru_cache(maxsize=200)
def _locale(language: str, *countries: str) -> Locale:
    for country in countries:
        try:
            return Locale.parse(f"{language}_{country}") if country else _none()
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_001" if language == "en" else language)


def _none() -> Locale:
    raise ValueError("no country")


@lru_cache(maxsize=500)
def _pattern(locale: Locale, currency: str) -> NumberPattern:
    """Return the locale's currency pattern with ISO 4217's decimals: CLDR rounds some currencies, money must not."""
    pattern: NumberPattern = copy.copy(locale.currency_formats["standard"])
    decimals = exponent(currency)
    pattern.frac_prec = (decimals, decimals)
    return pattern


@dataclass(frozen=True, slots=True)
class Formats:
    """How one reader writes: the language's words come from the catalogue, the rest from the locale."""

    locale: Locale

    def money(self, amount: Money) -> str:
        """Return `€1,250.00`, `1.250,00 €`: exact, with a true minus."""
        pattern = _pattern(self.locale, amount.currency)
        text: str = pattern.apply(amount.as_decimal(), self.locale, currency=amount.currency, currency_digits=False)
        return text.replace("-", _MINUS)

    def moneys(self, amounts: Sequence[Money]) -> str:
        """Return amounts of several currencies as a list; empty when there are none."""
        return self.listed([self.money(amount) for amount in amounts])

    def listed(self, parts: Sequence[str]) -> str:
        """Return `a, b and c` in the reader's language."""
        return format_list(list(parts), locale=self.locale) if parts else ""

    def long_date(self, day: date | None) -> str:
        """Return `16 March 2026`; empty for None. French writes the first of a month as 1er."""
        if day is None:
            return ""
        text = format_date(day, "long", locale=self.locale)
        return "1er" + text[1:] if self.locale.language == "fr" and text.startswith("1 ") else text

    def short_date(self, day: date) -> str:
        """Return `16 Mar 2026`, for tables."""
        return format_date(day, "medium", locale=self.locale)


def formats_for(language: str, *countries: str) -> Formats:
    """Return the formats of a language (one Duly speaks) in the first of the countries that fits it."""
    _, _, region = language.replace("_", "-").partition("-")
    return Formats(_locale(language_of(language), *(c.strip().upper() for c in (region, *countries))))
