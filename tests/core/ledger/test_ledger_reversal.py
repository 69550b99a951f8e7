"""Undoing: once, exactly, and never under something that still stands on it."""

from __future__ import annotations

import pytest
from ledger_story import Story, code_of, day, eur

from duly.core.ledger.postings import Kind
from duly.core.ledger.refusal import Code
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.apply_receipt import Residual
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.rules.refund import refund
from duly.core.ledger.rules.reverse import return_receipt, reverse
from duly.core.ledger.rules.write_off import write_off


@pytest.fixture
def story() -> Story:
    """Acme owes 100.00 since day 0, paid 60.00 on day 10."""
    told = Story()
    told.open("INV-1", 10_000)
    told.receive("PAY-1", 6_000, 10)
    return told


def test_undoing_an_allocation_restores_both_sides_exactly(story: Story) -> None:
    before = story.at(30)
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 12, Residual(Kind.DISCOUNT, eur(120))))
    story.write(reverse(taken, story.postings, day(20)))
    after = story.at(30)
    assert after.open_minor == before.open_minor
    assert after.unapplied_minor == before.unapplied_minor
    assert after.balances == before.balances
    assert {key: value for key, value in after.accounts.items() if value} == {
        key: value for key, value in before.accounts.items() if value
    }
    assert story.open_on("INV-1", 19) == 3_880
    assert story.is_clean()


def test_an_undone_payment_can_be_applied_again(story: Story) -> None:
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    story.write(reverse(taken, story.postings, day(12)))
    story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    assert story.open_on("INV-1", 12) == 4_000
    assert story.is_clean()


def test_a_second_reversal_is_refused_and_so_is_reversing_the_reversal(story: Story) -> None:
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    undone = story.write(reverse(taken, story.postings, day(20)))
    assert code_of(reverse(taken, story.postings, day(21))) is Code.ALREADY_REVERSED
    assert code_of(reverse(undone, story.postings, day(21))) is Code.REVERSES_A_REVERSAL
    assert code_of(reverse([], story.postings, day(21))) is Code.NO_LINES


def test_naming_a_posting_twice_in_one_reversal_is_refused(story: Story) -> None:
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    assert code_of(reverse([*taken, *taken], story.postings, day(20))) is Code.ALREADY_REVERSED


def test_a_reversal_is_not_dated_before_what_it_undoes(story: Story) -> None:
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    assert code_of(reverse(taken, story.postings, day(11))) is Code.DATE_BEFORE_DOCUMENT


def test_a_receipt_that_is_applied_or_refunded_is_not_reversed(story: Story) -> None:
    arrival = story.postings[1:2]
    taken = story.write(story.pay("PAY-1", "INV-1", 1_000, 12))
    assert code_of(reverse(arrival, story.postings, day(15))) is Code.RECEIPT_IN_USE
    assert code_of(reverse(arrival, story.postings, day(11))) is Code.RECEIPT_IN_USE
    story.write(reverse(taken, story.postings, day(15)))
    story.write(refund(story.cash("PAY-1", 16), eur(1)))
    assert code_of(reverse(arrival, story.postings, day(17))) is Code.RECEIPT_IN_USE
    assert code_of(return_receipt("PAY-1", story.postings, day(17))) is Code.RECEIPT_IN_USE


def test_an_unused_receipt_is_reversed_and_then_holds_nothing(story: Story) -> None:
    story.write(reverse(story.postings[1:2], story.postings, day(15)))
    assert story.at(15).unapplied_minor["PAY-1"] == 0
    assert story.at(14).unapplied_minor["PAY-1"] == 6_000
    assert code_of(story.pay("PAY-1", "INV-1", 1, 16)) is Code.OVER_APPLICATION
    assert code_of(story.pay("PAY-1", "INV-1", 1, 11)) is Code.OVER_APPLICATION
    assert story.is_clean()


