"""Business days: which days count, how to count them, and where a date moves that does not.

Days and holidays are plain dates in the company's own time zone; nothing here reads a clock.
Roll conventions follow the ISDA Definitions, "Business Day Convention".
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

LONGEST_CLOSURE_DAYS: Final = 366
DAY: Final = timedelta(days=1)


class NoBusinessDay(ValueError):
    """A calendar has no business day within a year of the date asked about."""


class Roll(StrEnum):
    """Where a date goes that is no business day. Modified: never into another month."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified_following"
    MODIFIED_PRECEDING = "modified_preceding"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekend days (Monday 0 .. Sunday 6), holidays, and days worked although they fall on either.

    Raises ValueError for a weekend that holds every day of the week or no day of it by name.
    """

    weekend: frozenset[int]
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend <= frozenset(range(7)) or len(self.weekend) == 7:
            raise ValueError("a weekend holds at most six of the days 0 (Monday) to 6 (Sunday)")

    def is_business_day(self, day: date) -> bool:
        """Return whether business is done on this day."""
        if day in self.workdays:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def add_business_days(self, day: date, count: int) -> date:
        """Return the count-th business day after `day` (before it when negative; 0: `day` itself)."""
        step = DAY if count >= 0 else -DAY
        if count > 7:
            day, count = self._leap(day, count)
        for _ in range(abs(count)):
            day = self._nearest(day + step, step)
        return day

    def _leap(self, day: date, count: int) -> tuple[date, int]:
        """Go forward by whole weeks while that cannot overshoot; return the day and what is left to count."""
        while count > 7:
            ahead = day + DAY * (count // 7 * 7)
            passed = self.business_days_between(day, ahead)
            if not passed:
                break
            day, count = ahead, count - passed
        return day, count

    def business_days_between(self, start: date, end: date) -> int:
        """Return how many business days lie after `start` up to and including `end`.

        Negative when `end` is the earlier one, so that swapping the two changes only the sign.
        """
        if end < start:
            return -self.business_days_between(end, start)
        weeks, odd_days = divmod((end - start).days, 7)
        count = weeks * (7 - len(self.weekend))
        count += sum((end - DAY * n).weekday() not in self.weekend for n in range(odd_days))
        count -= sum(start < d <= end and d.weekday() not in self.weekend for d in self.holidays - self.workdays)
        extra = (d for d in self.workdays if start < d <= end)
        return count + sum(d.weekday() in self.weekend for d in extra)

    def roll(self, day: date, convention: Roll) -> date:
        """Return `day`, or where the convention moves it when it is no business day."""
        if convention is Roll.NONE or self.is_business_day(day):
            return day
        forward = convention in (Roll.FOLLOWING, Roll.MODIFIED_FOLLOWING)
        rolled = self._nearest(day, DAY if forward else -DAY)
        modified = convention in (Roll.MODIFIED_FOLLOWING, Roll.MODIFIED_PRECEDING)
        if modified and (rolled.year, rolled.month) != (day.year, day.month):
            rolled = self._nearest(day, -DAY if forward else DAY)
        return rolled

    def _nearest(self, day: date, step: timedelta) -> date:
        for _ in range(LONGEST_CLOSURE_DAYS):
            if self.is_business_day(day):
                return day
            day += step
        raise NoBusinessDay(f"no business day within a year of {day.isoformat()}: check the list of holidays")


SATURDAY_SUNDAY: Final = frozenset({5, 6})
EVERY_DAY: Final = Calendar(frozenset())
WEEKDAYS: Final = Calendar(SATURDAY_SUNDAY)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month: 28 to 31."""
    return monthrange(year, month)[1]


def month_start(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=days_in_month(day.year, day.month))


def is_month_end(day: date) -> bool:
    """Return whether `day` is the last of its month."""
    return day == month_end(day)


def day_of_month(day: date, months: int, number: int) -> date:
    """Return day `number` of the month that is `months` after that of `day`.

    A month too short for it gives its last day: the 30th of February is the 28th or 29th.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(number, days_in_month(year, month)))


def add_months(day: date, months: int) -> date:
    """Return the same day of the month, `months` later, or the last day of a shorter month."""
    return day_of_month(day, months, day.day)


def next_day_of_month(day: date, numbers: Iterable[int]) -> date:
    """Return the first date on or after `day` that falls on one of these days of the month."""
    wanted = tuple(numbers)
    candidates = [day_of_month(day, months, number) for months in (0, 1) for number in wanted]
    return min(candidate for candidate in candidates if candidate >= day)
