"""The API as eight programs use it at once: lists and creations against the product's own web server."""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.memory import peak_mib
from bench.pages import MemoryFigure, web_server
from bench.users import percentile
from duly.services.act import Act
from duly.services.api.create_token import create_token
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.store.tenancy import in_company
from duly.wiring.ports import ports

CLIENTS = 8
SECONDS = 6.0
SAMPLES = 200
PAUSE_SECONDS = (0.2, 0.8)
LISTS = {
    "list customers": "/customers",
    "list invoices": "/invoices",
    "list a customer's open invoices": "/invoices?state=open&customer_id={customer}",
    "list notices": "/notices",
    "list events": "/events",
    "worklist": "/worklist",
    "aging": "/reports/aging",
}


@dataclass(frozen=True, slots=True)
class ApiFigure:
    """One kind of request: how many a second when nobody rests, and seconds of one at that and at an easy pace."""

    work: str
    size: int
    per_second: float
    full_p50: float
    full_p95: float
    p50: float
    p95: float
    kilobytes: float


class Program:
    """One program with a connection that is kept alive."""

    def __init__(self, port: int, token: str, customers: Sequence[int], invoices: Mapping[int, int], number: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        self.customers, self.invoices, self.dice = customers, invoices, random.Random(number)
        self.number, self.sent = number, 0

    def read(self, path: str) -> int:
        """GET a path; return the bytes of its body over the wire."""
        self.connection.request("GET", f"/api/v1{path.format(customer=self._customer())}", headers=self.headers)
        return self._answer(200)

    def create(self, path: str, body: Callable[[Program], Mapping[str, Any]]) -> int:
        """POST a new thing with a key of its own."""
        self.sent += 1
        name = f"{self.number}-{self.sent}-{time.monotonic_ns()}"
        headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": name}
        self.connection.request("POST", f"/api/v1{path}", json.dumps(body(self)), headers)
        return self._answer(201)

    def _customer(self) -> int:
        return self.dice.choice(self.customers)

    def invoice(self) -> dict[str, Any]:
        """Return the body of a new invoice."""
        return {
            "customer_id": self._customer(), "number": f"B-{self.number}-{self.sent}-{time.monotonic_ns()}",
            "issue_date": "2026-03-02", "due_date": "2026-04-01", "amount": {"amount_minor": 11900, "currency": "EUR"},
        }  # fmt: skip

    def note(self) -> dict[str, Any]:
        """Return the body of a new note."""
        return {"customer_id": self._customer(), "text": "Will look into it."}

    def promise(self) -> dict[str, Any]:
        """Return the body of a new promise."""
        customer = self._customer()
        return {"customer_id": customer, "promised_date": "2026-03-30", "invoice_ids": [self.invoices[customer]]}

    def _answer(self, status: int) -> int:
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == status, (answer.status, body[:500])
        return len(body)


def _works() -> dict[str, Callable[[Program], int]]:
    found: dict[str, Callable[[Program], int]] = {}
    for name, path in LISTS.items():
        found[name] = lambda program, path=path: program.read(path)  # type: ignore[misc]
    found["create an invoice"] = lambda program: program.create("/invoices", Program.invoice)
    found["create a note"] = lambda program: program.create("/notes", Program.note)
    found["create a promise"] = lambda program: program.create("/promises", Program.promise)
    return found


def _together(
    programs: Sequence[Program], work: Callable[[Program], int], *, rests: bool
) -> tuple[list[float], float, int]:
    """Let all programs do one kind of work for some seconds; return each one's seconds, the time, the last size."""
    times: list[float] = []
    problems: list[BaseException] = []
    sizes: list[int] = [0]
    began = time.monotonic()

    def one(program: Program) -> None:
        dice = random.Random(program.number)
        try:
            while time.monotonic() < began + SECONDS:
                begin = time.perf_counter()
                sizes[0] = work(program)
                times.append(time.perf_counter() - begin)
                time.sleep(dice.uniform(*PAUSE_SECONDS) if rests else 0)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=one, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return times, time.monotonic() - began, sizes[0]


def _furnish(act: Act) -> tuple[str, list[int], dict[int, int]]:
    """Run the day, so that there are notices; return a token, customers, and an open invoice of each."""
    with in_company(act.company_id):
        cycle, _ = start_cycle(act=act, ports=ports(), shard_size=500)
    for shard in _waiting(act, cycle):
        with in_company(act.company_id):
            run_shard(act=act, ports=ports(), cycle_id=cycle, shard_no=shard)
    with in_company(act.company_id), connection.cursor() as cursor:
        token = create_token(act=act, name="bench", role="admin", days=30).token
        cursor.execute(
            """SELECT customer_id, max(receivable_id) FROM open_item WHERE company_id = %s GROUP BY 1
                ORDER BY hashint8(customer_id) LIMIT %s""",
            [act.company_id, SAMPLES],
        )
        invoices = dict(cursor.fetchall())
    return token, list(invoices), invoices


def _waiting(act: Act, cycle_id: int) -> list[int]:
    with in_company(act.company_id):
        return list(waiting_shards(act.company_id, cycle_id))


def measure_api(act: Act, size: int) -> Iterator[ApiFigure | MemoryFigure]:
    """Yield a figure for every kind of request, alone among its like."""
    token, customers, invoices = _furnish(act)
    os.environ["DULY_API_RATE_PER_MINUTE"] = "1000000"
    with web_server() as (port, process):
        programs = [Program(port, token, customers, invoices, number) for number in range(CLIENTS)]
        for name, work in _works().items():
            work(programs[0])
            full, seconds, size_of = _together(programs, work, rests=False)
            easy, _, _ = _together(programs, work, rests=True)
            yield ApiFigure(
                name, size, len(full) / seconds, percentile(full, 0.5), percentile(full, 0.95),
                percentile(easy, 0.5), percentile(easy, 0.95), size_of / 1000,
            )  # fmt: skip
        yield MemoryFigure("web server under the API", size, peak_mib(process.pid))


def api_report(figures: Sequence[ApiFigure]) -> str:
    """Return the part of the report about the API; nothing when it was not measured."""
    rows = [
        f"| {one.work} | {one.size:,} | {one.per_second:.0f} | {one.full_p50 * 1000:.0f} | {one.full_p95 * 1000:.0f} "
        f"| {one.p50 * 1000:.0f} | {one.p95 * 1000:.0f} | {one.kilobytes:.1f} |"
        for one in figures
    ]
    return HEAD.format(clients=CLIENTS) + "\n".join(rows) + "\n" if rows else ""


HEAD = """
## API

{clients} programs, each with a connection kept alive, ask the product's own web server over HTTP: first as fast as it
answers (requests a second; the milliseconds of a request then hold the wait for the seven others), then with 0.2 to
0.8 seconds between an answer and the next request. Pages of lists have 50 items. Every creation is a database
transaction of its own with its Idempotency-Key remembered. Kilobytes are an answer's body over the wire, compressed.
Aim: p95 below 100 ms.

| request | open invoices | requests/s | p50 at full speed | p95 at full speed | p50 | p95 | kB |
|---|---:|---:|---:|---:|---:|---:|---:|
"""
