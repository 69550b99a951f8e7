"""Axes that start at zero and step in 1, 2 or 5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from duly.core.insight.charts.page import Number


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to units of the view box: `start` is where zero (or the lowest tick) lies."""

    ticks: tuple[Decimal, ...]
    start: Decimal
    length: Decimal

    def place(self, value: Number) -> Decimal:
        """Return where a value lies; lengths may be negative for axes that run upwards."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (Decimal(value) - low) / (high - low) * self.length

    def span(self, value: Number) -> Decimal:
        """Return how long a bar of this value is, always positive."""
        return abs(self.place(value) - self.place(0))


def scale(values: Iterable[Number], *, start: Number, length: Number, steps: int = 4) -> Scale:
    """Return the scale that holds zero and all values between ticks of about `steps` even steps."""
    known = [Decimal(value) for value in values]
    high, low = max([Decimal(0), *known]), min([Decimal(0), *known])
    step = nice_step((high - low) / steps)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    if first == last:
        last += 1
    ticks = tuple(step * place for place in range(int(first), int(last) + 1))
    return Scale(ticks, Decimal(start), Decimal(length))


def nice_step(rough: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `rough`; 1 for nothing."""
    if rough <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(rough.adjusted())
    return next(step for factor in (1, 2, 5, 10) if (step := power * factor) >= rough)
