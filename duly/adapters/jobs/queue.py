"""Enqueue, sweep and run jobs with procrastinate (docs/decisions/0003-jobs.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate import App, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 12.0
POLL_SECONDS = 1.0


class JobQueue:
    """services.ports.Jobs on procrastinate. `enqueue` joins the caller's database transaction."""

    def enqueue(
        self,
        task: str,
        arguments: Mapping[str, Any],
        *,
        run_at: datetime | None = None,
        queueing_lock: str | None = None,
        lock: str | None = None,
    ) -> bool:
        """Enqueue a job; return False when one with the same queueing lock already waits."""
        job = app.configure_task(task, schedule_at=run_at, queueing_lock=queueing_lock, lock=lock)
        try:
            with transaction.atomic():  # a savepoint: a refused insert must not spoil the caller's work
                job.defer(**arguments)
        except exceptions.AlreadyEnqueued:
            return False
        return True


async def _sweep() -> int:
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in stalled:
        await manager.retry_job(job)
    await manager.prune_stalled_workers(STALLED_AFTER_SECONDS)
    return len(stalled)


def requeue_stalled() -> int:
    """Put the jobs of workers that stopped breathing back into the queue; return how many.

    A job is taken away from its worker only after STALLED_AFTER_SECONDS without a heartbeat; every
    task of ours may run twice without harm.
    """
    return int(async_to_sync(_sweep)())


def run_worker(*, name: str, concurrency: int, until_empty: bool = False) -> None:
    """Work through the queue until told to stop (SIGINT, SIGTERM), or until it is empty."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    # An app of its own for fetching: `app` itself keeps Django's connection, so that a job enqueued by a task still
    # joins the task's database transaction.
    fetching = App(connector=connector.get_worker_connector(), import_paths=app.import_paths)
    fetching.tasks = app.tasks
    fetching.run_worker(
        name=name,
        concurrency=concurrency,
        wait=not until_empty,
        fetch_job_polling_interval=POLL_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=STALLED_AFTER_SECONDS,
        shutdown_graceful_timeout=4,
        delete_jobs="successful",
    )
