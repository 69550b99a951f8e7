"""A worker process starts, finds an empty queue and goes home; told to stop, it stops."""

from __future__ import annotations

import signal
import time

from tests.conftest import OwnDatabase


def test_a_worker_with_nothing_to_do_ends_in_peace(own_database: OwnDatabase) -> None:
    done = own_database.duly("worker", "--until-empty", timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_waiting_worker_keeps_time_without_complaint_and_stops_when_told(own_database: OwnDatabase) -> None:
    worker = own_database.start("worker")
    time.sleep(8)  # longer than a tick
    assert worker.poll() is None, worker.stdout.read() if worker.stdout else ""
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=30)
    assert "Traceback" not in said, said
