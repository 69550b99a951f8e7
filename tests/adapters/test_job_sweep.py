"""What a dead worker leaves behind goes back into the queue, also when the same work waits there already."""

from __future__ import annotations

import subprocess
import sys

import psycopg

from tests.conftest import OwnDatabase

LEFT_BEHIND = """INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status)
                 VALUES ('default', 'send_notice', %s, '{"company_id": 0, "notice_id": 0}', 'doing')"""
WAITING = LEFT_BEHIND.replace("'doing'", "'todo'")
SWEEP = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "duly.wiring.settings"
django.setup()
from duly.adapters.jobs.queue import requeue_stalled
print(requeue_stalled())
"""


def test_one_job_that_waits_already_does_not_stop_the_sweep_of_others(own_database: OwnDatabase) -> None:
    with psycopg.connect(own_database.url, autocommit=True) as connection:
        connection.execute(LEFT_BEHIND, ["notice-0-1"])
        connection.execute(WAITING, ["notice-0-1"])  # its successor was enqueued before the worker died
        connection.execute(LEFT_BEHIND, ["notice-0-2"])
        swept = subprocess.run(
            [sys.executable, "-c", SWEEP], env=own_database.environment, capture_output=True, text=True, check=False
        )
        assert swept.returncode == 0, swept.stderr
        left = connection.execute("SELECT queueing_lock, status::text FROM procrastinate_jobs ORDER BY 1").fetchall()
    assert left == [("notice-0-1", "todo"), ("notice-0-2", "todo")]
