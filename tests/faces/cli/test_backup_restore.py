"""Backup and restore by a role that row-level security binds: everything is there, and nothing is lost on the way."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.conftest import OwnDatabase

PASSPHRASE = "four words are enough"


def as_superuser(own: OwnDatabase) -> psycopg.Connection:
    """A connection that sees every row, whatever the policies say."""
    return psycopg.connect(own.url.replace("//duly@", "//postgres@"), autocommit=True)


def wait_until(own: OwnDatabase, statement: str) -> None:
    """Wait until the statement finds a row."""
    deadline = time.monotonic() + 60
    with as_superuser(own) as connection:
        while connection.execute(statement).fetchone() is None and time.monotonic() < deadline:
            time.sleep(0.1)


def everything(own: OwnDatabase, *, but: set[str] = frozenset()) -> dict[str, tuple[int, str]]:
    """Every table's number of rows and a digest of them."""
    found = {}
    with as_superuser(own) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table not in but:
                row = connection.execute(
                    f'SELECT count(*), md5(coalesce(string_agg(t::text, E"\\n" ORDER BY t::text), "")) FROM "{table}" t'
                    .replace('E"\\n"', "E'\\n'").replace(', "")', ", '')")
                ).fetchone()  # fmt: skip
                found[table] = row
    return found


