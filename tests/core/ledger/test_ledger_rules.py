"""What the ledger allows and refuses, told the way an accountant would."""

from __future__ import annotations

import pytest
from ledger_story import Story, code_of, day, eur

from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.postings import MAX_MINOR, Account, Kind
from duly.core.ledger.refusal import SENTENCES, Code, Refused, sentence
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.apply_receipt import Line, Residual, apply_receipt
from duly.core.ledger.rules.credit_refund import credit_refund
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.rules.not_ours import not_ours
from duly.core.ledger.rules.open_receivable import open_receivable
from duly.core.ledger.rules.record_receipt import record_receipt
from duly.core.ledger.rules.refund import refund
from duly.core.ledger.rules.write_off import write_off
from duly.core.money.money import Money


@pytest.fixture
def story() -> Story:
    """Acme owes 100.00 since day 0 and paid 60.00 on day 10."""
    told = Story()
    told.open("INV-1", 10_000)
    told.receive("PAY-1", 6_000, 10)
    return told


def test_a_part_payment_leaves_the_rest_open_and_earlier_days_untouched(story: Story) -> None:
    story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    assert [story.open_on("INV-1", on) for on in (0, 11, 12)] == [10_000, 10_000, 4_000]
    assert story.at(11).unapplied_minor == {"PAY-1": 6_000}
    assert story.at(12).unapplied_minor == {"PAY-1": 0}
    assert story.is_clean()


def test_a_discount_and_a_bank_fee_close_the_invoice_with_the_payment(story: Story) -> None:
    story.receive("PAY-2", 3_780, 12)
    story.write(story.pay("PAY-1", "INV-1", 6_000, 12))
    taken = (Residual(Kind.DISCOUNT, eur(200)), Residual(Kind.BANK_FEE, eur(20)))
    story.write(story.pay("PAY-2", "INV-1", 3_780, 12, *taken))
    state = story.at(12)
    assert state.open_minor["INV-1"] == 0
    assert state.accounts[Account.DISCOUNTS_ALLOWED, "EUR"] == 200
    assert state.accounts[Account.BANK_FEES, "EUR"] == 20
    assert state.accounts[Account.RECEIVABLES, "EUR"] == 0
    assert story.is_clean()


def test_an_overpayment_by_two_cents_closes_with_a_rounding_gain() -> None:
    story = Story()
    story.open("INV-1", 10_000)
    story.receive("PAY-1", 10_002, 5)
    story.write(story.pay("PAY-1", "INV-1", 10_002, 5, Residual(Kind.ROUNDING, eur(-2))))
    assert story.open_on("INV-1", 5) == 0
    assert story.at(5).accounts[Account.ROUNDING, "EUR"] == -2
    assert story.is_clean()


def test_one_receipt_pays_several_invoices_in_one_entry(story: Story) -> None:
    story.open("INV-2", 2_500, 3)
    lines = [Line(story.item("INV-1", 10), eur(3_500)), Line(story.item("INV-2", 10), eur(2_500))]
    made = story.write(apply_receipt(story.cash("PAY-1", 10), lines))
    assert [row.receivable_id for row in made] == ["INV-1", "INV-2"]
    assert story.at(10).open_minor == {"INV-1": 6_500, "INV-2": 0}


def test_a_receipt_is_never_applied_beyond_what_arrived(story: Story) -> None:
    assert code_of(story.pay("PAY-1", "INV-1", 6_001, 10)) is Code.OVER_APPLICATION
    story.open("INV-2", 5_000)
    lines = [Line(story.item("INV-1", 10), eur(4_000)), Line(story.item("INV-2", 10), eur(2_001))]
    assert code_of(apply_receipt(story.cash("PAY-1", 10), lines)) is Code.OVER_APPLICATION


def test_an_invoice_is_never_settled_beyond_what_is_open(story: Story) -> None:
    story.receive("PAY-2", 20_000, 10)
    assert code_of(story.pay("PAY-2", "INV-1", 10_001, 10)) is Code.BEYOND_OPEN
    too_much = Residual(Kind.DISCOUNT, eur(1))
    assert code_of(story.pay("PAY-2", "INV-1", 10_000, 10, too_much)) is Code.BEYOND_OPEN
    story.write(story.pay("PAY-2", "INV-1", 10_000, 10))
    assert code_of(story.pay("PAY-1", "INV-1", 1, 10)) is Code.NOTHING_OPEN


