"""Every way in which tokens can be cut into clauses; more than one way is more than one meaning.

Token kinds are written as one character each, so that the order of words is a short regular
expression. All alternatives are tried: what people can read in two ways is found, not decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final, TypeAlias

from duly.core.billing.terms.rules import (
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
    Trigger,
)
from duly.core.billing.terms.text.lexicon import Kind
from duly.core.billing.terms.text.tokens import Token
from duly.core.billing.terms.values import Balance, DiscountBase, Fixed, Part, Share
from duly.core.money.money import Money

CODES: Final[dict[Kind, str]] = {
    Kind.NUMBER: "9", Kind.ORDINAL: "o", Kind.PERCENT: "%", Kind.RATIO: "/", Kind.AMOUNT: "$", Kind.DATE: "D",
    Kind.NET: "n", Kind.DAYS: "d", Kind.BUSINESS_DAYS: "b", Kind.MONTHS: "m", Kind.MONTH_END: "E",
    Kind.PROX: "p", Kind.THEN: "t", Kind.AFTER: "a", Kind.PLUS: "+", Kind.MIN: "M", Kind.RECEIPT: "R",
    Kind.DEPOSIT: "P", Kind.BEFORE_DELIVERY: "B", Kind.IN_ADVANCE: "I", Kind.WITH_ORDER: "W",
    Kind.ON_DELIVERY: "C", Kind.BALANCE: "=", Kind.DISCOUNT: "s", Kind.ON_NET: "N", Kind.CUTOFF: "c",
    Kind.AND: "&", Kind.SEPARATOR: ",", Kind.FOLLOWING: "1", Kind.PRECEDING: "2",
    Kind.MODIFIED_FOLLOWING: "3", Kind.MODIFIED_PRECEDING: "4",
}  # fmt: skip

TRIGGERS: Final = {
    "R": Trigger.RECEIPT,
    "P": Trigger.DEPOSIT,
    "B": Trigger.CASH_BEFORE_DELIVERY,
    "I": Trigger.CASH_IN_ADVANCE,
    "W": Trigger.CASH_WITH_ORDER,
    "C": Trigger.CASH_ON_DELIVERY,
}


@dataclass(frozen=True, slots=True)
class BareDay:
    """A day of the month without its month, as in `2% 10th prox net 25th`."""

    day: int


@dataclass(frozen=True, slots=True)
class MonthEndEitherWay:
    """`30 EOM`: count and then go to the month's end, or the other way round."""

    days: int


WrittenRule: TypeAlias = DueRule | BareDay | MonthEndEitherWay