def test_a_returned_payment_reopens_exactly_what_it_had_settled(story: Story) -> None:
    story.open("INV-2", 2_000)
    story.write(story.pay("PAY-1", "INV-1", 4_000, 12, Residual(Kind.BANK_FEE, eur(15))))
    undone = story.write(story.pay("PAY-1", "INV-2", 500, 12))
    story.write(reverse(undone, story.postings, day(13)))
    story.write(story.pay("PAY-1", "INV-2", 2_000, 14))
    story.write(return_receipt("PAY-1", story.postings, day(20)))
    assert story.at(20).open_minor == {"INV-1": 10_000, "INV-2": 2_000}
    assert story.at(20).unapplied_minor == {"PAY-1": 0}
    assert story.at(19).open_minor == {"INV-1": 5_985, "INV-2": 0}
    assert code_of(return_receipt("PAY-1", story.postings, day(21))) is Code.ALREADY_REVERSED
    assert code_of(return_receipt("PAY-9", story.postings, day(21))) is Code.NO_LINES
    assert story.is_clean()


def test_an_invoice_is_cancelled_only_once_nothing_settles_it(story: Story) -> None:
    opening = story.postings[:1]
    taken = story.write(story.pay("PAY-1", "INV-1", 1_000, 12))
    assert code_of(reverse(opening, story.postings, day(20))) is Code.RECEIVABLE_IN_USE
    assert code_of(reverse(opening, story.postings, day(5))) is Code.RECEIVABLE_IN_USE
    story.write(reverse(taken, story.postings, day(20)))
    story.write(reverse(opening, story.postings, day(20)))
    assert [story.open_on("INV-1", on) for on in (11, 12, 20)] == [10_000, 9_000, 0]
    assert code_of(write_off(story.item("INV-1", 21), eur(1))) is Code.NOTHING_OPEN
    assert story.is_clean()


def test_a_credit_note_in_use_is_not_cancelled_and_its_use_can_be_undone(story: Story) -> None:
    opening = story.open("CN-1", 3_000, kind=Kind.CREDIT_NOTE)
    used = story.write(apply_credit(story.item("CN-1", 8), story.item("INV-1", 8), eur(2_000)))
    assert code_of(reverse(opening, story.postings, day(9))) is Code.RECEIVABLE_IN_USE
    story.write(reverse(used, story.postings, day(9)))
    assert story.at(9).open_minor == {"INV-1": 10_000, "CN-1": -3_000}
    story.write(reverse(opening, story.postings, day(9)))
    assert story.at(9).open_minor == {"INV-1": 10_000, "CN-1": 0}
    assert story.is_clean()


def test_a_rounding_gain_is_undone_together_with_its_payment_or_not_at_all() -> None:
    story = Story()
    story.open("INV-1", 10_000)
    story.receive("PAY-1", 10_002, 5)
    paid, gain = story.write(story.pay("PAY-1", "INV-1", 10_002, 5, Residual(Kind.ROUNDING, eur(-2))))
    assert code_of(reverse([gain], story.postings, day(6))) is Code.BREAKS_OPEN_AMOUNT
    assert code_of(reverse([paid], story.postings, day(6))) is Code.BREAKS_OPEN_AMOUNT
    story.write(reverse([paid, gain], story.postings, day(6)))
    assert story.open_on("INV-1", 6) == 10_000
    assert story.is_clean()


def test_an_identification_is_undone_only_while_nothing_was_applied_on_it() -> None:
    story = Story()
    story.open("INV-1", 10_000)
    story.receive("PAY-1", 6_000, 5, customer=None)
    named = story.write(identify(story.cash("PAY-1", 6), "Acme"))
    taken = story.write(story.pay("PAY-1", "INV-1", 6_000, 8))
    assert code_of(reverse(named, story.postings, day(9))) is Code.RECEIPT_IN_USE
    assert code_of(reverse(named, story.postings, day(7))) is Code.RECEIPT_IN_USE
    story.write(reverse(taken, story.postings, day(9)))
    story.write(reverse(named, story.postings, day(9)))
    assert story.at(8).receipt_customer["PAY-1"] == "Acme"
    assert story.at(9).receipt_customer["PAY-1"] is None
    story.write(identify(story.cash("PAY-1", 9), "Beta"))
    assert story.at(9).receipt_customer["PAY-1"] == "Beta"
    assert story.is_clean()


def test_a_written_off_invoice_comes_back(story: Story) -> None:
    lost = story.write(write_off(story.item("INV-1", 60), eur(10_000)))
    story.write(reverse(lost, story.postings, day(70)))
    assert [story.open_on("INV-1", on) for on in (59, 60, 70)] == [10_000, 0, 10_000]