def test_a_back_dated_payment_may_not_overdraw_a_later_day(story: Story) -> None:
    story.receive("PAY-2", 10_000, 5)
    story.write(story.pay("PAY-1", "INV-1", 6_000, 20))
    assert story.open_on("INV-1", 8) == 10_000
    assert code_of(story.pay("PAY-2", "INV-1", 4_001, 8)) is Code.BEYOND_OPEN
    story.write(story.pay("PAY-2", "INV-1", 4_000, 8))
    assert [story.open_on("INV-1", on) for on in (7, 8, 20)] == [10_000, 6_000, 0]
    assert story.is_clean()


@pytest.mark.parametrize("minor", [0, -5])
def test_zero_and_negative_amounts_are_refused_everywhere(story: Story, minor: int) -> None:
    story.open("CN-1", 500, kind=Kind.CREDIT_NOTE)
    amount, cash, invoice, credit = (
        eur(minor),
        *(story.cash("PAY-1", 10), story.item("INV-1", 10)),
        story.item("CN-1", 10),
    )
    item = Receivable("X", "Acme", Kind.INVOICE, "X", day(0), day(0), minor, "EUR")
    decisions = (
        open_receivable(item),
        record_receipt(Receipt("X", None, day(0), minor, "EUR")),
        apply_receipt(cash, [Line(invoice, amount)]),
        apply_receipt(cash, [Line(invoice, eur(5), (Residual(Kind.DISCOUNT, amount),))]),
        apply_credit(credit, invoice, amount),
        credit_refund(credit, amount),
        refund(cash, amount),
        not_ours(cash, amount),
        write_off(invoice, amount),
    )
    assert {code_of(decision) for decision in decisions} == {Code.AMOUNT_NOT_POSITIVE}


def test_absurd_amounts_are_refused_with_the_limit_named() -> None:
    item = Receivable("X", "Acme", Kind.INVOICE, "X", day(0), day(0), MAX_MINOR + 1, "EUR")
    assert code_of(open_receivable(item)) is Code.AMOUNT_TOO_LARGE


def test_currencies_never_mix(story: Story) -> None:
    story.receive("USD-1", 6_000, 10, currency="USD")
    cash, invoice, dollars = story.cash("PAY-1", 10), story.item("INV-1", 10), Money(100, "USD")
    assert code_of(story.pay("USD-1", "INV-1", 100, 10)) is Code.CURRENCY_MISMATCH
    assert code_of(refund(cash, dollars)) is Code.CURRENCY_MISMATCH
    assert code_of(write_off(invoice, dollars)) is Code.CURRENCY_MISMATCH
    mixed = Line(invoice, eur(100), (Residual(Kind.DISCOUNT, dollars),))
    assert code_of(apply_receipt(cash, [mixed])) is Code.CURRENCY_MISMATCH


def test_nothing_happens_before_its_document(story: Story) -> None:
    story.open("INV-2", 5_000, 20)
    assert code_of(story.pay("PAY-1", "INV-1", 100, 9)) is Code.DATE_BEFORE_DOCUMENT
    assert code_of(story.pay("PAY-1", "INV-2", 100, 19)) is Code.DATE_BEFORE_DOCUMENT
    assert code_of(refund(story.cash("PAY-1", 9), eur(1))) is Code.DATE_BEFORE_DOCUMENT
    assert code_of(write_off(story.item("INV-2", 19), eur(1))) is Code.DATE_BEFORE_DOCUMENT
    assert code_of(identify(story.cash("PAY-1", 9), "Beta")) is Code.DATE_BEFORE_DOCUMENT


def test_one_customer_pays_for_another_only_when_that_is_said(story: Story) -> None:
    story.open("INV-B", 6_000, customer="Beta")
    assert code_of(story.pay("PAY-1", "INV-B", 6_000, 10)) is Code.CROSSES_CUSTOMERS
    made = story.write(story.pay("PAY-1", "INV-B", 6_000, 10, third_party=True))
    assert made[0].third_party and made[0].customer_id == "Beta"
    balances = story.at(10).balances
    assert balances["Beta", "EUR"].balance_minor == 0
    assert balances["Acme", "EUR"].balance_minor == 10_000
    assert story.is_clean()


