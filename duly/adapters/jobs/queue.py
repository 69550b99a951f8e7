"""Enqueue, sweep and run jobs with procrastinate (docs/decisions/0003-jobs.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Status

from duly.services.ports import NewJob

HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 12.0
POLL_SECONDS = 1.0
FETCHING_CONNECTIONS = 4


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

    def enqueue_many(self, task: str, jobs: Sequence[NewJob], *, priority: int = 0) -> int:
        """Enqueue many jobs of a task in one statement; those whose queueing lock waits already are left out."""
        if not jobs:
            return 0
        new = [
            app.configure_task(
                task, schedule_at=one.run_at, queueing_lock=one.queueing_lock, priority=priority
            ).make_new_job(**one.arguments)
            for one in jobs
        ]
        try:
            with transaction.atomic():
                app.job_manager.batch_defer_jobs(new)
        except exceptions.AlreadyEnqueued:
            return sum(
                self.enqueue(task, one.arguments, run_at=one.run_at, queueing_lock=one.queueing_lock) for one in jobs
            )
        return len(jobs)


async def _sweep() -> int:
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in stalled:
        try:
            await manager.retry_job(job)
        except (exceptions.UniqueViolation, exceptions.AlreadyEnqueued):
            # One with the same queueing lock waits already: it will do the work.
            await manager.finish_job(job, Status.FAILED, delete_job=True)
    await manager.prune_stalled_workers(STALLED_AFTER_SECONDS)
    return len(stalled)


def requeue_stalled() -> int:
    """Put the jobs of workers that stopped breathing back into the queue; return how many.

    A job is taken away from its worker only after STALLED_AFTER_SECONDS without a heartbeat; every
    task of ours may run twice without harm.
    """
    return int(async_to_sync(_sweep)())


def _fetcher(address: str) -> PsycopgConnector:
    """Return what a worker fetches its jobs with; few connections, none of which prepares statements."""
    if address:
        params: dict[str, Any] = {"application_name": "duly", "prepare_threshold": None}
        return PsycopgConnector(conninfo=address, kwargs=params, min_size=1, max_size=FETCHING_CONNECTIONS)
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=FETCHING_CONNECTIONS)


def run_worker(
    *, name: str, concurrency: int, until_empty: bool = False, address: str = "", is_woken: bool = True
) -> None:
    """Work through the queue until told to stop (SIGINT, SIGTERM), or until it is empty.

    `address`: where to fetch jobs from, when not by Django's own connection settings; `is_woken`: whether the database
    can wake the worker (LISTEN), which a connection pooler prevents; it then asks every POLL_SECONDS.
    """
    # An app of its own for fetching: `app` itself keeps Django's connection, so that a job enqueued by a task still
    # joins the task's database transaction.
    fetching = App(connector=_fetcher(address), import_paths=app.import_paths)
    fetching.tasks = app.tasks
    fetching.run_worker(
        name=name,
        concurrency=concurrency,
        wait=not until_empty,
        fetch_job_polling_interval=POLL_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=STALLED_AFTER_SECONDS,
        shutdown_graceful_timeout=4,
        listen_notify=is_woken,
        delete_jobs="successful",
    )
