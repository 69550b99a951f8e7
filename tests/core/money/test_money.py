"""Money never loses a unit, never mixes currencies, and reads back what it wrote."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duly.core.money.currency import UnknownCurrency, exponent
from duly.core.money.money import (
    CurrencyMismatch,
    Money,
    NotExact,
    allocate,
    from_decimal,
    percent_of,
    round_decimal,
    total,
)

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF", "GBP"])
# A PostgreSQL bigint holds every amount the ledger stores.
MINORS = st.integers(-(2**63), 2**63 - 1)
AMOUNTS = st.builds(Money, MINORS, CURRENCIES)
EUROS = st.builds(Money, MINORS, st.just("EUR"))
WEIGHTS = st.lists(
    st.one_of(st.integers(0, 1000), st.fractions(0, 1000), st.decimals(0, 1000, places=4)), min_size=1, max_size=24
)


def euros(text: str) -> Money:
    return from_decimal(Decimal(text), "EUR")


@pytest.mark.parametrize(("code", "places"), [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0)])
def test_decimals_of_a_currency_come_from_the_standard(code: str, places: int) -> None:
    assert exponent(code) == places


@pytest.mark.parametrize("text", ["eur", "EURO", "", "EU1", "€", "EUR\n"])
def test_what_is_no_currency_code_is_refused(text: str) -> None:
    with pytest.raises(UnknownCurrency):
        exponent(text)
    with pytest.raises(UnknownCurrency):
        Money(1, text)


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), "1"])
def test_minor_units_are_a_whole_number_and_nothing_else(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "EUR")  # type: ignore[arg-type]


def test_an_amount_reads_as_its_currency_writes_it() -> None:
    assert Money(1234, "EUR").plain() == "12.34"
    assert Money(1234, "JPY").plain() == "1234"
    assert Money(1234, "KWD").plain() == "1.234"
    assert Money(-5, "EUR").plain() == "-0.05"


@given(AMOUNTS)
def test_an_amount_written_and_read_back_is_the_same(amount: Money) -> None:
    assert from_decimal(amount.as_decimal(), amount.currency) == amount
    assert from_decimal(Decimal(amount.plain()), amount.currency) == amount


@given(EUROS, EUROS, EUROS)
def test_adding_and_taking_away_are_exact(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a - b == a + -b
    assert (a + b) - b == a
    assert total([a, b, c], "EUR") == a + b + c
    assert total([], "EUR") == Money(0, "EUR")


@given(EUROS, EUROS)
def test_amounts_are_in_order(a: Money, b: Money) -> None:
    assert (a < b) == (a.minor < b.minor)
    assert (a <= b) == (a < b or a == b)
    assert bool(a) == (a.minor != 0)


@given(AMOUNTS, AMOUNTS)
def test_two_currencies_never_meet(a: Money, b: Money) -> None:
    assume(a.currency != b.currency)
    assert a != b
    for meet in (lambda: a + b, lambda: a - b, lambda: a < b, lambda: a <= b, lambda: total([a], b.currency)):
        with pytest.raises(CurrencyMismatch):
            meet()


@pytest.mark.parametrize(
    ("text", "currency"), [("0.001", "EUR"), ("0.1", "JPY"), ("1." + "0" * 40 + "1", "EUR"), ("0.0001", "KWD")]
)
def test_a_decimal_finer_than_the_currency_is_refused_not_rounded(text: str, currency: str) -> None:
    with pytest.raises(NotExact):
        from_decimal(Decimal(text), currency)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_money(text: str) -> None:
    with pytest.raises(NotExact):
        from_decimal(Decimal(text), "EUR")


def test_the_cent_is_rounded_half_up_unless_told_otherwise() -> None:
    assert round_decimal(Decimal("1.005"), "EUR") == euros("1.01")
    assert round_decimal(Decimal("-1.005"), "EUR") == euros("-1.01")
    assert round_decimal(Decimal("1.005"), "EUR", rounding=ROUND_HALF_EVEN) == euros("1.00")
    assert percent_of(euros("0.50"), Decimal(1)) == euros("0.01")
    assert percent_of(euros("1500.00"), Decimal("19")) == euros("285.00")


@given(EUROS, st.decimals(0, 100, places=4))
def test_a_percentage_is_off_by_half_a_unit_at_most_and_mirrors_its_sign(amount: Money, percent: Decimal) -> None:
    exact = Fraction(amount.minor) * Fraction(percent) / 100
    part = percent_of(amount, percent)
    assert abs(part.minor - exact) <= Fraction(1, 2)
    assert percent_of(-amount, percent) == -part


@given(AMOUNTS, WEIGHTS)
def test_a_split_loses_no_unit_and_keeps_near_the_exact_shares(
    amount: Money, weights: list[int | Fraction | Decimal]
) -> None:
    assume(any(weights))
    parts = allocate(amount, weights)
    assert total(parts, amount.currency) == amount
    whole = sum(Fraction(weight) for weight in weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor - amount.minor * Fraction(weight) / whole) < 1
        assert part.minor * amount.minor >= 0
        assert weight or not part
    assert allocate(-amount, weights) == tuple(-part for part in parts)


def test_ten_euros_in_three_gives_the_odd_cent_to_the_first() -> None:
    assert [part.minor for part in allocate(euros("10.00"), [1, 1, 1])] == [334, 333, 333]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(euros("1.00"), weights)
