"""Terms in plain words: every rule in every language, complete and distinct."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terms_strategies import DEADLINES, ISSUE_DATES, TERMS

from duly.core.billing.terms import (
    DiscountTier,
    DueRule,
    NetDays,
    Parsed,
    PaymentTerms,
    describe,
    describe_schedule,
    parse,
    schedule,
)
from duly.core.billing.terms.words.phrases import PHRASES
from duly.core.billing.terms.words.written import LANGUAGES, written_amount, written_date, written_ordinal
from duly.core.money.calendar import WEEKDAYS
from duly.core.money.money import Money


def said(text: str, language: str) -> str:
    outcome = parse(text)
    assert isinstance(outcome, Parsed)
    return describe(outcome.terms, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Pay within 30 days of the invoice date; 2 % discount if paid within 10 days."),
        ("de", "Zahlbar innerhalb von 30 Tagen ab Rechnungsdatum; 2 % Skonto bei Zahlung innerhalb von 10 Tagen."),
        (
            "fr",
            "À payer sous 30 jours à compter de la date de facture ; "
            "2 % d’escompte en cas de paiement sous 10 jours.",
        ),
        ("es", "A pagar en un plazo de 30 días desde la fecha de la factura; 2 % de descuento si se paga en 10 días."),
    ],
)  # fmt: skip
def test_two_ten_net_thirty_in_four_languages(language: str, words: str) -> None:
    assert said("2/10 net 30", language) == words


def test_the_words_of_other_terms() -> None:
    assert said("net 10th prox", "en") == "Pay by the 10th of the month after the invoice."
    assert said("5th 3rd prox", "fr") == "À payer au plus tard le 5, 3 mois après celui de la facture."
    assert said("50% deposit, balance net 30", "en") == (
        "Pay in 2 instalments: 50 % as a deposit, the balance within 30 days of the invoice date."
    )
    assert said("min 31 days then the 15th", "de") == (
        "Zahlbar bis zum ersten 15., der mindestens 31 Tage nach dem Rechnungsdatum liegt."
    )
    assert said("due 2026-03-01", "fr") == "À payer au plus tard le 1er mars 2026."
    assert said("net 1", "es") == "A pagar en un plazo de 1 día desde la fecha de la factura."
    assert said("net 31st prox", "en") == "Pay by the 31st (or last day) of the month after the invoice."


def test_a_language_with_a_country_is_understood_and_an_unknown_one_gets_english() -> None:
    assert said("net 30", "de-AT") == said("net 30", "de")
    assert said("net 30", "fr_CA") == said("net 30", "fr")
    assert said("net 30", "ja") == said("net 30", "en")


@given(TERMS, st.sampled_from(LANGUAGES))
def test_every_terms_have_words_without_gaps(terms: PaymentTerms, language: str) -> None:
    words = describe(terms, language)
    assert words.endswith(".")
    assert ".." not in words
    assert not {"{", "}", "None"} & set(words.split())
    assert "{" not in words
    assert "  " not in words


@given(DEADLINES, DEADLINES, st.sampled_from(LANGUAGES))
def test_different_rules_have_different_words(one: DueRule, other: DueRule, language: str) -> None:
    if one != other:
        assert describe(PaymentTerms.single(one), language) != describe(PaymentTerms.single(other), language)


def test_every_phrase_stands_in_every_language_with_the_same_places() -> None:
    for name, texts in PHRASES.items():
        assert tuple(texts) == LANGUAGES, name
        places = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts.values()]
        # A month may be counted (`n`) where another language numbers it (`nth`).
        assert len({frozenset("n" if place == "nth" else place for place in found) for found in places}) == 1, name


def test_a_schedule_is_told_with_dates_and_amounts() -> None:
    terms = PaymentTerms.single(NetDays(30), discounts=(DiscountTier(Decimal(2), NetDays(10)),))
    plan = schedule(terms, date(2026, 3, 1), Money(123450, "EUR"), calendar=WEEKDAYS)
    assert describe_schedule(plan, "en") == (
        "EUR 1,234.50 is due on 31 March 2026. Pay by 11 March 2026 and only EUR 1,209.81 is due, EUR 24.69 (2 %) less."
    )
    assert describe_schedule(plan, "de") == (
        "1.234,50 EUR sind am 31. März 2026 fällig. "
        "Bei Zahlung bis zum 11. März 2026 sind nur 1.209,81 EUR fällig, 24,69 EUR (2 %) weniger."
    )


@given(TERMS, ISSUE_DATES, st.sampled_from(LANGUAGES))
def test_every_schedule_has_words(terms: PaymentTerms, issued: date, language: str) -> None:
    amount = Money(100000, "EUR")
    plan = schedule(terms, issued, amount, net=amount, calendar=WEEKDAYS)
    words = describe_schedule(plan, language)
    assert "{" not in words
    for item in plan.instalments:
        assert written_date(item.due_date, language) in words


def test_amounts_dates_and_ordinals_as_each_language_writes_them() -> None:
    assert written_amount(Money(-123456789, "EUR"), "de") == "-1.234.567,89 EUR"
    assert written_amount(Money(123456789, "EUR"), "fr") == "1\u202f234\u202f567,89 EUR"
    assert written_amount(Money(1234, "JPY"), "en") == "JPY 1,234"
    assert written_amount(Money(5, "EUR"), "es") == "0,05 EUR"
    assert written_date(date(2026, 12, 1), "es") == "1 de diciembre de 2026"
    assert [written_ordinal(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 31)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "31st",
    ]  # fmt: skip
