"""A clerk puts money against invoices, changes their mind, and the books hold."""

from __future__ import annotations

from datetime import date

import pytest

from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.settle_otherwise import identify_receipt, mark_not_ours, refund_receipt
from duly.services.cash.unapply import unapply
from duly.services.ledger.rebuild_projections import rebuild_projections
from duly.services.ledger.settle_receivable import apply_credit_note, write_off_receivable
from duly.services.refused import ServiceRefused
from duly.store.models import Activity, OpenItem, OpenReceipt
from duly.store.queries.audit import run_audit
from tests.builders import make_customer, make_invoice, make_receipt, open_minor, unapplied_minor


def assert_clean(company: int) -> None:
    assert [f for check in run_audit(company) for f in check.findings] == []


def test_one_payment_settles_two_invoices_and_keeps_the_rest_on_account(company: int, act: Act) -> None:
    customer = make_customer(act)
    first = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    second = make_invoice(act, customer, "R-2", 5_000, due=date(2026, 3, 10))
    receipt = make_receipt(act, "bank-1", 15_500)
    entry = apply_receipt(
        act=act, receipt_id=receipt, lines=[AllocationLine(first, 10_000), AllocationLine(second, 5_000)]
    )
    assert (open_minor(first), open_minor(second), unapplied_minor(receipt)) == (0, 0, 500)
    assert OpenReceipt.objects.get(pk=receipt).customer_id == customer.pk, "applying says whose money it is"
    assert Activity.objects.filter(customer=customer, verb="receipt.applied").count() == 2
    assert_clean(company)
    unapply(act=act, entry_id=entry)
    assert (open_minor(first), open_minor(second), unapplied_minor(receipt)) == (10_000, 5_000, 15_500)
    assert OpenReceipt.objects.get(pk=receipt).customer_id is None
    with pytest.raises(ServiceRefused):
        unapply(act=act, entry_id=entry)
    assert_clean(company)


def test_a_discount_taken_closes_the_invoice(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 4, 1))
    receipt = make_receipt(act, "bank-1", 9_800, customer_id=customer.pk)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 9_800, {"discount": 200})])
    assert (open_minor(invoice), unapplied_minor(receipt)) == (0, 0)
    assert_clean(company)


def test_more_than_is_open_is_refused_with_a_remedy(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 4, 1))
    receipt = make_receipt(act, "bank-1", 20_000)
    with pytest.raises(ServiceRefused, match="Lower the amount"):
        apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 10_001)])
    assert open_minor(invoice) == 10_000


def test_money_of_one_customer_does_not_silently_pay_for_another(company: int, act: Act) -> None:
    one, other = make_customer(act, "C1"), make_customer(act, "C2")
    invoice = make_invoice(act, other, "R-1", 10_000, due=date(2026, 4, 1))
    receipt = make_receipt(act, "bank-1", 10_000, customer_id=one.pk)
    with pytest.raises(ServiceRefused) as refused:
        apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)])
    assert refused.value.code == "crosses_customers"
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)], third_party=True)
    assert open_minor(invoice) == 0
    assert_clean(company)


def test_credit_note_write_off_refund_and_not_ours(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    credit = make_invoice(act, customer, "G-1", 4_000, due=date(2026, 3, 1), kind="credit_note")
    assert open_minor(credit) == -4_000
    used = apply_credit_note(act=act, credit_note_id=credit, receivable_id=invoice, amount_minor=4_000)
    write_off_receivable(act=act, receivable_id=invoice, amount_minor=1_000)
    assert (open_minor(invoice), open_minor(credit)) == (5_000, 0)
    unapply(act=act, entry_id=used)
    assert (open_minor(invoice), open_minor(credit)) == (9_000, -4_000)
    stray = make_receipt(act, "bank-2", 700)
    mark_not_ours(act=act, receipt_id=stray, amount_minor=700)
    over = make_receipt(act, "bank-3", 900)
    identify_receipt(act=act, receipt_id=over, customer_id=customer.pk)
    refund_receipt(act=act, receipt_id=over, amount_minor=900)
    assert not OpenReceipt.objects.exists()
    assert_clean(company)


def test_the_projections_can_be_derived_anew(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    receipt = make_receipt(act, "bank-1", 3_000)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 2_500)])
    before = (list(OpenItem.objects.values()), list(OpenReceipt.objects.values()))
    OpenItem.objects.update(open_minor=1)
    assert any(check.code == "I18" and check.breaches for check in run_audit(company))
    rebuild_projections(company_id=company)
    assert (list(OpenItem.objects.values()), list(OpenReceipt.objects.values())) == before
    assert_clean(company)
