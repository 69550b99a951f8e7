"""`duly invoice`, `duly credit-note`: entered once, listed, used, written off; money as decimal text."""

from __future__ import annotations

import pytest
import typer

from duly.core.money.money import Money
from duly.faces.cli.options import read_money
from duly.services.act import Act
from duly.store.models import Entry
from tests.builders import make_customer, open_minor
from tests.faces.cli.conftest import Duly


@pytest.mark.parametrize(
    ("text", "minor"), [("1234.50 EUR", 123_450), ("0.01EUR", 1), ("5000 JPY", 5_000), ("1.234 KWD", 1_234),
                        ("0.10 USD", 10), (" 7 EUR ", 700)]
)  # fmt: skip
def test_money_is_read_exactly(text: str, minor: int) -> None:
    assert read_money(text) == Money(minor, text.strip()[-3:])


@pytest.mark.parametrize(
    "text", ["1234.50", "1,234.50 EUR", "1234,50 EUR", "1.005 EUR", "1.5 JPY", "0 EUR", "-1 EUR", "1e3 EUR", "١ EUR",
             "NaN EUR", "10 eur", "", "9999999999999999 EUR", "EUR 10"]
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        read_money(text)


def _invoice(duly: Duly, number: str, amount: str, *more: str) -> dict[str, object]:
    answer: dict[str, object] = duly(
        "invoice", "add", "C1", number, amount, "--due", "2026-04-01", "--issued", "2026-03-02", *more, "--json"
    ).json
    return answer


def test_an_invoice_is_entered_once(duly: Duly, act: Act) -> None:
    make_customer(act, "C1")
    first = _invoice(duly, "R-1", "1234.50 EUR", "--reason", "by hand")
    assert first["amount"] == {"amount_minor": 123_450, "currency": "EUR", "decimal": "1234.50"}
    assert (first["open"], first["state"], first["is_new"]) == (first["amount"], "open", True)
    assert Entry.objects.latest("pk").reason == "by hand"
    again = _invoice(duly, "R-1", "1234.50 EUR")
    assert again == first | {"is_new": False}
    other = duly("invoice", "add", "C1", "R-1", "99 EUR", "--due", "2026-05-01")
    assert other.code == 6 and "another issue date, due date, amount" in other.err
    second = _invoice(duly, "R-1", "10 EUR", "--instalment", "2", "--instalments", "2")
    assert second["is_new"] and second["instalment_no"] == 2
    both = duly("invoice", "show", "R-1")
    assert both.code == 2 and f"id:{second['id']}" in both.err
    assert duly("invoice", "show", f"id:{second['id']}", "--json").json["open"]["decimal"] == "10.00"
    assert "1,234.50 EUR" in duly("invoice", "list", "--customer", "C1").out


def test_an_invoice_that_cannot_be_is_refused(duly: Duly, act: Act) -> None:
    make_customer(act, "C1")
    add = ("invoice", "add", "C1", "R-1")
    assert duly(*add, "10.999 EUR", "--due", "2026-04-01").code == 2
    assert duly(*add, "10 EUR", "--due", "1.4.2026").code == 2
    assert duly(*add, "10 EUR").code == 2, "it has no due date"
    assert duly(*add, "10 EUR", "--due", "2026-04-01", "--discount", "2026-03-20=1 USD").code == 2
    assert duly(*add, "10 EUR", "--due", "2026-04-01", "--instalment", "2").code == 2
    assert duly("invoice", "add", "C1", " ", "10 EUR", "--due", "2026-04-01").code == 2
    assert duly("invoice", "add", "C9", "R-1", "10 EUR", "--due", "2026-04-01").code == 3
    assert duly("invoice", "list", "--json").json["data"] == []
    with_discount = _invoice(duly, "R-2", "100 EUR", "--discount", "2026-03-16=2.00 EUR")
    assert with_discount["discounts"] == [{"until_date": "2026-03-16", "percent": "0", "discount_minor": 200}]


def test_invoices_are_listed_by_state_and_day_and_written_off(duly: Duly, act: Act) -> None:
    make_customer(act, "C1")
    for number in ("R-1", "R-2", "R-3"):
        _invoice(duly, number, "50 EUR")
    assert duly("invoice", "write-off", "R-2", "50 EUR").code == 2, "without a reason"
    assert duly("invoice", "write-off", "R-2", "50 USD", "--reason", "lost").code == 2
    assert duly("invoice", "write-off", "R-2", "51 EUR", "--reason", "lost").code == 6
    assert duly("invoice", "write-off", "R-2", "50 EUR", "--reason", "lost", "--json").json["state"] == "closed"
    assert [r["number"] for r in duly("invoice", "list", "--state", "open", "--json").json["data"]] == ["R-3", "R-1"]
    page = duly("invoice", "list", "--limit", "1", "--due-to", "2026-04-01", "--json").json
    assert [row["number"] for row in page["data"]] == ["R-3"]
    rest = duly("invoice", "list", "--cursor", str(page["next"]), "--json").json["data"]
    assert [row["number"] for row in rest] == ["R-2", "R-1"]
    assert duly("invoice", "list", "--due-from", "2026-04-02", "--json").json["data"] == []


def test_a_credit_note_is_used_and_the_rest_paid_out(duly: Duly, act: Act) -> None:
    make_customer(act, "C1")
    invoice = _invoice(duly, "R-1", "100 EUR")
    add = ("credit-note", "add", "C1", "G-1", "60.00 EUR", "--issued", "2026-03-10", "--json")
    credit = duly(*add).json
    assert (credit["kind"], credit["open"]["decimal"]) == ("credit_note", "60.00")
    assert duly(*add).json == credit | {"is_new": False}
    assert duly("credit-note", "use", "G-1", "R-1", "60.01 EUR").code == 6
    assert duly("credit-note", "use", "G-1", "R-1", "40 EUR", "--json").json["open"]["decimal"] == "20.00"
    assert open_minor(int(str(invoice["id"]))) == 6_000
    assert duly("credit-note", "refund", "G-1", "20 EUR", "--json").json["state"] == "closed"
    assert duly("credit-note", "list", "--state", "closed", "--json").json["data"][0]["number"] == "G-1"
    assert duly("credit-note", "show", "R-1").code == 3, "an invoice is no credit note"
    assert "G-1" in duly("credit-note", "show", "G-1").out
