"""When money is due: one small value for each rule that people write on invoices.

Every rule turns an issue date into a due date. Rules that other people's software reads in two
ways are two rules here (`DaysThenMonthEnd`, `MonthEndThenDays`), so that stored terms have one
meaning. Both readings of "n days end of month" are admitted in France, for example: CEPC,
questions on payment periods, "computation des délais" (economie.gouv.fr/cepc).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from duly.core.money.calendar import Calendar, add_months, day_of_month, month_end, next_day_of_month

MAX_DAYS: Final = 999
MAX_MONTHS: Final = 36
MAX_LIST: Final = 6


class InvalidTerms(ValueError):
    """Terms that contradict themselves or pass a limit. `code` names the rule that was broken."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _within(value: int, low: int, high: int, what: str) -> None:
    if type(value) is not int or not low <= value <= high:
        raise InvalidTerms("number_out_of_range", f"{what} must be a whole number from {low} to {high}, not {value!r}")


def _day_list(days: tuple[int, ...]) -> None:
    for day in days:
        _within(day, 1, 31, "a day of the month")
    if not 1 <= len(days) <= MAX_LIST or list(days) != sorted(set(days)):
        raise InvalidTerms("bad_day_list", f"days of the month must rise and number 1 to {MAX_LIST}, not {days!r}")


class Trigger(StrEnum):
    """An event that makes money due at once; the invoice date stands for it."""

    RECEIPT = "receipt"
    DEPOSIT = "deposit"
    CASH_BEFORE_DELIVERY = "cash_before_delivery"
    CASH_IN_ADVANCE = "cash_in_advance"
    CASH_WITH_ORDER = "cash_with_order"
    CASH_ON_DELIVERY = "cash_on_delivery"


IN_ADVANCE: Final = frozenset(
    {Trigger.DEPOSIT, Trigger.CASH_BEFORE_DELIVERY, Trigger.CASH_IN_ADVANCE, Trigger.CASH_WITH_ORDER}
)


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Due on the invoice date: on receipt, as a deposit, before delivery, in advance."""

    name: ClassVar[str] = "on_demand"
    trigger: Trigger = Trigger.RECEIPT

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return issue_date


@dataclass(frozen=True, slots=True)
class NetDays:
    """`days` calendar days after the invoice date: net 30."""

    name: ClassVar[str] = "net_days"
    days: int

    def __post_init__(self) -> None:
        _within(self.days, 0, MAX_DAYS, "days")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return issue_date + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """`days` business days after the invoice date."""

    name: ClassVar[str] = "business_days"
    days: int

    def __post_init__(self) -> None:
        _within(self.days, 1, MAX_DAYS, "business days")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date; it is a business day of the calendar."""
        return calendar.add_business_days(issue_date, self.days)


@dataclass(frozen=True, slots=True)
class NetMonths:
    """The same day of the month, `months` later, or the last day of a shorter month."""

    name: ClassVar[str] = "net_months"
    months: int

    def __post_init__(self) -> None:
        _within(self.months, 1, MAX_MONTHS, "months")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return add_months(issue_date, self.months)


@dataclass(frozen=True, slots=True)
class DaysThenMonthEnd:
    """Count `days`, then go to the end of the month reached. 0 days: end of the invoice month."""

    name: ClassVar[str] = "days_then_month_end"
    days: int

    def __post_init__(self) -> None:
        _within(self.days, 0, MAX_DAYS, "days")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return month_end(issue_date + timedelta(days=self.days))


@dataclass(frozen=True, slots=True)
class MonthEndThenDays:
    """Go to the end of the invoice month, then count `days`."""

    name: ClassVar[str] = "month_end_then_days"
    days: int

    def __post_init__(self) -> None:
        _within(self.days, 1, MAX_DAYS, "days")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return month_end(issue_date) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Day `day` of the `months`-th month after the invoice month: 10th prox, 15 MFI, 5th 3rd prox.

    Invoices dated after `cutoff_day` wait one month more. Short months give their last day.
    """

    name: ClassVar[str] = "day_of_month"
    day: int
    months: int = 1
    cutoff_day: int | None = None

    def __post_init__(self) -> None:
        _within(self.day, 1, 31, "the day of the month")
        _within(self.months, 1, MAX_MONTHS, "months")
        if self.cutoff_day is not None:
            _within(self.cutoff_day, 1, 30, "the cut-off day")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        late = self.cutoff_day is not None and issue_date.day > self.cutoff_day
        return day_of_month(issue_date, self.months + late, self.day)


@dataclass(frozen=True, slots=True)
class DayList:
    """A list of days such as 15th & 30th prox: the invoice's own day of the month picks one.

    Invoices of the 1st to the 15th are due on the 15th, those of the 16th to the month's end on
    the 30th, of the `months`-th month after. Any list works alike; its last day takes the rest.
    """

    name: ClassVar[str] = "day_list"
    on_days: tuple[int, ...]
    months: int = 1

    def __post_init__(self) -> None:
        _day_list(self.on_days)
        _within(self.months, 1, MAX_MONTHS, "months")
        if len(self.on_days) < 2:
            raise InvalidTerms("bad_day_list", "a list of due days needs two days or more; use DayOfMonth for one")

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        chosen = next((day for day in self.on_days if issue_date.day <= day), self.on_days[-1])
        return day_of_month(issue_date, self.months, chosen)

    def spans(self) -> tuple[tuple[int, int, int], ...]:
        """Return (first issue day, last issue day, due day) for each part of the month."""
        starts = (1, *(day + 1 for day in self.on_days[:-1]))
        ends = (*self.on_days[:-1], 31)
        return tuple(zip(starts, ends, self.on_days, strict=True))


@dataclass(frozen=True, slots=True)
class NextDay:
    """At least `min_days` after the invoice date, then the next of these days: min 31 days, then the 15th."""

    name: ClassVar[str] = "next_day"
    min_days: int
    on_days: tuple[int, ...]

    def __post_init__(self) -> None:
        _within(self.min_days, 0, MAX_DAYS, "days")
        _day_list(self.on_days)

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the due date before any roll."""
        return next_day_of_month(issue_date + timedelta(days=self.min_days), self.on_days)


@dataclass(frozen=True, slots=True)
class FixedDate:
    """A date agreed for this one invoice."""

    name: ClassVar[str] = "fixed_date"
    on_date: date

    def date_for(self, issue_date: date, calendar: Calendar) -> date:
        """Return the agreed date, whatever the invoice date."""
        return self.on_date


DueRule: TypeAlias = (
    OnDemand
    | NetDays
    | BusinessDays
    | NetMonths
    | DaysThenMonthEnd
    | MonthEndThenDays
    | DayOfMonth
    | DayList
    | NextDay
    | FixedDate
)

RULES: Final[dict[str, type[DueRule]]] = {
    rule.name: rule
    for rule in (
        OnDemand,
        NetDays,
        BusinessDays,
        NetMonths,
        DaysThenMonthEnd,
        MonthEndThenDays,
        DayOfMonth,
        DayList,
        NextDay,
        FixedDate,
    )
}
