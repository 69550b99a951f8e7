"""`python -m bench.workers [INVOICES]`: one day with its messages sent, by 1, 2 and 4 workers; prints a table.

Each number of workers gets a company of its own, and two mail servers: one that answers at once, which shows what this
machine's cores can do, and one that takes 200 ms per message, as servers elsewhere do. The workers run before the day
starts; measured is the time from its start until it is decided, and until nothing is left to send.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.__main__ import prepare

if TYPE_CHECKING:
    from duly.services.act import Act

WORKERS = (1, 2, 4)
DELAYS_MS = (0, 200)
CONCURRENCY = 4
SHARD_SIZE = 50
LONGEST_SECONDS = 1200


def any_hour(place: Path) -> Path:
    """Write the shipped procedure without office hours: a bench runs at night, too."""
    from duly.core.dunning.default import DEFAULT_TEXT

    text = DEFAULT_TEXT.replace('"08:30"', '"00:00"').replace('"17:00"', '"23:59"')
    text = text.replace("[mon, tue, wed, thu, fri]", "[mon, tue, wed, thu, fri, sat, sun]")
    file = place / "procedure.yaml"
    file.write_text(text.replace("skip_holidays: true", "skip_holidays: false"))
    return file


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def one(statement: str, company_id: int) -> int:
    """Return one number about a company."""
    from django.db import connection

    from duly.store.tenancy import in_company

    with in_company(company_id), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def wait(what: str, company_id: int) -> None:
    """Wait until the statement gives a positive number."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while one(what, company_id) <= 0:
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.1)


def run(act: Act, workers: int, delay_ms: int) -> tuple[float, float, int]:
    """Run a company's day; return seconds until decided, seconds until sent, and messages."""
    from duly.services.dunning.run_cycle import start_cycle
    from duly.store.tenancy import in_company
    from duly.wiring.ports import ports

    port = free_port()
    environment = os.environ | {"EMAIL_URL": f"smtp+plain://127.0.0.1:{port}"}
    sink = subprocess.Popen([sys.executable, "-m", "bench.mail_sink", str(port), str(delay_ms)], stdout=subprocess.PIPE)
    assert sink.stdout is not None
    sink.stdout.readline()
    command = [sys.executable, "-m", "duly", "worker", "--concurrency", str(CONCURRENCY)]
    running = [subprocess.Popen(command, env=environment) for _ in range(workers)]
    alive = f"SELECT count(*) - {workers - 1} FROM procrastinate_workers WHERE last_heartbeat > now() - interval '4 s'"
    try:
        wait(alive, act.company_id)
        begin = time.perf_counter()
        with in_company(act.company_id):
            start_cycle(act=act, ports=ports(), shard_size=SHARD_SIZE)
        wait("SELECT count(*) FROM cycle WHERE state = 'done'", act.company_id)
        decided = time.perf_counter() - begin
        wait("SELECT 1 - count(*) FROM dunning_notice WHERE state IN ('queued', 'sending')", act.company_id)
        took = time.perf_counter() - begin
        return decided, took, one("SELECT count(*) FROM dunning_notice WHERE state = 'sent'", act.company_id)
    finally:
        for process in (*running, sink):
            process.terminate()
        for process in (*running, sink):
            process.wait(30)


def measure(size: int, place: Path) -> None:
    """Print the table."""
    from bench.world import make_world

    print(
        "| mail server answers after | workers | decided, s | all sent, s | messages | messages/s | times one worker |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    turn = 0
    for delay in DELAYS_MS:
        alone = 0.0
        for workers in WORKERS:
            act = make_world(size + turn)  # sizes differ by a few invoices: each company has a name of its own
            turn += 1
            words = ["procedure", "apply", str(any_hour(place)), "--default", "--company", str(act.company_id)]
            subprocess.run([sys.executable, "-m", "duly", *words], check=True, stdout=subprocess.DEVNULL)
            decided, took, messages = run(act, workers, delay)
            rate = messages / took
            alone = alone or rate
            row = [f"{delay} ms", workers, f"{decided:.1f}", f"{took:.1f}", messages, f"{rate:.0f}"]
            print("| " + " | ".join(map(str, [*row, f"{rate / alone:.1f}"])) + " |", flush=True)


def main() -> None:
    """Measure on a PostgreSQL of our own."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    data = prepare()
    place = Path(tempfile.mkdtemp(prefix="duly-bench-"))
    from duly.wiring.database import embedded_server

    server = embedded_server()
    assert server is not None
    server.acquire()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        print(f"{size} open invoices, {os.cpu_count()} cores, --concurrency {CONCURRENCY}\n")
        measure(size, place)
    finally:
        from django.db import connections

        connections.close_all()
        server.release()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
