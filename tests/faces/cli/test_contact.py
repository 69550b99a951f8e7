"""`duly contact`: added once, changed, silenced."""

from __future__ import annotations

from duly.services.act import Act
from tests.builders import make_customer
from tests.faces.cli.conftest import Duly


def test_a_contact_is_added_once_and_changed(duly: Duly, act: Act) -> None:
    make_customer(act, "C1", email=None)
    words = ("contact", "add", "C1", "--name", "Ada", "--email", "ada@nord.example", "--json")
    made = duly(*words).json
    assert (made["email"], made["role"], made["is_active"], made["is_new"]) == (
        "ada@nord.example",
        "billing",
        True,
        True,
    )
    again = duly(*words).json
    assert (again["id"], again["is_new"]) == (made["id"], False)
    other = duly("contact", "add", "C1", "--name", "Eve", "--email", "ada@nord.example")
    assert other.code == 6 and "Change that one" in other.err
    number = str(made["id"])
    changed = duly(
        "contact", "change", number, "--phone", "+49 30 1", "--role", "escalation", "--inactive", "--json"
    ).json
    assert (changed["phone"], changed["role"], changed["is_active"], changed["name"]) == (
        "+49 30 1", "escalation", False, "Ada",
    )  # fmt: skip
    assert duly("contact", "list", "--customer", "C1", "--inactive", "--json").json["data"] == [changed]
    assert duly("contact", "list", "--active", "--json").json["data"] == []
    assert "C1 Customer C1" in duly("contact", "list").out
    assert duly("contact", "show", number, "--json").json == changed


def test_a_contact_needs_a_way_to_be_reached(duly: Duly, act: Act) -> None:
    make_customer(act, "C1", email=None)
    assert duly("contact", "add", "C1", "--name", "Ada").code == 6
    assert duly("contact", "add", "C1", "--email", "nonsense").code == 6
    assert duly("contact", "add", "C1", "--email", "a@b.example", "--language", "german").code == 2
    assert duly("contact", "show", "999").code == 3
    assert duly("contact", "change", "999", "--name", "x").code == 3
