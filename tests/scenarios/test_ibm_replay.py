"""A real ledger from 2012 and 2013: six months of days are run again, with the payments on their real dates."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import OwnDatabase


@pytest.mark.slow
def test_six_months_of_a_real_ledger(own_database: OwnDatabase, shared_data: Path, tmp_path: Path) -> None:
    ledger = shared_data / "ledgers" / "ibm_ar.csv"
    own = own_database
    opened = own.duly("company", "add", "Replay Inc", "--slug", "replay", "--currency", "USD", "--country", "US")
    assert opened.returncode == 0, opened.stderr
    imported = own.duly("import", str(ledger), "--source", "ledger", "--map", "currency:USD", "--json", timeout=300)
    assert imported.returncode == 0, imported.stderr
    with ledger.open() as file:
        rows = list(csv.DictReader(file))
    contacts = tmp_path / "contacts.csv"
    with contacts.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer number", "name", "e-mail"])
        writer.writerows((c, "Accounts payable", f"{c.lower()}@payer.example") for c in {r["customerID"] for r in rows})
    added = own.duly("import", str(contacts), "--source", "ledger", "--kind", "contacts")
    assert added.returncode == 0, added.stdout + added.stderr
    span = ("--from", "2012-10-01", "--to", "2013-03-31")
    replayed = own.duly("replay", *span, "--json", timeout=500)
    assert replayed.returncode == 0, replayed.stdout[-2000:] + replayed.stderr[-2000:]
    answer = json.loads(replayed.stdout)
    assert answer["reminded_though_paid"] == []
    assert answer["days"] > 115
    settled = {r["invoiceNumber"]: r["SettledDate"].split("/") for r in rows}
    for row in answer["reminded"]:
        for number in row["invoices"]:
            day, month, year = settled[number]
            assert row["date"] < f"{year}-{month}-{day}", f"{number} was paid on {year}-{month}-{day}"
    assert len(answer["reminded"]) > 300
    again = own.duly("replay", *span, "--json", timeout=300)
    assert json.loads(again.stdout) == answer, "running the days twice changes nothing"
    assert own.duly("audit").returncode == 0
