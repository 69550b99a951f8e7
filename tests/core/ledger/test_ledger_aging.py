"""Aging: buckets by days past due, credits and unapplied cash beside them, and it all adds up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_story import START, Story, day, eur

from duly.core.ledger.aging import (
    DEFAULT_EDGES,
    AgingRow,
    OpenItem,
    OpenReceipt,
    aging,
    bucket_index,
    buckets,
    open_items,
    open_receipts,
    totals,
)
from duly.core.ledger.postings import Kind
from duly.core.ledger.rules.apply_credit import apply_credit


def test_the_default_buckets_are_the_usual_five() -> None:
    assert [one.name for one in buckets()] == ["current", "1-30", "31-60", "61-90", "91+"]


@pytest.mark.parametrize(
    ("days_past_due", "name"),
    [(-400, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"),
     (61, "61-90"), (90, "61-90"), (91, "91+"), (4000, "91+")],
)  # fmt: skip
def test_nothing_is_overdue_on_its_due_date_and_both_ends_belong_to_a_bucket(days_past_due: int, name: str) -> None:
    assert buckets()[bucket_index(days_past_due)].name == name


@pytest.mark.parametrize("edges", [(), (5, 10), (0, 10, 10), (0, 30, 20)])
def test_edges_that_make_no_buckets_are_refused(edges: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="start with 0 and rise"):
        buckets(edges)


def test_a_company_with_its_own_edges() -> None:
    assert [one.name for one in buckets((0, 7, 14))] == ["current", "1-7", "8-14", "15+"]


def told() -> Story:
    """Acme: 100.00 due day 30, 50.00 due day 60, credit 20.00, 5.00 unapplied; 9.00 unidentified."""
    story = Story()
    story.open("INV-1", 10_000, 0)
    story.open("INV-2", 5_000, 30)
    story.open("CN-1", 2_000, 40, kind=Kind.CREDIT_NOTE)
    story.receive("PAY-1", 3_000, 50)
    story.receive("PAY-X", 900, 50, customer=None)
    story.write(story.pay("PAY-1", "INV-1", 2_500, 50))
    return story


def rows_on(story: Story, on: int) -> tuple[AgingRow, ...]:
    state = story.at(on)
    return aging(open_items(state, story.receivables.values()), open_receipts(state, story.receipts.values()), day(on))


def test_credits_and_unapplied_cash_stand_beside_the_buckets() -> None:
    unidentified, acme = rows_on(told(), 70)
    assert unidentified == AgingRow(None, "EUR", (0, 0, 0, 0, 0), 0, 900)
    assert acme == AgingRow("Acme", "EUR", (0, 5_000, 7_500, 0, 0), -2_000, 500)
    assert (acme.debts_minor, acme.overdue_minor, acme.balance_minor) == (12_500, 12_500, 10_000)


def test_aging_as_of_a_past_day_knows_nothing_of_what_came_later() -> None:
    story = told()
    assert rows_on(story, 30) == (AgingRow("Acme", "EUR", (15_000, 0, 0, 0, 0), 0, 0),)
    assert rows_on(story, 49) == (AgingRow("Acme", "EUR", (5_000, 10_000, 0, 0, 0), -2_000, 0),)


def test_a_settled_customer_has_no_row_at_all() -> None:
    story = Story()
    story.open("INV-1", 2_000)
    story.open("CN-1", 2_000, kind=Kind.CREDIT_NOTE)
    story.write(apply_credit(story.item("CN-1", 1), story.item("INV-1", 1), eur(2_000)))
    assert rows_on(story, 200) == ()


ids = st.sampled_from(["Acme", "Beta", 7, 12])
currencies = st.sampled_from(["EUR", "JPY"])
items = st.builds(
    OpenItem,
    receivable_id=st.integers(1, 99),
    customer_id=ids,
    currency=currencies,
    due_date=st.integers(-200, 200).map(lambda number: START + timedelta(days=number)),
    open_minor=st.integers(-500, 500),
)
receipts = st.builds(
    OpenReceipt, receipt_id=st.integers(1, 99), customer_id=ids | st.none(), currency=currencies,
    unapplied_minor=st.integers(0, 500),
)  # fmt: skip


@given(st.lists(items, max_size=30), st.lists(receipts, max_size=10), st.sets(st.integers(1, 150), max_size=5))
def test_buckets_credits_and_cash_always_add_up_to_the_balance(
    some: list[OpenItem], cash: list[OpenReceipt], later: set[int]
) -> None:
    edges = (0, *sorted(later))
    rows = aging(some, cash, START, edges)
    for currency in ("EUR", "JPY"):
        owed = sum(item.open_minor for item in some if item.currency == currency)
        held = sum(one.unapplied_minor for one in cash if one.currency == currency)
        balance = sum(row.balance_minor for row in rows if row.currency == currency)
        assert balance == owed - held
        total = [row for row in totals(rows) if row.currency == currency]
        assert sum(row.balance_minor for row in total) == balance
    for row in rows:
        assert len(row.bucket_minor) == len(edges) + 1
        assert min(row.bucket_minor) >= 0 >= row.credit_minor


@given(st.lists(items, max_size=30))
def test_the_order_of_items_does_not_matter(some: list[OpenItem]) -> None:
    assert aging(some, [], START) == aging(some[::-1], [], START)


@given(st.integers(-1000, 1000))
def test_every_day_falls_into_exactly_the_bucket_that_names_it(past_due: int) -> None:
    inside = [
        one
        for one in buckets(DEFAULT_EDGES)
        if (one.from_days is None or one.from_days <= past_due) and (one.to_days is None or past_due <= one.to_days)
    ]
    assert inside == [buckets()[bucket_index(past_due)]]
