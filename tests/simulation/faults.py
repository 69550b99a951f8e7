"""Faults between any two steps: a process is killed, its connection is lost, or somebody else acts just then.

A killed process is a BaseException (no `except Exception` of the product sees it) after which its database
connection is gone without a commit; a lost connection is what the driver would raise. Steps are counted before and
after every statement and every commit of the main thread's connection.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connections

KILL, LOST, INTRUDE = "kill", "lost", "intrude"


class Killed(BaseException):
    """The process ended here, as by kill -9."""


@dataclass
class Plan:
    """What happens at which step of the next job; `step` counts from 0. `done` tells whether it came to that."""

    kind: str
    step: int
    intruder: Callable[[], None] | None = None
    done: bool = False


@dataclass
class Tap:
    """Sits on the main thread's connection, counts steps and commits, and carries out the plan."""

    plan: Plan | None = None
    steps: int = 0
    commits: int = 0
    is_dead: bool = False
    injected: Counter[str] = field(default_factory=Counter)

    def install(self) -> None:
        """Sit down on the connection of this thread."""
        wrapper = connections["default"]
        wrapper.ensure_connection()
        wrapper.execute_wrappers.append(self._execute)
        commit = wrapper.commit

        def tapped() -> None:
            self._reach("before commit")
            commit()
            self.commits += 1
            self._reach("after commit")

        wrapper.commit = tapped

    def arm(self, plan: Plan | None) -> None:
        """Begin a job with this plan (None: nothing happens to it)."""
        self.plan, self.steps, self.commits = plan, 0, 0

    def disarm(self) -> bool:
        """End the job; tell whether the plan was carried out. The next one begins on a connection that is open."""
        plan, self.plan = self.plan, None
        raw = connections["default"].connection
        if self.is_dead or (raw is not None and raw.closed):
            self.bury()
        return plan is not None and plan.done

    def reach_outside(self, where: str) -> None:
        """Count a step that is none of the database's: one of a conversation with the mail server."""
        self._reach(where, may_lose=False)

    def bury(self) -> None:
        """After a kill: a new process has a new connection and remembers nothing of the old one."""
        wrapper = connections["default"]
        wrapper.in_atomic_block = wrapper.needs_rollback = wrapper.closed_in_transaction = False
        wrapper.savepoint_ids, wrapper.atomic_blocks, wrapper.run_on_commit = [], [], []
        wrapper.commit_on_exit = True
        wrapper.close()
        wrapper.connection = None
        self.is_dead = False

    def _execute(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.is_dead:
            raise Killed
        self._reach("before statement")
        result = execute(sql, params, many, context)
        self._reach("after statement")
        return result

    def _reach(self, where: str, *, may_lose: bool = True) -> None:
        plan, step = self.plan, self.steps
        self.steps += 1
        if plan is None or plan.done or step < plan.step or (plan.kind == LOST and not may_lose):
            return
        plan.done = True
        if plan.kind == INTRUDE:
            assert plan.intruder is not None
            in_another_process(plan.intruder)
            return
        self.injected[f"{plan.kind} {where}"] += 1
        raw = connections["default"].connection
        if raw is not None:
            raw.close()
        if plan.kind == KILL:
            self.is_dead = True
            raise Killed(where)
        raise OperationalError("server closed the connection unexpectedly (simulated)")


def in_another_process(act: Callable[[], None]) -> None:
    """Do something on a connection of its own, as another process would, and wait for it to end."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '150ms'")
            act()
        except BaseException as failure:  # handed to the thread that waits
            failures.append(failure)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
