"""The oldest PostgreSQL that Duly supports, as Debian ships it: tables, a demo company, a day, a clean audit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from duly.adapters.postgres import EmbeddedServer
from duly.adapters.postgres import embedded as embedded_module
from tests.conftest import ROOT

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a database on a server of version 15, started for this test."""
    if not (PROGRAMS / "postgres").exists():
        if os.environ.get("DULY_REQUIRE_POSTGRESQL_15") == "1":
            pytest.fail("PostgreSQL 15 is required here and not installed")
        pytest.skip("PostgreSQL 15 is not installed")
    place = Path(tempfile.mkdtemp(prefix="duly-pg15-"))
    place.chmod(0o711)
    monkeypatch.setattr(embedded_module, "programs", lambda *_: PROGRAMS)
    server = EmbeddedServer(place, durable=False)
    server.acquire()
    yield server.url()
    server.release()
    shutil.rmtree(place, ignore_errors=True)


def test_migrations_and_a_day_on_version_15(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url) as connection:
        assert connection.info.server_version // 10_000 == 15
    environment = os.environ | {"DATABASE_URL": url, "DULY_DATA_DIR": str(tmp_path)}

    def duly(*words: str) -> str:
        command = [sys.executable, "-m", "duly", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    duly("migrate")
    duly("demo", "--customers", "25", "--months", "4")
    duly("cycle")
    duly("worker", "--until-empty")
    assert "Clean." in duly("audit")
    assert "had been run before" in duly("cycle")
