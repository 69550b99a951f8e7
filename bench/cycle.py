"""A full day with two workers, decisions and notices stored, against one SELECT of the rows it needs."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from bench.measure import Figure, timed
from bench.processor import database_seconds, processor_seconds
from duly.services.act import Act
from duly.services.dunning.run_cycle import start_cycle
from duly.store.queries.cycles import cycle_of
from duly.store.tenancy import in_company
from duly.wiring.ports import ports

ROWS = """
SELECT c.id, c.name, c.language, c.time_zone, c.segment, r.id, r.number, r.currency, r.amount_minor, r.issue_date,
       r.due_date, r.kind, o.open_minor, k.id, k.email, k.role
  FROM open_item o JOIN receivable r ON r.id = o.receivable_id JOIN customer c ON c.id = o.customer_id
  JOIN contact k ON k.customer_id = c.id WHERE o.company_id = %s
"""
WORKERS = 2
LONGEST_SECONDS = 1800
MILLION = 1_000_000


def _select_rows(company_id: int) -> None:
    with in_company(company_id), connection.cursor() as cursor:
        cursor.execute(ROWS, [company_id])
        cursor.fetchall()


@contextmanager
def _two_workers() -> Iterator[list[float]]:
    """Start the workers and wait until they are at work; afterwards give what they used: CPU seconds, megabytes."""
    command = [sys.executable, "-m", "duly", "worker", "--concurrency", "1"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = [subprocess.Popen(command) for _ in range(WORKERS)]
    used: list[float] = []
    try:
        _until(_registered)
        yield used
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used += [after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024]


def _registered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0]) >= WORKERS


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError("the day did not end")
        time.sleep(0.05)


def _run_day(act: Act) -> None:
    def done() -> bool:
        with in_company(act.company_id):
            cycle = cycle_of(act.company_id, act.business_date)
        return bool(cycle and cycle.state == "done")

    with in_company(act.company_id):
        start_cycle(act=act, ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)
    _until(done)


def measure_cycle(act: Act, size: int) -> Iterator[Figure]:
    """Yield the figure of a full day by two workers that stand ready; everybody is due, as on the first day."""
    yardstick = min(timed(lambda: _select_rows(act.company_id)) for _ in range(3))
    before = processor_seconds()
    _select_rows(act.company_id)
    yardstick_cpu = processor_seconds() - before
    with _two_workers() as used:
        before = database_seconds()
        seconds = timed(lambda: _run_day(act))
        database = database_seconds() - before
    with in_company(act.company_id):
        cycle = cycle_of(act.company_id, act.business_date)
    assert cycle is not None
    cpu, megabytes = used
    note = (
        f"{cycle.counts.get('customers', 0):,} customers decided, {cycle.counts.get('email', 0):,} messages planned; "
        f"processor time {cpu:.1f} s of the workers (their start included), {database:.1f} s of the database"
    )
    aim, met = ("under 30 s", seconds < 30) if size >= MILLION else ("", None)
    yield Figure(
        "full day, 2 workers", size, seconds, "one SELECT of the rows it needs", yardstick, note, aim, met,
        round(megabytes), cpu + database, yardstick_cpu,
    )  # fmt: skip