def guards(own: OwnDatabase) -> dict[str, list]:
    """Policies, forced row-level security, triggers, indexes, constraints and sequences of the schema, by name."""
    statements = {
        "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'",
        "forced": "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relrowsecurity AND relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace",
        "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
        "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "sequences": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'",
        "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    }
    with as_superuser(own) as connection:
        found = {name: map(str, connection.execute(text).fetchall()) for name, text in statements.items()}
    # A condition that was written out and read again carries its casts in other places; it means the same.
    return {name: sorted(re.sub(r"::[a-z ]+(\[\])?|[()]", "", row) for row in rows) for name, rows in found.items()}


def said(done: subprocess.CompletedProcess[str], code: int = 0) -> dict:
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def demo(own_database: OwnDatabase) -> Iterator[OwnDatabase]:
    """Two companies with a ledger each, and a stored file."""
    assert own_database.duly("demo", "--customers", "12", "--months", "3").returncode == 0
    assert own_database.duly("company", "add", "Nord GmbH", "--slug", "nord").returncode == 0
    place = Path(own_database.environment["DULY_DATA_DIR"]) / "files" / "imports" / "1"
    place.mkdir(parents=True)
    (place / "invoices.csv").write_text("number,amount\n1,2\n")
    yield own_database


def emptied(own: OwnDatabase, place: Path) -> OwnDatabase:
    """Another data folder; the same database without any table."""
    with as_superuser(own) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
    place.mkdir()
    return replace(own, environment=own.environment | {"DULY_DATA_DIR": str(place)})


def test_everything_comes_back(demo: OwnDatabase, tmp_path: Path) -> None:
    file = str(tmp_path / "a.backup")
    secret = {"DULY_BACKUP_PASSPHRASE": PASSPHRASE}
    before, guarded = everything(demo), guards(demo)
    done = said(demo.duly("backup", file, "--encrypt", "--json", **secret))
    assert {one["slug"] for one in done["companies"]} == {"demo", "nord"}
    assert done["rows"] == sum(count for count, _ in before.values()), "every row that a superuser sees"
    assert done["files"] == 1
    with as_superuser(demo) as connection:
        noted = connection.execute("SELECT data->>'sha256' FROM activity WHERE verb = 'backup.made'").fetchall()
        assert noted == [(done["sha256"],)] * 2, "each company's activity says so"
    assert demo.duly("backup", file).returncode == 2, "an existing file is not replaced unasked"

    other = emptied(demo, tmp_path / "elsewhere")
    assert other.duly("restore", file, "--json").returncode == 2, "a passphrase is needed"
    assert "passphrase" in other.duly("restore", file, DULY_BACKUP_PASSPHRASE="another one").stderr
    done = said(other.duly("restore", file, "--json", "--no-pause", **secret))
    assert done["audit"] == {"demo": {}, "nord": {}}
    assert everything(other) == before
    assert guards(other) == guarded
    stored = Path(other.environment["DULY_DATA_DIR"]) / "files" / "imports" / "1" / "invoices.csv"
    assert stored.read_text() == "number,amount\n1,2\n"
    with psycopg.connect(other.url) as connection:
        assert connection.execute("SELECT count(*) FROM posting").fetchone() == (0,), "no company is set: no row"
        connection.execute("SELECT set_config('duly.company_id', '1', true)")
        with pytest.raises(psycopg.errors.RestrictViolation):
            connection.execute("UPDATE posting SET amount_minor = 1")
    assert other.duly("cycle", "--company", "demo").returncode == 0, (
        "the day goes on; new numbers clash with no old ones"
    )


def test_a_restore_replaces_only_what_it_was_told_to(demo: OwnDatabase, tmp_path: Path) -> None:
    file = str(tmp_path / "a.backup")
    assert demo.duly("backup", file).returncode == 0
    assert demo.duly("company", "add", "Later AG", "--slug", "later").returncode == 0
    refused = demo.duly("restore", file)
    assert refused.returncode == 2
    assert "later" in refused.stderr
    worker = demo.start("worker")
    wait_until(demo, "SELECT 1 FROM procrastinate_workers")
    busy = demo.duly("restore", file, "--yes")
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert busy.returncode == 1
    assert "Stop web servers and workers first" in busy.stderr
    done = said(demo.duly("restore", file, "--yes", "--keep-old", "--json"))
    assert sorted(done["companies"]) == sorted(done["paused"]) == ["demo", "nord"], "nothing goes out twice unnoticed"
    with as_superuser(demo) as connection:
        assert connection.execute(f"SELECT count(*) FROM {done['kept_as']}.company").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM company WHERE paused_at IS NOT NULL").fetchone() == (2,)


@pytest.mark.parametrize("at_words", ["Building", "Auditing"])
def test_a_restore_that_is_killed_changes_nothing(demo: OwnDatabase, tmp_path: Path, at_words: str) -> None:
    file = str(tmp_path / "a.backup")
    assert demo.duly("backup", file).returncode == 0
    assert demo.duly("company", "add", "Later AG", "--slug", "later").returncode == 0
    before = everything(demo)
    running = demo.start("restore", file, "--yes")
    assert running.stdout is not None
    for line in running.stdout:
        if at_words in line:
            break
    running.kill()
    running.communicate(timeout=10)
    assert everything(demo) == before
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'duly'"
    wait_until(demo, f"SELECT 1 WHERE NOT EXISTS ({others})")  # its connections end when the server notices
    assert demo.duly("restore", file, "--yes").returncode == 0, "what the first left behind is cleared away"
    with as_superuser(demo) as connection:
        left = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'duly%'").fetchall()
        assert left == []
        assert connection.execute("SELECT count(*) FROM company").fetchone() == (2,)


def test_what_cannot_be_restored_is_refused_in_words(demo: OwnDatabase, tmp_path: Path) -> None:
    file, broken = tmp_path / "a.backup", tmp_path / "b.backup"
    with as_superuser(demo) as connection:
        newer = "('store', '9999_from_the_future', now())"
        connection.execute(f"INSERT INTO django_migrations (app, name, applied) VALUES {newer}")
        assert demo.duly("backup", str(file)).returncode == 0
        connection.execute("DELETE FROM django_migrations WHERE name LIKE '9999%'")
        connection.execute("CREATE TABLE somebody_elses (id int)")
    before = everything(demo)
    done = demo.duly("restore", str(file), "--yes")
    assert done.returncode == 1
    assert "newer release" in done.stderr
    broken.write_bytes(file.read_bytes()[:-200])
    done = demo.duly("restore", str(broken), "--yes")
    assert done.returncode == 4
    assert "damaged or cut short" in done.stderr
    assert demo.duly("restore", str(tmp_path / "none"), "--yes").returncode == 3
    with as_superuser(demo) as connection:
        connection.execute("DELETE FROM django_migrations WHERE name LIKE '9999%'")
    assert everything(demo) == before
