"""A customer's page answers in one screen, to those who may see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duly.services.accounts.add_note import add_note, log_call
from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.store.models import Contact, Customer, DunningProcedure
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text

DAY = timedelta(days=1)


@pytest.fixture
def nord(act: Act, procedure: DunningProcedure) -> Customer:
    """A customer with a paid past, three open invoices, a promise, a dispute, and money that waits."""
    customer = make_customer(act, "C1", name="Nord Trading", time_zone="Asia/Tokyo", country="JP", terms_text="net 30")
    Contact.objects.filter(customer=customer).update(name="Ada Demo", phone="+49 30 123-45")
    for number, late in (("P-1", 4), ("P-2", 10), ("P-3", 12)):
        paid = make_invoice(act, customer, number, 50_000, due=TODAY - 60 * DAY)
        receipt = make_receipt(
            act, f"B-{number}", 50_000, on=TODAY - 60 * DAY + late * DAY, customer_id=customer.pk
        )  # fmt: skip
        apply_receipt(
            act=act, receipt_id=receipt, lines=[AllocationLine(paid, 50_000)], on=TODAY - 60 * DAY + late * DAY
        )  # fmt: skip
    late = make_invoice(act, customer, "R-1", 120_000, due=TODAY - 40 * DAY)
    make_invoice(act, customer, "R-2", 30_000, due=TODAY - 5 * DAY)
    due = make_invoice(act, customer, "R-3", 10_000, due=TODAY + 5 * DAY)
    make_invoice(act, customer, "CN-1", 2_000, due=TODAY, issued=TODAY, kind="credit_note")
    make_receipt(act, "B-9", 1_000, customer_id=customer.pk, payer_name="NORD TRADING")
    open_dispute(act=act, receivable_id=late, reason_code="price", amount_minor=20_000)
    record_promise(act=act, customer_id=customer.pk, promised_date=TODAY + 3 * DAY, receivable_ids=[due])
    return customer


def test_the_page_answers_in_one_screen(enter: Enter, nord: Customer) -> None:
    page = text(enter("clerk").get(f"/customers/{nord.pk}/"))
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "1,570 .00" in plain, "balance: 1,600.00 of invoices less 20.00 of credit less 10.00 of cash"
    assert "1,500.00" in page.replace('<span class="dec">', "").replace("</span>", ""), "what is late"
    assert "oldest 40 days" in page
    assert "Regularly pays late: 10 days (median of 3 payments)" in page
    assert "200.00 disputed: The price differs" in page
    assert "100.00 by Mar 19, 2026" in page and "in 3 days" in page
    assert 'href="tel:+493012345"' in page and "in Tokyo" in page and "Accounts payable" in page
    assert "What happens next" in page and "First reminder by e-mail" in page
    assert "CN-1" in page and "NORD TRADING" in page
    assert "promised Mar 19, 2026" in page and "disputed" in page
    assert 'id="habits"' in page, "the payment-behaviour strip"


def test_a_customer_who_owes_nothing_has_a_calm_page(enter: Enter, act: Act) -> None:
    customer = make_customer(act, "C1", email=None)
    page = text(enter("clerk").get(f"/customers/{customer.pk}/"))
    assert "Nothing is open." in page and "No payment yet" in page and "Nobody to write to or call" in page
    assert "No dunning procedure rules here yet" in page


def test_the_number_of_statements_does_not_grow_with_the_account(enter: Enter, act: Act, nord: Customer) -> None:
    client = enter("clerk")
    client.get(f"/customers/{nord.pk}/")
    with CaptureQueriesContext(connection) as small:
        client.get(f"/customers/{nord.pk}/")
    for n in range(30):
        make_invoice(act, nord, f"X-{n}", 1_000 + n, due=TODAY - n * DAY)
        add_note(act=act, customer_id=nord.pk, text=f"note {n}")
    with CaptureQueriesContext(connection) as large:
        client.get(f"/customers/{nord.pk}/")
    assert len(large) == len(small)
    assert len(small) < 60


@pytest.mark.parametrize("role", ["admin", "manager", "clerk", "viewer"])
def test_who_may_see_all_may_see_the_page(enter: Enter, nord: Customer, role: str) -> None:
    page = text(enter(role).get(f"/customers/{nord.pk}/"))
    assert "Nord Trading" in page
    assert ("/note/" in page) is (role != "viewer")
    assert ("/write-off/" in page) is (role in ("admin", "manager"))
    assert ("/assign/" in page) is (role != "viewer")


def test_sales_see_their_own_customers_and_no_others(enter: Enter, act: Act, nord: Customer) -> None:
    client = enter("sales")
    for address in (f"/customers/{nord.pk}/", f"/customers/{nord.pk}/statement/", f"/customers/{nord.pk}/note/"):
        assert client.get(address).status_code == 404
    nord.owner_id = client.user_id  # type: ignore[attr-defined]
    nord.save()
    page = text(client.get(f"/customers/{nord.pk}/"))
    assert "Nord Trading" in page and "/hold/" not in page and "/promise/" in page


def test_another_companys_customer_is_not_there(enter: Enter, other_act: Act) -> None:
    with in_company(other_act.company_id):
        theirs = make_customer(other_act, "X9")
        invoice = make_invoice(other_act, theirs, "SECRET-1", 99_900, due=TODAY)
    client = enter("admin")
    pages = ("", "note/", "call/", "snooze/", "promise/", "dispute/", "hold/", "write-off/", "messages/", "contact/",
             "assign/", "link/", "statement/", "statement.csv", f"credit/{invoice}/", "dispute/1/")  # fmt: skip
    for page in pages:
        assert client.get(f"/customers/{theirs.pk}/{page}").status_code == 404, page
    assert client.get(f"/invoices/{invoice}/").status_code == 404
    assert client.get(f"/invoices/{invoice}/undo/1/").status_code == 404
    for page in ("undo/snooze/0/", "undo/promise/1/", "link/0/revoke/", "as-customer/"):
        assert client.post(f"/customers/{theirs.pk}/{page}").status_code == 404, page


def test_the_timeline_tells_everything_once_and_goes_on_by_pages(enter: Enter, act: Act, nord: Customer) -> None:
    add_note(act=act, customer_id=nord.pk, text="Pays on Thursdays")
    log_call(act=act, customer_id=nord.pk, outcome="reached", text="Will look")
    place_hold(act=act, customer_id=nord.pk, reason="Balance is reconciled", until_date=TODAY + 9 * DAY)
    claim_payment(act=act, customer_id=nord.pk)
    client = enter("clerk")
    page = text(client.get(f"/customers/{nord.pk}/"))
    line = page[page.index('id="timeline"') :]
    assert "Pays on Thursdays" in line and "Call: Reached the person. Will look" in line
    assert line.count("Payment applied: EUR") == 3, "told by the ledger, not by the activity as well"
    assert "Invoice issued: EUR" in line and "Payment received: EUR" in line
    said = text(client.get(f"/customers/{nord.pk}/?show=talk"))
    said = said[said.index('id="timeline"') :]
    assert "Pays on Thursdays" in said and "Payment applied" not in said and "On hold until" not in said
    money = text(client.get(f"/customers/{nord.pk}/?show=money"))
    assert "Pays on Thursdays" not in money[money.index('id="timeline"') :]
    for n in range(40):
        add_note(act=act, customer_id=nord.pk, text=f"line {n}.")
    first = text(client.get(f"/customers/{nord.pk}/"))
    older = re.search(r'href="(\?before=[^"#]+)#timeline"[^>]*>Older', first)
    assert older
    second = text(client.get(f"/customers/{nord.pk}/{older[1].replace('&amp;', '&')}"))
    told = [f"line {n}." in first[first.index('id="timeline"') :] for n in range(40)]
    told_later = [f"line {n}." in second[second.index('id="timeline"') :] for n in range(40)]
    assert all(a != b for a, b in zip(told, told_later, strict=True)), "every line stands on exactly one page"


@pytest.mark.parametrize("nonsense", ["before=x_y_z", "before=9999-12-31T23:59:59_9_9", "after=2026-99-99_1", "show=?"])
def test_nonsense_in_the_address_does_no_harm(enter: Enter, nord: Customer, nonsense: str) -> None:
    assert enter("viewer").get(f"/customers/{nord.pk}/?{nonsense}").status_code == 200


def test_htmx_turns_the_timelines_pages_without_the_rest(enter: Enter, nord: Customer) -> None:
    headers = {"HX-Request": "true", "HX-Target": "timeline"}
    part = text(enter("viewer").get(f"/customers/{nord.pk}/?show=money", headers=headers))
    assert 'id="timeline"' in part and "Payment applied" in part and "<html" not in part
