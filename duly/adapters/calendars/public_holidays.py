"""Business-day calendars from the `holidays` package: public holidays by country and subdivision.

Limit of the source: one weekend per country, that of today (the United Arab Emirates changed
theirs in 2022), and public holidays only, no bank or school holidays.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import holidays

from duly.core.money.calendar import Calendar

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
MAX_YEARS: Final = 60


class UnknownCountry(ValueError):
    """There is no holiday calendar for this country or subdivision; the message says which exist."""


@lru_cache(maxsize=256)
def business_calendar(country: str, *, subdivision: str | None = None, first_year: int, last_year: int) -> Calendar:
    """Return the business days of a country (ISO 3166-1 alpha-2) in the years given, both included.

    `subdivision` is the second half of an ISO 3166-2 code: `BY` of `DE-BY`. Raises UnknownCountry,
    and ValueError for years out of range: outside them every weekday would pass for a business day.
    """
    if not FIRST_YEAR <= first_year <= last_year <= LAST_YEAR or last_year - first_year >= MAX_YEARS:
        raise ValueError(f"years must rise, lie in {FIRST_YEAR}-{LAST_YEAR} and span at most {MAX_YEARS}")
    known = supported_countries()
    if country not in known:
        raise UnknownCountry(f"no holidays known for {country!r}: give an ISO 3166 code of two capitals, such as DE")
    if subdivision is not None and subdivision not in known[country]:
        choices = ", ".join(known[country]) or "none"
        raise UnknownCountry(f"no subdivision {subdivision!r} of {country} with its own holidays; known: {choices}")
    source = holidays.country_holidays(country, subdiv=subdivision, years=range(first_year, last_year + 1))
    years = range(first_year, last_year + 1)
    return Calendar(
        frozenset(source.weekend),
        frozenset(day for day in source if day.year in years),
        frozenset(day for day in source.weekend_workdays if day.year in years),
    )


@lru_cache(maxsize=1)
def supported_countries() -> dict[str, tuple[str, ...]]:
    """Return the countries with a calendar, each with its subdivisions that have their own."""
    listed = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(subdivisions) for code, subdivisions in sorted(listed.items())}
