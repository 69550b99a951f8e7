"""What to simulate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.core.money.calendar import add_months
from duly.core.money.currency import exponent

MAX_CUSTOMERS = 100_000
MAX_MONTHS = 120


@dataclass(frozen=True, slots=True)
class SimulationConfig:
    """The same configuration always gives the same company.

    `end_date` is the last day that has happened; `months` are the calendar months before it.
    `country` (ISO 3166 alpha-2) is the seller's; most customers are from there. Raises ValueError
    beyond the limits, UnknownCurrency for a currency ISO 4217 does not know.
    """

    seed: int
    end_date: date
    customers: int = 300
    months: int = 18
    currency: str = "EUR"
    country: str = "DE"
    seller_name: str = "Demo Supplies GmbH"

    def __post_init__(self) -> None:
        if not 0 <= self.customers <= MAX_CUSTOMERS:
            raise ValueError(f"customers must be between 0 and {MAX_CUSTOMERS}, not {self.customers}")
        if not 1 <= self.months <= MAX_MONTHS:
            raise ValueError(f"months must be between 1 and {MAX_MONTHS}, not {self.months}")
        exponent(self.currency)

    @property
    def start_date(self) -> date:
        """The first day of the simulation."""
        return add_months(self.end_date, -self.months)
