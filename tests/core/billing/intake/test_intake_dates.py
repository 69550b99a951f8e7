"""Dates: one value may be ambiguous, a column rarely is, and what is ambiguous is never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.billing.intake.dates import DateEvidence, DateVerdict, date_reader, date_readings

PATTERNS = {"dmy": "{0.day:02}/{0.month:02}/{0.year}", "mdy": "{0.month}/{0.day}/{0.year}", "ymd": "{0:%Y-%m-%d}"}
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


def verdict(*texts: str) -> DateVerdict:
    evidence = DateEvidence()
    for text in texts:
        evidence.add(text)
    return evidence.verdict()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-04-03", date(2025, 4, 3)),
        ("2025/4/3", date(2025, 4, 3)),
        ("20250403", date(2025, 4, 3)),
        ("2025-04-03T00:00:00", date(2025, 4, 3)),
        ("2025-04-03 14:30:00+02:00", date(2025, 4, 3)),
        ("3 Apr 2025", date(2025, 4, 3)),
        ("April 3, 2025", date(2025, 4, 3)),
        ("03-APR-25", date(2025, 4, 3)),
        ("3. März 2025", date(2025, 3, 3)),
        ("3 août 2025", date(2025, 8, 3)),
        ("3 de abril de 2025", date(2025, 4, 3)),
        ("1er février 2025", date(2025, 2, 1)),
    ],
)
def test_a_date_that_explains_itself_reads_the_same_under_every_convention(text: str, day: date) -> None:
    assert {date_reader(name)(text) for name in ("dmy", "mdy", "ymd")} == {day}


def test_an_ambiguous_date_has_two_readings() -> None:
    assert date_readings("03/04/2025") == {"dmy": date(2025, 4, 3), "mdy": date(2025, 3, 4)}


@pytest.mark.parametrize("text", ["", "31/02/2025", "13/13/2025", "2025-02-30", "1850-01-01", "n/a", "12", "1.5", "-"])
def test_what_is_no_date_is_no_date(text: str) -> None:
    assert date_readings(text) == {}


def test_one_day_above_twelve_settles_the_whole_column() -> None:
    found = verdict("03/01/2012", "02/02/2012", "23/01/2012")
    assert found.convention == "dmy"
    assert (found.sole, found.either) == ({"dmy": 1}, 1)  # 02/02 is the same day either way


def test_a_column_without_evidence_is_left_open() -> None:
    found = verdict("03/04/2025", "05/06/2025", "04/04/2025")
    assert found.convention is None and not found.conflict
    assert found.examples["either"] == "03/04/2025"


def test_a_column_that_contradicts_itself_is_left_open_and_says_so() -> None:
    found = verdict("23/01/2012", "01/23/2012", "01/02/2012")
    assert found.convention is None and found.conflict


def test_days_that_read_the_same_either_way_need_no_question() -> None:
    assert verdict("01/01/2025", "04/04/2025").convention == "dmy"
    assert date_reader("dmy")("04/04/2025") == date(2025, 4, 4)


def test_spreadsheet_day_numbers_count_from_the_end_of_1899() -> None:
    assert verdict("45000", "45031").convention == "excel"
    assert date_reader("excel")("45000") == date(2023, 3, 15)
    assert date_reader("excel")("2025-04-03") == date(2025, 4, 3)


def test_a_wrong_order_is_refused_not_turned_round() -> None:
    assert date_reader("mdy")("23/01/2012") is None
    assert date_reader("ymd")("03/04/2025") is None


def test_year_first_with_two_digits_is_read_only_when_a_person_says_so() -> None:
    assert date_reader("ymd")("25-04-03") == date(2025, 4, 3)
    assert "ymd" not in date_readings("25-04-03")


@given(st.lists(DAYS, min_size=1, max_size=40), st.sampled_from(sorted(PATTERNS)))
def test_evidence_never_leads_to_a_wrong_date(days: list[date], order: str) -> None:
    """Whatever convention a column is found to have, it gives back the days that were written."""
    texts = [PATTERNS[order].format(day) for day in days]
    found = verdict(*texts)
    assert found.unreadable == 0 and not found.conflict
    if found.convention:
        read = date_reader(found.convention)
        assert [read(text) for text in texts] == days
    else:
        assert all(day.day <= 12 for day in days) and order != "ymd"
