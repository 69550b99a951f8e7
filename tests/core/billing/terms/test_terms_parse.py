"""Terms as people write them: read when they mean one thing, refused when they mean two."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terms_strategies import TERMS_IN_ANY_CURRENCY

from duly.core.billing.terms import Ambiguous, Parsed, PaymentTerms, Unreadable, canonical, parse, schedule
from duly.core.billing.terms.text.lexicon import MEANINGS, WORDS
from duly.core.billing.terms.text.outcome import SENTENCES
from duly.core.billing.terms.text.tokens import MAX_CHARACTERS
from duly.core.money.calendar import EVERY_DAY
from duly.core.money.money import Money

ONE_MEANING = [
    ("2/10 net 30", "2/10 net 30"),
    ("2/10, n/30", "2/10 net 30"),
    ("2% 10, net 30", "2/10 net 30"),
    ("2%/10 Net 30", "2/10 net 30"),
    ("2.5/10 net 45", "2.5/10 net 45"),
    ("2,5 % Skonto innerhalb 10 Tagen, 30 Tage netto", "2.5/10 net 30"),
    ("30 days net, 2% 10 days", "2/10 net 30"),
    ("2% discount if paid within 10 days, net 30", "2/10 net 30"),
    ("3/15 2/30 n60", "3/15 2/30 net 60"),
    ("3/15,2/30,n60", "3/15 2/30 net 60"),
    ("2/30 3/15 n60", "3/15 2/30 net 60"),
    ("2/2 net 30", "2/2 net 30"),
    ("net 5: 1/1", "1/1 net 5"),
    ("EOM", "end of month"),
    ("EOM+30", "end of month then 30 days"),
    ("EOM + 30 days", "end of month then 30 days"),
    ("30 days after end of month", "end of month then 30 days"),
    ("45 jours après la fin du mois", "end of month then 45 days"),
    ("30 days then end of month", "30 days then end of month"),
    ("net 10th prox", "net 10th prox"),
    ("net 10 prox.", "net 10th prox"),
    ("10th of the following month", "net 10th prox"),
    ("2% 10th prox net 25th", "2% discount 10th prox, net 25th prox"),
    ("2/10 prox net 30", "2% discount 10th prox, net 30"),
    ("net 10th prox cut-off 25th", "net 10th prox cut-off 25th"),
    ("5th 3rd prox", "net 5th 3rd prox"),
    ("15th & 30th prox", "15th & 30th prox"),
    ("15th and 30th prox", "15th & 30th prox"),
    ("15 MFI", "net 15th prox"),
    ("min 31 days then the 15th", "min 31 days then the 15th"),
    ("31 days, then the 15th", "min 31 days then the 15th"),
    ("50% deposit, balance net 30", "50% deposit, balance net 30"),
    ("50% deposit and 50% balance on delivery", "50% deposit, 50% COD"),
    ("30% Anzahlung, Rest 14 Tage netto", "30% deposit, balance net 14"),
    ("EUR 500.00 deposit, balance net 30", "EUR 500.00 deposit, balance net 30"),
    ("500 EUR deposit, balance 30 days", "EUR 500.00 deposit, balance net 30"),
    ("JPY 5000 deposit, balance 30 days", "JPY 5000 deposit, balance net 30"),
    ("1/3 now, 1/3 30 days, 1/3 60 days", "1/3 due on receipt, 1/3 net 30, 1/3 net 60"),
    ("30% deposit, 40% before delivery, 30% net 30", "30% deposit, 40% CBD, 30% net 30"),
    ("due on receipt", "due on receipt"),
    ("zahlbar sofort ohne Abzug", "due on receipt"),
    ("à réception de facture", "due on receipt"),
    ("al contado", "due on receipt"),
    ("CBD", "CBD"),
    ("CIA", "CIA"),
    ("Vorkasse", "CIA"),
    ("100% in advance", "CIA"),
    ("30 days", "net 30"),
    ("30 Tage netto", "net 30"),
    ("Zahlbar innerhalb von 30 Tagen", "net 30"),
    ("14 Tage 2% Skonto, 30 Tage netto", "2/14 net 30"),
    ("14 Tage 2% Skonto 30 Tage netto", "2/14 net 30"),
    ("30 jours net, escompte 2% à 10 jours", "2/10 net 30"),
    ("30 jours date de facture", "net 30"),
    ("le 10 du mois suivant", "net 10th prox"),
    ("zum 15. des Folgemonats", "net 15th prox"),
    ("60 días", "net 60"),
    ("60 DI\u0301AS", "net 60"),
    ("el día 10 del mes siguiente", "net 10th prox"),
    ("NET30", "net 30"),
    ("n30", "net 30"),
    ("  Net-30. ", "net 30"),
    ("30", "net 30"),
    ("net 0", "net 0"),
    ("net 10 business days", "net 10 business days"),
    ("3 Monate", "net 3 months"),
    ("due 2026-03-31", "due 2026-03-31"),
    ("2/10 net 30, next business day", "2/10 net 30, next business day"),
]


@pytest.mark.parametrize(("text", "expected"), ONE_MEANING)
def test_a_text_with_one_meaning_is_read(text: str, expected: str) -> None:
    outcome = parse(text)
    assert isinstance(outcome, Parsed), outcome
    assert canonical(outcome.terms) == expected


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("30 EOM", "30 days then end of month", "end of month then 30 days"),
        ("Net 30 EOM", "30 days then end of month", "end of month then 30 days"),
        ("30 jours fin de mois", "30 days then end of month", "end of month then 30 days"),
        ("30 días fin de mes", "30 days then end of month", "end of month then 30 days"),
        (
            "2/10 EOM net 60",
            "2% discount 10 days then end of month, net 60",
            "2% discount end of month then 10 days, net 60",
        ),
        (
            "50% 30 EOM, 50% 60 EOM",
            "50% 30 days then end of month, 50% 60 days then end of month",
            "50% end of month then 30 days, 50% end of month then 60 days",
        ),
        ("net 10th", "net 10th prox", "min 0 days then the 10th"),
        ("50% 10 days, net 30", "50/10 net 30", "50% net 10, balance net 30"),
    ],
)
def test_a_text_with_two_meanings_is_refused_with_both(text: str, first: str, second: str) -> None:
    outcome = parse(text)
    assert isinstance(outcome, Ambiguous), outcome
    assert [reading.canonical for reading in outcome.readings] == [first, second]
    assert [parse(reading.canonical) for reading in outcome.readings] == [Parsed(r.terms) for r in outcome.readings]


def test_the_two_readings_of_thirty_eom_differ_by_a_month_and_are_told_in_plain_words() -> None:
    outcome = parse("30 EOM", language="de")
    assert isinstance(outcome, Ambiguous)
    due = [
        schedule(r.terms, date(2025, 1, 15), Money(100, "EUR"), calendar=EVERY_DAY).due_date for r in outcome.readings
    ]
    assert due == [date(2025, 2, 28), date(2025, 3, 2)]
    assert "Ende des Monats, der 30 Tage nach dem Rechnungsdatum erreicht ist" in outcome.readings[0].words
    assert "innerhalb von 30 Tagen nach dem Ende des Rechnungsmonats" in outcome.readings[1].words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("payment terms:", "empty"),
        ("banana", "unknown_word"),
        ("30 days after receipt of goods", "unknown_word"),
        ("net -30", "unknown_sign"),
        ("30/60/90", "unknown_sign"),
        ("€ 500 deposit, balance net 30", "unknown_sign"),
        ("03/04/2025", "ambiguous_date"),
        ("due 31.03.2026", "ambiguous_date"),
        ("due 2026-02-30", "impossible_date"),
        ("1,500 EUR deposit, balance net 30", "ambiguous_amount"),
        ("1500.5 EUR deposit, balance net 30", "ambiguous_amount"),
        ("5000.00 JPY deposit, balance net 30", "ambiguous_amount"),
        ("net 2000", "number_out_of_range"),
        ("net 32nd prox", "number_out_of_range"),
        ("2% 10 days", "no_due_date"),
        ("2/10", "no_due_date"),
        ("50% now", "shares_do_not_add_up"),
        ("50% now, 40% net 30", "shares_do_not_add_up"),
        ("50% now, 60% net 30", "shares_do_not_add_up"),
        ("balance net 30", "shares_do_not_add_up"),
        ("2/40 net 30", "contradiction"),
        ("2/15 3/30 net 60", "contradiction"),
        ("net 30 net 60", "not_understood"),
        ("prox", "not_understood"),
        ("net", "not_understood"),
        ("9" * 40, "unknown_sign"),
        ("net " * 1000, "too_long"),
        ("net 30\x00", "unknown_sign"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(text: str, code: str) -> None:
    outcome = parse(text)
    assert isinstance(outcome, Unreadable), outcome
    assert outcome.code == code
    assert outcome.reason
    assert outcome.remedy
    assert "{" not in outcome.reason + outcome.remedy


def test_an_unknown_word_is_named() -> None:
    outcome = parse("net 30 ROG")
    assert isinstance(outcome, Unreadable)
    outcome = parse("net 30 from delivery")
    assert isinstance(outcome, Unreadable)
    assert outcome.parameters == (("word", "delivery"),)
    assert "delivery" in outcome.reason


@given(TERMS_IN_ANY_CURRENCY)
def test_what_is_written_is_read_back_as_the_same_terms(terms: PaymentTerms) -> None:
    text = canonical(terms)
    assert len(text) <= MAX_CHARACTERS
    assert parse(text) == Parsed(terms)
    assert parse(text.upper()) == Parsed(terms)


WORD_SALAD = st.lists(
    st.one_of(
        st.sampled_from(sorted({" ".join(phrase) for phrase in MEANINGS})),
        st.sampled_from(["2/10", "1/3", "50%", "2,5 %", "EUR 5", "2026-03-31", "15th", "&", "+", ",", "-", "/"]),
        st.integers(0, 120).map(str),
    ),
    max_size=25,
).map(" ".join)


@given(st.one_of(st.text(max_size=200), WORD_SALAD))
def test_any_text_gets_an_answer_and_never_an_error(text: str) -> None:
    outcome = parse(text)
    if isinstance(outcome, Ambiguous):
        assert 2 <= len(outcome.readings) <= 4
        assert len({reading.words for reading in outcome.readings}) == len(outcome.readings)
    elif isinstance(outcome, Unreadable):
        assert outcome.code in SENTENCES
    else:
        assert parse(canonical(outcome.terms)) == outcome


@pytest.mark.parametrize(
    "text",
    ["1/24 30 EOM, " * 24, "1/24 10th, " * 24, "1/2 1/3 1/4 1/5 " + "30 " * 500, "EOM 30 " * 300, "1% 1 " * 400],
)
def test_a_hostile_text_is_answered_at_once(text: str) -> None:
    start = time.perf_counter()
    parse(text)
    assert time.perf_counter() - start < 2


def test_no_currency_code_is_a_word_of_the_lexicon() -> None:
    traded = "EUR USD GBP CHF JPY CNY SEK NOK DKK PLN CZK HUF RON BGN TRY CAD AUD NZD MXN BRL ARS CLP COP PEN INR ZAR"
    assert not {code.lower() for code in traded.split()} & WORDS
