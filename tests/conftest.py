"""Fixtures: a company with its scope open, people, and whole databases for tests that commit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from duly.services.act import Act

# A property is about values; how long a busy machine takes for one example says nothing about it.
settings.register_profile("duly", deadline=None)
settings.load_profile("duly")

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 3, 16)  # a Monday
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that drive a browser a second chance: on a crowded machine the browser itself may not come up."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


@pytest.fixture
def company(db: None) -> Iterator[int]:
    """The id of a fresh company whose scope is open for the length of the test."""
    from duly.services.accounts.create_company import create_company
    from duly.store.tenancy import in_company

    company_id = create_company(name="Test Trading GmbH", slug="test-trading", currency="EUR", country="DE")
    with in_company(company_id):
        yield company_id


@pytest.fixture
def act(company: int) -> Act:
    """A clerk acting on Monday 16 March 2026."""
    return Act(company, "person", "clerk@test.example", NOW, TODAY, "as the test says")


@dataclass(frozen=True)
class OwnDatabase:
    """A database of its own, for tests that run real processes and commit."""

    url: str
    environment: dict[str, str]

    def duly(self, *arguments: str, timeout: float = 120, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run the command line against this database and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "duly", *arguments],
            env=self.environment | extra, capture_output=True, text=True, timeout=timeout, cwd=ROOT, check=False,
        )  # fmt: skip

    def start(self, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        """Start a long-running command against this database."""
        return subprocess.Popen(
            [sys.executable, "-m", "duly", *arguments],
            env=self.environment | extra, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip


def _admin_url() -> str:
    from duly.wiring.database import DATABASE_URL, embedded_server

    server = embedded_server()
    return server.url("postgres") if server else DATABASE_URL


def _swap_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture(scope="session")
def template_database(worker_id: str) -> str:
    """The name of a migrated database that tests clone."""
    name = f"duly_template_{worker_id}_{os.getpid()}"
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = os.environ | {"DATABASE_URL": _swap_database(_admin_url(), name)}
    subprocess.run([sys.executable, "-m", "duly", "migrate"], env=environment, check=True, cwd=ROOT)
    return name


@pytest.fixture
def own_database(template_database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OwnDatabase]:
    """A freshly cloned database and the environment in which processes of Duly use it."""
    name = f"duly_own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    url = _swap_database(_admin_url(), name)
    yield OwnDatabase(url, os.environ | {"DATABASE_URL": url, "DULY_DATA_DIR": str(tmp_path)})
    drop_database(name)


def drop_database(name: str) -> None:
    """Drop a database and whoever is in it; the server's own vacuum cannot be sent away, so it is waited for."""
    for attempt in range(20):
        try:
            with psycopg.connect(_admin_url(), autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        except psycopg.errors.InsufficientPrivilege:
            if attempt == 19:
                raise
            time.sleep(0.5)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real ledgers beside the project; tests that need it are skipped without it."""
    place = Path(os.environ.get("DULY_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip("the folder of real ledgers is not here")
    return place


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which worker of a parallel run this is; `master` when there is only one."""
    return getattr(getattr(request.config, "workerinput", None), "get", lambda *_: "master")("workerid") or "master"
