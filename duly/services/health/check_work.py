"""The workers and the queue."""

from __future__ import annotations

from duly.services.health.check import Check, bad, ok, warn
from duly.store.queries.work_state import WorkState

ALIVE_SECONDS = 30
WAITING_SECONDS = 900
_START = "Start one with `duly worker` (`duly run` starts them together with the web server)."


def check_work(state: WorkState) -> list[Check]:
    """Return the checks on workers and jobs."""
    return [_workers(state), _jobs(state)]


def _workers(state: WorkState) -> Check:
    if state.workers_alive:
        return ok("workers", f"{state.workers_alive} at work, heard {state.heartbeat_age_seconds} seconds ago.")
    if state.waiting_jobs:
        return bad("workers", f"{state.waiting_jobs} jobs wait and no worker is running.", _START)
    return warn("workers", "No worker is running; nothing waits.", _START)


def _jobs(state: WorkState) -> Check:
    if state.failed_jobs:
        return warn(
            "jobs",
            f"{state.failed_jobs} jobs ended with an error.",
            "The worker's log says why; report it with the lines around it.",
        )
    if state.stalled_jobs:
        return warn(
            "jobs",
            f"{state.stalled_jobs} jobs were left by workers that stopped.",
            "A running worker takes them up again within a minute; if it does not, report it.",
        )
    if state.waiting_jobs and state.oldest_waiting_seconds > WAITING_SECONDS:
        minutes = state.oldest_waiting_seconds // 60
        return warn("jobs", f"{state.waiting_jobs} jobs wait, the oldest for {minutes} minutes.", "Start more workers.")
    return ok("jobs", f"{state.waiting_jobs} wait, none has failed.")
