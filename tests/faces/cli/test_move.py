"""From the embedded PostgreSQL 18 to a server of version 15, and two roles there: for real."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from duly.adapters.postgres import EmbeddedServer
from tests.conftest import ROOT
from tests.postgresql_15 import server_15


@pytest.fixture(scope="module")
def old() -> Iterator[EmbeddedServer]:
    """A server of version 15 with an empty database."""
    with server_15() as server:
        yield server


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder that the embedded server's user can reach."""
    place = Path(tempfile.mkdtemp(prefix="duly-move-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place, ignore_errors=True)


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"DULY_DATA_DIR": str(data_dir), "DULY_TEST_SERVER": "1"} | more


def duly(data_dir: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "duly", *words], env=environment(data_dir, **more),
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip


def wait_for_worker(data_dir: Path) -> None:
    """Wait until the worker has said that it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), psycopg.connect(EmbeddedServer(data_dir).url()) as connection:
            if connection.execute("SELECT 1 FROM procrastinate_workers").fetchone():
                return
        time.sleep(0.2)


def worked(data_dir: Path, *words: str, **more: str) -> str:
    done = duly(data_dir, *words, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_from_the_embedded_server_to_version_15(old: EmbeddedServer, data_dir: Path) -> None:
    worked(data_dir, "migrate")
    worked(data_dir, "demo", "--customers", "12", "--months", "3")
    worker = subprocess.Popen(
        [sys.executable, "-m", "duly", "worker"], env=environment(data_dir), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for_worker(data_dir)
    busy = duly(data_dir, "move", "--to", old.url())
    worker.send_signal(signal.SIGTERM)
    worker.wait(30)
    assert busy.returncode == 1
    assert "Another process of Duly" in busy.stderr

    assert "superuser" in duly(data_dir, "move", "--to", old.url(role="postgres")).stderr
    done = json.loads(worked(data_dir, "move", "--json", DULY_MOVE_DATABASE_URL=old.url()))
    assert done["companies"] == ["demo"]
    assert done["audit"] == {"demo": {}}
    with psycopg.connect(old.url()) as connection:
        assert connection.info.server_version // 10_000 == 15
    there = {"DATABASE_URL": old.url()}
    assert "Clean." in worked(data_dir, "audit", **there)
    worked(data_dir, "cycle", **there)
    worked(data_dir, "worker", "--until-empty", **there)

    refused = duly(data_dir, "company", "add", "Forgotten AG")
    assert refused.returncode == 1, "nobody goes on in the old database by mistake"
    assert "only reads" in refused.stderr
    assert "it was moved" in duly(data_dir, "doctor").stdout
    assert duly(data_dir, "move", "--to", old.url()).returncode == 1, "the new database is not empty any more"
    worked(data_dir, "move", "--cancel")
    worked(data_dir, "company", "add", "Remembered AG")


def test_the_role_that_works_owns_nothing(old: EmbeddedServer, data_dir: Path) -> None:
    with psycopg.connect(old.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE keeper LOGIN NOSUPERUSER NOBYPASSRLS")
        connection.execute("CREATE DATABASE kept OWNER keeper")
    url = old.url("kept")
    two = {"DATABASE_URL": url, "DULY_MIGRATE_DATABASE_URL": old.url("kept", "keeper")}
    worked(data_dir, "migrate", **two)
    worked(data_dir, "demo", "--customers", "12", "--months", "3", **two)
    worked(data_dir, "cycle", DATABASE_URL=url)
    worked(data_dir, "worker", "--until-empty", DATABASE_URL=url)
    file = data_dir / "a.backup"
    worked(data_dir, "backup", str(file), **two)
    worked(data_dir, "restore", str(file), "--yes", "--no-pause", **two)
    checks = json.loads(duly(data_dir, "doctor", "--json", DATABASE_URL=url).stdout)["checks"]
    role = next(one for one in checks if one["name"] == "database role")
    assert role["state"] == "ok"
    assert "'keeper'" in role["sentence"]
    assert "Clean." in worked(data_dir, "audit", DATABASE_URL=url)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (
            "ALTER TABLE posting DISABLE TRIGGER append_only_row",
            "ALTER TABLE posting NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY company_isolation ON posting",
            "DELETE FROM posting",
            "CREATE TABLE another (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
