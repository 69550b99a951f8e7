"""Who works through the queue and what waits there: for `duly doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class WorkState:
    """The queue as it is. `heartbeat_age_seconds` is that of the worker heard last; None when there is none."""

    workers_alive: int
    heartbeat_age_seconds: int | None
    waiting_jobs: int
    oldest_waiting_seconds: int
    stalled_jobs: int
    failed_jobs: int


def work_state(*, alive_seconds: int) -> WorkState:
    """Read the queue; a worker is alive when it was heard within `alive_seconds`, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE last_heartbeat > now() - %(alive)s * interval '1 second'),
                      extract(epoch FROM now() - max(last_heartbeat))::bigint FROM procrastinate_workers""",
            {"alive": alive_seconds},
        )
        alive, age = cursor.fetchone()
        cursor.execute(
            """SELECT count(*) FILTER (WHERE status = 'todo'),
                      coalesce(extract(epoch FROM now() - min(since) FILTER (WHERE status = 'todo')), 0)::bigint,
                      count(*) FILTER (WHERE status = 'doing' AND (
                          w.id IS NULL OR w.last_heartbeat < now() - %(alive)s * interval '1 second'))
               FROM (SELECT j.status, j.worker_id, greatest(j.scheduled_at, (
                        SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) AS since
                     FROM procrastinate_jobs j
                     WHERE j.status = 'doing' OR (j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now())) due
               LEFT JOIN procrastinate_workers w ON w.id = due.worker_id""",
            {"alive": alive_seconds},
        )
        waiting, oldest, stalled = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    return WorkState(alive, None if age is None else max(0, age), waiting, max(0, oldest), stalled, failed)


def unknown_notices(company_id: int) -> int:
    """Return how many messages wait for a person because nobody knows whether they arrived."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dunning_notice WHERE company_id = %s AND state = 'unknown'", [company_id])
        return int(cursor.fetchone()[0])
