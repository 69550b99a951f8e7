"""Importing a CSV of invoices, against psycopg's COPY of the same rows into one bare table."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection

from bench.measure import Figure, timed
from bench.processor import database_seconds, processor_seconds
from bench.world import NOW, OPEN_PER_CUSTOMER, TODAY
from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.services.billing.plan_import import plan_import
from duly.services.billing.run_import import run_import
from duly.services.billing.start_import import start_import
from duly.store.models import ImportRun
from duly.store.tenancy import in_company
from duly.wiring.ports import import_ports

HEAD = (
    "invoice number;customer number;customer name;issue date;due date;amount;currency;purchase order;description;terms"
)
BARE = """CREATE TEMP TABLE bare_import (number text, customer text, name text, issued date, due date, amount numeric,
currency text, purchase_order text, description text, terms text)"""


def csv_rows(size: int) -> Iterator[tuple[str, ...]]:
    """Yield invoices of size / 20 customers."""
    customers = max(1, size // OPEN_PER_CUSTOMER)
    for n in range(size):
        issued = TODAY - timedelta(days=n % 90)
        yield (
            f"B{n}", f"C{n % customers}", f"Bench Customer {n % customers}", issued.isoformat(),
            (issued + timedelta(days=30)).isoformat(), f"{10 + n % 9000}.{n % 100:02d}", "EUR", f"PO{n}",
            "Goods as ordered", "net 30",
        )  # fmt: skip


def _import(act: Act, path: Path) -> None:
    with in_company(act.company_id), path.open("rb") as stream:
        chunks = iter(lambda: stream.read(1 << 20), b"")
        run_id = start_import(act=act, ports=import_ports(), name="bench.csv", chunks=chunks)
        planned = plan_import(
            act=act, ports=import_ports(), run_id=run_id, overrides=["kind:invoices", "create_customers:yes"]
        )
        assert planned.ready, planned
    run_import(act=act, ports=import_ports(), run_id=run_id)
    with in_company(act.company_id):
        run = ImportRun.objects.get(pk=run_id)
        assert run.rows_created == run.rows_total, run.message


def import_alone(company_id: int, path: str) -> None:
    """Import a file and print the seconds, the CPU seconds and the megabytes it took: run as a process of its own."""
    act = Act(company_id, "system", "bench", NOW, TODAY)
    own, database = time.process_time(), database_seconds()
    seconds = timed(lambda: _import(act, Path(path)))
    own, database = time.process_time() - own, database_seconds() - database
    print(json.dumps([seconds, own, database, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))


def _copy(rows: list[tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_import")
        cursor.execute(BARE)
        with cursor.cursor.copy("COPY bare_import FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def measure_import(size: int) -> Iterator[Figure]:
    """Yield the figure of an import into an empty company, planning included."""
    rows = list(csv_rows(size))
    company_id = create_company(name=f"Import {size}", slug=f"import-{size}")
    yardstick = min(timed(lambda: _copy(rows)) for _ in range(3))
    before = processor_seconds()
    _copy(rows)
    yardstick_cpu = processor_seconds() - before
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("\n".join([HEAD, *(";".join(row) for row in rows)]))
        file.flush()
        rows.clear()
        alone = (
            f"import django; django.setup(); import bench.importing as b; b.import_alone({company_id}, {file.name!r})"
        )
        said = subprocess.run([sys.executable, "-c", alone], check=True, capture_output=True, text=True).stdout
    seconds, own, database, megabytes = json.loads(said.splitlines()[-1])
    note = f"{size / seconds:,.0f} rows/s; processor time {own:.1f} s of its own, {database:.1f} s of the database"
    yield Figure(
        "import of a CSV of invoices", size, seconds, "COPY into one bare table", yardstick, note, "within 8x",
        seconds <= 8 * yardstick, megabytes, own + database, yardstick_cpu,
    )  # fmt: skip
