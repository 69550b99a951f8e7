"""Cash in the console: a bank file is dropped, what it leaves is applied by hand, taken back, kept or sent away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from duly.core.ledger.postings import Kind, posting
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.match_receipts import match_receipts
from duly.services.ledger.record_postings import record_postings
from duly.store.models import Activity, Company, Receipt
from duly.store.queries.audit import run_audit
from duly.store.queries.cash_receipts import receipt_history
from tests.builders import make_customer, make_invoice, make_receipt, open_minor, unapplied_minor
from tests.demo_bank import OWN, Payment, bank_file
from tests.faces.console.conftest import Enter

DUE = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def the_books_hold(company: int) -> Any:
    yield
    assert [f for check in run_audit(company) for f in check.findings] == []


def drop(client: Client, data: bytes, name: str = "march.xml") -> Any:
    return client.post(reverse("console:cash_import"), {"files": SimpleUploadedFile(name, data)}, follow=True)


def read(response: Any) -> str:
    """What the browser shows, with plain blanks."""
    return str(response.content.decode()).replace("\u00a0", " ").replace("&#x27;", "'")


def page(client: Client, receipt_id: int, query: str = "") -> str:
    return read(client.get(reverse("console:cash_receipt", args=[receipt_id]) + query))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found.group(1) if found else ""


def post(client: Client, action: str, receipt_id: int, **values: Any) -> Any:
    return client.post(reverse(f"console:cash_{action}", args=[receipt_id]), values, follow=True)


def test_a_dropped_file_is_read_matched_and_reported(company: int, act: Act, enter: Enter) -> None:
    invoice = make_invoice(act, make_customer(act), "R-1001", 12_000, due=DUE)
    client = enter("clerk")
    data = bank_file(Payment(12_000, "R-1001"), Payment(700, "who knows", "Stranger Demo"), Payment(-100, "fee"))
    done = drop(client, data)
    html = read(done)
    assert open_minor(invoice) == 0
    assert "march.xml" in html and "adds up" in html and "EUR 127.00" in html and "Lines for a person" in html
    again = read(drop(client, data, "again.xml"))
    assert "It adds nothing." in again
    assert Receipt.objects.count() == 2
    listed = read(client.get(reverse("console:cash")))
    assert "Stranger Demo" in listed and "R-1001" not in listed
    assert "march.xml" in read(client.get(reverse("console:cash_files")))


def test_a_csv_that_can_be_read_in_two_ways_is_asked_about_once(
    company: int, act: Act, enter: Enter, tmp_path: Path
) -> None:
    Company.objects.filter(pk=company).update(iban=OWN)
    client = enter("clerk")
    csv = "Date;Name;Purpose;Amount\n{day};Nord Demo GmbH;R-1;1.200,50\n"
    with override_settings(MEDIA_ROOT=tmp_path):
        asked = read(drop(client, csv.format(day="03/04/2025").encode(), "bank.csv"))
        assert "day first or month first" in asked and "year-month-day" not in asked
        assert not Receipt.objects.exists()
        answers = {"answer-date_convention": "dmy", "answer-currency": "EUR", "answer-account": OWN}
        form = {"sha256": hidden(asked, "sha256"), "name": "bank.csv", "save_as": "Demo Bank"}
        done = client.post(reverse("console:cash_answer"), answers | form, follow=True)
        assert done.redirect_chain and Receipt.objects.get().amount_minor == 120_050
        assert not [path for path in tmp_path.rglob("*") if path.is_file()], "the kept upload is gone"
        drop(client, csv.format(day="04/04/2025").encode(), "next.csv")
    assert Receipt.objects.count() == 2


def test_a_clerk_applies_with_a_bank_fee_and_takes_it_back(company: int, act: Act, enter: Enter) -> None:
    invoice = make_invoice(act, make_customer(act, name="Nord Demo GmbH"), "R-1001", 12_000, due=DUE)
    receipt = make_receipt(act, "b1", 11_900, text="invoice R-1001", payer_name="Nord Demo")
    match_receipts(act=act)
    client = enter("clerk")
    html = page(client, receipt)
    assert "<mark>R-1001</mark>" in html and "It is EUR 1.00 less" in html and 'value="119.00"' in html
    typed = {f"amount-{invoice}": "119,00", f"close-{invoice}": "bank_fee", "customer": hidden(html, "customer")}
    said = read(client.post(reverse("console:cash_preview", args=[receipt]), typed))
    assert "Settles R-1001 of Nord Demo GmbH." in said and "Closes EUR 1.00 of R-1001 as bank fee." in said
    assert open_minor(invoice) == 12_000, "a preview writes nothing"
    post(client, "apply", receipt, seen=hidden(html, "seen"), **typed)
    assert (open_minor(invoice), unapplied_minor(receipt)) == (0, 0)
    entry = receipt_history(company, receipt)[0]
    assert (entry.actor, entry.evidence["by"]) == ("Clerk", "person")
    client.post(reverse("console:cash_undo", args=[receipt, entry.id]))
    assert (open_minor(invoice), unapplied_minor(receipt)) == (12_000, 11_900)


def test_undo_on_one_receipt_leaves_alone_what_a_history_booked_with_it(company: int, act: Act, enter: Enter) -> None:
    """A history or an import settles thousands of invoices in one entry; a clerk undoes one receipt of them."""
    own, other = make_customer(act, "C1", name="Nord Demo GmbH"), make_customer(act, "C2", name="Sued Demo GmbH")
    mine = make_invoice(act, own, "R-1", 5_000, due=DUE)
    theirs, netted = (make_invoice(act, other, number, 7_000, due=DUE) for number in ("R-2", "R-3"))
    credit = make_invoice(act, other, "G-4", 7_000, due=DUE, kind="credit_note")
    receipt = make_receipt(act, "b1", 5_000, customer_id=own.pk)
    second = make_receipt(act, "b2", 7_000, customer_id=other.pk)
    euro, day = Money(5_000, "EUR"), act.business_date
    record_postings(act=act, verb="demo", postings=[
        posting(Kind.PRINCIPAL, euro, day, customer_id=own.pk, receivable_id=mine, receipt_id=receipt),
        posting(Kind.PRINCIPAL, euro, day, customer_id=other.pk, receivable_id=theirs, receipt_id=second),
        posting(Kind.CREDIT_APPLIED, euro, day, customer_id=other.pk, receivable_id=netted,
                source_receivable_id=credit),
    ])  # fmt: skip
    client = enter("clerk")
    html = page(client, receipt)
    assert "R-1" in html and not any(number in html for number in ("R-2", "R-3", "G-4"))
    entry = next(one for one in receipt_history(company, receipt) if one.undoable)
    assert [part.number for part in entry.parts] == ["R-1"]
    client.post(reverse("console:cash_undo", args=[receipt, entry.id]))
    assert (open_minor(mine), unapplied_minor(receipt)) == (5_000, 5_000)
    assert (open_minor(theirs), open_minor(netted), open_minor(credit)) == (2_000, 2_000, -2_000), "not of this receipt"
    undone = Activity.objects.filter(verb="ledger.unapply")
    assert [(line.customer_id, line.sentence) for line in undone] == [(own.pk, "1 booking undone, EUR 50.00")]
    assert next(one for one in receipt_history(company, receipt) if one.id == entry.id).undone


def test_a_receipt_that_is_used_up_still_says_whose_it_was(company: int, act: Act, enter: Enter) -> None:
    invoice = make_invoice(act, make_customer(act, name="Nord Demo GmbH"), "R-1001", 5_000, due=DUE)
    receipt = make_receipt(act, "b1", 5_000)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 5_000)])
    html = page(enter("clerk"), receipt)
    assert "All of it is applied" in html and "not known yet" not in html


def test_the_second_clerk_is_told_and_what_was_typed_stays(company: int, act: Act, enter: Enter) -> None:
    customer = make_customer(act)
    first = make_invoice(act, customer, "R-1", 5_000, due=DUE)
    second = make_invoice(act, customer, "R-2", 5_000, due=DUE)
    receipt = make_receipt(act, "b1", 9_000)
    one, other = enter("clerk"), enter("manager")
    seen = hidden(page(one, receipt, f"?customer={customer.pk}"), "seen")
    post(other, "apply", receipt, seen=seen, customer=customer.pk, **{f"amount-{first}": "50"})
    answer = post(one, "apply", receipt, seen=seen, customer=customer.pk, **{f"amount-{second}": "40"})
    html = read(answer)
    assert answer.status_code == 409
    assert "Manager changed this receipt while you were looking at it." in html
    assert 'value="40"' in html, "nothing typed is lost"
    assert (open_minor(second), unapplied_minor(receipt)) == (5_000, 4_000)


@pytest.mark.parametrize(("typed", "words"), [("1,234", "cannot be read"), ("99999", "more than the"), ("x", "cannot")])
def test_bad_amounts_are_answered_in_words_and_write_nothing(
    company: int, act: Act, enter: Enter, typed: str, words: str
) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 5_000, due=DUE)
    receipt = make_receipt(act, "b1", 9_000)
    answer = post(enter("clerk"), "apply", receipt, customer=customer.pk, **{f"amount-{invoice}": typed})
    assert answer.status_code == 409 and words in read(answer)
    assert open_minor(invoice) == 5_000


def test_money_of_others_needs_the_tick(company: int, act: Act, enter: Enter) -> None:
    payer, debtor = make_customer(act, "C1", name="Mother Demo"), make_customer(act, "C2", name="Daughter Demo")
    invoice = make_invoice(act, debtor, "R-1", 5_000, due=DUE)
    receipt = make_receipt(act, "b1", 5_000, customer_id=payer.pk)
    client = enter("clerk")
    typed = {f"amount-{invoice}": "50.00", "customer": debtor.pk}
    refused = post(client, "apply", receipt, **typed)
    assert "third-party" in read(refused) and open_minor(invoice) == 5_000
    post(client, "apply", receipt, third_party="on", **typed)
    assert open_minor(invoice) == 0


def test_on_account_not_ours_and_sent_back(company: int, act: Act, enter: Enter) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    kept, tax, back = (make_receipt(act, f"b{n}", 1_000) for n in range(3))
    client = enter("clerk")
    found = read(client.get(reverse("console:cash_receipt", args=[kept]), {"find": "nord"}))
    assert f"?customer={customer.pk}" in found
    post(client, "identify", kept, customer=customer.pk)
    post(client, "not_ours", tax, amount="10.00", reason="tax refund")
    post(client, "refund", back, amount="4", reason="paid twice")
    assert [unapplied_minor(one) for one in (kept, tax, back)] == [1_000, 0, 600]
    listed = read(client.get(reverse("console:cash"), {"state": "unapplied"}))
    assert "Nord Demo GmbH" in listed


def test_credit_notes_are_netted_as_proposed(company: int, act: Act, enter: Enter) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    invoice = make_invoice(act, customer, "R-1001", 10_000, due=DUE)
    credit = make_invoice(act, customer, "G-1002", 4_000, due=DUE, kind="credit_note")
    receipt = make_receipt(act, "b1", 6_000, text="R-1001 less G-1002", payer_name="Nord Demo")
    match_receipts(act=act)
    client = enter("clerk")
    html = page(client, receipt)
    assert "Numbers fit, less a credit note" in html and "Uses EUR 40.00 of credit note G-1002." in html
    typed = {f"amount-{invoice}": "100.00", f"amount-{credit}": "40.00", "customer": customer.pk}
    post(client, "apply", receipt, **typed)
    assert (open_minor(invoice), open_minor(credit), unapplied_minor(receipt)) == (0, 0, 0)


@pytest.mark.parametrize(("role", "sees", "applies"), [
    ("viewer", 200, 403), ("sales", 403, 403), ("clerk", 200, 302), ("manager", 200, 302), ("admin", 200, 302),
])  # fmt: skip
def test_who_may_see_and_who_may_act(
    company: int, act: Act, enter: Enter, role: str, sees: int, applies: int
) -> None:  # fmt: skip
    receipt = make_receipt(act, "b1", 1_000)
    client = enter(role)
    for name, args in (("cash", []), ("cash_files", []), ("cash_receipt", [receipt])):
        assert client.get(reverse(f"console:{name}", args=args)).status_code == sees
    values = {"amount": "10", "reason": "tax"}
    assert client.post(reverse("console:cash_not_ours", args=[receipt]), values).status_code == applies
    assert unapplied_minor(receipt) == (0 if applies == 302 else 1_000)
    assert client.get(reverse("console:cash_import")).status_code == (200 if applies == 302 else 403)


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(company: int, act: Act, enter: Enter) -> None:
    made = {make_receipt(act, f"b{n}", 1_000 + n % 7, payer_name=f"Payer {n}") for n in range(120)}
    client = enter("clerk")
    for sort in ("received", "-received", "left", "-left"):
        seen: list[int] = []
        address = f"?sort={sort}"
        while address:
            html = read(client.get(reverse("console:cash") + address))
            seen += [int(pk) for pk in re.findall(r'id="waiting-(\d+)"', html)]
            following = re.search(r'href="(\?[^"]*)" rel="next"', html)
            address = following.group(1).replace("&amp;", "&") if following else ""
        assert len(seen) == len(made) and set(seen) == made, sort


def test_an_empty_company_is_told_what_this_place_is_for(company: int, act: Act, enter: Enter) -> None:
    html = read(enter("clerk").get(reverse("console:cash")))
    assert "No money waits" in html and "Drop bank files here" in html


def test_another_companys_receipt_does_not_exist_here(company: int, act: Act, enter: Enter, other_act: Act) -> None:
    from duly.store.tenancy import in_company

    client = enter("clerk")
    with in_company(other_act.company_id):
        receipt = make_receipt(other_act, "b1", 1_000)
    assert client.get(reverse("console:cash_receipt", args=[receipt])).status_code == 404
    assert post(client, "refund", receipt, amount="10", reason="x").status_code == 404


def test_sending_back_twice_by_a_double_press_books_it_once(company: int, act: Act, enter: Enter) -> None:
    receipt = make_receipt(act, "b1", 9_000)
    client = enter("clerk")
    for number, action in enumerate(("refund", "not_ours"), 1):
        sent = {"amount": "20,00", "reason": "paid twice", "seen": hidden(page(client, receipt), "seen")}
        post(client, action, receipt, **sent)
        again = read(post(client, action, receipt, **sent))
        assert "Clerk changed this receipt while you were looking at it." in again
        assert unapplied_minor(receipt) == 9_000 - number * 2_000
    customer = make_customer(act)
    late = {"customer": customer.pk, "seen": sent["seen"]}
    assert "while you were looking" in read(post(client, "identify", receipt, **late))
