"""`duly customer`: added once, found, changed, shown with what is owed."""

from __future__ import annotations

from datetime import timedelta

from duly.services.act import Act
from tests.builders import make_customer, make_invoice
from tests.faces.cli.conftest import Duly


def test_a_customer_is_added_once_and_the_same_again_adds_nothing(duly: Duly) -> None:
    words = ("customer", "add", "K-1", "Nord GmbH", "--country", "DE", "--importance", "key", "--json")
    first = duly(*words).json
    assert (first["number"], first["importance"], first["source"], first["is_new"]) == ("K-1", "key", "cli", True)
    again = duly(*words).json
    assert (again["id"], again["is_new"]) == (first["id"], False)
    other = duly("customer", "add", "K-1", "Süd GmbH")
    assert other.code == 6 and "with another name" in other.err and f"id:{first['id']}" in other.err
    assert len(duly("customer", "list", "--json").json["data"]) == 1


def test_a_customer_changes_only_in_what_is_given(duly: Duly, act: Act) -> None:
    make_customer(act, "C1", name="Nord GmbH", country="DE", segment="Old")
    make_customer(act, "C2", name="Nord Holding")
    changed = duly(
        "customer", "change", "C1", "--segment", "", "--parent", "C2", "--reason", "asked for", "--json"
    ).json
    assert (changed["segment"], changed["country"], changed["name"]) == ("", "DE", "Nord GmbH")
    assert changed["parent_id"] is not None and len(changed["changes"]) == 2
    assert duly("customer", "change", "C1", "--parent", "", "--json").json["parent_id"] is None
    assert "Nothing changed" in duly("customer", "change", "C1", "--country", "DE").out
    ring = duly("customer", "change", "C1", "--parent", "C1")
    assert ring.code == 6 and "its own parent" in ring.err


def test_what_cannot_be_used_is_said_with_the_remedy(duly: Duly, act: Act) -> None:
    one, two = make_customer(act, "C1", name="Nord GmbH"), make_customer(act, "C2", name="Nord AG")
    many = duly("customer", "show", "Nord")
    assert many.code == 2 and f"id:{one.pk}" in many.err and f"id:{two.pk}" in many.err
    assert duly("customer", "show", "nobody").code == 3
    assert duly("customer", "show", "id:x").code == 2
    assert "Two capital letters" in duly("customer", "add", "K", "K", "--country", "de").err
    assert "200 is most" in duly("customer", "add", "K", "x" * 201).err
    assert duly("customer", "add", "K", "K", "--owner", "nobody@nowhere.example").code == 3
    assert duly("customer", "add", "K", "K", "--time-zone", "Mars/Base").code == 6
    assert duly("customer", "add", " ", "K").code == 6
    assert duly("customer", "list", "--status", "gone").code == 2


def test_a_list_stops_at_its_limit_and_says_how_to_go_on(duly: Duly, act: Act) -> None:
    for number in range(5):
        make_customer(act, f"C{number}", email=None)
    page = duly("customer", "list", "--limit", "2", "--json").json
    assert [row["number"] for row in page["data"]] == ["C4", "C3"]
    assert f"--cursor {page['next']}" in duly("customer", "list", "--limit", "2").out
    rest = duly("customer", "list", "--cursor", str(page["next"]), "--json").json
    assert [row["number"] for row in rest["data"]] == ["C2", "C1", "C0"] and rest["next"] is None
    assert [row["number"] for row in duly("customer", "list", "c3", "--json").json["data"]] == ["C3"]
    assert "None." in duly("customer", "list", "--number", "C").out


def test_what_a_customer_owes_is_shown_by_currency(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1", name="Nord [red] GmbH")
    late = act.business_date - timedelta(days=3)
    make_invoice(act, customer, "R-1", 123_456_789, due=late)
    make_invoice(act, customer, "R-2", 5_000, due=late, currency="JPY")
    shown = duly("customer", "show", "R-1", "--json").json
    assert {one["balance"]["currency"]: one["balance"]["decimal"] for one in shown["balances"]} == {
        "EUR": "1234567.89", "JPY": "5000",
    }  # fmt: skip
    said = duly("customer", "show", "C1").out
    assert "1,234,567.89 EUR" in said and "5,000 JPY" in said and "Nord [red] GmbH" in said
