"""What moved between days: sales, receivables and cash in intervals, from which balances on any of the days follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duly.core.money.calendar import add_months, is_month_end, month_end


@dataclass(frozen=True, slots=True)
class Movement:
    """Sums of one interval in minor units: sales less credit notes, change of receivables, cash received."""

    sales_minor: int = 0
    receivables_minor: int = 0
    cash_minor: int = 0


@dataclass(frozen=True, slots=True)
class Movements:
    """Movements of one currency between ascending `days`.

    `intervals[i]` holds what took effect after `days[i]` up to and including `days[i + 1]`; the
    last one everything after the last day. `now_minor` are the receivables after all of them.
    """

    days: tuple[date, ...]
    intervals: tuple[Movement, ...]
    now_minor: int

    def __post_init__(self) -> None:
        assert len(self.days) == len(self.intervals), "one interval begins at every day"
        assert list(self.days) == sorted(set(self.days)), "days ascend"

    def balance(self, on: date) -> int:
        """Return the receivables at the end of one of the days, in minor units."""
        at = self.days.index(on)
        return self.now_minor - sum(one.receivables_minor for one in self.intervals[at:])

    def sales(self, after: date, until: date) -> int:
        """Return the sales after one of the days up to and including another, in minor units."""
        return sum(one.sales_minor for one in self._between(after, until))

    def cash(self, after: date, until: date) -> int:
        """Return the cash received after one of the days up to and including another, in minor units."""
        return sum(one.cash_minor for one in self._between(after, until))

    def _between(self, after: date, until: date) -> Sequence[Movement]:
        return self.intervals[self.days.index(after) : self.days.index(until)]


def months_before(day: date, months: int) -> date:
    """Return the day on which a period of so many months that ends on `day` has not yet begun.

    From a month's last day to a month's last day: three months up to 31 May begin after 28 February.
    """
    earlier = add_months(day, -months)
    return month_end(earlier) if is_month_end(day) else earlier


def month_ends_before(day: date, count: int) -> tuple[date, ...]:
    """Return the last `count` month ends before `day`, oldest first."""
    last = day.replace(day=1) - timedelta(days=1)
    return tuple(month_end(add_months(last.replace(day=1), -back)) for back in range(count - 1, -1, -1))
