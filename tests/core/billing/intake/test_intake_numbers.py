"""Amounts: exact, never rounded, and 1,234 alone is a question."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.billing.intake.numbers import BadAmount, NumberEvidence, NumberVerdict, amount_reader, take_apart
from duly.core.money.money import Money, NotExact, from_decimal


def verdict(*texts: str) -> NumberVerdict:
    evidence = NumberEvidence()
    for text in texts:
        evidence.add(text)
    return evidence.verdict()


@pytest.mark.parametrize(
    ("text", "convention", "minor"),
    [
        ("1,234.56", "point", 123456),
        ("1.234,56", "comma", 123456),
        ("1234.5", "point", 123450),
        ("12,34,567.89", "point", 123456789),
        ("1 234,56", "comma", 123456),
        ("1\u202f234,56", "comma", 123456),
        ("1'234.50", "point", 123450),
        ("1’234’567.50", "point", 123456750),
        ("(123.45)", "point", -12345),
        ("123.45-", "point", -12345),
        ("-123,45", "comma", -12345),
        ("\u2212123.45", "point", -12345),
        ("+5", "point", 500),
        ("€ 1.234,56", "comma", 123456),
        ("-€5.00", "point", -500),
        ("€-5.00", "point", -500),
        ("1.234,56 EUR", "comma", 123456),
        (".50", "point", 50),
        ("5.", "point", 500),
        ("12.3400", "point", 1234),
    ],
)
def test_the_ways_people_write_amounts(text: str, convention: str, minor: int) -> None:
    assert amount_reader(convention)(text, "EUR") == minor


@pytest.mark.parametrize(
    "text",
    ["abc", "1.2.3", "1,23,4.5", "12 34", "--5", "(-5)", "1.5E3", "5 pieces", "12/34", "€5€", "½", "٣", "1" * 70],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    bad = amount_reader("point")(text, "EUR")
    assert isinstance(bad, BadAmount) and bad.code == "not_an_amount"


def test_the_other_decimal_sign_is_refused_not_guessed() -> None:
    assert isinstance(amount_reader("point")("1.234,56", "EUR"), BadAmount)
    assert isinstance(amount_reader("comma")("1234.56", "EUR"), BadAmount)


@pytest.mark.parametrize(("text", "currency"), [("1.005", "EUR"), ("1.5", "JPY"), ("1.2345", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused(text: str, currency: str) -> None:
    bad = amount_reader("point")(text, currency)
    assert isinstance(bad, BadAmount) and bad.code == "not_exact"


def test_an_amount_in_another_currency_than_the_row_is_refused() -> None:
    bad = amount_reader("point")("$5.00", "EUR")
    assert isinstance(bad, BadAmount) and bad.code == "currency_conflict"
    assert amount_reader("point")("$5.00", "CAD") == 500


def test_absurd_amounts_are_refused() -> None:
    bad = amount_reader("point")("99999999999999999.00", "EUR")
    assert isinstance(bad, BadAmount) and bad.code == "amount_too_large"


def test_a_single_separator_before_three_digits_is_a_question() -> None:
    assert verdict("1,234", "5,678").convention is None
    assert verdict("1,234", "5,67").convention == "comma"
    assert verdict("1.234", "5.678,9").convention == "comma"
    assert verdict("1,234", "12,345,678").convention == "point"
    assert verdict("1", "20", "300").convention == "point"


def test_a_column_with_both_signs_is_left_open() -> None:
    found = verdict("1,50", "2.50")
    assert found.convention is None and found.conflict


def test_signs_and_negatives_are_counted() -> None:
    found = verdict("€5.00", "-3.00", "(2.00)", "n/a")
    assert (found.signs, found.negative, found.numbers, found.unreadable) == (frozenset("€"), 2, 3, 1)


AMOUNTS = st.integers(-(10**14), 10**14)


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD"]), st.booleans(), st.sampled_from(["point", "comma"]))
def test_every_amount_survives_being_written(minor: int, currency: str, grouped: bool, convention: str) -> None:
    text = f"{Money(minor, currency).as_decimal():{',' if grouped else ''}f}"
    if convention == "comma":
        text = text.translate(str.maketrans(",.", ".,"))
    assert amount_reader(convention)(text, currency) == minor


@given(st.from_regex(r"\A[0-9]{1,9}(\.[0-9]{0,5})?\Z"), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_the_short_path_agrees_with_exact_money(text: str, currency: str) -> None:
    read = amount_reader("point")(text, currency)
    try:
        assert read == from_decimal(Decimal(text), currency).minor
    except NotExact:
        assert isinstance(read, BadAmount) and read.code == "not_exact"


@given(st.text(max_size=80))
def test_any_text_at_all_is_answered(text: str) -> None:
    written = take_apart(text.strip())
    assert written is None or written.readings
    assert isinstance(amount_reader("point")(text.strip(), "EUR"), int | BadAmount)
