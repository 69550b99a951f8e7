"""When an invoice is due: the cases accountants argue about.

Figures: the payment-term cases published with Odoo's tests (dates 2019) and Tryton's (1,587.35),
CEPC's two readings of "45 jours fin de mois", and the trade's definitions of prox and MFI.
"""

from datetime import date

import pytest

from duly.core.billing.terms import (
    BusinessDays,
    DayList,
    DayOfMonth,
    DaysThenMonthEnd,
    DueRule,
    FixedDate,
    InvalidTerms,
    MonthEndThenDays,
    NetDays,
    NetMonths,
    NextDay,
    OnDemand,
    due_date,
)
from duly.core.money.calendar import EVERY_DAY, SATURDAY_SUNDAY, WEEKDAYS, Calendar, Roll


def due(rule: DueRule, issued: str) -> str:
    return due_date(rule, date.fromisoformat(issued), Roll.NONE, EVERY_DAY).isoformat()


@pytest.mark.parametrize(
    ("rule", "first", "fifteenth", "last"),
    [
        (NetDays(0), "2019-01-01", "2019-01-15", "2019-01-31"),
        (MonthEndThenDays(45), "2019-03-17", "2019-03-17", "2019-03-17"),
        (NextDay(31, (15,)), "2019-02-15", "2019-02-15", "2019-03-15"),
        (DaysThenMonthEnd(0), "2019-01-31", "2019-01-31", "2019-01-31"),
        (DayOfMonth(1), "2019-02-01", "2019-02-01", "2019-02-01"),
    ],
)
def test_five_terms_on_three_invoice_dates(rule: DueRule, first: str, fifteenth: str, last: str) -> None:
    assert due(rule, "2019-01-01") == first
    assert due(rule, "2019-01-15") == fifteenth
    assert due(rule, "2019-01-31") == last


def test_forty_five_days_and_the_end_of_the_month_in_both_readings() -> None:
    assert due(DaysThenMonthEnd(45), "2023-01-15") == "2023-03-31"
    assert due(MonthEndThenDays(45), "2023-01-31") == "2023-03-17"
    assert due(MonthEndThenDays(45), "2023-01-15") == "2023-03-17"
    assert due(DaysThenMonthEnd(45), "2023-03-10") == "2023-04-30"
    assert due(MonthEndThenDays(45), "2023-03-10") == "2023-05-15"


def test_prox_is_the_month_after_the_invoice() -> None:
    assert due(DayOfMonth(10), "2025-01-01") == "2025-02-10"
    assert due(DayOfMonth(10), "2025-01-31") == "2025-02-10"
    assert due(DayOfMonth(15), "2025-12-20") == "2026-01-15"


def test_fifth_third_prox_is_the_fifth_of_the_third_month_after() -> None:
    assert due(DayOfMonth(5, 3), "2025-01-20") == "2025-04-05"


def test_invoices_dated_after_the_cut_off_wait_one_month_more() -> None:
    rule = DayOfMonth(10, 1, 25)
    assert due(rule, "2025-01-25") == "2025-02-10"
    assert due(rule, "2025-01-26") == "2025-03-10"


def test_fifteenth_and_thirtieth_prox_go_by_the_half_of_the_month() -> None:
    rule = DayList((15, 30))
    assert due(rule, "2025-03-01") == "2025-04-15"
    assert due(rule, "2025-03-15") == "2025-04-15"
    assert due(rule, "2025-03-16") == "2025-04-30"
    assert due(rule, "2025-03-31") == "2025-04-30"


def test_february_is_clamped() -> None:
    assert due(DayList((15, 30)), "2025-01-20") == "2025-02-28"
    assert due(DayList((15, 30)), "2024-01-20") == "2024-02-29"
    assert due(DayOfMonth(31), "2025-01-05") == "2025-02-28"
    assert due(NetMonths(1), "2025-01-31") == "2025-02-28"
    assert due(NextDay(0, (30,)), "2025-02-03") == "2025-02-28"


def test_two_dates_of_tryton_s_four_terms() -> None:
    assert due(DaysThenMonthEnd(0), "2011-10-01") == "2011-10-31"
    assert due(DayOfMonth(1), "2011-10-01") == "2011-11-01"
    assert due(DayOfMonth(1, 2), "2011-10-01") == "2011-12-01"


def test_on_demand_is_the_invoice_date_and_a_fixed_date_is_itself() -> None:
    assert due(OnDemand(), "2025-03-03") == "2025-03-03"
    assert due(FixedDate(date(2025, 1, 2)), "2025-03-03") == "2025-01-02"


def test_business_days_skip_weekend_and_holiday() -> None:
    calendar = Calendar(SATURDAY_SUNDAY, frozenset({date(2025, 4, 18), date(2025, 4, 21)}))
    assert due_date(BusinessDays(3), date(2025, 4, 16), Roll.NONE, calendar) == date(2025, 4, 23)


def test_the_due_date_rolls_to_a_business_day_but_never_before_the_invoice() -> None:
    saturday = date(2025, 5, 31)
    assert due_date(NetDays(30), date(2025, 5, 1), Roll.FOLLOWING, WEEKDAYS) == date(2025, 6, 2)
    assert due_date(NetDays(30), date(2025, 5, 1), Roll.MODIFIED_FOLLOWING, WEEKDAYS) == date(2025, 5, 30)
    assert due_date(OnDemand(), saturday, Roll.PRECEDING, WEEKDAYS) == date(2025, 6, 2)
    assert due_date(FixedDate(saturday), date(2025, 6, 1), Roll.PRECEDING, WEEKDAYS) == date(2025, 5, 30)


@pytest.mark.parametrize(
    "make",
    [
        lambda: NetDays(-1),
        lambda: NetDays(1000),
        lambda: NetDays(True),
        lambda: NetMonths(0),
        lambda: MonthEndThenDays(0),
        lambda: DayOfMonth(32),
        lambda: DayOfMonth(10, 0),
        lambda: DayOfMonth(10, 1, 31),
        lambda: DayList((15,)),
        lambda: DayList((30, 15)),
        lambda: DayList((15, 15)),
        lambda: NextDay(31, ()),
        lambda: BusinessDays(0),
    ],
)
def test_numbers_nobody_means_are_refused(make: object) -> None:
    with pytest.raises(InvalidTerms):
        make()  # type: ignore[operator]
