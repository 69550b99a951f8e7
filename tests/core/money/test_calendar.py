"""Business days: counting them, and moving a due date that falls on none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.money.calendar import (
    EVERY_DAY,
    SATURDAY_SUNDAY,
    WEEKDAYS,
    Calendar,
    NoBusinessDay,
    Roll,
    add_months,
    day_of_month,
    days_in_month,
    is_month_end,
    month_end,
    month_start,
    next_day_of_month,
)

# Easter 2025: Good Friday 18 April, Easter Monday 21 April, Labour Day 1 May (public knowledge).
EASTER = Calendar(SATURDAY_SUNDAY, frozenset({date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 1)}))

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=3),
    st.frozensets(DAYS, max_size=30),
    st.frozensets(DAYS, max_size=5),
)


def count_one_by_one(calendar: Calendar, start: date, end: date) -> int:
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_business_day(day) for day in days)


def test_the_friday_before_easter_is_followed_by_tuesday() -> None:
    assert EASTER.add_business_days(date(2025, 4, 17), 1) == date(2025, 4, 22)
    assert EASTER.add_business_days(date(2025, 4, 22), -1) == date(2025, 4, 17)
    assert EASTER.add_business_days(date(2025, 4, 19), 0) == date(2025, 4, 19)
    assert EASTER.business_days_between(date(2025, 4, 17), date(2025, 4, 22)) == 1


@pytest.mark.parametrize(
    ("convention", "due", "expected"),
    [
        (Roll.NONE, date(2025, 5, 31), date(2025, 5, 31)),
        (Roll.FOLLOWING, date(2025, 5, 31), date(2025, 6, 2)),
        (Roll.MODIFIED_FOLLOWING, date(2025, 5, 31), date(2025, 5, 30)),
        (Roll.PRECEDING, date(2025, 6, 1), date(2025, 5, 30)),
        (Roll.MODIFIED_PRECEDING, date(2025, 6, 1), date(2025, 6, 2)),
        (Roll.MODIFIED_FOLLOWING, date(2025, 4, 19), date(2025, 4, 22)),
        (Roll.FOLLOWING, date(2025, 4, 22), date(2025, 4, 22)),
    ],
)
def test_a_due_date_on_a_day_off_moves_as_agreed(convention: Roll, due: date, expected: date) -> None:
    assert EASTER.roll(due, convention) == expected


@given(CALENDARS, DAYS, st.sampled_from(Roll))
def test_a_rolled_date_is_a_business_day_and_a_business_day_stays(calendar: Calendar, day: date, roll: Roll) -> None:
    rolled = calendar.roll(day, roll)
    assert rolled == day if calendar.is_business_day(day) else roll is Roll.NONE or calendar.is_business_day(rolled)
    if roll is Roll.FOLLOWING:
        assert rolled >= day
    if roll is Roll.PRECEDING:
        assert rolled <= day


@given(CALENDARS, DAYS, DAYS)
def test_counting_by_weeks_gives_what_counting_one_by_one_gives(calendar: Calendar, a: date, b: date) -> None:
    start, end = min(a, b), max(a, b)
    expected = count_one_by_one(calendar, start, end)
    assert calendar.business_days_between(start, end) == expected
    assert calendar.business_days_between(end, start) == -expected


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_going_forward_n_business_days_passes_n_of_them(calendar: Calendar, day: date, count: int) -> None:
    there = calendar.add_business_days(day, count)
    assert calendar.business_days_between(day, there) == count
    if calendar.is_business_day(day):
        assert calendar.add_business_days(there, -count) == day


def test_a_saturday_that_is_worked_is_a_business_day() -> None:
    saturday, monday = date(2025, 1, 25), date(2025, 1, 27)
    calendar = Calendar(SATURDAY_SUNDAY, frozenset({monday}), frozenset({saturday, monday}))
    assert calendar.is_business_day(saturday)
    assert calendar.is_business_day(monday)
    assert calendar.business_days_between(date(2025, 1, 24), monday) == 2


@pytest.mark.parametrize("weekend", [frozenset(range(7)), frozenset({7}), frozenset({-1})])
def test_a_week_without_a_business_day_is_refused(weekend: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekend"):
        Calendar(weekend)


def test_a_year_without_a_business_day_is_an_error_not_an_endless_search() -> None:
    closed = Calendar(frozenset(), frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(800)))
    with pytest.raises(NoBusinessDay, match="holidays"):
        closed.roll(date(2025, 1, 1), Roll.FOLLOWING)
    with pytest.raises(NoBusinessDay, match="holidays"):
        closed.add_business_days(date(2025, 1, 1), 30)


def test_the_month_ends_on_its_last_day() -> None:
    assert (days_in_month(2024, 2), days_in_month(2025, 2)) == (29, 28)
    assert month_end(date(2024, 2, 3)) == date(2024, 2, 29)
    assert month_start(date(2024, 2, 3)) == date(2024, 2, 1)
    assert is_month_end(date(2025, 4, 30))
    assert not is_month_end(date(2024, 2, 28))


def test_february_has_no_30th() -> None:
    assert day_of_month(date(2025, 1, 31), 1, 30) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert next_day_of_month(date(2025, 2, 10), (31,)) == date(2025, 2, 28)
    assert next_day_of_month(date(2025, 2, 16), (15, 30)) == date(2025, 2, 28)
    assert next_day_of_month(date(2025, 1, 31), (15, 30)) == date(2025, 2, 15)


@given(DAYS, st.integers(-60, 60))
def test_months_later_is_that_month_and_never_a_later_day(day: date, months: int) -> None:
    there = add_months(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == min(day.day, days_in_month(there.year, there.month))


@given(DAYS, st.sets(st.integers(1, 31), min_size=1, max_size=4))
def test_the_next_day_of_a_list_is_the_first_that_comes(day: date, numbers: set[int]) -> None:
    found = next_day_of_month(day, numbers)
    wanted = {min(n, days_in_month(found.year, found.month)) for n in numbers}
    assert found >= day
    assert found.day in wanted
    between = (day + timedelta(days=n) for n in range((found - day).days))
    assert all(d.day not in {min(n, days_in_month(d.year, d.month)) for n in numbers} for d in between)


def test_ready_made_calendars() -> None:
    assert EVERY_DAY.is_business_day(date(2025, 12, 25))
    assert not WEEKDAYS.is_business_day(date(2025, 12, 27))
