"""Pages as eight people turn them, while a day is run and while none is, against the pages' own SQL alone."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.cookies import SimpleCookie

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.memory import peak_mib
from bench.users import Browser, Replayer, Times, at_desks, percentile
from duly.faces.portal.access import let_in
from duly.services.accounts.manage_people import add_person
from duly.services.act import Act
from duly.services.dunning.run_cycle import start_cycle
from duly.services.payments.portal_link import NewLink, issue_portal_links, redeem_portal_link
from duly.store.models import Company, User
from duly.store.queries.cycles import cycle_of
from duly.store.queries.worklist_places import unscored
from duly.store.tenancy import in_company
from duly.wiring.ports import ports

USERS = 8
SECONDS = 40.0
SAMPLES = 40
EMAIL = "manager@bench.example"
PORTAL = "the customer's page"
TONIGHT = ("Tonight", "Tonight, heard nothing")
ALONE = ("Cash", "Tonight, heard nothing", "aging", "figures")
"""Pages that people open now and then: measured one at a time, not among those that eight people turn."""


@dataclass(frozen=True, slots=True)
class PageFigure:
    """How long a page takes, in seconds: with its users, with them during a day's run, and its SQL alone."""

    page: str
    size: int
    p50: float
    p95: float
    busy_p50: float
    busy_p95: float
    sql_p50: float
    sql_p95: float
    statements: int
    kilobytes: float


@dataclass(frozen=True, slots=True)
class MemoryFigure:
    """The largest resident size of a process, in MiB."""

    process: str
    size: int
    mib: float


def addresses_of(act: Act) -> dict[str, list[str]]:
    """Return the addresses of every page that is measured; several where a page stands for many."""
    dice = random.Random(1)
    with in_company(act.company_id), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM customer WHERE company_id = %s ORDER BY id", [act.company_id])
        customers = dice.sample([row[0] for row in cursor.fetchall()], SAMPLES)
        cursor.execute(
            "SELECT receivable_id FROM open_item WHERE company_id = %s AND customer_id = ANY(%s)",
            [act.company_id, customers],
        )
        invoices = dice.sample([row[0] for row in cursor.fetchall()], SAMPLES)
    return {
        "Today": ["/today/?tab=all", *(f"/today/?tab=all&page={n}" for n in (2, 3, 7))],
        "customers": ["/customers/"],
        "customers, by what is open": ["/customers/?sort=-open"],
        "customer": [f"/customers/{pk}/" for pk in customers],
        "invoice": [f"/invoices/{pk}/" for pk in invoices],
        "Tonight": ["/tonight/"],
        "Tonight, heard nothing": ["/tonight/?tab=quiet"],
        "Outbox": ["/outbox/"],
        "Cash": ["/cash/"],
        "search": [f"/search.json?q=customer+{dice.randint(1000, 9999)}" for _ in range(SAMPLES)],
        "search, an invoice": [f"/search.json?q=R{dice.randint(1000, 99999)}" for _ in range(SAMPLES)],
        PORTAL: ["/p/home/"],
        "aging": ["/reports/aging/"],
        "figures": ["/reports/figures/"],
    }


def _session(act: Act) -> dict[str, str]:
    """Return the cookies of somebody who is signed in and of somebody who came through a link, together."""
    with in_company(act.company_id):
        email = EMAIL.replace("@", f"{act.company_id}@")
        person = add_person(act=act, email=email, role="manager", name="Mara Manager")
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(id) FROM customer WHERE company_id = %s", [act.company_id])
            customer_id = cursor.fetchone()[0]
        token = issue_portal_links(act=act, links=[NewLink(customer_id)], days=30)[0]
        visit = redeem_portal_link(company_id=act.company_id, token=token, at=act.at)
    assert visit is not None
    client, guest = Client(), HttpResponse()
    client.force_login(User.objects.get(pk=person.user_id), "django.contrib.auth.backends.ModelBackend")
    let_in(guest, visit)
    return {name: morsel.value for jar in (client.cookies, guest.cookies) for name, morsel in jar.items()}


