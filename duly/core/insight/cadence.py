"""When something that comes again and again comes next."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum


class Cadence(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def next_due(cadence: Cadence, after: date, *, weekday: int = 0, day_of_month: int = 1) -> date:
    """Return the first day after `after` on which it comes.

    Daily means Monday to Friday. `weekday` counts from 0, Monday. A month that has no `day_of_month` (1 to 31) has
    it on its last day.
    """
    assert 0 <= weekday <= 6
    assert 1 <= day_of_month <= 31
    if cadence is Cadence.DAILY:
        day = after + timedelta(days=1)
        return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
    if cadence is Cadence.WEEKLY:
        return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    this_month = _in_month(after.year, after.month, day_of_month)
    if this_month > after:
        return this_month
    year, month = (after.year + 1, 1) if after.month == 12 else (after.year, after.month + 1)
    return _in_month(year, month, day_of_month)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
