"""Amounts and dates as text, in the reader's locale.

Locale patterns come from CLDR through Babel; the exponent of a currency from `core.money`.
Everything here returns plain text; `templatetags.look` adds the markup.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, to_locale

from duly.core.money.currency import exponent

Style = Literal["short", "medium", "long", "full"]
MINUS = "\u2212"
NBSP = "\u00a0"
EN_DASH = "\u2013"


@lru_cache(maxsize=64)
def _parsed(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def reader_locale() -> Locale:
    """Return the Babel locale of the active translation; English where Babel does not know it."""
    return _parsed(get_language() or "en")


def amount_text(minor: int, currency: str, *, sign: bool = False) -> str:
    """Return 1,234.50 for 123450 minor units of EUR: all decimals, true minus, no currency.

    `sign` also writes the plus of a positive amount. Raises UnknownCurrency.
    """
    places = exponent(currency)
    group, point = _separators(get_language() or "en")
    whole, rest = divmod(abs(minor), 10**places)
    digits = f"{whole:,}".replace(",", group) + (f"{point}{rest:0{places}d}" if places else "")
    if minor < 0:
        return MINUS + digits
    return "+" + digits if sign and minor > 0 else digits


@lru_cache(maxsize=64)
def _separators(language: str) -> tuple[str, str]:
    """Return what stands between thousands and before decimals: a page writes hundreds of amounts."""
    locale = _parsed(language)
    return get_group_symbol(locale), get_decimal_symbol(locale)


def code_comes_first() -> bool:
    """Say whether the active locale writes the currency before the amount."""
    return _code_comes_first(get_language() or "en")


@lru_cache(maxsize=64)
def _code_comes_first(language: str) -> bool:
    pattern = str(_parsed(language).currency_formats["standard"].pattern)
    return pattern.lstrip("\u200e\u200f").startswith("¤")


def money_text(minor: int, currency: str, *, sign: bool = False) -> str:
    """Return EUR 1,234.50 (English) or 1.234,50 EUR (German), with a no-break space. Raises UnknownCurrency."""
    amount = amount_text(minor, currency, sign=sign)
    return f"{currency}{NBSP}{amount}" if code_comes_first() else f"{amount}{NBSP}{currency}"


def money_symbol_text(minor: int, currency: str) -> str:
    """Return the amount with the locale's currency symbol, for a customer's eyes. Raises UnknownCurrency.

    Decimals are ISO 4217's, as everywhere in Duly, also where CLDR shows fewer (IQD).
    """
    symbol = str(get_currency_symbol(currency, locale=reader_locale()))
    amount = amount_text(abs(minor), currency)
    gap = NBSP if symbol[-1].isalpha() else ""
    text = f"{symbol}{gap}{amount}" if code_comes_first() else f"{amount}{NBSP}{symbol}"
    return MINUS + text if minor < 0 else text


def date_text(value: date, style: Style = "medium") -> str:
    """Return a date (or, for an instant, date and time to the minute in the active time zone) in the reader's locale.

    `style` is one of Babel's: short, medium, long, full.
    """
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        day = format_date(local.date(), format=style, locale=reader_locale())
        clock = format_time(local, format="short", locale=reader_locale())
        return str(get_datetime_format(style, locale=reader_locale())).format(clock, day)
    return _day_text(value, style, get_language() or "en")


@lru_cache(maxsize=4096)
def _day_text(day: date, style: Style, language: str) -> str:
    return format_date(day, format=style, locale=_parsed(language))


def age_text(days_late: int) -> str:
    """Return "12 days late", "due today", "due tomorrow" or "due in 3 days" for days past the due date."""
    if days_late > 0:
        return ngettext("%(days)d day late", "%(days)d days late", days_late) % {"days": days_late}
    if days_late == 0:
        return gettext("due today")
    if days_late == -1:
        return gettext("due tomorrow")
    return ngettext("due in %(days)d day", "due in %(days)d days", -days_late) % {"days": -days_late}


def age_step(days_late: int) -> int:
    """Return 0 for current, 1 for 1-30 days late, 2 for 31-60, 3 for 61 and more."""
    if days_late <= 0:
        return 0
    return min(3, (days_late - 1) // 30 + 1)


def age_label(step: int) -> str:
    """Return the name of an age step: current, 1-30, 31-60, 61+."""
    return (gettext("current"), "1\u201330", "31\u201360", "61+")[step]
