"""An invoice's page: what it asks for, how its open amount came about, and why it is where it is."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest

from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.ledger.settle_receivable import write_off_receivable
from duly.store.models import Customer, DunningProcedure, Entry
from tests.builders import make_customer, make_invoice, make_receipt, open_minor
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text

DAY = timedelta(days=1)


@pytest.fixture
def nord(act: Act, procedure: DunningProcedure) -> Customer:
    return make_customer(act, "C1", name="Nord Trading")


@pytest.fixture
def part_paid(act: Act, nord: Customer) -> int:
    """R-1 over 1,200.00: 700.00 came twenty days ago, 50.00 was written off today."""
    item = make_invoice(
        act, nord, "R-1", 120_000, due=TODAY - 40 * DAY, terms_text="2/10 net 30",
        creditor_reference="RF18539007547034",
        discounts=[{"until_date": "2026-01-15", "percent": "2", "discount_minor": 2_400}],
    )  # fmt: skip
    receipt = make_receipt(act, "B-1", 70_000, on=TODAY - 20 * DAY, customer_id=nord.pk, payer_name="NORD")
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(item, 70_000)], on=TODAY - 20 * DAY)
    write_off_receivable(act=act.because("too small to chase"), receivable_id=item, amount_minor=5_000)
    return item


def plain(page: str) -> str:
    page = re.sub(r"</?(?:t[hdr]|p|li|div|h\d)\b[^>]*>", " ", unescape(page))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_every_posting_is_a_line_with_who_and_why(enter: Enter, part_paid: int) -> None:
    page = text(enter("manager").get(f"/invoices/{part_paid}/"))
    words = plain(page)
    assert "Pay within 30 days of the invoice date; 2 % discount if paid within 10 days." in words
    assert "RF18539007547034" in words and "by Jan 15, 2026 (2 %) lapsed" in words
    assert "Invoice issued" in words and "+1,200.00" in words
    assert "Payment applied · NORD" in words and "\u2212700.00" in words
    assert "Written off" in words and "too small to chase" in words and "450.00" in words
    assert "Why it is where it is" in words and "unless paid, promised or disputed before" in words


def test_terms_speak_the_readers_language(enter: Enter, part_paid: int) -> None:
    page = plain(text(enter("viewer").get(f"/invoices/{part_paid}/", headers={"Accept-Language": "de"})))
    assert "innerhalb von 30 Tagen ab Rechnungsdatum" in page


def test_as_of_a_past_day_the_later_postings_are_set_aside(enter: Enter, part_paid: int) -> None:
    client = enter("clerk")
    past = text(client.get(f"/invoices/{part_paid}/?as_of={TODAY - 30 * DAY}"))
    headline = plain(past[past.index('class="headline"') : past.index('class="cols"')])
    assert "1,200.00" in headline and "as of Feb 14, 2026" in plain(past)
    assert past.count("later") >= 2
    later = text(client.get(f"/invoices/{part_paid}/?as_of=2099-01-01"))
    assert "450.00" in plain(later[later.index('class="headline"') : later.index('class="cols"')])


def test_what_was_done_is_taken_back_by_those_who_may(enter: Enter, part_paid: int) -> None:
    applied = Entry.objects.get(verb="apply_receipt").pk
    written_off = Entry.objects.get(verb="write_off").pk
    clerk, manager = enter("clerk"), enter("manager")
    assert "open on R-1 again" in text(clerk.get(f"/invoices/{part_paid}/undo/{applied}/"))
    assert open_minor(part_paid) == 45_000, "asking changes nothing"
    assert clerk.post(f"/invoices/{part_paid}/undo/{written_off}/").status_code == 403
    assert enter("viewer").get(f"/invoices/{part_paid}/undo/{applied}/").status_code == 403
    clerk.post(f"/invoices/{part_paid}/undo/{applied}/", {"reason": "wrong customer"})
    assert open_minor(part_paid) == 115_000
    manager.post(f"/invoices/{part_paid}/undo/{written_off}/")
    assert open_minor(part_paid) == 120_000
    page = plain(text(clerk.get(f"/invoices/{part_paid}/")))
    assert "Taken back: Payment applied" in page and "wrong customer" in page
    assert clerk.get(f"/invoices/{part_paid}/undo/{applied}/").status_code == 404, "once only"


def test_instalments_lead_to_each_other(enter: Enter, act: Act, nord: Customer) -> None:
    from duly.services.billing.open_receivables import NewReceivable, open_receivables

    made = open_receivables(act=act, receivables=[
        NewReceivable(
            customer_id=nord.pk, kind="invoice", number="R-7", source="test", external_id="R-7", issue_date=TODAY,
            due_date=TODAY + n * 30 * DAY, currency="EUR", amount_minor=10_000, instalment_no=n, instalment_count=3,
        )
        for n in (1, 2, 3)
    ])  # fmt: skip
    first, second, _third = made.values()
    page = text(enter("viewer").get(f"/invoices/{first}/"))
    assert "3 instalments" in page and f'href="/invoices/{second}/"' in page and "R-7 (1/3)" in page


def test_sales_see_invoices_of_their_own_customers(enter: Enter, nord: Customer, part_paid: int) -> None:
    client = enter("sales")
    assert client.get(f"/invoices/{part_paid}/").status_code == 404
    nord.owner_id = client.user_id  # type: ignore[attr-defined]
    nord.save()
    assert client.get(f"/invoices/{part_paid}/").status_code == 200


def test_the_statement_carries_the_balance_through_the_period(enter: Enter, nord: Customer, part_paid: int) -> None:
    client = enter("viewer")
    period = f"from={TODAY - 30 * DAY}&to={TODAY}"
    page = plain(text(client.get(f"/customers/{nord.pk}/statement/?{period}")))
    assert "Balance brought forward Feb 14, 2026 1,200.00" in page
    assert "Payment received NORD" in page and "700.00 500.00" in page
    assert "Test Trading GmbH" in page[page.index("Statement of account") :], "who sends it stands on the paper"
    assert "Written off" in page and "450.00" in page


def test_the_statement_as_a_file_runs_no_formula(enter: Enter, act: Act, nord: Customer, part_paid: int) -> None:
    make_receipt(act, "B-2", 100, customer_id=nord.pk, payer_name='=HYPERLINK("http://x")', text="@SUM(A1)")
    answer = enter("viewer").get(f"/customers/{nord.pk}/statement.csv?from=2020-01-01&to={TODAY}")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(text(answer).lstrip("\ufeff"))))
    assert rows[0][:3] == ["Date", "What", "Document"]
    assert rows[-1][7] == "449.00" and rows[-1][8] == "EUR"
    assert all(not cell.startswith(("=", "@")) for row in rows for cell in row)


def test_a_strange_period_is_put_right(enter: Enter, nord: Customer) -> None:
    client = enter("viewer")
    for query in ("from=x&to=y", "from=2026-12-31&to=2026-01-01", "currency=XXX", "from=0001-01-01"):
        assert client.get(f"/customers/{nord.pk}/statement/?{query}").status_code == 200, query
