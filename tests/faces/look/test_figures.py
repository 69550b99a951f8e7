"""Amounts, dates and ages as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from duly.core.money.currency import UnknownCurrency
from duly.faces.look import figures

NB = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "language", "expected"),
    [
        (1240000, "EUR", "en", f"EUR{NB}12,400.00"),
        (1240000, "EUR", "de", f"12.400,00{NB}EUR"),
        (1240000, "EUR", "fr", f"12\u202f400,00{NB}EUR"),
        (-5, "EUR", "en", f"EUR{NB}\u22120.05"),
        (12345, "JPY", "en", f"JPY{NB}12,345"),
        (12345, "KWD", "en", f"KWD{NB}12.345"),
        (0, "USD", "en", f"USD{NB}0.00"),
    ],
)
def test_an_amount_reads_as_in_the_readers_country(minor: int, currency: str, language: str, expected: str) -> None:
    with translation.override(language):
        assert figures.money_text(minor, currency) == expected


def test_a_customer_sees_the_symbol_and_no_decimal_is_lost() -> None:
    with translation.override("en"):
        assert figures.money_symbol_text(123456, "EUR") == "€1,234.56"
        assert figures.money_symbol_text(-1, "IQD") == f"\u2212IQD{NB}0.001"
    with translation.override("de"):
        assert figures.money_symbol_text(123456, "EUR") == f"1.234,56{NB}€"


@given(minor=st.integers(-(10**18), 10**18), currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_what_is_shown_is_exactly_the_amount(minor: int, currency: str) -> None:
    with translation.override("en"):
        shown = figures.amount_text(minor, currency)
    places = figures.exponent(currency)
    assert Decimal(shown.replace(",", "").replace(figures.MINUS, "-")).scaleb(places) == minor


def test_a_wrong_currency_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        figures.money_text(1, "euro")


@pytest.mark.parametrize(
    ("days", "words", "step"),
    [
        (-30, "due in 30 days", 0),
        (-1, "due tomorrow", 0),
        (0, "due today", 0),
        (1, "1 day late", 1),
        (30, "30 days late", 1),
        (31, "31 days late", 2),
        (60, "60 days late", 2),
        (61, "61 days late", 3),
        (4000, "4000 days late", 3),
    ],
)
def test_an_age_has_words_and_one_of_four_steps(days: int, words: str, step: int) -> None:
    with translation.override("en"):
        assert figures.age_text(days) == words
    assert figures.age_step(days) == step


def test_dates_follow_the_reader_and_instants_show_minutes() -> None:
    with translation.override("de"):
        assert figures.date_text(date(2026, 3, 16)) == "16.03.2026"
    with translation.override("en"):
        assert figures.date_text(date(2026, 3, 16), "long") == "March 16, 2026"
        text = figures.date_text(datetime(2026, 3, 16, 9, 20, 31, tzinfo=UTC))
        assert "Mar 16, 2026" in text and "9:20" in text and "31" not in text


def test_a_language_unknown_to_the_locale_data_reads_as_english() -> None:
    with translation.override("tlh"):
        assert figures.amount_text(123450, "EUR") == "1,234.50"


@given(minor=st.integers(0, 10**15), language=st.sampled_from(["en", "de", "fr", "es", "de-ch", "sv", "hi", "ja"]))
def test_amounts_are_written_as_the_locale_writes_them(minor: int, language: str) -> None:
    with translation.override(language):
        for currency, places in (("EUR", 2), ("JPY", 0), ("KWD", 3)):
            pattern = "#,##0" + ("." + "0" * places if places else "")
            amount = Decimal(minor).scaleb(-places)
            assert figures.amount_text(minor, currency) == format_decimal(
                amount, format=pattern, locale=figures.reader_locale()
            )