def test_the_third_party_mark_is_set_only_where_customers_differ(story: Story) -> None:
    made = story.write(story.pay("PAY-1", "INV-1", 100, 10, third_party=True))
    assert not made[0].third_party


def test_apply_refuses_odd_lines(story: Story) -> None:
    story.open("CN-1", 500, kind=Kind.CREDIT_NOTE)
    cash, invoice = story.cash("PAY-1", 10), story.item("INV-1", 10)
    assert code_of(apply_receipt(cash, [])) is Code.NO_LINES
    assert code_of(apply_receipt(cash, [Line(invoice, eur(1)), Line(invoice, eur(2))])) is Code.REPEATED_RECEIVABLE
    assert code_of(apply_receipt(cash, [Line(story.item("CN-1", 10), eur(1))])) is Code.NOT_A_DEBT
    odd = Line(invoice, eur(1), (Residual(Kind.WRITE_OFF, eur(1)),))
    assert code_of(apply_receipt(cash, [odd])) is Code.NOT_A_RESIDUAL
    nothing_left = Line(invoice, eur(5), (Residual(Kind.ROUNDING, eur(-5)),))
    assert code_of(apply_receipt(cash, [nothing_left])) is Code.RESIDUAL_EXCEEDS_PAYMENT


def test_short_payments_are_forgiven_within_the_limit_or_with_a_second_person(story: Story) -> None:
    line = Line(story.item("INV-1", 10), eur(6_000), (Residual(Kind.SHORT_PAYMENT, eur(300)),))
    cash = story.cash("PAY-1", 10)
    assert code_of(apply_receipt(cash, [line], short_payment_limit_minor=299)) is Code.ABOVE_LIMIT
    assert not isinstance(apply_receipt(cash, [line], short_payment_limit_minor=300), Refused)
    assert not isinstance(apply_receipt(cash, [line], short_payment_limit_minor=299, second_approval=True), Refused)


def test_a_write_off_above_the_limit_needs_a_second_person(story: Story) -> None:
    invoice = story.item("INV-1", 40)
    assert code_of(write_off(invoice, eur(5_000), limit_minor=4_999)) is Code.ABOVE_LIMIT
    story.write(write_off(invoice, eur(5_000), limit_minor=4_999, second_approval=True))
    assert story.open_on("INV-1", 40) == 5_000
    assert story.at(40).accounts[Account.BAD_DEBT, "EUR"] == 5_000
    assert story.is_clean()


def test_a_credit_note_pays_an_invoice_and_the_rest_is_paid_out(story: Story) -> None:
    story.open("CN-1", 3_000, 5, kind=Kind.CREDIT_NOTE)
    story.write(apply_credit(story.item("CN-1", 8), story.item("INV-1", 8), eur(2_000)))
    assert story.at(8).open_minor == {"INV-1": 8_000, "CN-1": -1_000}
    assert code_of(credit_refund(story.item("CN-1", 9), eur(1_001))) is Code.BEYOND_OPEN
    story.write(credit_refund(story.item("CN-1", 9), eur(1_000)))
    assert story.open_on("CN-1", 9) == 0
    assert story.is_clean()


def test_credits_go_on_debts_of_the_same_customer(story: Story) -> None:
    story.open("CN-1", 3_000, kind=Kind.CREDIT_NOTE)
    story.open("CN-B", 3_000, kind=Kind.CREDIT_NOTE, customer="Beta")
    invoice, credit, other = (story.item(number, 10) for number in ("INV-1", "CN-1", "CN-B"))
    assert code_of(apply_credit(invoice, invoice, eur(1))) is Code.NOT_A_CREDIT_NOTE
    assert code_of(apply_credit(credit, other, eur(1))) is Code.NOT_A_DEBT
    assert code_of(apply_credit(other, invoice, eur(1))) is Code.CROSSES_CUSTOMERS
    assert code_of(apply_credit(credit, invoice, eur(3_001))) is Code.BEYOND_OPEN
    assert code_of(credit_refund(invoice, eur(1))) is Code.NOT_A_CREDIT_NOTE
    assert code_of(write_off(credit, eur(1))) is Code.NOT_A_DEBT
    story.write(apply_credit(other, invoice, eur(1), third_party=True))
    assert story.is_clean()


