"""One worker process, simulated: it takes the real jobs off the real queue, and may die at any step of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import IntegrityError, close_old_connections, connection, connections
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from duly.adapters.jobs.queue import requeue_stalled
from duly.services.dunning.keep_time import start_due_cycles
from duly.services.ports import Ports
from tests.simulation.eyes import see
from tests.simulation.faults import Killed, Plan
from tests.simulation.office import Office

# What the sweep puts back is due at once by the machine's own clock, which is later than any simulated year.
_DUE = """SELECT id, task_name, args, attempts, queueing_lock FROM procrastinate_jobs
           WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s OR scheduled_at >= '2026-01-01')
             AND (args->>'company_id')::bigint = %s ORDER BY id"""


@dataclass
class Ran:
    """A job as it went: the window of moments, and how it ended."""

    task: str
    arguments: dict[str, Any]
    begun: int
    ended: int
    outcome: str  # done | killed | failed | tried again


@dataclass
class Worker:
    """Takes jobs that are due by the simulated clock."""

    office: Office
    ports: Ports
    lots: Random
    steps: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    has_failed: bool = False  # the last tick

    def tick(self, plan: Plan | None) -> str:
        """What a worker does at each tick: sweep what the dead left behind, and start the day when its hour has come.

        The two are tried apart, as the timekeeper does: one that fails does not stop the other.
        """
        office = self.office
        office.tap.arm(plan)
        self.has_failed = False
        try:
            for ticker in (requeue_stalled, self._start_days):
                close_old_connections()
                try:
                    ticker()
                except Exception as failure:
                    self.has_failed = True
                    office.note(f"a tick failed: {type(failure).__name__}: {failure}")
        except Killed:
            office.tap.bury()
            office.note("killed during a tick")
            return "killed"
        finally:
            self.steps["tick"] = max(self.steps.get("tick", 0), office.tap.steps)
            office.tap.disarm()
        return "done"

    def _start_days(self) -> None:
        start_due_cycles(at=self.office.clock.now(), ports=self.ports, shard_size=7)

    def due(self) -> list[tuple[Any, ...]]:
        """Return the jobs that are due now."""
        return see(_DUE, [self.office.clock.at, self.office.company_id])

    def run(self, row: tuple[Any, ...], plan: Plan | None) -> Ran:
        """Run one job under a plan, and do with it what the queue's own worker would."""
        pk, task_name, arguments, attempts, lock = row
        arguments = arguments if isinstance(arguments, dict) else json.loads(arguments)
        _status(pk, "doing")
        begun = self.office.moment()
        self.office.note(f"job {pk} {task_name} {arguments}" + (f" [{plan.kind} at {plan.step}]" if plan else ""))
        self.office.tap.arm(plan)
        outcome = "done"
        try:
            app.tasks[task_name].func(**arguments)
        except Killed as death:
            outcome = "killed"
            self.office.note(f"  killed {death}")
        except Exception as failure:
            self.office.note(f"  {type(failure).__name__}: {str(failure)[:200]}")
            outcome = "tried again" if self._again(pk, task_name, arguments, attempts, lock, failure) else "failed"
        finally:
            if self.office.tap.is_dead:
                self.office.tap.bury()
            self.steps[task_name] = max(self.steps.get(task_name, 0), self.office.tap.steps)
            self.office.tap.disarm()
        if outcome == "done":
            _delete(pk)
        self.counts[f"{task_name} {outcome}"] += 1
        self.office.do_postponed()
        return Ran(task_name, arguments, begun, self.office.moment(), outcome)

    def _again(
        self, pk: int, task_name: str, arguments: dict[str, Any], attempts: int, lock: str | None, failure: Exception
    ) -> bool:
        """Ask the task's own strategy whether a failed job is tried again, and when."""
        self.office.tap.plan = None
        if connections["default"].connection is not None and connections["default"].connection.closed:
            self.office.tap.bury()
        job = Job(
            id=pk, queue="default", lock=None, queueing_lock=lock, task_name=task_name, task_kwargs=arguments,
            attempts=attempts,
        )  # fmt: skip
        retry = app.tasks[task_name].get_retry_exception(exception=failure, job=job)
        if retry is None:
            _status(pk, "failed")
            return False
        wait = (retry.retry_decision.retry_at or datetime.now(UTC)) - datetime.now(UTC)
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)",
                    [pk, self.office.clock.at + max(wait, timedelta())],
                )
        except IntegrityError:  # one with the same lock waits; this one stays with its worker until that is swept up
            self.office.note("  cannot go back into the queue")
        return True


def _status(pk: int, status: str) -> None:
    see("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, pk])


def _delete(pk: int) -> None:
    see("DELETE FROM procrastinate_jobs WHERE id = %s", [pk])


def sweep_away(company_id: int) -> None:
    """Clear the queue of a company whose year is over."""
    see("DELETE FROM procrastinate_jobs WHERE (args->>'company_id')::bigint = %s", [company_id])
