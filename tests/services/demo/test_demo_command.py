"""The commands a newcomer runs: make a demo company, audit it, write its bank file."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import OwnDatabase


def test_the_tour(own_database: OwnDatabase, tmp_path: Path) -> None:
    made = own_database.duly("demo", "--customers", "40", "--months", "6", "--seed", "3", "--json")
    assert made.returncode == 0, made.stderr
    counts = json.loads(made.stdout)
    assert counts["customers"] == 40
    audited = own_database.duly("audit", "--json")
    assert audited.returncode == 0, audited.stdout
    rows = json.loads(audited.stdout)["companies"][0]["rows"]
    assert rows["posting"] == counts["postings"]
    assert rows["receipt"] == counts["receipts"]

    again = own_database.duly("demo", "--customers", "40", "--months", "6")
    assert again.returncode == 1
    assert "--slug" in again.stderr
    assert own_database.duly("demo", "--replace").returncode == 2

    target = tmp_path / "bank.xml"
    written = own_database.duly("demo", "bank-file", "--company", "demo", "--out", str(target), "--json")
    assert written.returncode == 0, written.stderr
    assert json.loads(written.stdout)["bytes"] == target.stat().st_size
    assert own_database.duly("demo", "bank-file", "--customer", "nobody").returncode == 3

    second = own_database.duly("demo", "--slug", "second", "--customers", "5", "--months", "2")
    assert second.returncode == 0, second.stderr
    assert "clerk@demo.example" in second.stdout