def statements_of(cookies: Mapping[str, str], addresses: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    """Return what each page sends to the database, for each of its addresses (at most ten)."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies = SimpleCookie(dict(cookies))
    found: dict[str, list[list[str]]] = {}
    for page, places in addresses.items():
        for place in places[:10]:
            client.get(place)
            with CaptureQueriesContext(connection) as sent:
                answer = client.get(place)
            assert answer.status_code == 200, (place, answer.status_code)
            found.setdefault(page, []).append([query["sql"] for query in sent])
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start the product's own web server; give its port and process."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", "duly", "serve"], env=dict(os.environ, DULY_PORT=str(port)))
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(20)


class _Day(threading.Thread):
    """A day run by two workers; `is_over` when all is decided and stored. Keeps the workers' memory."""

    def __init__(self, act: Act) -> None:
        super().__init__(name="day")
        self.act, self.is_over, self.mib = act, False, 0.0

    def run(self) -> None:
        """Run the day to its end."""
        command = [sys.executable, "-m", "duly", "worker", "--concurrency", "1"]
        workers = [subprocess.Popen(command) for _ in range(2)]
        try:
            with in_company(self.act.company_id):
                start_cycle(act=self.act, ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)
            while not self.is_over:
                with in_company(self.act.company_id):
                    cycle = cycle_of(self.act.company_id, self.act.business_date)
                self.is_over = cycle is None or cycle.state == "done"
                self.mib = max([self.mib, *(peak_mib(worker.pid) for worker in workers)])
                time.sleep(0.2)
        finally:
            self.is_over = True
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(60)
            connection.close()


def _score_everybody(act: Act) -> None:
    """The worklist is scored in the background, once a day; that is over before people come."""
    from duly.services.insight.score_accounts import score_some, turn_day

    with in_company(act.company_id):
        turn_day(company_id=act.company_id, as_of=act.business_date)
    while score_some(company_id=act.company_id):
        with in_company(act.company_id):
            if not unscored(act.company_id, 1):
                break


def _next_day(act: Act) -> Act:
    """Let the company's pinned day turn, so that there is a day to run."""
    day = act.business_date + timedelta(days=1)
    with in_company(act.company_id):
        Company.objects.filter(pk=act.company_id).update(business_date_override=day)
    return replace(act, business_date=day)


def measure_pages(act: Act, size: int) -> Iterator[PageFigure | MemoryFigure]:
    """Yield the figures of every page, on the day after the act's."""
    act = _next_day(act)
    _score_everybody(act)
    addresses, cookies = addresses_of(act), _session(act)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    turned = [page for page in addresses if page not in ALONE]
    with web_server() as (port, process):
        people = [Browser(port, addresses, headers, seed) for seed in range(USERS)]
        before = [page for page in turned if page not in TONIGHT]  # which shows a dry run until the day is run
        at_desks([one.visit for one in people], before, seconds=5)
        day = _Day(act)
        day.start()
        try:
            while cycle_of_day(act) is None:
                time.sleep(0.1)
            busy = at_desks([one.visit for one in people], turned, seconds=SECONDS * 4, until=lambda: day.is_over)
        except BaseException:
            day.is_over = True  # its workers end with it
            raise
        day.join()
        sizes = {page: people[0].visit(page) for page in addresses}
        calm = at_desks([one.visit for one in people], turned, seconds=SECONDS)
        alone = at_desks([people[0].visit], list(ALONE), seconds=SECONDS / 2)
        web_mib = peak_mib(process.pid)
    sent = statements_of(cookies, addresses)
    replayed = _replay(sent, turned)
    for page in addresses:
        yield _figure(page, size, calm.get(page) or alone.get(page, []), busy.get(page, []), replayed[page],
                      len(sent[page][0]), sizes[page])  # fmt: skip
    yield MemoryFigure("web server", size, web_mib)
    yield MemoryFigure("worker during the day", size, day.mib)


def cycle_of_day(act: Act) -> object:
    """Return the day's run, None until it began."""
    with in_company(act.company_id):
        return cycle_of(act.company_id, act.business_date)


def _replay(sent: Mapping[str, Sequence[Sequence[str]]], turned: Sequence[str]) -> Times:
    parameters = connection.get_connection_params()
    wanted = {"dbname", "user", "password", "host", "port"}
    conninfo = " ".join(f"{key}='{value}'" for key, value in parameters.items() if key in wanted and value)
    people = [Replayer(conninfo, sent, seed) for seed in range(USERS)]
    found = at_desks([one.visit for one in people], turned, seconds=SECONDS / 2)
    return found | at_desks([people[0].visit], list(ALONE), seconds=SECONDS / 4)


def pages_report(figures: Sequence[PageFigure | MemoryFigure]) -> str:
    """Return the part of the report about pages and memory."""
    pages = [one for one in figures if isinstance(one, PageFigure)]
    rows = [
        f"| {one.page} | {one.size:,} | {_ms(one.p50)} | {_ms(one.p95)} | {_ms(one.busy_p50)} | {_ms(one.busy_p95)} "
        f"| {_ms(one.sql_p50)} | {one.p50 / one.sql_p50 if one.sql_p50 else 0:.1f} | {one.statements} "
        f"| {one.kilobytes:.0f} |"
        for one in pages
    ]
    memory = [f"| {one.process} | {one.size:,} | {one.mib:.0f} |" for one in figures if isinstance(one, MemoryFigure)]
    return HEAD.format(users=USERS) + "\n".join(rows) + "\n" + MEMORY + "\n".join(memory) + "\n"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}" if seconds else "\u2013"


HEAD = """
## Pages

{users} people turn pages over HTTP, with 0.2 to 0.8 seconds between an answer and the next click (about 1,000 pages a
minute together), first while two workers run a day, then without. Milliseconds; the SQL column is the median of the
same statements sent by psycopg alone under the same load, the ratio is the median page to it. Pages with a dash during
the day are opened one at a time. Kilobytes are what goes over the wire, compressed.

| page | open invoices | p50 | p95 | p50 during a day | p95 during a day | its SQL alone | ratio | statements | kB |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
"""
MEMORY = """
## Memory

The largest resident size that a process ever had.

| process | open invoices | MiB |
|---|---:|---:|
"""


def _figure(
    page: str, size: int, calm: Sequence[float], busy: Sequence[float], sql: Sequence[float], statements: int, wire: int
) -> PageFigure:
    def two(values: Sequence[float]) -> tuple[float, float]:
        return (percentile(values, 0.5), percentile(values, 0.95)) if values else (0.0, 0.0)

    return PageFigure(page, size, *two(calm), *two(busy), *two(sql), statements, wire / 1000)
