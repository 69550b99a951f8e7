"""A report comes on its days, every month of the year, and never twice on one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.cadence import Cadence, next_due

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_every_working_day_skips_the_weekend() -> None:
    friday = date(2026, 3, 13)
    assert next_due(Cadence.DAILY, friday) == date(2026, 3, 16)
    assert next_due(Cadence.DAILY, friday - timedelta(days=1)) == friday


def test_the_thirty_first_comes_on_the_last_day_of_a_short_month() -> None:
    assert next_due(Cadence.MONTHLY, date(2026, 1, 31), day_of_month=31) == date(2026, 2, 28)
    assert next_due(Cadence.MONTHLY, date(2028, 1, 31), day_of_month=31) == date(2028, 2, 29)
    assert next_due(Cadence.MONTHLY, date(2026, 12, 31), day_of_month=1) == date(2027, 1, 1)


@given(DAYS, st.integers(0, 6))
def test_weekly_is_the_next_such_weekday(after: date, weekday: int) -> None:
    day = next_due(Cadence.WEEKLY, after, weekday=weekday)
    assert day.weekday() == weekday
    assert 1 <= (day - after).days <= 7


@given(DAYS, st.integers(1, 31))
def test_monthly_comes_once_a_month(after: date, day_of_month: int) -> None:
    first = next_due(Cadence.MONTHLY, after, day_of_month=day_of_month)
    second = next_due(Cadence.MONTHLY, first, day_of_month=day_of_month)
    assert after < first < second
    assert (second.year * 12 + second.month) - (first.year * 12 + first.month) == 1
    assert first.day == day_of_month or (first + timedelta(days=1)).day == 1