class Role(Enum):
    """What a clause says: a discount, a share, the due date, or a per cent figure of either sort."""

    DISCOUNT = "discount"
    SHARE = "share"
    QUOTA = "quota"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its role, its rule, and a percentage or share where the role has one."""

    role: Role
    rule: WrittenRule
    percent: Decimal | None = None
    share: Share | None = None
    base: DiscountBase = DiscountBase.GROSS


Values: TypeAlias = list[Any]


def _numbers(values: Values) -> tuple[int, ...]:
    return tuple(value for value in values if type(value) is int)


def _month_end_either_way(values: Values) -> list[WrittenRule]:
    (days,) = _numbers(values)
    return [MonthEndEitherWay(days)] if days else [DaysThenMonthEnd(0)]


def _days_after_month_end(values: Values) -> list[DueRule]:
    (days,) = _numbers(values)
    return [MonthEndThenDays(days)] if days else [DaysThenMonthEnd(0)]


def _list_prox(values: Values, months: int | None) -> list[DueRule]:
    numbers = _numbers(values)
    days, months = (numbers, 1) if months is None else (numbers[:-1], numbers[-1])
    return [DayList(days, months)]


def _ratio_deadline(unit: str, days: int) -> list[WrittenRule]:
    """2/10, 2/10 EOM and 2/10 prox: the second number with what follows it."""
    if unit == "E":
        return _month_end_either_way([days])
    return [DayOfMonth(days)] if unit == "p" else [NetDays(days)]


RuleMaker: TypeAlias = Callable[[Values], Sequence[WrittenRule]]

RULE_FORMS: Final[tuple[tuple[re.Pattern[str], RuleMaker], ...]] = tuple(
    (re.compile(pattern), maker)
    for pattern, maker in (
        ("9d?(?![dEbmp&])", lambda v: [NetDays(*_numbers(v))]),
        ("9b", lambda v: [BusinessDays(*_numbers(v))]),
        ("9m", lambda v: [NetMonths(*_numbers(v))]),
        ("E", lambda v: [DaysThenMonthEnd(0)]),
        ("9d?E|E9d?", _month_end_either_way),
        ("9d?,?tE", lambda v: [DaysThenMonthEnd(*_numbers(v))]),
        (r"E\+9d?|E,?t9d?|9d?aE|aE9d?", _days_after_month_end),
        ("[9o]p(?!c)", lambda v: [DayOfMonth(_numbers(v)[0])]),
        ("oop(?!c)", lambda v: [DayOfMonth(*_numbers(v))]),
        ("[9o]pc[9o]", lambda v: [DayOfMonth(_numbers(v)[0], 1, _numbers(v)[1])]),
        ("oopc[9o]", lambda v: [DayOfMonth(*_numbers(v))]),
        ("[9o](&[9o])+p", lambda v: _list_prox(v, None)),
        ("[9o](&[9o])+op", lambda v: _list_prox(v, 1)),
        ("M9d?,?t[9o](&[9o])*(?![dEbmp&])|9d,?to(&o)*(?!p)", lambda v: [NextDay(_numbers(v)[0], _numbers(v)[1:])]),
        ("o(?![op&])", lambda v: [BareDay(*_numbers(v))]),
        ("D", lambda v: [FixedDate(value) for value in v if isinstance(value, date)]),
    )
)

# What may stand before and after a rule, and what the clause then is. Without a rule: below.
CLAUSE_FORMS: Final[tuple[tuple[re.Pattern[str], re.Pattern[str], Role], ...]] = tuple(
    (re.compile(before), re.compile(after), role)
    for before, after, role in (
        ("%N?sN?", "N?(?!N)", Role.DISCOUNT),
        ("%N?", "sN?", Role.DISCOUNT),
        ("s%N?", "N?(?!N)", Role.DISCOUNT),
        ("", "%N?sN?", Role.DISCOUNT),
        ("", "s%N?", Role.DISCOUNT),
        ("%N", "", Role.DISCOUNT),
        ("%", "N", Role.DISCOUNT),
        ("%", "", Role.QUOTA),
        ("", "%", Role.QUOTA),
        ("[%/$]=?n", "", Role.SHARE),
        ("[/$]=?", "", Role.SHARE),
        ("[/$]=?", "n", Role.SHARE),
        ("%=", "", Role.SHARE),
        ("%=?", "n", Role.SHARE),
        ("=n?", "", Role.SHARE),
        ("=", "n", Role.SHARE),
        ("n", "", Role.NET),
        ("", "", Role.NET),
        ("", "n", Role.NET),
    )
)
SLASH_FORM: Final = re.compile("/(?P<unit>[dEp]?)s?N?")
DEPOSIT_FORM: Final = re.compile("[%/$]P|P[%/$]")


class Grammar:
    """The clauses that can start at each place of one text. `broken` keeps numbers out of range."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.codes = "".join(CODES[token.kind] for token in tokens)
        self.broken: list[str] = []

    def values(self, start: int, end: int) -> Values:
        """Return the values of the tokens from start to end that have one."""
        return [token.value for token in self.tokens[start:end] if token.value is not None]

    def clauses(self, start: int) -> Iterator[tuple[Clause, int]]:
        """Yield each clause that can start here, and where it ends."""
        yield from self._ratio_discount(start)
        yield from self._deposit(start)
        for before, after, role in CLAUSE_FORMS:
            head = before.match(self.codes, start)
            if head is None:
                continue
            for rule, rule_end in self.rules(head.end()):
                tail = after.match(self.codes, rule_end)
                if tail is not None:
                    yield from self._clause(role, rule, (start, head.end()), (rule_end, tail.end()))

    def rules(self, start: int) -> Iterator[tuple[WrittenRule, int]]:
        """Yield each due rule that can start here, and where it ends."""
        if self.codes[start : start + 1] in tuple("RBIWC"):
            yield OnDemand(TRIGGERS[self.codes[start]]), start + 1
        for pattern, maker in RULE_FORMS:
            match = pattern.match(self.codes, start)
            if match is None:
                continue
            try:
                made = maker(self.values(start, match.end()))
            except InvalidTerms as problem:
                self.broken.append(str(problem))
                continue
            for rule in made:
                yield rule, match.end()

    def _clause(
        self, role: Role, rule: WrittenRule, head: tuple[int, int], tail: tuple[int, int]
    ) -> Iterator[tuple[Clause, int]]:
        codes = self.codes[slice(*head)] + self.codes[slice(*tail)]
        values = self.values(*head) + self.values(*tail)
        base = DiscountBase.NET if "N" in codes else DiscountBase.GROSS
        end = tail[1]
        if role is Role.NET:
            yield Clause(role, rule), end
        elif role is Role.SHARE:
            share = self._share(values[0]) if values else Balance()
            if share is not None:
                yield Clause(role, rule, share=share), end
        else:
            yield Clause(role, rule, percent=values[0], base=base), end

    def _share(self, value: Decimal | Money | tuple[Decimal, int]) -> Share | None:
        try:
            if isinstance(value, Money):
                return Fixed(value)
            if isinstance(value, tuple):
                # Nobody writes the whole as 2/2: that is 2 % within 2 days.
                return Part(Fraction(value[0]) / value[1]) if value[0] < value[1] else None
            return Part(Fraction(value) / 100)
        except InvalidTerms as problem:
            self.broken.append(str(problem))
            return None

    def _ratio_discount(self, start: int) -> Iterator[tuple[Clause, int]]:
        match = SLASH_FORM.match(self.codes, start)
        if match is None:
            return
        percent, days = self.tokens[start].value
        base = DiscountBase.NET if "N" in match[0] else DiscountBase.GROSS
        try:
            until = _ratio_deadline(match["unit"], days)
        except InvalidTerms as problem:
            self.broken.append(str(problem))
            return
        for rule in until:
            yield Clause(Role.DISCOUNT, rule, percent=percent, base=base), match.end()

    def _deposit(self, start: int) -> Iterator[tuple[Clause, int]]:
        match = DEPOSIT_FORM.match(self.codes, start)
        share = self._share(self.values(start, match.end())[0]) if match else None
        if match and share:
            yield Clause(Role.SHARE, OnDemand(Trigger.DEPOSIT), share=share), match.end()
