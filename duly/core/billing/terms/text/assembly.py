"""From clauses to payment terms: which per cent figures are discounts, and which are shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from duly.core.billing.terms.check import problems
from duly.core.billing.terms.rules import (
    DayList,
    DayOfMonth,
    DaysThenMonthEnd,
    DueRule,
    InvalidTerms,
    MonthEndThenDays,
    NextDay,
)
from duly.core.billing.terms.text.grammar import BareDay, Clause, MonthEndEitherWay, Role, WrittenRule
from duly.core.billing.terms.values import (
    MAX_INSTALMENTS,
    MAX_TIERS,
    Balance,
    DiscountTier,
    Instalment,
    Part,
    PaymentTerms,
)
from duly.core.money.calendar import Roll

# A bare per cent figure up to this is an early-payment discount; above it, it may as well be an
# instalment, so both readings are offered.
LARGEST_PLAIN_DISCOUNT: Final = Decimal(10)


def hopeless(clauses: Sequence[Clause]) -> bool:
    """Return whether no further clause can make terms of these."""
    nets = sum(clause.role is Role.NET for clause in clauses)
    discounts = [clause.percent for clause in clauses if clause.role is Role.DISCOUNT]
    shares = any(clause.role is Role.SHARE for clause in clauses)
    too_many = len(clauses) > MAX_INSTALMENTS + MAX_TIERS or len(discounts) > MAX_TIERS
    return nets > 1 or too_many or bool(nets and shares) or len(set(discounts)) < len(discounts)


def assemble(clauses: Sequence[Clause], roll: Roll, complaints: dict[str, str]) -> Iterator[PaymentTerms]:
    """Yield each meaning of the clauses; why others have none goes into `complaints` by code."""
    for roles in _roles(clauses, complaints):
        try:
            candidates = [_terms(reading, roll) for reading in _readings(roles)]
        except InvalidTerms as problem:
            complaints.setdefault(problem.code, str(problem))
            continue
        for terms in candidates:
            odd = problems(terms)
            if odd:
                complaints.setdefault("contradiction", odd[0].sentence)
            else:
                yield terms


def _roles(clauses: Sequence[Clause], complaints: dict[str, str]) -> Iterator[list[Clause]]:
    """Yield the clauses with every per cent figure made a discount or a share."""
    quotas = [clause for clause in clauses if clause.role is Role.QUOTA]
    nets = [clause for clause in clauses if clause.role is Role.NET]
    shares = [clause for clause in clauses if clause.role is Role.SHARE]
    if nets:
        yield [_as_discount(clause) for clause in clauses]
        if any(clause.percent is not None and clause.percent > LARGEST_PLAIN_DISCOUNT for clause in quotas):
            yield [_as_share(clause) for clause in clauses]
    elif shares or sum((clause.percent or Decimal(0) for clause in quotas), Decimal(0)) > LARGEST_PLAIN_DISCOUNT:
        yield [_as_share(clause) for clause in clauses]
    else:
        complaints.setdefault("no_due_date", "")


def _as_discount(clause: Clause) -> Clause:
    return replace(clause, role=Role.DISCOUNT) if clause.role is Role.QUOTA else clause


def _as_share(clause: Clause) -> Clause:
    if clause.role is Role.NET:
        return replace(clause, role=Role.SHARE, share=Balance())
    if clause.role is not Role.QUOTA:
        return clause
    assert clause.percent is not None
    return replace(clause, role=Role.SHARE, share=Part(Fraction(clause.percent) / 100))


def _terms(clauses: Sequence[Clause], roll: Roll) -> PaymentTerms:
    instalments = []
    tiers = []
    for clause in clauses:
        assert not isinstance(clause.rule, BareDay | MonthEndEitherWay)
        if clause.role is Role.DISCOUNT:
            assert clause.percent is not None
            tiers.append(DiscountTier(clause.percent, clause.rule, clause.base))
        elif clause.role is Role.NET:
            instalments.append(Instalment(Balance(), clause.rule))
        else:
            assert clause.share is not None
            instalments.append(Instalment(clause.share, clause.rule))
    shares = [clause.share for clause in clauses if clause.role is Role.SHARE]
    if shares == [Balance()]:
        raise InvalidTerms("shares_do_not_add_up", "there is a balance, but nothing before it")
    if shares == [Part(Fraction(1))]:
        instalments = [Instalment(Balance(), instalments[0].due)]
    tiers.sort(key=lambda tier: tier.percent, reverse=True)
    return PaymentTerms(tuple(instalments), tuple(tiers), roll)


def _readings(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Yield the clauses with every unfinished rule completed, the same way throughout one text."""
    rules = [clause.rule for clause in clauses]
    months = {rule.months for rule in rules if isinstance(rule, DayOfMonth | DayList)}
    bare = any(isinstance(rule, BareDay) for rule in rules) and len(months) != 1
    either = any(isinstance(rule, MonthEndEitherWay) for rule in rules)
    for next_month, days_first in product((True, False) if bare else (True,), (True, False) if either else (True,)):
        month = min(months) if len(months) == 1 else int(next_month)
        yield [replace(clause, rule=_completed(clause.rule, month, days_first)) for clause in clauses]


def _completed(rule: WrittenRule, month: int, days_first: bool) -> DueRule:
    """Return a whole rule for `25th` and `30 EOM`.

    `2% 10th prox net 25th` means the 25th of the same month; without such a neighbour the next
    month (`month` 1) and the next such day (0) are both possible.
    """
    if isinstance(rule, BareDay):
        return DayOfMonth(rule.day, month) if month else NextDay(0, (rule.day,))
    if isinstance(rule, MonthEndEitherWay):
        return DaysThenMonthEnd(rule.days) if days_first else MonthEndThenDays(rule.days)
    return rule
