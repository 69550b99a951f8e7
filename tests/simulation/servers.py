"""Real processes of Duly on a real database: started, killed with -9, restarted; and a client that speaks HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from duly.adapters.postgres.embedded import EmbeddedServer
from duly.services.refused import ServiceRefused

ROOT = Path(__file__).resolve().parent.parent.parent
ANSWER_SECONDS = 20
START_SECONDS = 60
MOST_TRIES = 40


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Servers:
    """Two workers and a web server on one database. What has ended is started again, as a supervisor would."""

    database: EmbeddedServer | None
    environment: dict[str, str]
    lots: Random
    struck: Counter[str]
    port: int = field(default_factory=free_port)
    token: str = ""
    web: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes] | None] = field(default_factory=lambda: [None, None])

    def keep(self) -> None:
        """Start whatever is not running."""
        for place, worker in enumerate(self.workers):
            if worker is None or worker.poll() is not None:
                self.workers[place] = self._start("worker")
        if self.web is None or self.web.poll() is not None:
            self.web = self._start("serve")

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        environment = os.environ | self.environment | {"DULY_PORT": str(self.port)}
        log = (Path(self.environment["DULY_DATA_DIR"]) / f"{command}.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "duly", command], env=environment, stdout=log, stderr=log, cwd=ROOT,
            start_new_session=True,
        )  # fmt: skip

    def kill_worker(self) -> None:
        """kill -9 a worker, whatever it does."""
        self.struck["worker killed with -9"] += 1
        _kill(self.workers[self.lots.randrange(len(self.workers))])
        self.keep()

    def kill_web(self) -> None:
        """kill -9 the web server, whatever it does."""
        self.struck["web server killed with -9"] += 1
        _kill(self.web)

    def restart_database(self) -> None:
        """Stop PostgreSQL without letting anybody finish, and start it again: it recovers from its log."""
        if self.database is None:
            return
        self.struck["database restarted at once"] += 1
        self.database._run("pg_ctl", "-D", str(self.database.pgdata), "-m", "immediate", "-w", "stop")
        self.database._start()

    def stop(self) -> None:
        """End every process."""
        for one in [*self.workers, self.web]:
            _kill(one)

    def post(self, path: str, body: bytes, key: str, kind: str = "application/json", *, kill_after: float = -1) -> Any:
        """Post until there is an answer, always under the same key; raise ServiceRefused when the answer is no.

        `kill_after`: so many seconds after the first try begins, the web server is killed.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Content-Type": kind}
        for attempt in range(MOST_TRIES):
            self.keep()
            if kill_after >= 0 and not attempt:
                self._await_web()
                threading.Timer(kill_after, self.kill_web).start()
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", body, headers)
            try:
                with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refusal:
                said = refusal.read().decode(errors="replace")[:300]
                is_passing = refusal.code >= 500 or refusal.code == 429 or "progress" in said
                if not is_passing:
                    raise ServiceRefused("http", f"{refusal.code} {said}") from refusal
                self.struck[f"answered {refusal.code}"] += 1
            except OSError:
                self.struck["no answer"] += 1
            except ValueError:
                self.struck["half an answer"] += 1
            time.sleep(0.5)
        raise AssertionError(f"{path} was not answered in {MOST_TRIES} tries")

    def _await_web(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
            self.keep()


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
