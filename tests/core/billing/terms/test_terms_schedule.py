"""How much is due when, and what paying early takes off.

Figures: 1,587.35 and -10.00 as in Tryton's invoice tests; 1,200, 1,725.00, 1,725.05, 57.55, 3,000
and 3,150 as in Odoo's early-payment-discount tests; 1,552.55 is the cent argued about there.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terms_strategies import ISSUE_DATES, TERMS

from duly.core.billing.terms import (
    Balance,
    DaysThenMonthEnd,
    DiscountBase,
    DiscountTier,
    Fixed,
    Instalment,
    InvalidTerms,
    NetAmountMissing,
    NetDays,
    OnDemand,
    Part,
    PaymentTerms,
    Share,
    Trigger,
    schedule,
)
from duly.core.money.calendar import EVERY_DAY, WEEKDAYS, Roll
from duly.core.money.money import CurrencyMismatch, Money, from_decimal, total

ISSUED = date(2019, 1, 1)


def eur(text: str) -> Money:
    return from_decimal(Decimal(text), "EUR")


def shares_of(amount: str, *shares: Share) -> list[str]:
    terms = PaymentTerms(tuple(Instalment(share, NetDays(30 * n)) for n, share in enumerate(shares)))
    return [item.amount.plain() for item in schedule(terms, ISSUED, eur(amount), calendar=EVERY_DAY).instalments]


def quarter() -> Part:
    return Part(Fraction(1, 4))


def test_a_quarter_four_times_loses_no_cent() -> None:
    assert shares_of("1587.35", quarter(), quarter(), quarter(), Balance()) == ["396.84", "396.84", "396.84", "396.83"]
    assert shares_of("1587.35", *[quarter()] * 4) == ["396.84", "396.84", "396.84", "396.83"]


def test_thirds_give_the_odd_cent_to_the_first() -> None:
    assert shares_of("100.00", *[Part(Fraction(1, 3))] * 3) == ["33.34", "33.33", "33.33"]


def test_a_credit_note_is_split_like_its_invoice() -> None:
    assert shares_of("-10.00", quarter(), quarter(), Fixed(eur("4.00")), Balance()) == [
        "-2.50",
        "-2.50",
        "-4.00",
        "-1.00",
    ]


def test_a_zero_invoice_has_one_instalment_of_nothing() -> None:
    assert shares_of("0.00", quarter(), quarter(), Fixed(eur("4.00")), Balance()) == ["0.00"]


def test_a_fixed_deposit_larger_than_the_invoice_takes_all_of_it() -> None:
    assert shares_of("80.00", Fixed(eur("100.00")), Balance()) == ["80.00"]
    assert shares_of("130.00", Fixed(eur("100.00")), Balance()) == ["100.00", "30.00"]


def test_instalments_are_numbered_and_dated() -> None:
    terms = PaymentTerms(
        (Instalment(Part(Fraction(1, 2)), OnDemand(Trigger.DEPOSIT)), Instalment(Balance(), NetDays(30)))
    )
    plan = schedule(terms, ISSUED, eur("100.01"), calendar=EVERY_DAY)
    assert [(i.no, i.due_date.isoformat(), i.amount.plain()) for i in plan.instalments] == [
        (1, "2019-01-01", "50.01"),
        (2, "2019-01-31", "50.00"),
    ]
    assert plan.due_date == date(2019, 1, 31)
    assert terms.in_advance
    assert not PaymentTerms.single(NetDays(30)).in_advance


def ten_percent_in_ten_days(base: DiscountBase = DiscountBase.GROSS) -> PaymentTerms:
    return PaymentTerms.single(NetDays(30), discounts=(DiscountTier(Decimal(10), NetDays(10), base),))


@pytest.mark.parametrize(
    ("amount", "discount", "payable"),
    [
        ("1200.00", "120.00", "1080.00"),
        ("1725.00", "172.50", "1552.50"),
        ("1725.05", "172.50", "1552.55"),
        ("57.55", "5.75", "51.80"),
        ("3000.00", "300.00", "2700.00"),
        ("3150.00", "315.00", "2835.00"),
        ("-1725.05", "-172.50", "-1552.55"),
    ],
)
def test_ten_percent_within_ten_days(amount: str, discount: str, payable: str) -> None:
    plan = schedule(ten_percent_in_ten_days(), ISSUED, eur(amount), calendar=EVERY_DAY)
    (tier,) = plan.discounts
    assert tier.until_date == date(2019, 1, 11)
    assert (tier.discount.plain(), tier.payable.plain()) == (discount, payable)


def test_a_discount_on_the_net_amount_leaves_the_tax_whole() -> None:
    terms = ten_percent_in_ten_days(DiscountBase.NET)
    plan = schedule(terms, ISSUED, eur("1725.00"), net=eur("1500.00"), calendar=EVERY_DAY)
    assert plan.discounts[0].discount == eur("150.00")
    assert plan.discounts[0].payable == eur("1575.00")
    with pytest.raises(NetAmountMissing, match="10 %"):
        schedule(terms, ISSUED, eur("1725.00"), calendar=EVERY_DAY)


def test_the_amount_that_settles_depends_on_the_day() -> None:
    tiers = (DiscountTier(Decimal(3), NetDays(15)), DiscountTier(Decimal(2), NetDays(30)))
    plan = schedule(PaymentTerms.single(NetDays(60), discounts=tiers), ISSUED, eur("1000.00"), calendar=EVERY_DAY)
    assert plan.payable_on(date(2019, 1, 16)) == eur("970.00")
    assert plan.payable_on(date(2019, 1, 17)) == eur("980.00")
    assert plan.payable_on(date(2019, 1, 31)) == eur("980.00")
    assert plan.payable_on(date(2019, 2, 1)) == eur("1000.00")
    assert plan.discount_on(date(2019, 2, 1)) is None


def test_due_date_and_discount_deadline_both_roll() -> None:
    tier = (DiscountTier(Decimal(2), NetDays(10)),)
    terms = PaymentTerms.single(NetDays(30), discounts=tier, roll=Roll.FOLLOWING)
    plan = schedule(terms, date(2025, 5, 1), eur("100.00"), calendar=WEEKDAYS)
    assert plan.due_date == date(2025, 6, 2)
    assert plan.discounts[0].until_date == date(2025, 5, 12)


def test_currencies_of_terms_and_invoice_must_agree() -> None:
    terms = PaymentTerms((Instalment(Fixed(eur("10.00")), OnDemand()), Instalment(Balance(), NetDays(30))))
    with pytest.raises(CurrencyMismatch):
        schedule(terms, ISSUED, Money(5000, "USD"), calendar=EVERY_DAY)
    with pytest.raises(CurrencyMismatch):
        schedule(
            ten_percent_in_ten_days(DiscountBase.NET), ISSUED, eur("1.00"), net=Money(1, "USD"), calendar=EVERY_DAY
        )


@pytest.mark.parametrize(
    "shares",
    [
        [Part(Fraction(1, 2))],
        [Part(Fraction(1, 2)), Part(Fraction(1, 3))],
        [Part(Fraction(1, 2)), Part(Fraction(1, 2)), Balance()],
        [Balance(), Balance()],
        [Fixed(eur("5.00")), Part(Fraction(1, 2))],
        [],
    ],
)
def test_instalments_that_do_not_make_the_whole_are_refused(shares: list[Share]) -> None:
    with pytest.raises(InvalidTerms):
        PaymentTerms(tuple(Instalment(share, NetDays(30)) for share in shares))


@pytest.mark.parametrize("percent", ["0", "100", "-2", "NaN", "Infinity", "1.00001"])
def test_discounts_nobody_means_are_refused(percent: str) -> None:
    with pytest.raises(InvalidTerms):
        DiscountTier(Decimal(percent), NetDays(10))


def test_two_discounts_are_written_largest_first() -> None:
    small, large = DiscountTier(Decimal(2), NetDays(30)), DiscountTier(Decimal(3), NetDays(15))
    with pytest.raises(InvalidTerms):
        PaymentTerms.single(NetDays(60), discounts=(small, large))
    with pytest.raises(InvalidTerms):
        PaymentTerms.single(NetDays(60), discounts=(small, small))


@given(TERMS, ISSUE_DATES, st.integers(-(10**14), 10**14))
def test_instalments_add_up_to_the_invoice_whatever_the_terms(terms: PaymentTerms, issued: date, minor: int) -> None:
    amount = Money(minor, "EUR")
    plan = schedule(terms, issued, amount, net=amount, calendar=WEEKDAYS)
    assert total((item.amount for item in plan.instalments), "EUR") == amount
    assert [item.no for item in plan.instalments] == list(range(1, len(plan.instalments) + 1))
    for item in plan.instalments:
        assert item.amount.minor * minor >= 0
        assert item.amount or not minor
    for tier in plan.discounts:
        assert tier.discount + tier.payable == amount
        assert abs(tier.discount.minor - Fraction(tier.percent) * minor / 100) <= Fraction(1, 2)


@given(st.integers(0, 400), ISSUE_DATES)
def test_the_two_readings_of_n_days_end_of_month_never_fall_before_the_invoice(days: int, issued: date) -> None:
    terms = PaymentTerms.single(DaysThenMonthEnd(days))
    due = schedule(terms, issued, eur("1.00"), calendar=EVERY_DAY).due_date
    assert due >= issued
    assert (due - issued).days >= days
