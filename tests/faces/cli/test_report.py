"""`duly report`, as somebody at a shell uses it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import OwnDatabase

pytestmark = pytest.mark.slow


def test_reports_of_a_demo_company(own_database: OwnDatabase) -> None:
    made = own_database.duly("demo", "--customers", "15", "--months", "8")
    assert made.returncode == 0, made.stderr
    found = {
        by: json.loads(own_database.duly("report", "aging", "--by", by, "--json").stdout)
        for by in ("customer", "segment", "owner")
    }
    balances = {by: sum(line["balance_minor"] for line in one["lines"]) for by, one in found.items()}
    assert len(set(balances.values())) == 1
    assert {one["totals"][0]["balance_minor"] for one in found.values()} == set(balances.values())
    assert found["customer"]["buckets"] == ["current", "1-30", "31-60", "61-90", "91+"]
    shown = own_database.duly("report", "aging", COLUMNS="60").stdout
    total = found["customer"]["totals"][0]["buckets_minor"][0]
    assert f"{total // 100:,}.{total % 100:02}" in shown  # amounts are never cut, however narrow the terminal
    figures = json.loads(own_database.duly("report", "figures", "--period", "month", "--json").stdout)
    assert float(figures["figures"]["dso"]["value"]) > 0
    assert figures["figures"]["dso"]["worked"].endswith("days")
    assert "Days sales outstanding" in own_database.duly("report", "figures").stdout
    past = json.loads(own_database.duly("report", "aging", "--as-of", "2001-01-01", "--json").stdout)
    assert (past["as_of"], past["lines"]) == ("2001-01-01", [])
    for wrong in (["aging", "--by", "weather"], ["figures", "--period", "decade"], ["aging", "--currency", "euro"]):
        answer = own_database.duly("report", *wrong)
        assert (answer.returncode, bool(answer.stderr)) == (2, True), wrong
    assert own_database.duly("report", "aging", "--company", "nowhere").returncode == 3
