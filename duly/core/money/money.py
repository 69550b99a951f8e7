"""Money: a whole number of minor units and an ISO 4217 code, never a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from duly.core.money.currency import exponent

# The default context keeps 28 digits and rounds the rest away without a word.
MAX_DIGITS = 30
_WIDE = Context(prec=60)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one sum or comparison."""


class NotExact(ValueError):
    """A decimal has more places than its currency has minor units."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` in the currency's smallest unit (EUR 12.34 is 1234, JPY 12 is 12)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are a whole number, not {type(self.minor).__name__}")
        exponent(self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} met {other.currency}; convert one explicitly first")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def as_decimal(self) -> Decimal:
        """Return the amount in major units with the currency's own number of places."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def plain(self) -> str:
        """Return the amount as text for machines: `1234.50`, no grouping, no currency."""
        return f"{self.as_decimal():f}"


def from_decimal(value: Decimal, currency: str) -> Money:
    """Return exactly this amount. Raises NotExact for more places than the currency has, and for no number."""
    places = exponent(currency)
    if not value.is_finite() or value.adjusted() >= MAX_DIGITS:
        raise NotExact(f"{value} is no amount of money")
    scaled = value.scaleb(places, _WIDE)
    # A figure too long even for the wide context would be rounded by it: such a tail is no money.
    if len(value.as_tuple().digits) > _WIDE.prec or scaled != scaled.to_integral_value():
        raise NotExact(f"{value} has more decimals than {currency} allows ({places})")
    return Money(int(scaled), currency)


def round_decimal(value: Decimal, currency: str, *, rounding: str = ROUND_HALF_UP) -> Money:
    """Return the nearest amount; the one named place where decimals become money."""
    scaled = value.scaleb(exponent(currency)).to_integral_value(rounding=rounding)
    return Money(int(scaled), currency)


def percent_of(amount: Money, percent: Decimal, *, rounding: str = ROUND_HALF_UP) -> Money:
    """Return `percent` per cent of an amount, rounded to the minor unit."""
    exact = Decimal(amount.minor) * percent / Decimal(100)
    return Money(int(exact.to_integral_value(rounding=rounding)), amount.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum; zero of `currency` when there are none."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def allocate(amount: Money, weights: Sequence[int | Fraction | Decimal]) -> tuple[Money, ...]:
    """Split an amount by weights so that the parts add up to it exactly.

    Largest-remainder method (Hamilton): each part is floored, the left-over minor units go to
    the parts with the largest remainders, earlier parts first. Works on negative amounts by
    symmetry. Raises ValueError when weights are empty, negative or all zero.
    """
    shares = [Fraction(w) for w in weights]
    if not shares or any(s < 0 for s in shares) or sum(shares) == 0:
        raise ValueError("weights must hold at least one positive number and no negative one")
    sign = -1 if amount.minor < 0 else 1
    whole, weight_sum = abs(amount.minor), sum(shares)
    exact = [whole * share / weight_sum for share in shares]
    floors = [int(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (floors[i] - exact[i], i))
    for index in by_remainder[: whole - sum(floors)]:
        floors[index] += 1
    return tuple(Money(sign * part, amount.currency) for part in floors)


HALF_EVEN = ROUND_HALF_EVEN
HALF_UP = ROUND_HALF_UP
