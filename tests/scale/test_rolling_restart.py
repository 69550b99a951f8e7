"""Several of each process; all are restarted, politely and not, while a day runs: nothing twice, nothing lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, OwnDatabase
from tests.scale.parts import (
    check_outcome,
    end,
    free_port,
    is_quiet,
    mail_server,
    page_answers,
    ready_to_send,
    rows,
    wait_for,
)

KEEP_TIME = """
import json, sys, time
from datetime import datetime, timedelta, UTC
from duly.faces.cli.session import boot
boot()
from duly.services.dunning.keep_time import start_due_cycles
from duly.wiring.ports import ports
first, started = datetime.fromisoformat(sys.argv[1]), []
while time.time() < float(sys.argv[2]):
    time.sleep(0.01)
for day in range(int(sys.argv[3])):
    time.sleep(-time.time() % 0.3)  # all of them at the same moment
    started.append(start_due_cycles(at=first + timedelta(days=day), ports=ports(), shard_size=1000))
print(json.dumps(started))
"""
DAYS = 8


def test_there_is_no_leader_and_each_day_starts_once(own_database: OwnDatabase, tmp_path: Path) -> None:
    own = own_database
    ready_to_send(own, tmp_path, customers=10)
    rows(own, "UPDATE company SET business_date_override = NULL")
    together = time.time() + 6
    words = ["2031-03-03T09:00:00+00:00", str(together), str(DAYS)]
    keepers = [
        subprocess.Popen(
            [sys.executable, "-c", KEEP_TIME, *words], env=own.environment, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(3)
    ]
    started = [json.loads(one.communicate(timeout=90)[0].splitlines()[-1]) for one in keepers]
    assert [sum(day) for day in zip(*started, strict=True)] == [1] * DAYS
    days = rows(own, "SELECT count(*), count(DISTINCT business_date) FROM cycle WHERE business_date >= '2031-03-03'")
    assert days == [(DAYS, DAYS)]
    shards = rows(own, "SELECT count(*), count(DISTINCT (cycle_id, shard_no)) FROM cycle_shard")
    jobs = rows(own, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'run_cycle_shard'")
    assert shards[0][0] == shards[0][1] >= jobs[0][0] >= DAYS


@pytest.mark.slow
def test_everything_is_restarted_while_a_day_runs(own_database: OwnDatabase, tmp_path: Path) -> None:
    own, ports = own_database, [free_port(), free_port()]
    ready_to_send(own, tmp_path, customers=90)
    stopped, refused = threading.Event(), []

    def visit() -> None:
        while not stopped.is_set():
            if not (page_answers(ports[0]) or page_answers(ports[1])):
                refused.append(time.monotonic())
            time.sleep(0.05)

    with mail_server(tmp_path) as (mail, received):
        settings = {"EMAIL_URL": mail, "DULY_CYCLE_SHARD_SIZE": "4"}
        web = [own.start("serve", **settings, DULY_PORT=str(port)) for port in ports]
        workers = []
        visitor = threading.Thread(target=visit)
        try:
            assert wait_for(lambda: page_answers(ports[0]) and page_answers(ports[1]), 40)
            visitor.start()
            workers = [own.start("worker", **settings) for _ in range(3)]
            assert wait_for(lambda: received(), 40), "the day has begun"
            for turn, how in enumerate((signal.SIGTERM, signal.SIGKILL, signal.SIGTERM)):
                workers[turn % 3].send_signal(how)
                workers[turn % 3].communicate(timeout=20)
                workers[turn % 3] = own.start("worker", **settings)
                if turn < 2:
                    web[turn].send_signal(signal.SIGTERM)
                    web[turn].communicate(timeout=20)
                    web[turn] = own.start("serve", **settings, DULY_PORT=str(ports[turn]))
                    assert wait_for(lambda port=ports[turn]: page_answers(port), 30)
            assert wait_for(lambda: is_quiet(own), 90), rows(
                own, "SELECT state, count(*) FROM dunning_notice GROUP BY 1"
            )
        finally:
            stopped.set()
            for one in (*workers, *web):
                end(one)
            visitor.join(15)
        assert not refused, "one of two web servers always answers"
        states = check_outcome(own, received())
    assert states["sent"] > 20, states
    assert states["unknown"] <= 8, "only what was in hand when a worker was killed"
