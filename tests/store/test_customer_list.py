"""The list of customers: the same list from the kept balances as from the open items, page by page."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from duly.services.act import Act
from duly.store.queries.balances import keep_balances
from duly.store.queries.customer_list import (
    SORTS,
    CustomerFilter,
    CustomerLine,
    choices,
    customer_lines,
    customer_sums,
)
from tests.builders import make_customer, make_invoice, make_receipt

FILTERS = (
    CustomerFilter("EUR"), CustomerFilter("EUR", late_only=True), CustomerFilter("EUR", text="customer c1"),
    CustomerFilter("EUR", at_least_minor=300), CustomerFilter("EUR", older_than_days=3), CustomerFilter("USD"),
)  # fmt: skip


@pytest.fixture
def customers(company: int, act: Act) -> int:
    """Forty customers: some owe, some are owed, some have nothing, several the same amounts."""
    dice = random.Random(7)
    for n in range(40):
        buyer = make_customer(act, f"C{n}")
        for part in range(dice.choice((0, 0, 1, 2, 3))):
            make_invoice(
                act, buyer, f"R{n}-{part}", dice.choice((100, 200, 300)),
                due=act.business_date + timedelta(days=dice.choice((-95, -40, -2, -1, 0, 5))),
                kind=dice.choice(("invoice", "invoice", "invoice", "credit_note")),
                currency=dice.choice(("EUR", "EUR", "EUR", "USD")), issued=date(2025, 6, 1),
            )  # fmt: skip
        if n % 9 == 0:
            make_receipt(act, f"bank-{n}", 150, customer_id=buyer.pk)
    return company


def leaf(company: int, as_of: date, wanted: CustomerFilter, sort: str) -> list[CustomerLine]:
    """Turn the pages of seven to the end, then back to the beginning: both ways show the same."""
    forth, place = [], None
    while True:
        lines, previous, following = customer_lines(company, as_of, wanted, sort=sort, after=place, limit=7)
        forth.append(lines)
        if following is None:
            break
        place = following
    back = [forth[-1]]
    while previous is not None:
        lines, previous, _following = customer_lines(company, as_of, wanted, sort=sort, before=previous, limit=7)
        back.insert(0, lines)
    assert [line for page in back for line in page] == [line for page in forth for line in page]
    return [line for page in forth for line in page]


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_kept_balances_show_the_list_that_open_items_show(customers: int, act: Act, sort: str) -> None:
    live = [leaf(customers, act.business_date, wanted, sort) for wanted in FILTERS]
    sums = [customer_sums(customers, act.business_date, wanted) for wanted in FILTERS]
    offered = choices(customers)
    keep_balances(customers, act.business_date)
    assert [leaf(customers, act.business_date, wanted, sort) for wanted in FILTERS] == live
    assert [customer_sums(customers, act.business_date, wanted) for wanted in FILTERS] == sums
    assert (choices(customers), offered.currencies) == (offered, ("EUR", "USD"))
    assert len(live[0]) == 40


def test_a_day_that_is_not_kept_is_computed(customers: int, act: Act) -> None:
    keep_balances(customers, act.business_date - timedelta(days=40))
    then = customer_sums(customers, act.business_date, CustomerFilter("EUR"))
    keep_balances(customers, act.business_date)
    assert customer_sums(customers, act.business_date, CustomerFilter("EUR")) == then
