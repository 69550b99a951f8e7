"""Workers are killed with -9 at random moments of a day, the mail server misbehaves; in the end each notice went
out once, or says that nobody knows, and the books hold."""

from __future__ import annotations

import json
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from duly.core.dunning.default import DEFAULT_TEXT
from tests.conftest import ROOT, OwnDatabase

SEED = 20260316
KILLS = 5
PATIENCE_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailServer:
    """The test server as a process of its own; it outlives the workers."""

    def __init__(self, place: Path, mode: str) -> None:
        self.port, self.store = free_port(), place / "mail.jsonl"
        command = [sys.executable, "-m", "tests.adapters.mail.smtp_server", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--mode", mode, "--store", str(self.store)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.process.stdout is not None
        assert "ready" in self.process.stdout.readline()

    def messages(self) -> list[dict[str, object]]:
        lines = self.store.read_text().splitlines() if self.store.exists() else []
        return [json.loads(line) for line in lines if line.strip()]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def rows(own: OwnDatabase, statement: str) -> list[tuple]:
    with psycopg.connect(own.url) as connection:
        found = connection.execute("SELECT set_config('duly.scope', 'directory', true)").fetchall()
        company = connection.execute("SELECT id FROM company").fetchone()
        assert company is not None, found
        connection.execute("SELECT set_config('duly.company_id', %s, true)", [str(company[0])])
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def states(own: OwnDatabase) -> Counter[str]:
    today = "business_date = (SELECT max(business_date) FROM cycle)"
    return Counter(dict(rows(own, f"SELECT state, count(*) FROM dunning_notice WHERE {today} GROUP BY 1")))


def is_quiet(own: OwnDatabase) -> bool:
    waiting = rows(own, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")[0][0]
    shards = rows(own, "SELECT count(*) FROM cycle_shard WHERE state = 'waiting'")[0][0]
    cycles = rows(own, "SELECT count(*) FROM cycle WHERE state = 'done'")[0][0]
    return waiting == 0 and shards == 0 and cycles > 0 and not states(own)["sending"]


def any_hour(place: Path) -> Path:
    """The shipped procedure without office hours: tests run at night and on Sundays too."""
    text = DEFAULT_TEXT.replace('"08:30"', '"00:00"').replace('"17:00"', '"23:59"')
    text = text.replace("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat, sun]")
    file = place / "procedure.yaml"
    file.write_text(text.replace("skip_holidays: true", "skip_holidays: false"))
    return file


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["accept", "drop", "mixed"])
def test_killed_workers_send_nothing_twice(own_database: OwnDatabase, tmp_path: Path, mode: str) -> None:
    lots = random.Random(f"{SEED}-{mode}")
    own = own_database
    assert own.duly("demo", "--customers", "60", "--months", "8", "--seed", "7").returncode == 0
    assert own.duly("procedure", "apply", str(any_hour(tmp_path)), "--default").returncode == 0
    rows(own, "UPDATE company SET is_cycle_automatic = true, sender_email = 'ar@demo.example', cycle_hour = 0")
    before = rows(own, "SELECT count(*) FROM cycle")[0][0]
    server = MailServer(tmp_path, mode)
    settings = {
        "EMAIL_URL": f"smtp+plain://127.0.0.1:{server.port}", "DULY_CYCLE_SHARD_SIZE": "6",
        "DULY_MAIL_TIMEOUT_SECONDS": "2",
    }  # fmt: skip
    try:
        workers = [own.start("worker", **settings), own.start("worker", **settings)]
        for _ in range(KILLS):
            time.sleep(lots.uniform(0.8, 2.5))
            victim = lots.randrange(len(workers))
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait(10)
            workers[victim] = own.start("worker", **settings)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_quiet(own) and time.monotonic() < deadline:
            rows(own, "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")  # no need to wait
            time.sleep(1)
        assert is_quiet(own), states(own)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(15)
        server.stop()
    check_outcome(own, server, before)
    if mode == "accept":
        assert states(own)["sent"] > 0


def check_outcome(own: OwnDatabase, server: MailServer, before: int) -> None:
    """Every notice has an end; every message arrived at most once; the audit is clean."""
    ended = states(own)
    assert rows(own, "SELECT count(*) FROM cycle")[0][0] == before + 1, "one day, however many ticks"
    assert sum(ended.values()) > 5, ended
    assert set(ended) <= {"sent", "unknown", "failed", "dropped", "held", "done"}, ended
    headers = (json.dumps(message).replace("\\r", "\\n") for message in server.messages())
    received = Counter(found for text in headers for found in re.findall(r"Message-ID: (<[^>]+>)", text, re.IGNORECASE))
    assert received, "the server saw something"
    assert max(received.values()) == 1, "no message twice"
    names = dict(rows(own, "SELECT message_id, state FROM dunning_notice WHERE message_id <> ''"))
    for message_id in received:
        assert names[message_id] in {"sent", "unknown"}, "what arrived is known as sent, or as unknown"
    mailed = "SELECT message_id FROM dunning_notice WHERE state = 'sent' AND state_code = '' AND sending_at IS NOT NULL"
    assert {row[0] for row in rows(own, mailed)} <= set(received), "what is called sent has arrived"
    twice = "SELECT 1 FROM dunning_notice GROUP BY customer_id, contact_id, business_date, channel HAVING count(*) > 1"
    assert rows(own, twice) == []
    assert own.duly("audit").returncode == 0
