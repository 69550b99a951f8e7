"""Who to call first today, and why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import prod
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.behaviour import Behaviour, behaviour_of
from duly.core.insight.records import PaidItem
from duly.core.insight.worklist import (
    AccountSnapshot,
    PromiseOf,
    WorkItem,
    Worklist,
    WorklistPolicy,
    WorklistRow,
    rank_accounts,
)
from duly.core.money.money import Money

TODAY = date(2025, 11, 10)


def eur(major: int) -> Money:
    return Money(major * 100, "EUR")


def habit(*days_late: int) -> Behaviour:
    due = date(2025, 1, 31)
    return behaviour_of(
        [PaidItem(str(i), eur(100), date(2025, 1, 1), due, due + timedelta(days=d)) for i, d in enumerate(days_late)]
    )


def account(customer: str, *owed: tuple[int, int], **more: object) -> AccountSnapshot:
    """An account owing (EUR, days late) items; by default usually 3 days late."""
    items = tuple(
        WorkItem(f"{customer}-{i}", f"INV-{customer}-{i}", eur(amount), TODAY - timedelta(days=late))
        for i, (amount, late) in enumerate(owed)
    )
    base = AccountSnapshot(customer, f"Demo {customer}", "EUR", items, habit(3, 3, 3))
    return replace(base, **more)  # type: ignore[arg-type]


def sentences(row: WorklistRow) -> list[str]:
    return [why.sentence() for why in row.reasons]


def only(worklist: Worklist) -> WorklistRow:
    (row,) = worklist.rows
    return row


def why_not(worklist: Worklist) -> str:
    assert worklist.rows == ()
    (out,) = worklist.left_out
    return out.reason.sentence()


def test_the_reason_says_how_late_and_how_usual() -> None:
    row = only(rank_accounts([account("A", (12_400, 18))], as_of=TODAY))
    assert sentences(row) == ["EUR 12,400 is 18 days late; usually pays 3 days late", "not contacted yet about this"]
    assert [(t.factor, t.reason.sentence()) for t in row.terms] == [
        (12_400, "EUR 12,400 can be collected"),
        (18, "late by 18 days on average, weighted by amount"),
        (Decimal("1.50"), "15 days later than usual for them: × 1.5"),
    ]
    assert row.score == 12_400 * 18 * Decimal("1.5")


def test_larger_and_older_comes_first() -> None:
    accounts = [account("small", (100, 20)), account("large", (900, 20)), account("old", (900, 60))]
    assert [row.account.customer_id for row in rank_accounts(accounts, as_of=TODAY).rows] == ["old", "large", "small"]


def test_who_always_pays_at_day_twenty_is_called_later_than_who_never_does() -> None:
    usual = account("usual", (1_000, 10), behaviour=habit(20, 20, 20))
    unusual = account("unusual", (1_000, 10), behaviour=habit(-2, 0, 0))
    rows = rank_accounts([usual, unusual], as_of=TODAY).rows
    assert [row.account.customer_id for row in rows] == ["unusual", "usual"]
    assert rows[1].terms[2].reason.sentence() == "no later than usual for them (20 days): × 0.67"
    assert sentences(rows[0])[0] == "EUR 1,000 is 10 days late; usually pays on time"


def test_a_new_customer_and_a_broken_promise_weigh_more() -> None:
    broken = (PromiseOf(date(2025, 11, 4), eur(500)),)
    row = only(rank_accounts([account("A", (500, 5), behaviour=behaviour_of([]), broken_promises=broken)], as_of=TODAY))
    assert sentences(row)[:3] == [
        "EUR 500 is 5 days late",
        "new: never paid before",
        "promise of 4 Nov 2025 was broken (EUR 500)",
    ]
    assert row.score == 500 * 5 * Decimal("1.30") * Decimal("1.50")


def test_whoever_was_contacted_yesterday_can_wait() -> None:
    waiting = account("A", (1_000, 20), last_contact_date=TODAY - timedelta(days=1))
    rows = rank_accounts([waiting, account("B", (900, 20))], as_of=TODAY).rows
    assert [row.account.customer_id for row in rows] == ["B", "A"]
    assert sentences(rows[1])[-1] == "last contacted yesterday"


def test_what_is_disputed_covered_or_promised_is_not_asked_for() -> None:
    items = account("A", (300, 10), (700, 10)).items
    disputed = account("A", items=(items[0], replace(items[1], is_disputed=True)), unapplied=eur(50))
    row = only(rank_accounts([disputed], as_of=TODAY))
    assert row.terms[0].factor == 250
    assert "EUR 700 more is disputed and left out" in sentences(row)
    assert "EUR 50 of unapplied cash is taken off" in sentences(row)


def test_reasons_for_not_being_on_the_list() -> None:
    one = account("A", (300, 10))
    all_disputed = replace(one, items=(replace(one.items[0], is_disputed=True),))
    promise = PromiseOf(TODAY, eur(300))
    cases = {
        "snoozed until 11 Nov 2025": replace(one, snoozed_until=TODAY + timedelta(days=1)),
        "promised EUR 300 for 10 Nov 2025": replace(one, live_promise=promise),
        "on hold: insolvency": replace(one, hold="insolvency"),
        "everything late is disputed (EUR 300)": all_disputed,
        "unapplied cash covers what is late; apply it first": replace(one, unapplied=eur(300)),
        "nothing is late or about to fall due": account("A"),
    }
    for sentence, snapshot in cases.items():
        assert why_not(rank_accounts([snapshot], as_of=TODAY)) == sentence


def test_a_snooze_ends_on_its_day_and_a_promise_after_its_day() -> None:
    one = account("A", (300, 10))
    assert rank_accounts([replace(one, snoozed_until=TODAY)], as_of=TODAY).rows
    gone = PromiseOf(TODAY - timedelta(days=1), eur(300))
    assert rank_accounts([replace(one, live_promise=gone)], as_of=TODAY).rows


def test_a_promise_for_a_part_leaves_the_rest_to_be_asked_for() -> None:
    row = only(rank_accounts([account("A", (300, 10), live_promise=PromiseOf(TODAY, eur(100)))], as_of=TODAY))
    assert row.terms[0].factor == 200
    assert "EUR 100 more is promised and left out" in sentences(row)


def test_what_falls_due_soon_is_worth_a_word_unless_they_pay_on_time() -> None:
    row = only(rank_accounts([account("A", (8_000, -3))], as_of=TODAY))
    assert sentences(row)[0] == "EUR 8,000 falls due on 13 Nov 2025"
    prompt = account("B", (8_000, -3), behaviour=habit(0, 0, 0))
    assert why_not(rank_accounts([prompt], as_of=TODAY)) == "nothing is late or about to fall due"


def test_capacity_leaves_the_rest_for_tomorrow_with_a_reason() -> None:
    accounts = [account(name, (100 * i, 10)) for i, name in enumerate("ABC", start=1)]
    worklist = rank_accounts(accounts, WorklistPolicy(capacity=1), as_of=TODAY)
    assert [row.account.customer_id for row in worklist.rows] == ["C"]
    assert [out.account.customer_id for out in worklist.left_out] == ["B", "A"]
    assert worklist.left_out[0].reason.sentence() == "below today's capacity of 1"


def test_another_currency_is_ranked_by_its_rate() -> None:
    yen = AccountSnapshot(
        "J",
        "Demo J",
        "JPY",
        (WorkItem("J-1", "1", Money(100_000, "JPY"), TODAY - timedelta(days=10)),),
        habit(3, 3, 3),
        rate=Decimal("0.0061"),
    )
    rows = rank_accounts([account("A", (700, 10)), yen], as_of=TODAY).rows
    assert [row.account.customer_id for row in rows] == ["A", "J"]
    assert rows[1].terms[0].factor == 610


owed = st.lists(
    st.tuples(st.integers(min_value=1, max_value=10**9), st.integers(min_value=-20, max_value=400)), max_size=5
)


@given(st.lists(owed, max_size=8), st.randoms(use_true_random=False))
def test_every_account_is_accounted_for_and_input_order_does_not_matter(
    books: list[list[tuple[int, int]]], rng: Random
) -> None:
    accounts = [account(f"C{i}", *book) for i, book in enumerate(books)]
    shuffled = list(accounts)
    rng.shuffle(shuffled)
    worklist = rank_accounts(accounts, WorklistPolicy(capacity=3), as_of=TODAY)
    assert worklist == rank_accounts(shuffled, WorklistPolicy(capacity=3), as_of=TODAY)
    assert len(worklist.rows) + len(worklist.left_out) == len(accounts)
    assert [row.rank for row in worklist.rows] == list(range(1, len(worklist.rows) + 1))
    for row in worklist.rows:
        assert Fraction(row.score) == prod(Fraction(term.factor) for term in row.terms)
        assert all(why.sentence() for why in row.reasons)
        assert all(term.reason.sentence() for term in row.terms)


def test_one_day_is_said_as_one_day() -> None:
    waiting = account("A", (1_000, 1), last_contact_date=TODAY)
    said = sentences(rank_accounts([waiting], as_of=TODAY).rows[0])
    assert not [text for text in said if "1 days" in text or "0 days" in text]
    assert said[-1] == "last contacted today"
