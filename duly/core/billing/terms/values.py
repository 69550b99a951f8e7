"""Payment terms: who pays how much when, and what is taken off for paying early."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from duly.core.billing.terms.rules import IN_ADVANCE, DueRule, InvalidTerms, OnDemand, Trigger
from duly.core.money.calendar import Roll
from duly.core.money.money import Money

MAX_INSTALMENTS: Final = 24
MAX_TIERS: Final = 4
MAX_DENOMINATOR: Final = 999
MAX_FIXED_MINOR: Final = 10**15
PERCENT_PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the invoice total: Fraction(1, 2) is 50 %.

    Either a per cent figure of up to four places or a fraction with a denominator up to 999.
    """

    value: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.value <= 1:
            raise InvalidTerms("bad_share", f"a part must be more than none and at most all, not {self.value}")
        if not self.is_percent and self.value.denominator > MAX_DENOMINATOR:
            raise InvalidTerms("bad_share", f"{self.value} is too fine a part: 4 decimals of a per cent, or n/999")

    @property
    def is_percent(self) -> bool:
        """Whether the part is a per cent figure of at most four decimals."""
        return (self.value * 100 * 10**PERCENT_PLACES).denominator == 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed amount of the invoice's currency, never more than what is left to pay."""

    amount: Money

    def __post_init__(self) -> None:
        if not 0 < self.amount.minor < MAX_FIXED_MINOR:
            raise InvalidTerms("bad_share", "a fixed instalment is more than nothing and less than 10^15 minor units")


@dataclass(frozen=True, slots=True)
class Balance:
    """Whatever the other instalments leave."""


Share: TypeAlias = Part | Fixed | Balance


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: how much of the invoice, and when."""

    share: Share
    due: DueRule

    def __post_init__(self) -> None:
        if isinstance(self.share, Balance) and self.due == OnDemand(Trigger.DEPOSIT):
            raise InvalidTerms("bad_share", "a deposit is a part or a fixed amount, not the balance")


class DiscountBase(StrEnum):
    """What a discount percentage is taken of: the invoice total with tax, or without."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True)
class DiscountTier:
    """`percent` off for paying the whole invoice by the date that `until` gives."""

    percent: Decimal
    until: DueRule
    base: DiscountBase = DiscountBase.GROSS

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 < self.percent < 100:
            raise InvalidTerms(
                "bad_percent", f"a discount is more than 0 and less than 100 per cent, not {self.percent}"
            )
        if self.until == OnDemand(Trigger.DEPOSIT):
            raise InvalidTerms("bad_discounts", "a discount needs a deadline; a deposit is none")
        fraction = Fraction(self.percent)
        if (fraction * 10**PERCENT_PLACES).denominator != 1:
            raise InvalidTerms("bad_percent", f"a discount has at most {PERCENT_PLACES} decimals, not {self.percent}")
        # One spelling for one number: 2.0 and 2 are the same terms and the same document.
        normal = Decimal(fraction.numerator) / Decimal(fraction.denominator)
        object.__setattr__(self, "percent", normal)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """The terms of an invoice, one meaning each; build one with `single` for the usual case.

    A lone instalment is the balance. Several are either parts that add up to the whole, or any
    parts and fixed amounts and exactly one balance. Discounts stand with the largest first.
    Raises InvalidTerms, which says what is wrong.
    """

    instalments: tuple[Instalment, ...]
    discounts: tuple[DiscountTier, ...] = ()
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        _check_instalments(self.instalments)
        percents = [tier.percent for tier in self.discounts]
        if len(percents) > MAX_TIERS or percents != sorted(set(percents), reverse=True):
            raise InvalidTerms(
                "bad_discounts", f"at most {MAX_TIERS} discounts, each of another size, the largest first"
            )

    @classmethod
    def single(cls, due: DueRule, *, discounts: tuple[DiscountTier, ...] = (), roll: Roll = Roll.NONE) -> PaymentTerms:
        """Return terms under which the whole invoice is due at once."""
        return cls((Instalment(Balance(), due),), discounts, roll)

    @property
    def in_advance(self) -> bool:
        """Whether something must be paid before the goods go out or the work starts."""
        rules = (instalment.due for instalment in self.instalments)
        return any(isinstance(rule, OnDemand) and rule.trigger in IN_ADVANCE for rule in rules)


def _check_instalments(instalments: tuple[Instalment, ...]) -> None:
    if not 1 <= len(instalments) <= MAX_INSTALMENTS:
        raise InvalidTerms("bad_instalments", f"terms have 1 to {MAX_INSTALMENTS} instalments, not {len(instalments)}")
    shares = [instalment.share for instalment in instalments]
    balances = sum(isinstance(share, Balance) for share in shares)
    parts = sum((share.value for share in shares if isinstance(share, Part)), Fraction(0))
    fixed = any(isinstance(share, Fixed) for share in shares)
    if len(shares) == 1 and not balances:
        raise InvalidTerms("shares_do_not_add_up", "a lone instalment pays the whole balance")
    if balances > 1 or (balances and parts >= 1):
        raise InvalidTerms("shares_do_not_add_up", "one instalment takes the balance, and the others must leave one")
    if not balances and (fixed or parts != 1):
        raise InvalidTerms("shares_do_not_add_up", f"the instalments make {parts} of the total: add a balance")
