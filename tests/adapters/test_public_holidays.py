"""Calendars of real countries, from the holidays package."""

from datetime import date

import pytest

from duly.adapters.calendars.public_holidays import UnknownCountry, business_calendar, supported_countries
from duly.core.money.calendar import Roll


def test_good_friday_is_a_day_off_in_germany_and_an_ordinary_one_in_the_states() -> None:
    germany = business_calendar("DE", first_year=2025, last_year=2026)
    states = business_calendar("US", first_year=2025, last_year=2026)
    good_friday = date(2025, 4, 18)
    assert not germany.is_business_day(good_friday)
    assert states.is_business_day(good_friday)
    assert germany.roll(good_friday, Roll.FOLLOWING) == date(2025, 4, 22)


def test_a_subdivision_adds_its_own_holidays() -> None:
    epiphany = date(2025, 1, 6)
    assert business_calendar("DE", first_year=2025, last_year=2025).is_business_day(epiphany)
    assert not business_calendar("DE", subdivision="BY", first_year=2025, last_year=2025).is_business_day(epiphany)


def test_a_worked_weekend_day_is_a_business_day() -> None:
    china = business_calendar("CN", first_year=2025, last_year=2025)
    assert china.workdays
    assert all(china.is_business_day(day) for day in china.workdays)
    assert any(day.weekday() in china.weekend for day in china.workdays)


def test_only_the_years_asked_for_are_in_it() -> None:
    calendar = business_calendar("GB", subdivision="SCT", first_year=2024, last_year=2025)
    assert {day.year for day in calendar.holidays} == {2024, 2025}


def test_an_unknown_country_or_subdivision_is_refused_with_what_exists() -> None:
    with pytest.raises(UnknownCountry, match="ISO 3166"):
        business_calendar("XX", first_year=2025, last_year=2025)
    with pytest.raises(UnknownCountry, match="BY"):
        business_calendar("DE", subdivision="ZZ", first_year=2025, last_year=2025)


@pytest.mark.parametrize(("first", "last"), [(2026, 2025), (1800, 1850), (2025, 2101), (2000, 2090)])
def test_years_out_of_range_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="years"):
        business_calendar("DE", first_year=first, last_year=last)


def test_supported_countries_come_with_their_subdivisions() -> None:
    known = supported_countries()
    assert {"DE", "FR", "ES", "US", "GB", "CH"} <= set(known)
    assert "BY" in known["DE"]
