"""People at their desks: threads that turn pages with pauses between, by HTTP or by replaying the pages' SQL."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import psycopg

PAUSE_SECONDS = (0.2, 0.8)
"""Between an answer and the next click. Far busier than people are: 8 users turn about a thousand pages a minute."""

Times = dict[str, list[float]]
Visit = Callable[[str], object]
"""Fetch a page by its name, with any of its addresses."""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def at_desks(
    visitors: Sequence[Visit], pages: Sequence[str], *, seconds: float, until: Callable[[], bool] = lambda: False
) -> Times:
    """Let every visitor turn pages for some seconds (or until it is time to stop); return the seconds of each page."""
    found: Times = defaultdict(list)
    problems: list[BaseException] = []
    deadline = time.monotonic() + seconds

    def sit(number: int, visit: Visit) -> None:
        dice = random.Random(number)
        try:
            while time.monotonic() < deadline and not until():
                name = dice.choice(pages)
                begin = time.perf_counter()
                visit(name)
                found[name].append(time.perf_counter() - begin)
                time.sleep(dice.uniform(*PAUSE_SECONDS))
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=sit, args=pair) for pair in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return found


class Browser:
    """One person's connection: kept alive, compressed, with the cookies of a session."""

    def __init__(self, port: int, addresses: Mapping[str, Sequence[str]], headers: Mapping[str, str], seed: int):
        self.port, self.addresses, self.dice = port, addresses, random.Random(seed)
        self.headers = {"Accept-Encoding": "gzip", "Accept": "text/html", **headers}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def visit(self, name: str) -> int:
        """Fetch a page; return its bytes over the wire, head included. Raises AssertionError when it is no page."""
        address = self.dice.choice(self.addresses[name])
        try:
            answer = self._answer(address)
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self.connection.close()  # an idle connection was closed meanwhile: browsers ask again, too
            answer = self._answer(address)
        body = answer.read()
        assert answer.status == 200, (address, answer.status, body[:300])
        return len(body) + sum(len(key) + len(value) + 4 for key, value in answer.getheaders())

    def _answer(self, address: str) -> http.client.HTTPResponse:
        self.connection.request("GET", address, headers=self.headers)
        return self.connection.getresponse()


class Replayer:
    """One person's statements, without the product: psycopg alone sends what the pages sent."""

    def __init__(self, conninfo: str, statements: Mapping[str, Sequence[Sequence[str]]], seed: int):
        self.statements, self.dice = statements, random.Random(seed)
        self.connection = psycopg.connect(conninfo, autocommit=True)

    def visit(self, name: str) -> None:
        """Send the statements of one visit to a page and fetch every answer."""
        with self.connection.cursor() as cursor:
            for statement in self.dice.choice(self.statements[name]):
                if "procrastinate_" in statement:
                    continue  # asks a worker for something, once; sent again it would be refused
                cursor.execute(statement.encode())
                if cursor.description:
                    cursor.fetchall()
