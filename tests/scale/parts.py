"""Parts of a small installation: a mail server, a connection pooler, and questions to the database."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from duly.adapters.postgres.place import server_user
from duly.core.dunning.default import DEFAULT_TEXT
from tests.conftest import ROOT, OwnDatabase

PGBOUNCER = Path("/usr/sbin/pgbouncer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def end(process: subprocess.Popen) -> None:
    """Tell a process to stop and see that it does; what it said is shown when the test fails."""
    process.terminate()
    try:
        said, _ = process.communicate(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    print(said)


@contextmanager
def mail_server(place: Path) -> Iterator[tuple[str, Callable[[], Counter[str]]]]:
    """Yield the address of a mail server that takes everything, and what it has: messages by Message-ID."""
    port, store = free_port(), place / "mail.jsonl"
    command = [sys.executable, "-m", "tests.adapters.mail.smtp_server", "--port", str(port), "--mode", "accept"]
    process = subprocess.Popen([*command, "--store", str(store)], stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def received() -> Counter[str]:
        lines = store.read_text().splitlines() if store.exists() else []
        texts = (json.dumps(json.loads(line)).replace("\\r", "\\n") for line in lines if line.strip())
        return Counter(one for text in texts for one in re.findall(r"Message-ID: (<[^>]+>)", text, re.IGNORECASE))

    try:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        yield f"smtp+plain://127.0.0.1:{port}", received
    finally:
        end(process)


@contextmanager
def pooler(url: str) -> Iterator[str]:
    """Yield the same address through PgBouncer in transaction mode, with fewer connections than it has clients."""
    if not PGBOUNCER.exists():
        if os.environ.get("DULY_REQUIRE_PGBOUNCER") == "1":
            pytest.fail("PgBouncer is required here and not installed")
        pytest.skip("PgBouncer is not installed")
    parts, port = urlsplit(url), free_port()
    place = Path(tempfile.mkdtemp(prefix="duly-pool-"))
    place.chmod(0o755)
    (place / "users.txt").write_text('"duly" ""\n')
    (place / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={parse_qs(parts.query)['host'][0]}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {place}/users.txt\n"
        "pool_mode = transaction\ndefault_pool_size = 4\nmax_client_conn = 200\nadmin_users = duly\n"
    )
    owner = server_user()
    as_owner = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner else {}
    process = subprocess.Popen(
        [str(PGBOUNCER), str(place / "pgbouncer.ini")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd="/", **as_owner,
    )  # fmt: skip
    through = f"postgresql://duly@127.0.0.1:{port}{parts.path}"
    try:
        assert wait_for(lambda: process.poll() is not None or answers(through), 10)
        assert process.poll() is None, process.stdout and process.stdout.read()
        yield through
    finally:
        end(process)
        shutil.rmtree(place, ignore_errors=True)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def page_answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def rows(own: OwnDatabase, statement: str) -> list[tuple]:
    """Ask (or change) the demo company's rows, straight at the server."""
    with psycopg.connect(own.url) as connection:
        connection.execute("SELECT set_config('duly.scope', 'directory', true)")
        company = connection.execute("SELECT id FROM company ORDER BY id").fetchone()
        assert company is not None
        connection.execute("SELECT set_config('duly.company_id', %s, true)", [str(company[0])])
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def ready_to_send(own: OwnDatabase, place: Path, *, customers: int) -> None:
    """Make a demo company whose day runs by itself, at any hour."""
    assert own.duly("demo", "--customers", str(customers), "--months", "5", "--seed", "7").returncode == 0
    text = DEFAULT_TEXT.replace('"08:30"', '"00:00"').replace('"17:00"', '"23:59"')
    text = text.replace("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat, sun]")
    file = place / "procedure.yaml"
    file.write_text(text.replace("skip_holidays: true", "skip_holidays: false"))
    assert own.duly("procedure", "apply", str(file), "--default").returncode == 0
    rows(own, "UPDATE company SET is_cycle_automatic = true, sender_email = 'ar@demo.example', cycle_hour = 0")


def is_quiet(own: OwnDatabase) -> bool:
    """Tell whether the day is done: nothing waits, nothing is under way."""
    rows(own, "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' AND scheduled_at > now()")
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    under_way = "SELECT count(*) FROM dunning_notice WHERE state = 'sending'"
    done = "SELECT count(*) FROM cycle WHERE state = 'done' AND business_date = (SELECT max(business_date) FROM cycle)"
    return rows(own, waiting)[0][0] == 0 and rows(own, under_way)[0][0] == 0 and rows(own, done)[0][0] > 0


def check_outcome(own: OwnDatabase, received: Counter[str]) -> Counter[str]:
    """One day; every notice has an end; what is called sent arrived once; the audit is clean. Return the states."""
    days = rows(own, "SELECT count(*), count(DISTINCT business_date) FROM cycle")
    assert days[0][0] == days[0][1], "a day is run once, however many keep time"
    states = Counter(dict(rows(own, "SELECT state, count(*) FROM dunning_notice GROUP BY 1")))
    assert set(states) <= {"sent", "unknown", "failed", "dropped", "held", "done"}, states
    assert max(received.values()) == 1, "no message twice"
    mailed = "SELECT message_id FROM dunning_notice WHERE state = 'sent' AND state_code = '' AND sending_at IS NOT NULL"
    assert {row[0] for row in rows(own, mailed)} <= set(received), "what is called sent has arrived"
    known = dict(rows(own, "SELECT message_id, state FROM dunning_notice WHERE message_id <> ''"))
    assert {known[one] for one in received} <= {"sent", "unknown"}, "what arrived is known"
    assert rows(own, "SELECT 1 FROM cycle_shard WHERE state <> 'done'") == [], "no shard was left"
    assert own.duly("audit").returncode == 0
    return states
