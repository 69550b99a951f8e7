"""What it costs a buyer, per year, not to take the discount (the textbook cases)."""

from datetime import date
from decimal import Decimal

import pytest

from duly.core.billing.terms import Parsed, discount_cost, parse, schedule, scheduled_discount_cost
from duly.core.money.calendar import EVERY_DAY
from duly.core.money.money import Money


@pytest.mark.parametrize(
    ("percent", "days_earlier", "year_days", "nominal", "effective"),
    [
        (2, 20, 360, "36.73", None),
        (2, 20, 365, "37.24", "44.59"),
        (3, 45, 360, "24.74", None),
        (2, 40, 365, None, "20.24"),
        (2, 25, 365, None, "34.31"),
    ],
)
def test_yearly_cost_of_a_discount(
    percent: int, days_earlier: int, year_days: int, nominal: str | None, effective: str | None
) -> None:
    cost = discount_cost(Decimal(percent), days_earlier, year_days=year_days)
    assert cost is not None
    assert nominal is None or round(cost.nominal_percent, 2) == Decimal(nominal)
    assert effective is None or round(cost.effective_percent, 2) == Decimal(effective)


def test_no_days_no_rate() -> None:
    assert discount_cost(Decimal(2), 0) is None
    assert discount_cost(Decimal(2), -5) is None
    with pytest.raises(ValueError, match="no yearly rate"):
        discount_cost(Decimal(100), 20)
    with pytest.raises(ValueError, match="no yearly rate"):
        discount_cost(Decimal(2), 20, year_days=250)


def cost_on(text: str, net_minor: int) -> Decimal:
    outcome = parse(text)
    assert isinstance(outcome, Parsed)
    plan = schedule(
        outcome.terms, date(2025, 3, 1), Money(120000, "EUR"), net=Money(net_minor, "EUR"), calendar=EVERY_DAY
    )
    cost = scheduled_discount_cost(plan, plan.discounts[0])
    assert cost is not None
    return round(cost.nominal_percent, 2)


def test_a_discount_on_the_net_amount_is_worth_less_than_its_figure() -> None:
    assert cost_on("2/10 net 30", 100000) == Decimal("37.24")
    # 20.00 off 1,200.00 is 1.6667 %: 20 / 1,180 x 365 / 20
    assert cost_on("2% discount 10 days on net amount, net 30", 100000) == Decimal("30.93")
