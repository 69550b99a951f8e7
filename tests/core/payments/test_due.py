"""What a customer is asked for: never what it contests, promised or says it has paid, and never less than nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duly.core.payments.due import DueItem, amounts_due, spread, suggested

TODAY = date(2026, 3, 16)


def item(pk: int, minor: int, days_late: int = 0, **details: object) -> DueItem:
    return DueItem(pk, str(details.pop("currency", "EUR")), TODAY - timedelta(days=days_late), minor, **details)  # type: ignore[arg-type]


def test_the_story_of_a_customer() -> None:
    items = [
        item(1, 1000, 10, disputed_minor=300),
        item(2, 500, 3, is_claimed=True),
        item(3, 400, 1, promised_minor=400),
        item(4, 900, -5),
        item(5, -200),
    ]
    (due,) = amounts_due(items, TODAY)
    assert (due.due_minor, due.since_date, due.credit_minor) == (500, TODAY - timedelta(days=10), 200)
    assert (due.next_minor, due.next_date) == (900, TODAY + timedelta(days=5))
    assert suggested(items, TODAY) == {1, 5}


def test_what_is_due_today_is_due_now_and_credit_alone_asks_for_nothing() -> None:
    assert amounts_due([item(1, 100)], TODAY)[0].due_minor == 100
    (due,) = amounts_due([item(1, 100, 5), item(2, -300)], TODAY)
    assert (due.due_minor, due.since_date) == (0, None)
    assert suggested([item(1, 100, 5), item(2, -300)], TODAY) == {1}
    assert suggested([item(1, 100, -5), item(2, 70, -9)], TODAY) == {1, 2}


minor = st.integers(-(10**9), 10**9).filter(bool)
items = st.lists(
    st.builds(
        DueItem, st.integers(1, 10**6), st.sampled_from(["EUR", "USD"]), st.dates(date(2025, 1, 1), date(2027, 1, 1)),
        minor, st.integers(0, 10**9), st.integers(0, 10**9), st.booleans(),
    ),
    unique_by=lambda one: one.receivable_id,
)  # fmt: skip


@given(items)
def test_never_negative_never_more_than_is_open(found: list[DueItem]) -> None:
    for due in amounts_due(found, TODAY):
        open_minor = sum(max(0, one.open_minor) for one in found if one.currency == due.currency)
        assert 0 <= due.due_minor <= open_minor
        assert 0 <= due.next_minor <= open_minor
        assert (due.since_date is None) == (due.due_minor == 0)
    chosen = suggested(found, TODAY)
    for currency in {one.currency for one in found if one.receivable_id in chosen}:
        assert sum(one.payable_minor for one in found if one.receivable_id in chosen and one.currency == currency) > 0


@given(st.integers(0, 10**9), st.lists(st.integers(-100, 10**9), max_size=8))
def test_a_promise_covers_in_order_and_no_more(amount: int, open_minors: list[int]) -> None:
    parts = spread(amount, dict(enumerate(open_minors)))
    assert sum(parts.values()) == min(amount, sum(max(0, one) for one in open_minors))
    assert all(0 <= parts[at] <= max(0, one) for at, one in enumerate(open_minors))
