"""The reports by role: equal to the ledger, open to the documents, closed to other people's customers."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.store.models import Customer
from duly.store.queries.aging_report import aging_page
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text

PAGES = (
    "/reports/", "/reports/aging/", "/reports/aging/?by=segment", "/reports/aging/?by=owner",
    "/reports/aging/?by=currency",
    "/reports/aging.csv", "/reports/aging/invoices/", "/reports/aging/invoices.csv", "/reports/aging/receipts/",
    "/reports/aging/receipts.csv", "/reports/figures/", "/reports/figures/sold/", "/reports/figures/paid/",
    "/reports/figures/promised/", "/reports/figures/disputed/", "/reports/figures/sold.csv",
    "/reports/figures/paid.csv", "/reports/figures/promised.csv", "/reports/figures/disputed.csv",
    "/reports/segments/",
)  # fmt: skip


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


def owe(act: Act, number: str, minor: int, days: int, **details: object) -> Customer:
    """A customer who owes an amount that has been due for some days."""
    customer = make_customer(act, number, **details)
    make_invoice(act, customer, f"R-{number}", minor, due=TODAY - timedelta(days=days))
    return customer


def rows_of(response: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(response).removeprefix("\ufeff"))))


def links(page: str, part: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]+)"', page) if part in found]


def test_buckets_credits_and_cash_add_up_to_the_balance(clerk: Client, act: Act) -> None:
    customer = owe(act, "A", 100_00, 0)
    for number, minor, days in (("R-2", 20_00, 30), ("R-3", 3_00, 31), ("R-4", 40, 91)):
        make_invoice(act, customer, number, minor, due=TODAY - timedelta(days=days))
    make_invoice(act, customer, "CN-1", 7_00, due=TODAY, kind="credit_note")
    make_receipt(act, "B1", 5_00, customer_id=customer.pk)
    make_receipt(act, "B2", 1_00)
    page = text(clerk.get("/reports/aging/"))
    assert "19 % of what is open" in page, "23.40 of 123.40, rounded as the buckets are"
    assert "110.40" in page.replace('<span class="dec">', "").replace("</span>", "")
    lines = {row["Customer"]: row for row in rows_of(clerk.get("/reports/aging.csv"))}
    ours = lines["Customer A"]
    assert [ours[head] for head in ("Not due", "1–30", "31–60", "61–90", "91+", "Credit notes", "Unapplied")] == [
        "100.00", "20.00", "3.00", "0.00", "0.40", "-7.00", "-5.00",
    ]  # fmt: skip
    assert (ours["Balance"], lines["Unidentified payer"]["Balance"]) == ("111.40", "-1.00")


def test_every_amount_of_the_table_is_a_door_to_documents_with_that_sum(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 5, segment="Retail")
    owe(act, "B", 33_00, 40, segment="Retail")
    page = text(clerk.get("/reports/aging/"))
    doors = links(page, "/reports/aging/invoices/?")
    assert len([door for door in doors if "customer=" in door and "bucket=" in door]) == 2
    for door in doors:
        assert clerk.get(door).status_code == 200
    behind = text(clerk.get("/reports/aging/invoices/?bucket=2"))
    assert "R-B" in behind
    assert "R-A" not in behind
    segment = text(clerk.get("/reports/aging/?by=segment"))
    (into,) = {link for link in links(segment, "segment=Retail") if "bucket" not in link and "invoices" not in link}
    assert into == "?segment=Retail"
    assert "Customer A" in text(clerk.get(f"/reports/aging/{into}"))
    assert "Customer A" not in text(clerk.get("/reports/aging/?bucket=2"))


def test_a_past_day_shows_the_ledger_of_that_day(clerk: Client, act: Act) -> None:
    customer = owe(act, "A", 100_00, 10)
    (invoice,) = Customer.objects.get(pk=customer.pk).receivables.values_list("pk", flat=True)
    paid = TODAY - timedelta(days=3)
    receipt = make_receipt(act, "B1", 100_00, on=paid, customer_id=customer.pk)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 100_00)], on=paid)
    assert "Nothing was open" in text(clerk.get("/reports/aging/"))
    then = (TODAY - timedelta(days=4)).isoformat()
    page = text(clerk.get(f"/reports/aging/?as_of={then}"))
    assert "Customer A" in page
    assert "as it stood at the end of" in page
    assert all(parse_qs(urlsplit(door).query)["as_of"] == [then] for door in links(page, "/reports/aging/invoices/"))
    assert "R-A" in text(clerk.get(f"/reports/aging/invoices/?as_of={then}"))


def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 10)
    for query in ("as_of=yesterday", "as_of=0001-01-01", "as_of=9999-12-31", "by=weather", "currency=euro", "page=0",
                  "page=99999999", "owner=x", "owner=999999999999", "customer=-1", "sort=drop", "bucket=9",
                  "segment=%01", "segment=" + "x" * 300, "period=decade", "customer=999999999999"):  # fmt: skip
        for address in PAGES:
            answer = clerk.get(address + ("&" if "?" in address else "?") + query)
            assert answer.status_code == 200, (address, query)
    assert clerk.get("/reports/figures/weather/").status_code == 404
    assert clerk.get("/reports/?segment=%00").status_code == 400, "what no database can store is refused at the door"


def test_the_export_is_safe_and_exactly_what_is_seen(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 10, name="=cmd|' /C calc'!A0")
    owe(act, "B", 50_00, 40)
    owe(act, "C", 70_00, 5)
    names = [row["Customer"] for row in rows_of(clerk.get("/reports/aging.csv?bucket=1&sort=b1"))]
    assert names == ["Customer C", "'=cmd|' /C calc'!A0"]
    page = text(clerk.get("/reports/aging/?bucket=1&sort=b1"))
    seen = re.findall(r'class="open" href="[^"]+" data-open>([^<]+)<', page)
    assert [name.strip() for name in seen] == ["Customer C", escape("=cmd|' /C calc'!A0")]
    items = rows_of(clerk.get("/reports/aging/invoices.csv?bucket=1"))
    assert [(row["Document"], row["Open"], row["Days late"]) for row in items] == [
        ("R-A", "100.00", "10"), ("R-C", "70.00", "5"),
    ]  # fmt: skip


def test_the_table_has_pages_and_the_total_is_of_all(clerk: Client, act: Act) -> None:
    for n in range(53):
        owe(act, f"C{n:02}", 1_00, 5)
    page = text(clerk.get("/reports/aging/?sort=name"))
    assert "1–50 of 53" in page
    assert "Total of 53" in page
    (following,) = {link for link in links(page, "page=2")}
    second = text(clerk.get(f"/reports/aging/{following}"))
    assert "Customer C52" in second
    assert "Customer C49" not in second
    assert "51–53 of 53" in second


def test_figures_explain_themselves(clerk: Client, act: Act) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "R-1", 900_00, due=TODAY - timedelta(days=10))
    paid = make_invoice(act, customer, "R-2", 100_00, due=TODAY - timedelta(days=15))
    day = TODAY - timedelta(days=5)
    receipt = make_receipt(act, "B1", 100_00, on=day, customer_id=customer.pk)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(paid, 100_00)], on=day)
    page = text(clerk.get("/reports/figures/"))
    plain = re.sub(r"\s+", " ", page)
    assert '<p class="figure-value">81.0 <span class="unit">days</span></p>' in plain  # 900 / 1000 × 90 days
    assert "ending receivables / credit sales × days" in page
    assert "Credit Research Foundation" in page
    assert '<p class="figure-value">10.0 <span class="unit">days</span></p>' in plain  # R-2, ten days late
    assert "No promise fell due in the period." in page
    for link in {link for link in links(page, "/reports/") if "/aging/?" not in link}:
        assert clerk.get(link).status_code == 200, link
    assert "R-2" in text(clerk.get("/reports/figures/paid/"))
    assert "R-1" not in text(clerk.get("/reports/figures/paid/"))
    assert [row["Amount"] for row in rows_of(clerk.get("/reports/figures/sold.csv"))] == ["900.00", "100.00"]


def test_an_empty_company_has_figures_without_values_and_says_why(clerk: Client) -> None:
    page = text(clerk.get("/reports/figures/"))
    assert "There were no credit sales in the period" in page
    assert "Nothing was open" in text(clerk.get("/reports/aging/"))
    assert "No segments yet" in text(clerk.get("/reports/segments/"))


def test_a_ledger_younger_than_the_period_is_said_to_be(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 0)
    warned = "The ledger begins inside this period"
    assert warned in text(clerk.get("/reports/figures/?period=quarter"))
    assert warned not in text(clerk.get("/reports/figures/?period=month"))


def test_segments_count_customers_and_what_they_owe(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 5, segment="Retail & more")
    make_customer(act, "B", segment="Retail & more")
    owe(act, "C", 30_00, 0)
    page = text(clerk.get("/reports/segments/"))
    assert "Retail &amp; more" in page
    assert "No segment" in page
    assert links(page, "/reports/aging/?segment=Retail")
    assert "Customer A" not in text(clerk.get("/reports/aging/?segment=~"))


@pytest.mark.parametrize("role", ["viewer", "clerk", "manager", "admin", "sales"])
def test_every_role_may_look(enter: Enter, act: Act, role: str) -> None:
    owe(act, "A", 100_00, 5)
    client = enter(role)
    assert {address: client.get(address).status_code for address in PAGES} == dict.fromkeys(PAGES, 200)


def test_nobody_looks_without_signing_in() -> None:
    assert {Client().get(address).status_code for address in PAGES} == {302}


def test_sales_see_their_own_customers_only(enter: Enter, act: Act) -> None:
    client = enter("sales")
    mine = owe(act, "M", 100_00, 5, name="My Customer", owner_id=client.user_id)  # type: ignore[attr-defined]
    other = owe(act, "O", 777_00, 5, name="Colleague Customer", segment="Hidden segment")
    for customer in (mine, other):
        make_receipt(act, f"B{customer.pk}", 11_00, customer_id=customer.pk, payer_name=customer.name)
    make_receipt(act, "B0", 13_00, payer_name="Stranger")
    for address in (*PAGES, f"/reports/aging/invoices/?customer={other.pk}", "/reports/aging/receipts/?nobody=1",
                    f"/reports/aging/?owner={other.owner_id or 1}", "/reports/figures/?owner=1"):  # fmt: skip
        page = text(client.get(address))
        for secret in ("Colleague", "Hidden", "777", "Stranger"):
            assert secret not in page, (address, secret)
    assert "My Customer" in text(client.get("/reports/aging/"))
    assert [row["Balance"] for row in rows_of(client.get("/reports/aging.csv"))] == ["89.00"]


def test_another_companys_ledger_is_not_in_the_reports(enter: Enter, act: Act, other_act: Act) -> None:
    with in_company(other_act.company_id):
        theirs = owe(other_act, "X", 777_00, 5, name="Secret Holdings", segment="Secret segment")
        make_receipt(other_act, "B9", 13_00, customer_id=theirs.pk, payer_name="Secret Payer")
    owe(act, "A", 100_00, 5)
    client = enter("admin")
    for address in (*PAGES, f"/reports/aging/invoices/?customer={theirs.pk}", "/reports/aging/?segment=Secret+segment"):
        page = text(client.get(address))
        assert "Holdings" not in page, address
        assert "777" not in page, address
        assert "Secret Payer" not in page, address
    assert client.get("/reports/aging/?segment=Secret+segment").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_customers(clerk: Client, act: Act) -> None:
    owe(act, "A", 100_00, 5)

    def count(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            clerk.get(address)
        return len(seen)

    addresses = ("/reports/aging/", "/reports/aging/invoices/", "/reports/figures/", "/reports/segments/")
    before = [count(address) for address in addresses]
    for n in range(20):
        owe(act, f"N{n}", 100_00, 5, segment=f"S{n}")
    assert [count(address) for address in addresses] == before


def test_the_page_and_the_query_agree(clerk: Client, act: Act) -> None:
    from duly.store.queries.aging_report import AgingFilter

    owe(act, "A", 123_45, 5)
    (total,) = aging_page(act.company_id, AgingFilter(TODAY, "EUR")).totals
    assert total.balance_minor == 123_45
    assert "123<span" in text(clerk.get("/reports/aging/"))
