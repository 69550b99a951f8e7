"""A full day with two workers, decisions and notices stored, against one SELECT of the rows it needs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from bench.measure import Figure, timed
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


def _select_rows(company_id: int) -> None:
    with in_company(company_id), connection.cursor() as cursor:
        cursor.execute(ROWS, [company_id])
        cursor.fetchall()


def _run_day(act: Act) -> None:
    with in_company(act.company_id):
        start_cycle(act=act, ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)
    command = [sys.executable, "-m", "duly", "worker", "--concurrency", "1"]
    workers = [subprocess.Popen(command) for _ in range(WORKERS)]
    try:
        deadline = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < deadline:
            with in_company(act.company_id):
                cycle = cycle_of(act.company_id, act.business_date)
            if cycle and cycle.state == "done":
                return
            time.sleep(0.1)
        raise TimeoutError("the day did not end")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)


def measure_cycle(act: Act, size: int) -> Iterator[Figure]:
    """Yield the figure of a full day; the start of the two processes is part of it."""
    yardstick = min(timed(lambda: _select_rows(act.company_id)) for _ in range(3))
    seconds = timed(lambda: _run_day(act))
    with in_company(act.company_id):
        cycle = cycle_of(act.company_id, act.business_date)
    assert cycle is not None
    note = f"{cycle.counts.get('customers', 0)} customers decided, {cycle.counts.get('email', 0)} messages planned"
    yield Figure("full day, 2 workers", size, seconds, "one SELECT of the rows it needs", yardstick, note)
