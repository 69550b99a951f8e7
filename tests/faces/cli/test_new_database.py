"""A database without tables: commands say what to do; the demo makes them by itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import OwnDatabase, _admin_url, _swap_database


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[OwnDatabase]:
    name = f"duly_empty_{os.getpid()}"
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = _swap_database(_admin_url(), name)
    yield OwnDatabase(url, os.environ | {"DATABASE_URL": url, "DULY_DATA_DIR": str(tmp_path)})
    with psycopg.connect(_admin_url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_new_database_is_spoken_of_in_words_and_the_demo_fills_it(empty: OwnDatabase) -> None:
    said = empty.duly("company", "list")
    assert said.returncode == 1 and "duly migrate" in said.stderr and "Traceback" not in said.stderr
    empty.environment["DULY_MIGRATE_DATABASE_URL"] = empty.url
    refused = empty.duly("demo", "--customers", "5", "--months", "2")
    assert refused.returncode == 1 and "duly migrate" in refused.stderr, "the tables belong to another role"
    del empty.environment["DULY_MIGRATE_DATABASE_URL"]
    made = empty.duly("demo", "--customers", "5", "--months", "2", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["customers"] == 5
