"""A job that fails is tried again: a lost connection must not leave a customer undecided, or a message unsent."""

from __future__ import annotations

from django.db import OperationalError
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from duly.faces.worker import tasks

MUST_GO_ON = ("run_cycle_shard", "send_notice", "match_receipts", "run_import", "check_import")


def test_every_job_of_the_day_is_tried_again_after_a_lost_connection() -> None:
    assert tasks.TRY_AGAIN
    lost = OperationalError("server closed the connection unexpectedly")
    for name in MUST_GO_ON:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=name, attempts=0)
        assert app.tasks[name].get_retry_exception(exception=lost, job=job) is not None, name
