"""Payment terms of every shape, for property tests: whatever the values allow and makes sense."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from duly.core.billing.terms import (
    Balance,
    BusinessDays,
    DayList,
    DayOfMonth,
    DaysThenMonthEnd,
    DiscountBase,
    DiscountTier,
    DueRule,
    Fixed,
    FixedDate,
    Instalment,
    MonthEndThenDays,
    NetDays,
    NetMonths,
    NextDay,
    OnDemand,
    Part,
    PaymentTerms,
    Share,
    Trigger,
    problems,
)
from duly.core.money.calendar import Roll
from duly.core.money.money import Money

ISSUE_DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))
DAY_LISTS = st.sets(st.integers(1, 31), min_size=1, max_size=6).map(lambda days: tuple(sorted(days)))

DEADLINES: st.SearchStrategy[DueRule] = st.one_of(
    st.builds(OnDemand, st.sampled_from([trigger for trigger in Trigger if trigger is not Trigger.DEPOSIT])),
    st.builds(NetDays, st.integers(0, 999)),
    st.builds(BusinessDays, st.integers(1, 999)),
    st.builds(NetMonths, st.integers(1, 36)),
    st.builds(DaysThenMonthEnd, st.integers(0, 999)),
    st.builds(MonthEndThenDays, st.integers(1, 999)),
    st.builds(DayOfMonth, st.integers(1, 31), st.integers(1, 36), st.none() | st.integers(1, 30)),
    st.builds(DayList, DAY_LISTS.filter(lambda days: len(days) > 1), st.integers(1, 36)),
    st.builds(NextDay, st.integers(0, 999), DAY_LISTS),
    st.builds(FixedDate, st.dates(date(2020, 1, 1), date(2040, 12, 31))),
)
PERCENTS = st.integers(1, 999_999).map(lambda n: Decimal(n) / 10_000)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[DiscountTier, ...]:
    percents = draw(st.sets(PERCENTS, max_size=4))
    return tuple(
        DiscountTier(percent, draw(DEADLINES), draw(st.sampled_from(DiscountBase)))
        for percent in sorted(percents, reverse=True)
    )


@st.composite
def instalments(draw: st.DrawFn, currency: str) -> tuple[Instalment, ...]:
    shares = draw(st.one_of(even_shares(), mixed_shares(currency)))
    rules = [draw(DEADLINES) for _ in shares]
    deposit = len(shares) > 1 and not isinstance(shares[0], Balance) and draw(st.booleans())
    if deposit:
        rules[0] = OnDemand(Trigger.DEPOSIT)
    return tuple(Instalment(share, rule) for share, rule in zip(shares, rules, strict=True))


@st.composite
def even_shares(draw: st.DrawFn) -> list[Share]:
    count = draw(st.integers(1, 24))
    return [Balance()] if count == 1 else [Part(Fraction(1, count))] * count


@st.composite
def mixed_shares(draw: st.DrawFn, currency: str) -> list[Share]:
    cuts = draw(st.lists(st.integers(1, 30 * 10_000).map(lambda n: Part(Fraction(n, 1_000_000))), max_size=3))
    fixed = draw(st.lists(st.integers(1, 10**15 - 1).map(lambda n: Fixed(Money(n, currency))), max_size=3))
    return list(draw(st.permutations([*cuts, *fixed, Balance()])))


@st.composite
def any_terms(draw: st.DrawFn, currency: str = "EUR") -> PaymentTerms:
    return PaymentTerms(draw(instalments(currency)), draw(tiers()), draw(st.sampled_from(Roll)))


TERMS = any_terms().filter(lambda terms: not problems(terms))
TERMS_IN_ANY_CURRENCY = (
    st.sampled_from(["EUR", "JPY", "KWD", "CLF"]).flatmap(any_terms).filter(lambda terms: not problems(terms))
)
