"""A company as each former release left it comes along: restored, or by `duly migrate` on its old tables.

The files are made by `python -m tools.upgrade_fixture COMMIT`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, OwnDatabase

FORMER = sorted(Path(__file__).parent.glob("*.backup"))
MOST_BYTES = 400_000
VISIT = """
import os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "duly.wiring.settings"
import django; django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
client = Client(HTTP_HOST="localhost")
manager = get_user_model().objects.get(email="manager@demo.example")
client.force_login(manager, "django.contrib.auth.backends.ModelBackend")
waiting, seen, shapes = ["/"], set(), {}
while waiting:
    path = waiting.pop(0)
    answer = client.get(path, follow=True)
    print(answer.status_code, path)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        continue
    for found in re.findall(r'href="(/[^"#?]*)', answer.content.decode()):
        shape = re.sub(r"[0-9]+", "N", found)
        if found in seen or shapes.get(shape, 0) == 2 or found.startswith(("/static", "/account/logout")):
            continue
        seen.add(found); shapes[shape] = shapes.get(shape, 0) + 1; waiting.append(found)
"""


def without_tables(own: OwnDatabase) -> None:
    with psycopg.connect(own.url.replace("//duly@", "//postgres@"), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public AUTHORIZATION duly")


def load_by_hand(own: OwnDatabase, file: Path) -> None:
    """Fill the database with the old tables from the file, without a line of Duly: as the guide says."""
    with zipfile.ZipFile(file) as archive, psycopg.connect(own.url) as connection:
        manifest = json.loads(archive.read("manifest.json"))
        connection.execute(archive.read("schema/before.sql"))
        for table, facts in manifest["tables"].items():
            names = ", ".join(f'"{name}"' for name in facts["columns"])
            with connection.cursor().copy(f'COPY public."{table}" ({names}) FROM STDIN') as copy:
                copy.write(archive.read(f"rows/{table}.copy"))
        for sequence, value in manifest["sequences"].items():
            connection.execute("SELECT setval(%s, %s)", [f'public."{sequence}"', value])
        connection.execute(archive.read("schema/after.sql"))


def check_company(own: OwnDatabase) -> None:
    """The ledger holds, what is derived from it was filled, every page answers, and the day goes on."""
    audited = own.duly("audit", "--json")
    assert audited.returncode == 0, audited.stdout
    rows = json.loads(audited.stdout)["companies"][0]["rows"]
    assert rows["posting"] > 100
    assert rows["open_item"] > 10
    visited = subprocess.run(
        [sys.executable, "-c", VISIT], env=own.environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert visited.returncode == 0, visited.stderr[-3000:]
    pages = visited.stdout.splitlines()
    assert len(pages) > 20, pages
    assert [page for page in pages if not page.startswith("200")] == []
    assert own.duly("cycle").returncode == 0
    assert own.duly("worker", "--until-empty").returncode == 0
    assert own.duly("audit").returncode == 0


def test_there_is_a_former_release_and_it_is_small() -> None:
    assert FORMER
    assert max(file.stat().st_size for file in FORMER) < MOST_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("file", FORMER, ids=lambda file: file.stem)
def test_old_tables_are_migrated_with_what_is_in_them(own_database: OwnDatabase, file: Path) -> None:
    without_tables(own_database)
    load_by_hand(own_database, file)
    migrated = own_database.duly("migrate")
    assert migrated.returncode == 0, migrated.stderr
    check_company(own_database)


@pytest.mark.parametrize("file", FORMER, ids=lambda file: file.stem)
def test_a_backup_of_a_former_release_is_restored(own_database: OwnDatabase, file: Path) -> None:
    done = own_database.duly("restore", str(file), "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["migrations"], "it was brought up to date"
    assert facts["audit"] == {"demo": {}}
    assert facts["paused"] == ["demo"]
    assert own_database.duly("audit").returncode == 0
