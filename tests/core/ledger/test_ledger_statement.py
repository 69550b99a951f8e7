"""The statement of account: opening, what changed it, closing, and nothing that the customer would miss."""

from __future__ import annotations

import pytest
from ledger_story import Story, day, eur

from duly.core.ledger.postings import Kind
from duly.core.ledger.rules.apply_receipt import Residual
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.rules.refund import refund
from duly.core.ledger.rules.reverse import reverse
from duly.core.ledger.statement import StatementOfAccount, statement


@pytest.fixture
def story() -> Story:
    """Acme: 100.00 on day 0, 50.00 on day 10, paid 120.00 on day 20 (98.00 + 2.00 discount; 22.00 on the second)."""
    told = Story()
    told.open("INV-1", 10_000)
    told.open("INV-2", 5_000, 10)
    told.receive("PAY-1", 12_000, 20)
    told.write(told.pay("PAY-1", "INV-1", 9_800, 20, Residual(Kind.DISCOUNT, eur(200))))
    told.write(told.pay("PAY-1", "INV-2", 2_200, 20))
    return told


def of(story: Story, start: int, end: int, customer: str = "Acme", **options: bool) -> StatementOfAccount:
    return statement(customer, "EUR", story.postings, day(start), day(end), **options)


def seen(made: StatementOfAccount) -> list[tuple[str, int, int]]:
    return [(str(line.kind), line.change_minor, line.balance_minor) for line in made.lines]


def test_documents_receipts_and_discounts_run_to_the_balance(story: Story) -> None:
    made = of(story, 0, 30)
    assert (made.opening_minor, made.closing_minor) == (0, 2_800)
    assert seen(made) == [
        ("invoice", 10_000, 10_000),
        ("invoice", 5_000, 15_000),
        ("receipt", -12_000, 3_000),
        ("discount", -200, 2_800),
    ]


def test_the_opening_balance_is_everything_before(story: Story) -> None:
    made = of(story, 10, 19)
    assert (made.opening_minor, made.closing_minor) == (10_000, 15_000)
    assert seen(made) == [("invoice", 5_000, 15_000)]
    quiet = of(story, 21, 30)
    assert (quiet.opening_minor, quiet.lines, quiet.closing_minor) == (2_800, (), 2_800)


def test_allocations_are_shown_on_request_and_change_nothing(story: Story) -> None:
    made = of(story, 20, 30, show_allocations=True)
    assert [str(line.kind) for line in made.lines] == ["receipt", "principal", "discount", "principal"]
    assert [line.amount_minor for line in made.lines if line.kind is Kind.PRINCIPAL] == [9_800, 2_200]
    assert {line.change_minor for line in made.lines if line.kind is Kind.PRINCIPAL} == {0}
    assert made.closing_minor == 2_800


def test_an_undone_discount_says_what_was_taken_back(story: Story) -> None:
    discount = [row for row in story.postings if row.kind is Kind.DISCOUNT]
    story.write(reverse(discount, story.postings, day(25)))
    line = of(story, 21, 30).lines[0]
    assert (line.kind, line.reversed_kind, line.change_minor) == (Kind.REVERSAL, Kind.DISCOUNT, 200)


def test_identified_money_arrives_on_the_statement_when_it_is_identified(story: Story) -> None:
    story.receive("PAY-X", 1_000, 22, customer=None)
    story.write(refund(story.cash("PAY-X", 23), eur(100)))
    story.write(identify(story.cash("PAY-X", 24), "Acme"))
    assert seen(of(story, 21, 30)) == [("identified", -900, 1_900)]


def test_money_that_passes_to_another_customer_leaves_one_statement_and_enters_the_other(story: Story) -> None:
    story.receive("PAY-2", 700, 22)
    passed = story.write(identify(story.cash("PAY-2", 24), "Beta", reassign=True))
    assert seen(of(story, 21, 30)) == [("receipt", -700, 2_100), ("identified", 700, 2_800)]
    assert seen(of(story, 21, 30, "Beta")) == [("identified", -700, -700)]
    story.write(reverse(passed, story.postings, day(26)))
    assert of(story, 21, 30).closing_minor == 2_100
    assert of(story, 21, 30, "Beta").closing_minor == 0


def test_a_third_party_payment_shows_on_both_statements(story: Story) -> None:
    story.open("INV-B", 500, 20, customer="Beta")
    story.receive("PAY-2", 500, 22)
    story.write(story.pay("PAY-2", "INV-B", 500, 22, third_party=True))
    assert seen(of(story, 21, 30)) == [("receipt", -500, 2_300), ("principal", 500, 2_800)]
    assert seen(of(story, 21, 30, "Beta")) == [("principal", -500, 0)]


def test_other_currencies_and_other_customers_stay_out(story: Story) -> None:
    story.open("USD-1", 100, 5, currency="USD")
    story.open("INV-B", 500, 5, customer="Beta")
    assert of(story, 0, 30).closing_minor == 2_800
    assert statement("Acme", "USD", story.postings, day(0), day(30)).closing_minor == 100


def test_days_in_the_wrong_order_are_refused(story: Story) -> None:
    with pytest.raises(ValueError, match="earlier day to a later one"):
        of(story, 5, 4)
