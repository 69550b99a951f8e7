"""`duly promise`, `duly dispute`, `duly note`, `duly call`, `duly worklist`: a clerk's day on the command line."""

from __future__ import annotations

from datetime import timedelta

from duly.services.act import Act
from tests.builders import make_customer, make_invoice
from tests.faces.cli.conftest import Duly


def test_a_promise_is_recorded_and_withdrawn(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1")
    make_invoice(act, customer, "R-1", 10_000, due=act.business_date - timedelta(days=5))
    made = duly("promise", "add", "C1", "2026-03-20", "--note", "by phone", "--json").json
    assert (made["amount"]["decimal"], made["state"], made["made_via"]) == ("100.00", "open", "cli")
    part = duly("promise", "add", "C1", "2026-03-20", "--invoice", "R-1", "--amount", "60 EUR", "--json").json
    assert part["amount"]["decimal"] == "60.00"
    assert duly("promise", "add", "C1", "2026-03-20", "--amount", "60 USD").code == 2
    assert duly("promise", "add", "C1", "2026-03-20", "--amount", "100.01 EUR").code == 6
    assert duly("promise", "add", "C1", "2026-03-01").code == 6
    assert duly("promise", "add", "C1", "soon").code == 2
    assert [row["id"] for row in duly("promise", "list", "--state", "open", "--json").json["data"]] == [part["id"]]
    assert duly("promise", "withdraw", str(part["id"]), "--json").json["state"] == "withdrawn"
    assert duly("promise", "withdraw", str(part["id"])).code == 0, "it is so already"
    assert duly("promise", "show", "999").code == 3


def test_a_dispute_is_opened_and_resolved(duly: Duly, act: Act) -> None:
    customer = make_customer(act, "C1")
    make_invoice(act, customer, "R-1", 10_000, due=act.business_date - timedelta(days=5))
    made = duly("dispute", "open", "R-1", "quantity", "--amount", "30 EUR", "--text", "3 missing", "--json").json
    assert (made["amount"]["decimal"], made["reason_code"], made["state"]) == ("30.00", "quantity", "open")
    assert duly("dispute", "open", "R-1", "price", "--amount", "70.01 EUR").code == 6
    assert duly("dispute", "open", "R-1", "weather").code == 2
    assert "30.00 EUR" in duly("dispute", "list", "--customer", "C1", "--state", "open").out
    ended = duly("dispute", "resolve", str(made["id"]), "rejected", "--text", "delivered", "--json").json
    assert (ended["state"], ended["resolution"]) == ("resolved", "rejected")
    assert duly("dispute", "resolve", str(made["id"]), "rejected").code == 6
    assert duly("dispute", "show", str(made["id"]), "--json").json == ended


def test_notes_and_calls_are_written_down(duly: Duly, act: Act) -> None:
    one, two = make_customer(act, "C1"), make_customer(act, "C2")
    make_invoice(act, one, "R-1", 10_000, due=act.business_date)
    note = duly("note", "add", "C1", "New [buyer]", "--invoice", "R-1", "--json").json
    assert (note["text"], note["kind"], note["customer_id"]) == ("New [buyer]", "note", one.pk)
    assert "(command line)" in note["author"]
    assert duly("note", "add", "C2", "x", "--invoice", "R-1").code == 2
    assert duly("note", "add", "C1", " ").code == 6
    call = duly("call", "log", "C2", "left_message", "--text", "rings back", "--json").json
    assert (call["kind"], call["customer_id"]) == ("call", two.pk)
    assert duly("call", "log", "C2", "sang").code == 2
    assert [row["id"] for row in duly("note", "list", "--json").json["data"]] == [call["id"], note["id"]]
    assert "New [buyer]" in duly("note", "list", "--customer", "C1").out


def test_the_worklist_says_whom_to_contact_and_why(duly: Duly, act: Act) -> None:
    for number in range(3):
        customer = make_customer(act, f"C{number}")
        make_invoice(act, customer, f"R-{number}", 10_000 * (number + 1), due=act.business_date - timedelta(days=40))
    found = duly("worklist", "--limit", "2", "--json").json
    assert found["as_of"] == "2026-03-16" and [row["rank"] for row in found["data"]] == [1, 2]
    assert found["data"][0]["number"] == "C2" and found["data"][0]["reasons"]
    rest = duly("worklist", "--cursor", str(found["next"]), "--json").json
    assert [row["rank"] for row in rest["data"]] == [3] and rest["next"] is None
    assert "300.00 EUR" in duly("worklist").out
    assert duly("worklist", "--whose", "mine").code == 2
    assert len(duly("worklist", "--whose", "unassigned", "--json").json["data"]) == 3
