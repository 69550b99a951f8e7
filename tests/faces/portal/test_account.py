"""What the page shows: one number, what it is for, how to pay it. Never anybody else's."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta

from duly.core.cash.matching.exact import match_exact
from duly.core.cash.matching.index import OpenItemIndex
from duly.core.cash.matching.values import CashLine, OpenItem
from duly.core.cash.references import is_creditor_reference
from duly.services.accounts.create_company import create_company
from duly.services.payments.prepare_transfer import TransferLine, prepare_transfer
from duly.store.models import Company
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice, make_receipt
from tests.faces.portal.conftest import IBAN, World
from tests.faces.portal.guest import Guest, new_link, words

TODAY = date(2026, 3, 16)


def test_the_number_is_what_is_due_now(world: World) -> None:
    world.guest.enter(world.link())
    page = world.guest.text("/p/home/")
    assert "Due now EUR 1,190.00 The oldest part was due on March 6, 2026." in page
    assert "the account of Customer Nord (customer number Nord) with Test Trading GmbH" in page
    assert "INV-1002 due Mar 21, 2026 · due in 5 days" in page


def test_credit_notes_and_money_on_account_are_told(world: World) -> None:
    make_invoice(world.act, world.customer, "CN-1", 19000, due=TODAY, kind="credit_note")
    make_receipt(world.act, "bank-1", 5000, customer_id=world.customer.pk)
    world.guest.enter(world.link())
    page = world.guest.text("/p/home/")
    assert "Due now EUR 1,000.00" in page
    assert "Credit notes of EUR 190.00 are taken into account." in page
    assert "EUR 50.00 of yours have arrived and are not assigned" in page
    assert "Credit note CN-1" in page
    pay = world.guest.text("/p/home/pay/")
    assert "EUR 1,000.00" in pay
    assert "INV-1001, CN-1" in pay


def test_paid_up_customers_are_thanked(world: World) -> None:
    quiet = make_customer(world.act, "Quiet")
    world.guest.enter(new_link(world.act, quiet.pk))
    page = world.guest.text("/p/home/")
    assert "Nothing is open" in page
    assert "There is nothing to pay. Thank you." in page
    assert "Pay by bank transfer" not in page


def test_the_transfer_names_account_reference_and_code(world: World) -> None:
    world.guest.enter(world.link(), "pay")
    page = world.guest.look("/p/home/pay/").content.decode()
    assert "COBADEFFXXX" in page
    assert "".join(re.findall(r"<span>([A-Z0-9]{2,4})</span>", page)).startswith(IBAN)
    assert "<svg" in page
    both = world.guest.text(f"/p/home/pay/?picked=1&r={world.late}&r={world.coming}")
    assert "EUR 1,690.00" in both
    assert "INV-1001, INV-1002" in both
    assert "Choose at least one invoice." in world.guest.text("/p/home/pay/?picked=1")


def test_other_currencies_are_paid_apart_and_have_no_code(world: World) -> None:
    usd = make_invoice(world.act, world.customer, "INV-3", 700, due=TODAY, currency="USD")
    world.guest.enter(world.link())
    page = world.guest.look(f"/p/home/pay/?picked=1&r={usd}")
    assert "USD 7.00" in words(page)
    assert "<svg" not in page.content.decode()
    both = words(world.guest.look("/p/home/pay/"))
    assert "EUR 1,190.00" in both
    assert "USD 7.00" in both


def test_one_invoice_is_named_by_a_creditor_reference(world: World) -> None:
    line = TransferLine("INV-1001", "", 100)
    made = prepare_transfer(holder="T", iban=IBAN, bic="", currency="EUR", lines=[line], customer_number="C")
    assert is_creditor_reference(made.reference)
    assert made.qr_text.startswith("BCD\n002\n1\nSCT\n")
    many = [TransferLine(f"INVOICE-{n:09}", "", 1) for n in range(20)]
    made = prepare_transfer(holder="T", iban=IBAN, bic="", currency="EUR", lines=many, customer_number="C-77")
    assert made.reference.endswith("C77")


def test_what_we_ask_to_write_is_what_cash_application_reads(world: World) -> None:
    lines = [TransferLine(f"INV-{n}", "", n) for n in (1001, 1002, 1003)]
    made = prepare_transfer(holder="T", iban=IBAN, bic="", currency="EUR", lines=lines, customer_number="C")
    items = [OpenItem(n, 1, f"INV-{n}", "EUR", n, TODAY) for n in (1001, 1002, 1003, 1004)]
    paid = CashLine(1, made.amount.minor, "EUR", TODAY, texts=(made.text,))
    (decision,) = match_exact([paid], OpenItemIndex(items))
    assert decision.automatic is not None
    assert {one.receivable_id for one in decision.automatic.allocations} == {1001, 1002, 1003}


def test_nothing_of_others_is_shown_or_accepted(world: World, company: int) -> None:
    other = create_company(name="Other Secret Ltd", slug="other")
    with in_company(other):
        there = replace(world.act, company_id=other)
        foreign = make_invoice(there, make_customer(there, "Far"), "INV-9001", 900, due=TODAY)
    world.guest.enter(world.link())
    for strange in (world.strangers, foreign, 10**17, "x", "-1", "1e3", "٣", "9" * 30):
        for page in ("pay", "promise", "paid", "dispute"):
            answer = world.guest.client.get(f"/p/home/{page}/", {"r": [world.late, strange]})
            assert answer.status_code == 404, (page, strange)
            assert "Secret" not in answer.content.decode()
        for page, values in (
            ("promise", {"promised_date": "2026-03-20"}),
            ("paid", {"paid_date": "2026-03-10", "method": "transfer"}),
            ("dispute", {"reason": "price"}),
        ):
            sent = world.guest.send(f"/p/home/{page}/", values | {"r": strange}, seen_on="/p/home/contact/")
            assert sent.status_code == 404, (page, strange)
    for kind in ("promise", "paid", "dispute", "contact", "x"):
        assert world.guest.look(f"/p/home/said/{kind}/1/").status_code == 404
        assert world.guest.look(f"/p/home/said/{kind}/{10**30}/").status_code == 404


def test_a_link_of_one_company_opens_nothing_of_another(world: World) -> None:
    token = world.link()
    other = create_company(name="Other", slug="other")
    _, _, secret = token.partition("-")
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    forged = ""
    rest = other
    while rest:
        rest, last = divmod(rest, 36)
        forged = digits[last] + forged
    assert Guest().enter(f"{forged}-{secret}").status_code == 404


def test_settled_meanwhile_is_left_out_kindly(world: World) -> None:
    from duly.services.cash.apply_receipt import AllocationLine, apply_receipt

    receipt = make_receipt(world.act, "b", 119000, customer_id=world.customer.pk)
    apply_receipt(act=world.act, receipt_id=receipt, lines=[AllocationLine(world.late, 119000)])
    world.guest.enter(world.link())
    assert "EUR 500.00" in world.guest.text(f"/p/home/pay/?picked=1&r={world.late}&r={world.coming}")


def test_the_statement_adds_up_and_is_safe_to_open(world: World) -> None:
    make_invoice(world.act, world.customer, "=cmd|'/c calc'!A1", 100, due=TODAY)
    make_receipt(world.act, "b", 9000, customer_id=world.customer.pk)
    world.guest.enter(world.link(), "statement")
    page = world.guest.text("/p/home/statement/")
    assert "Payment received" in page
    answer = world.guest.look("/p/home/statement.csv?from_date=2025-01-01&to_date=2026-03-16")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Date"
    assert sum(round(float(row[5]) * 100) for row in rows[2:-1]) == 119000 + 50000 + 100 - 9000
    assert rows[-1][6] == "1601.00"
    assert any(row[2].startswith("'=cmd") for row in rows)
    wrong = world.guest.text("/p/home/statement/?from_date=2026-03-16&to_date=2026-03-01")
    assert "The first day lies after the last" in wrong


def test_disputes_promises_and_claims_leave_the_number(world: World) -> None:
    world.guest.enter(world.link())
    send = world.guest.send
    send(
        "/p/home/dispute/",
        {"r": world.late, "reason": "price", "amount": "190"},
        seen_on=f"/p/home/dispute/?r={world.late}",
    )
    page = world.guest.text("/p/home/")
    assert "Due now EUR 1,000.00" in page
    assert "EUR 190.00 contested" in page
    day = (TODAY + timedelta(days=9)).isoformat()
    send("/p/home/promise/", {"r": world.late, "promised_date": day})
    page = world.guest.text("/p/home/")
    assert "Nothing is due today" in page
    assert "promised for Mar 25, 2026" in page
    assert "Next: EUR 500.00 by March 21, 2026." in page


def test_without_a_bank_account_nothing_is_invented(world: World, company: int) -> None:
    Company.objects.filter(pk=company).update(iban="")
    world.guest.enter(world.link())
    assert "printed on your invoice" in world.guest.text("/p/home/")
    assert "printed on your invoice" in world.guest.text("/p/home/pay/")
