"""A figure that explains itself: value, unit, formula, inputs with their sources, and a note."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from duly.core.insight.reasons import Reason, english, reason
from duly.core.money.money import Money

InputValue = Money | Decimal | int | date


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric is: name, unit, formula in the words of its inputs, meaning, and source."""

    key: str
    name: str
    unit: str
    formula: str
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a figure: its name in the formula, its value, and where it comes from."""

    name: str
    value: InputValue | None
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value (None with a reason in `note` when it cannot be computed) and its workings.

    `value` is not rounded; units are `days`, `percent`, `times per year`, or a currency code
    (then in major units). `inputs` are in the order of the formula.
    """

    metric: str
    value: Decimal | None
    unit: str
    formula: str
    inputs: tuple[Input, ...]
    note: Reason | None = None

    def rounded(self, places: int = 2) -> Decimal | None:
        """Return the value rounded half up for showing; None stays None."""
        if self.value is None:
            return None
        return self.value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

    def worked(self) -> str:
        """Return the formula with the inputs written in: `18,000 / 20,000 × 30 = 27.00 days`."""
        values = {item.name: _plain(item.value) for item in self.inputs}
        if not values:
            return self.formula
        names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
        text = re.sub(rf"\b(?:{names})\b", lambda found: values[found.group()], self.formula)
        shown = self.rounded()
        return f"{text} = {'unknown' if shown is None else f'{shown:,f} {self.unit}'}"


def _plain(value: InputValue | None) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, Decimal):
        value = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return english(value).split(" ", 1)[1] if isinstance(value, Money) else english(value)


def known(definition: Definition, value: Decimal, *inputs: Input, note: Reason | None = None) -> Figure:
    """Return a figure with a value."""
    return Figure(definition.key, value, definition.unit, definition.formula, inputs, note)


def unknown(definition: Definition, why: Reason, *inputs: Input) -> Figure:
    """Return a figure without a value, and why."""
    return Figure(definition.key, None, definition.unit, definition.formula, inputs, why)


def mixed(amounts: Iterable[Money]) -> Reason | None:
    """Return the reason not to add these amounts up, or None when all are of one currency."""
    currencies = sorted({amount.currency for amount in amounts})
    if len(currencies) <= 1:
        return None
    return reason("figure.mixed_currencies", currencies=", ".join(currencies))


def ratio(part: Money, whole: Money) -> Decimal:
    """Return part / whole; the caller has seen to it that the whole is not zero."""
    return Decimal(part.minor) / Decimal(whole.minor)


PERCENT = Decimal(100)
