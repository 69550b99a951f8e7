"""Several runs at the same time, as real processes: no cent is applied twice, none is lost."""

from __future__ import annotations

import json
import subprocess
import sys

import psycopg

from tests.conftest import ROOT, OwnDatabase
from tests.demo_bank import Payment, bank_file

OPEN = "SELECT coalesce(sum(open_minor), 0)::bigint FROM open_item"
UNAPPLIED = "SELECT coalesce(sum(unapplied_minor), 0)::bigint FROM open_receipt"
PRINCIPAL = "SELECT count(*), coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE kind = 'principal'"


def seeded(own: OwnDatabase, invoices: int, contested: int) -> None:
    command = [sys.executable, "-m", "tests.services.cash.seed_cash", str(invoices), str(contested)]
    subprocess.run(command, env=own.environment, check=True, cwd=ROOT)


def one(own: OwnDatabase, query: str) -> tuple[int, ...]:
    with psycopg.connect(own.url) as connection:
        connection.execute("SELECT set_config('duly.scope', 'directory', true)")
        connection.execute("SELECT set_config('duly.company_id', (SELECT min(id) FROM company)::text, true)")
        row = connection.execute(query).fetchone()
        assert row is not None
        return tuple(row)


def test_three_runs_at_once_apply_each_receipt_once(own_database: OwnDatabase) -> None:
    seeded(own_database, 60, 20)
    before = one(own_database, OPEN)[0]
    runs = [own_database.start("bank", "match", "--json") for _ in range(3)]
    said = [json.loads(run.communicate(timeout=120)[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert sum(report["applied"] for report in said) == 60
    count, applied = one(own_database, PRINCIPAL)
    assert count == 60
    assert one(own_database, OPEN)[0] == before - applied
    assert one(own_database, UNAPPLIED)[0] == sum(10_000 + n for n in range(20)) + 19_900
    audit = own_database.duly("audit")
    assert audit.returncode == 0, audit.stdout


def test_the_same_file_imported_by_two_processes_counts_once(own_database: OwnDatabase, tmp_path: object) -> None:
    from pathlib import Path

    seeded(own_database, 0, 0)
    folder = Path(str(tmp_path))
    same = [Payment(20_000, "R-9001", servicer="X1"), Payment(5_000, "R-9002", servicer="X2")]
    (folder / "one.xml").write_bytes(bank_file(*same, message="one"))
    (folder / "two.xml").write_bytes(bank_file(*reversed(same), message="two"))
    imports = [own_database.start("bank", "import", str(folder / name), "--json") for name in ("one.xml", "two.xml")]
    said = [json.loads(run.communicate(timeout=120)[0]) for run in imports]
    assert sum(report["files"][0]["counts"]["receipts"] for report in said) == 2
    assert one(own_database, OPEN)[0] == 0
    again = own_database.duly("bank", "import", str(folder / "one.xml"))
    assert again.returncode == 0 and "adds nothing" in again.stdout
    assert own_database.duly("audit").returncode == 0


def test_check_reads_and_stores_nothing_and_exit_codes_tell(own_database: OwnDatabase, tmp_path: object) -> None:
    from pathlib import Path

    seeded(own_database, 0, 0)
    folder = Path(str(tmp_path))
    (folder / "good.xml").write_bytes(bank_file(Payment(100, "x")))
    (folder / "asks.csv").write_text("Date;Name;Purpose;Amount\n03/04/2025;Nord Demo;R-1;1.200,50\n")
    (folder / "page.html").write_text("<html></html>")
    report = json.loads(own_database.duly("bank", "check", str(folder / "good.xml"), "--json").stdout)
    assert (report["lines"], report["statements"][0]["chain"]) == (1, "holds")
    codes = [own_database.duly("bank", "check", str(folder / n)).returncode for n in ("asks.csv", "page.html", "no")]
    assert codes == [5, 1, 3]
    assert one(own_database, "SELECT count(*) FROM bank_file") == (0,)
    asked = own_database.duly("bank", "import", str(folder / "asks.csv"), "--json")
    assert asked.returncode == 5
    assert "date_convention" in {q["field"] for q in json.loads(asked.stdout)["files"][0]["questions"]}
    answers = ["date_convention=dmy", "currency=EUR", "account=DE89370400440532013000"]
    given = [part for answer in answers for part in ("--answer", answer)]
    done = own_database.duly("bank", "import", str(folder / "asks.csv"), *given, "--profile", "Demo Bank")
    assert done.returncode == 0, done.stderr
    assert one(own_database, "SELECT count(*) FROM bank_profile") == (1,)
