"""`duly import`, as somebody at a shell uses it, and killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from tests.conftest import OwnDatabase

HEAD = "invoice_number,customer_id,issue_date,due_date,amount,currency\n"
GOOD = HEAD + "A,C1,2026-01-05,2026-02-04,100.00,EUR\nB,C2,2026-01-05,2026-02-04,200.00,EUR\n"


@pytest.fixture
def duly(own_database: OwnDatabase) -> OwnDatabase:
    assert own_database.duly("company", "add", "Nord GmbH").returncode == 0
    return own_database


def test_dry_run_import_list_and_reverse(duly: OwnDatabase, tmp_path: Path) -> None:
    file = tmp_path / "invoices.csv"
    file.write_text(GOOD)
    dry = duly.duly("import", str(file), "--dry-run", "--json")
    answer = json.loads(dry.stdout)
    assert (dry.returncode, answer["state"], answer["created"], answer["adds_up"]) == (0, "dry run", 2, True)
    done = json.loads(duly.duly("import", str(file), "--json").stdout)
    assert (done["state"], done["created"], done["customers"]) == ("done", 2, 2)
    again = json.loads(duly.duly("import", str(file), "--json").stdout)
    assert (again["created"], again["unchanged"]) == (0, 2)
    assert "invoices.csv" in duly.duly("import", "--list").stdout
    assert duly.duly("import", "--reverse", str(done["import"])).returncode == 0
    assert duly.duly("import", "--reverse", str(done["import"])).returncode == 6
    assert duly.duly("import", "--reverse", "999").returncode == 3
    assert duly.duly("audit").returncode == 0


def test_what_is_unsaid_is_asked_with_the_exact_answers(duly: OwnDatabase, tmp_path: Path) -> None:
    file = tmp_path / "asking.csv"
    file.write_text("invoice_number,customer_id,issue_date,due_date,amount\nA,C1,03/04/2026,05/06/2026,10.00\n")
    asked = duly.duly("import", str(file))
    assert asked.returncode == 5
    assert "--map currency:EUR" in asked.stdout and "--map dates.issue_date:dmy" in asked.stdout
    maps = ("--map", "currency:EUR", "--map", "dates:dmy")
    assert duly.duly("import", str(file), *maps).returncode == 0
    file.write_text(GOOD + "C,C1,2026-01-05,2026-02-30,1.00,EUR\n")
    left = duly.duly("import", str(file), "--source", "other")
    assert left.returncode == 4
    assert "not_a_date" in left.stdout
    assert duly.duly("import", str(tmp_path / "nowhere.csv")).returncode == 1
    assert duly.duly("import").returncode == 2


@pytest.mark.slow
def test_an_import_killed_in_the_middle_goes_on_to_the_same_ledger(duly: OwnDatabase, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    rows = "".join(f"N{n:06d},C{n % 500},2026-01-05,2026-02-04,{n % 97 + 1}.00,EUR\n" for n in range(30_000))
    file.write_text(HEAD + rows)
    process = duly.start("import", str(file))
    with psycopg.connect(duly.url, autocommit=True) as connection:
        deadline = time.monotonic() + 60
        done = 0
        while done == 0 and time.monotonic() < deadline and process.poll() is None:
            with connection.transaction():
                connection.execute("SELECT set_config('duly.company_id', '1', true)")
                row = connection.execute("SELECT max(rows_done) FROM import_run").fetchone()
            done = int((row and row[0]) or 0)
            time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    assert 0 < done < 30_000, "it was killed in the middle"
    resumed = json.loads(duly.duly("import", "--resume", "1", "--json").stdout)
    assert (resumed["state"], resumed["created"], resumed["rows"]) == ("done", 30_000, 30_000)
    answer = json.loads(duly.duly("import", str(file), "--json").stdout)
    assert (answer["created"], answer["unchanged"]) == (0, 30_000)
    assert resumed["totals"]["read"]["sums_minor"] == {"EUR": sum(n % 97 + 1 for n in range(30_000)) * 100}
    audit = json.loads(duly.duly("audit", "--json").stdout)
    assert audit["clean"] and audit["companies"][0]["rows"]["receivable"] == 30_000
