"""What a buyer pays, as a yearly rate, for not taking an early-payment discount.

Formulas as taught in credit management: nominal d/(100-d) x Y/(N-n); effective
(1 + d/(100-d))^(Y/(N-n)) - 1, with d per cent for paying n days instead of N after the invoice.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from duly.core.billing.terms.schedule import Schedule, ScheduledDiscount


@dataclass(frozen=True, slots=True)
class DiscountCost:
    """Yearly rates as per cent: 37.24 is 37.24 %. Not rounded."""

    nominal_percent: Decimal
    effective_percent: Decimal


def discount_cost(percent: Decimal, days_earlier: int, *, year_days: int = 365) -> DiscountCost | None:
    """Return the yearly cost of paying `days_earlier` days later at the full price.

    2/10 net 30 is `discount_cost(Decimal(2), 20)`. None when the discount costs no time.
    Raises ValueError for a percentage outside 0 to 100 or a year of no 360, 365 or 366 days.
    """
    if not 0 < percent < 100 or year_days not in (360, 365, 366):
        raise ValueError(f"no yearly rate for {percent} % in a year of {year_days} days")
    if days_earlier <= 0:
        return None
    period_rate = percent / (100 - percent)
    periods = Decimal(year_days) / days_earlier
    effective = (1 + period_rate) ** periods - 1
    return DiscountCost(period_rate * periods * 100, effective * 100)


def scheduled_discount_cost(plan: Schedule, tier: ScheduledDiscount, *, year_days: int = 365) -> DiscountCost | None:
    """Return the yearly cost of passing over one discount of an actual invoice.

    The discount is measured on what is really taken off the total, so a percentage of the net
    amount counts for what it is worth. None when it saves nothing or costs no time.
    """
    if not tier.discount or not 0 < tier.discount.minor / plan.total.minor < 1:
        return None
    taken = Decimal(tier.discount.minor) / Decimal(plan.total.minor) * 100
    return discount_cost(taken, (plan.due_date - tier.until_date).days, year_days=year_days)
