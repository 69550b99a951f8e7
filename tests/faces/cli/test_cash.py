"""`duly receipt`, `duly allocation`: money recorded once, identified, put against invoices, taken back."""

from __future__ import annotations

from datetime import timedelta

from duly.services.act import Act
from tests.builders import make_customer, make_invoice, make_receipt, open_minor, unapplied_minor
from tests.faces.cli.conftest import Duly


def test_money_is_recorded_once_identified_and_sent_back(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1")
    add = ("receipt", "add", "B-1", "100.00 EUR", "--payer-name", "Nord", "--json")
    first = duly(*add).json
    assert (first["customer_id"], first["unapplied"]["decimal"], first["is_new"]) == (None, "100.00", True)
    assert duly(*add).json == first | {"is_new": False}
    other = duly("receipt", "add", "B-1", "99 EUR")
    assert other.code == 6 and "another amount minor" in other.err
    number = str(first["id"])
    assert "not known" in duly("receipt", "list", "--unidentified").out
    assert duly("receipt", "identify", number, "C1", "--json").json["customer_id"] == customer.pk
    assert duly("receipt", "identify", number, "C1").code == 6
    assert duly("receipt", "refund", number, "100.01 EUR").code == 6
    assert duly("receipt", "refund", number, "10 USD").code == 2
    assert (
        duly("receipt", "refund", number, "60 EUR", "--reason", "twice", "--json").json["unapplied"]["decimal"]
        == "40.00"
    )
    assert duly("receipt", "not-ours", number, "40 EUR", "--json").json["unapplied"]["decimal"] == "0.00"
    assert duly("receipt", "list", "--state", "open", "--json").json["data"] == []
    assert duly("receipt", "show", "999").code == 3


def test_a_receipt_is_put_against_invoices_once_and_taken_back(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1")
    one, two = (
        make_invoice(act, customer, n, 5_000, due=act.business_date + timedelta(days=9)) for n in ("R-1", "R-2")
    )
    receipt = make_receipt(act, "B-1", 9_900, customer_id=customer.pk)
    apply = ("allocation", "apply", str(receipt), "--to", "R-1=50.00 EUR", "--to", "R-2=49 EUR",
             "--close", "R-2:bank_fee=1.00 EUR", "--key", "march")  # fmt: skip
    made = duly(*apply, "--json").json
    assert sorted((row["kind"], row["amount"]["decimal"]) for row in made["data"]) == [
        ("bank_fee", "1.00"), ("principal", "49.00"), ("principal", "50.00"),
    ]  # fmt: skip
    assert (open_minor(one), open_minor(two), unapplied_minor(receipt)) == (0, 0, 0)
    assert duly(*apply, "--json").json == made, "the same key allocates nothing again"
    assert duly(*apply[:5], "--key", "march").code == 6
    assert "bank_fee" in duly("allocation", "list", "--invoice", "R-2").out
    part = str(made["data"][0]["id"])
    assert duly("allocation", "show", part, "--json").json == made["data"][0]
    undone = duly("allocation", "undo", part, "--reason", "wrong customer", "--json").json["data"]
    assert all(row["undone_at"] for row in undone) and open_minor(two) == 5_000
    assert duly("allocation", "undo", part).code == 6


def test_an_allocation_that_cannot_be_is_refused(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1")
    invoice = make_invoice(act, customer, "R-1", 5_000, due=act.business_date)
    receipt = str(make_receipt(act, "B-1", 4_000, customer_id=customer.pk))
    apply = ("allocation", "apply", receipt, "--to")
    assert duly(*apply, "R-1=41 EUR").code == 6
    assert duly(*apply, "R-1=40").code == 2
    assert duly(*apply, "R-1=40 USD").code == 2
    assert duly(*apply, "R-9=40 EUR").code == 3
    assert duly(*apply, "R-1=40 EUR", "--close", "R-1:gift=1 EUR").code == 2
    assert duly("allocation", "apply", "999", "--to", "R-1=40 EUR").code == 3
    assert open_minor(invoice) == 5_000
