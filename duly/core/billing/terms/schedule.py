"""From terms and an invoice to dates and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_DOWN, Decimal
from fractions import Fraction

from duly.core.billing.terms.rules import DueRule, FixedDate
from duly.core.billing.terms.values import Balance, DiscountBase, DiscountTier, Fixed, Part, PaymentTerms, Share
from duly.core.money.calendar import Calendar, Roll
from duly.core.money.money import CurrencyMismatch, Money, allocate, percent_of, total


class NetAmountMissing(ValueError):
    """A discount is taken on the amount without tax, and that amount was not given."""


@dataclass(frozen=True, slots=True)
class ScheduledInstalment:
    """Payment `no` (from 1) of an invoice."""

    no: int
    due_date: date
    amount: Money


@dataclass(frozen=True, slots=True)
class ScheduledDiscount:
    """Pay `payable` in full by `until_date` and `discount` is taken off."""

    until_date: date
    percent: Decimal
    discount: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dates and amounts of one invoice; the instalments add up to `total` exactly."""

    issue_date: date
    total: Money
    instalments: tuple[ScheduledInstalment, ...]
    discounts: tuple[ScheduledDiscount, ...]

    @property
    def due_date(self) -> date:
        """The date by which everything is due."""
        return max(instalment.due_date for instalment in self.instalments)

    def discount_on(self, day: date) -> ScheduledDiscount | None:
        """Return the best discount still open on `day`, or None."""
        open_tiers = [tier for tier in self.discounts if day <= tier.until_date]
        return max(open_tiers, key=lambda tier: abs(tier.discount.minor), default=None)

    def payable_on(self, day: date) -> Money:
        """Return what settles the whole invoice when paid on `day`."""
        tier = self.discount_on(day)
        return tier.payable if tier else self.total


def schedule(
    terms: PaymentTerms, issue_date: date, total: Money, *, net: Money | None = None, calendar: Calendar
) -> Schedule:
    """Return when how much is due under these terms, and what each early payment saves.

    `total` is the invoice with tax, `net` without; a credit note has both negative. Instalments
    that come to nothing are left out (of a zero invoice one stays). Raises NetAmountMissing when
    a discount on the net amount meets no `net`, CurrencyMismatch for a fixed instalment or a net
    amount of another currency.
    """
    amounts = split([instalment.share for instalment in terms.instalments], total)
    dates = [due_date(instalment.due, issue_date, terms.roll, calendar) for instalment in terms.instalments]
    paid = [pair for pair in zip(dates, amounts, strict=True) if pair[1]] or [(dates[-1], total)]
    instalments = tuple(ScheduledInstalment(no, day, amount) for no, (day, amount) in enumerate(paid, start=1))
    tiers = [_discount(tier, terms.roll, issue_date, total, net, calendar) for tier in terms.discounts]
    tiers.sort(key=lambda tier: (tier.until_date, -tier.percent))
    return Schedule(issue_date, total, instalments, tuple(tiers))


def due_date(rule: DueRule, issue_date: date, roll: Roll, calendar: Calendar) -> date:
    """Return the date a rule gives, moved to a business day as agreed.

    A roll backwards never passes the invoice date: then the next business day is taken.
    """
    plain = rule.date_for(issue_date, calendar)
    rolled = calendar.roll(plain, roll)
    if rolled < issue_date <= plain and not isinstance(rule, FixedDate):
        return calendar.roll(plain, Roll.FOLLOWING)
    return rolled


def split(shares: Sequence[Share], amount: Money) -> tuple[Money, ...]:
    """Divide an amount by the shares; the results add up to it exactly and share its sign.

    Parts are taken of the whole amount (largest remainder, earlier instalments first); what they
    leave pays the fixed amounts in turn, as far as it reaches, and the balance gets what is left.
    """
    if len(shares) == 1 and isinstance(shares[0], Balance):
        return (amount,)
    parts = [share.value for share in shares if isinstance(share, Part)]
    rest = 1 - sum(parts, Fraction(0))
    *part_amounts, left = allocate(amount, [*parts, rest])
    remaining_parts = iter(part_amounts)
    result: list[Money | None] = []
    for share in shares:
        match share:
            case Part():
                result.append(next(remaining_parts))
            case Fixed():
                taken = _as_far_as_it_reaches(share.amount, left)
                left = left - taken
                result.append(taken)
            case Balance():
                result.append(None)
    return tuple(left if part is None else part for part in result)


def _as_far_as_it_reaches(wanted: Money, left: Money) -> Money:
    if wanted.currency != left.currency:
        raise CurrencyMismatch(f"terms fix an instalment in {wanted.currency}, the invoice is in {left.currency}")
    minor = min(wanted.minor, abs(left.minor))
    return Money(minor if left.minor >= 0 else -minor, left.currency)


def _discount(
    tier: DiscountTier, roll: Roll, issue_date: date, gross: Money, net: Money | None, calendar: Calendar
) -> ScheduledDiscount:
    base = gross
    if tier.base is DiscountBase.NET:
        if net is None:
            raise NetAmountMissing(f"{tier.percent} % is taken on the amount without tax, which is not known")
        base = total([net], gross.currency)
    # A tie goes to the amount payable, which is the figure people see and pay: 10 % off 1,725.05
    # leaves 1,552.545, which is 1,552.55.
    discount = percent_of(base, tier.percent, rounding=ROUND_HALF_DOWN)
    until_date = due_date(tier.until, issue_date, roll, calendar)
    return ScheduledDiscount(until_date, tier.percent, discount, gross - discount)
