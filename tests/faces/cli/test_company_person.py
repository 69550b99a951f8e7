"""`duly company` and `duly person`, as somebody at a shell uses them."""

from __future__ import annotations

import json

from duly.faces.cli.commands.company import slug_of
from tests.conftest import OwnDatabase


def test_a_company_its_admin_and_a_link(own_database: OwnDatabase) -> None:
    made = own_database.duly("company", "add", "Nord Süd GmbH", "--currency", "USD", "--json")
    assert json.loads(made.stdout)["slug"] == "nord-sud-gmbh"
    listed = json.loads(own_database.duly("company", "list", "--json").stdout)
    assert [(one["slug"], one["currency"], one["is_paused"]) for one in listed] == [("nord-sud-gmbh", "USD", False)]
    person = own_database.duly("person", "add", "Boss@test.example", "--role", "admin", "--json")
    answer = json.loads(person.stdout)
    assert (answer["email"], answer["role"], answer["is_new"]) == ("boss@test.example", "admin", True)
    assert "/account/password/reset/key/" in answer["link"]
    people = json.loads(own_database.duly("person", "list", "--json").stdout)
    assert [(one["email"], one["role"]) for one in people] == [("boss@test.example", "admin")]
    link = json.loads(own_database.duly("person", "link", "boss@test.example", "--json").stdout)
    assert "/account/password/reset/key/" in link["link"]


def test_what_cannot_be_done_is_said_with_an_exit_code(own_database: OwnDatabase) -> None:
    assert own_database.duly("company", "add", "Nord", "--currency", "euro").returncode == 2
    assert own_database.duly("company", "add", "Nord", "--time-zone", "Mars/Olympus").returncode == 2
    assert own_database.duly("company", "add", "Nord").returncode == 0
    taken = own_database.duly("company", "add", "Nord")
    assert taken.returncode == 1
    assert "is taken" in taken.stderr
    assert own_database.duly("person", "add", "x@test.example", "--role", "emperor").returncode == 2
    assert own_database.duly("person", "link", "nobody@test.example").returncode == 3
    own_database.duly("person", "add", "x@test.example")
    again = own_database.duly("person", "add", "X@test.example")
    assert again.returncode == 1
    assert "already" in again.stderr


def test_short_names_are_plain() -> None:
    assert slug_of("  Müller & Söhne, GmbH ") == "muller-sohne-gmbh"
