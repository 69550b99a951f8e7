"""What every customer has open is kept beside the ledger, and says what the open items say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.settle_otherwise import identify_receipt, refund_receipt
from duly.services.cash.unapply import unapply
from duly.services.ledger.rebuild_projections import rebuild_projections
from duly.services.ledger.settle_receivable import apply_credit_note, write_off_receivable
from duly.store.models import CustomerBalance
from duly.store.queries.audit import run_audit
from duly.store.queries.balances import balance_day, keep_balances, refresh_customer_balances
from tests.builders import make_customer, make_invoice, make_receipt


def assert_kept(company: int) -> None:
    assert [f for check in run_audit(company) for f in check.findings] == []


def the_balance(customer_id: int, currency: str = "EUR") -> CustomerBalance:
    return CustomerBalance.objects.get(customer_id=customer_id, currency=currency)


@pytest.fixture
def kept(company: int, act: Act) -> int:
    """A company whose balances are kept as of the act's day."""
    assert keep_balances(company, act.business_date)
    return company


def test_nothing_is_kept_before_somebody_asks(company: int, act: Act) -> None:
    buyer = make_customer(act)
    make_invoice(act, buyer, "R-1", 10_000, due=date(2026, 3, 1))
    assert balance_day(company) is None
    assert not CustomerBalance.objects.exists()
    assert keep_balances(company, act.business_date)
    assert not keep_balances(company, act.business_date)
    assert the_balance(buyer.pk).late_minor == 10_000


def test_each_age_has_its_place(kept: int, act: Act) -> None:
    buyer, today = make_customer(act), act.business_date
    for days, minor in ((-7, 1), (-6, 10), (0, 100), (1, 1_000), (30, 10_000), (31, 100_000), (60, 1_000_000),
                        (61, 10_000_000), (90, 100_000_000), (91, 1_000_000_000)):  # fmt: skip
        make_invoice(act, buyer, f"R{days}", minor, due=today - timedelta(days=days))
    one = the_balance(buyer.pk)
    ages = (one.age_0_minor, one.age_1_minor, one.age_2_minor, one.age_3_minor, one.age_4_minor)
    assert ages == (111, 11_000, 1_100_000, 110_000_000, 1_000_000_000)
    assert (one.late_minor, one.open_minor) == (1_111_111_000, 1_111_111_111)
    assert (one.item_count, one.late_count, one.week_count, one.week_minor) == (10, 7, 2, 110)
    assert one.oldest_due_date == today - timedelta(days=91)
    assert_kept(kept)


def test_every_deed_brings_the_balance_along(kept: int, act: Act) -> None:
    buyer, other = make_customer(act), make_customer(act, "C2")
    invoice = make_invoice(act, buyer, "R-1", 10_000, due=date(2026, 3, 1))
    credit = make_invoice(act, buyer, "G-1", 4_000, due=date(2026, 3, 1), kind="credit_note")
    one = the_balance(buyer.pk)
    assert (one.open_minor, one.credit_minor, one.late_minor) == (6_000, -4_000, 10_000)
    receipt = make_receipt(act, "bank-1", 3_000)
    entry = apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 2_500)])
    one.refresh_from_db()
    assert (one.late_minor, one.unapplied_minor) == (7_500, 500)
    assert_kept(kept)
    unapply(act=act, entry_id=entry)
    one.refresh_from_db()
    assert (one.late_minor, one.unapplied_minor) == (10_000, 0), "unidentified again"
    apply_credit_note(act=act, credit_note_id=credit, receivable_id=invoice, amount_minor=4_000)
    write_off_receivable(act=act, receivable_id=invoice, amount_minor=6_000)
    assert not CustomerBalance.objects.exists(), "nothing is open any more"
    identify_receipt(act=act, receipt_id=receipt, customer_id=other.pk)
    assert the_balance(other.pk).unapplied_minor == 3_000
    refund_receipt(act=act, receipt_id=receipt, amount_minor=3_000)
    assert not CustomerBalance.objects.exists()
    assert_kept(kept)


def test_currencies_are_kept_apart(kept: int, act: Act) -> None:
    buyer = make_customer(act)
    make_invoice(act, buyer, "R-1", 10_000, due=date(2026, 3, 1))
    make_invoice(act, buyer, "R-2", 700, due=date(2026, 3, 1), currency="USD")
    assert the_balance(buyer.pk).open_minor == 10_000
    assert the_balance(buyer.pk, "USD").open_minor == 700


def test_the_day_turns_for_all_at_once_and_back(kept: int, act: Act) -> None:
    buyer, today = make_customer(act), act.business_date
    make_invoice(act, buyer, "R-1", 10_000, due=today)
    assert the_balance(buyer.pk).late_minor == 0
    assert keep_balances(kept, today + timedelta(days=1))
    assert the_balance(buyer.pk).late_minor == 10_000
    assert_kept(kept)
    assert keep_balances(kept, today + timedelta(days=31))
    assert (the_balance(buyer.pk).age_1_minor, the_balance(buyer.pk).age_2_minor) == (0, 10_000)
    assert keep_balances(kept, today)
    assert the_balance(buyer.pk).late_minor == 0


def test_a_balance_that_is_wrong_is_found_and_put_right(kept: int, act: Act) -> None:
    buyer = make_customer(act)
    make_invoice(act, buyer, "R-1", 10_000, due=date(2026, 3, 1))
    CustomerBalance.objects.update(late_minor=1)
    found = [check for check in run_audit(kept) if check.breaches]
    assert [check.code for check in found] == ["I19"]
    rebuild_projections(company_id=kept)
    assert_kept(kept)
    CustomerBalance.objects.all().delete()
    assert [check.code for check in run_audit(kept) if check.breaches] == ["I19"]
    refresh_customer_balances(kept, [buyer.pk])
    assert_kept(kept)


def test_an_account_is_scored_anew_when_something_about_it_changes(kept: int, act: Act) -> None:
    from duly.services.accounts.add_note import snooze_customer

    buyer = make_customer(act)
    make_invoice(act, buyer, "R-1", 10_000, due=date(2026, 3, 1))
    assert not the_balance(buyer.pk).is_scored
    assert the_balance(buyer.pk).score == 10_000 * 15, "until then its place is an estimate"
    CustomerBalance.objects.update(is_scored=True)
    snooze_customer(act=act, customer_id=buyer.pk, until_date=date(2026, 4, 1))
    assert not the_balance(buyer.pk).is_scored
