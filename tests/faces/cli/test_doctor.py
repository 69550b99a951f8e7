"""`duly doctor` on real databases: sound, not migrated, out of reach, under a role that sees everything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.adapters.mail.smtp_server import SmtpServer
from tests.conftest import OwnDatabase


def ask(database: OwnDatabase, **environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
    result = database.duly("doctor", "--json", **environment)
    answer = json.loads(result.stdout)
    assert answer["sound"] == (result.returncode == 0), result.stderr
    return result.returncode, {one["name"]: one for one in answer["checks"]}


def test_a_sound_installation(own_database: OwnDatabase) -> None:
    own_database.duly("company", "add", "Nord GmbH", "--slug", "nord")
    with SmtpServer() as server:
        code, checks = ask(own_database, EMAIL_URL=f"smtp+plain://127.0.0.1:{server.port}")
        assert not server.messages
    assert checks["mail server"]["state"] == "ok"
    assert checks["migrations"]["state"] == checks["row-level security"]["state"] == "ok"
    assert checks["nord: sender"]["state"] == "bad"
    assert code == 4, "without a sender's address the company cannot write"
    words = own_database.duly("doctor").stdout
    assert "nord: sender" in words
    assert "Settings" in words


def test_what_cannot_be_reached_is_said(own_database: OwnDatabase) -> None:
    nowhere = "postgresql://duly@127.0.0.1:9/duly?connect_timeout=2"
    code, checks = ask(own_database, DATABASE_URL=nowhere, EMAIL_URL="smtp+plain://127.0.0.1:9")
    assert code == 4
    assert checks["database"]["state"] == checks["mail server"]["state"] == "bad"
    assert "cannot be reached" in checks["database"]["sentence"]


def test_a_bad_setting_is_a_finding_too(own_database: OwnDatabase) -> None:
    code, checks = ask(own_database, DULY_PORT="eighty")
    assert code == 4
    assert "DULY_PORT" in checks["settings"]["sentence"]


def test_a_role_that_sees_everything_is_refused(own_database: OwnDatabase) -> None:
    from duly.wiring.database import embedded_server

    server = embedded_server()
    if server is None:
        pytest.skip("the superuser of an external server is not ours to use")
    code, checks = ask(own_database, DATABASE_URL=server.url("postgres", "postgres"))
    assert code == 4
    assert checks["database role"]["state"] == "bad"
    assert "superuser" in checks["database role"]["sentence"]