def test_unidentified_money_settles_nothing_until_somebody_owns_it(story: Story) -> None:
    story.receive("PAY-X", 4_000, 10, customer=None)
    assert story.at(10).balances[None, "EUR"].unapplied_minor == 4_000
    assert code_of(story.pay("PAY-X", "INV-1", 4_000, 12)) is Code.UNIDENTIFIED_RECEIPT
    story.write(identify(story.cash("PAY-X", 12), "Acme"))
    story.write(story.pay("PAY-X", "INV-1", 4_000, 12))
    assert story.at(11).receipt_customer["PAY-X"] is None
    assert story.at(12).receipt_customer["PAY-X"] == "Acme"
    assert story.is_clean()


def test_money_is_not_applied_on_a_day_before_it_was_identified(story: Story) -> None:
    story.receive("PAY-X", 4_000, 10, customer=None)
    story.write(identify(story.cash("PAY-X", 12), "Acme"))
    assert code_of(story.pay("PAY-X", "INV-1", 4_000, 11)) is Code.UNIDENTIFIED_RECEIPT


def test_a_receipt_passes_to_another_customer_only_on_request_and_while_unapplied(story: Story) -> None:
    assert code_of(identify(story.cash("PAY-1", 11), "Beta")) is Code.ALREADY_IDENTIFIED
    assert code_of(identify(story.cash("PAY-1", 11), "Acme", reassign=True)) is Code.ALREADY_IDENTIFIED
    story.write(identify(story.cash("PAY-1", 14), "Beta", reassign=True))
    assert story.at(13).receipt_customer["PAY-1"] == "Acme"
    assert story.at(14).receipt_customer["PAY-1"] == "Beta"
    assert code_of(story.pay("PAY-1", "INV-1", 100, 12)) is Code.OWNER_CHANGES_LATER
    assert code_of(identify(story.cash("PAY-1", 12), "Gamma", reassign=True)) is Code.OWNER_CHANGES_LATER
    story.write(story.pay("PAY-1", "INV-1", 100, 15, third_party=True))
    assert code_of(identify(story.cash("PAY-1", 15), "Acme", reassign=True)) is Code.RECEIPT_IN_USE
    assert story.is_clean()


def test_unapplied_cash_is_sent_back_or_set_aside_but_only_once(story: Story) -> None:
    story.write(refund(story.cash("PAY-1", 11), eur(2_000)))
    story.write(not_ours(story.cash("PAY-1", 11), eur(1_000)))
    assert story.at(11).unapplied_minor["PAY-1"] == 3_000
    assert story.at(11).accounts[Account.NOT_RECEIVABLES, "EUR"] == -1_000
    assert story.at(11).accounts[Account.BANK, "EUR"] == 4_000
    assert code_of(refund(story.cash("PAY-1", 11), eur(3_001))) is Code.OVER_APPLICATION
    assert code_of(refund(story.cash("PAY-1", 10), eur(3_001))) is Code.OVER_APPLICATION
    assert story.is_clean()


def test_what_is_gone_needs_no_owner(story: Story) -> None:
    story.receive("PAY-X", 500, 10, customer=None)
    story.write(not_ours(story.cash("PAY-X", 10), eur(500)))
    assert code_of(identify(story.cash("PAY-X", 11), "Acme")) is Code.RECEIPT_IN_USE


def test_every_code_has_a_sentence_that_says_what_to_do(story: Story) -> None:
    assert set(SENTENCES) == set(Code)
    refused = story.pay("PAY-1", "INV-1", 6_001, 10)
    assert isinstance(refused, Refused)
    assert sentence(refused) == (
        "60.01 EUR is more than the 60.00 EUR that receipt PAY-1 has left from 2026-01-11 on. "
        "Lower the amount, or undo another use of the receipt first."
    )
