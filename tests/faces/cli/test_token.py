"""`duly token`: made, listed, used, revoked."""

from __future__ import annotations

import json

from tests.conftest import OwnDatabase


def test_a_token_is_made_listed_and_revoked(own_database: OwnDatabase) -> None:
    duly = own_database.duly
    assert duly("company", "add", "Demo Trading GmbH").returncode == 0
    made = duly("token", "add", "Shop", "--role", "clerk", "--days", "30", "--json")
    assert made.returncode == 0, made.stderr
    token = json.loads(made.stdout)
    assert token["token"].startswith(token["prefix"]) and token["role"] == "clerk"
    listed = duly("token", "list", "--json")
    (one,) = json.loads(listed.stdout)
    assert one["state"] == "active" and one["last_used_at"] is None
    assert token["token"] not in listed.stdout
    assert json.loads(duly("token", "revoke", token["prefix"], "--json").stdout) == {"id": token["id"], "revoked": True}
    assert json.loads(duly("token", "list", "--json").stdout)[0]["state"] == "revoked"
    assert duly("token", "revoke", "nothing").returncode == 3
    assert duly("token", "add", "Rep", "--role", "sales").returncode == 2
    assert duly("token", "add", "Old", "--days", "400").returncode == 2
