"""Requests that are truly at the same moment, against the real server."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from duly.core.dunning.default import DEFAULT_TEXT
from tests.conftest import OwnDatabase
from tests.scale.parts import rows

TRIES = 12


@contextmanager
def _server(own: OwnDatabase) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = own.start("serve", DULY_PORT=str(port))
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _post(port: int, token: str, path: str, key: str, body: Any) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def _both(port: int, token: str, path: str, key: str, body: Any) -> list[tuple[int, dict[str, str], bytes]]:
    """Send the same request from two threads that start together."""
    gate, found = threading.Barrier(2), []

    def send() -> None:
        gate.wait()
        found.append(_post(port, token, path, key, body))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.slow
def test_the_same_key_at_the_same_moment_has_one_effect(own_database: OwnDatabase) -> None:
    own_database.duly("company", "add", "Twin Trading", "--slug", "twin")
    made = own_database.duly("token", "add", "Shop", "--role", "admin", "--company", "twin", "--json")
    token = json.loads(made.stdout)["token"]
    with _server(own_database) as port:
        status, _, customer = _post(port, token, "/customers", "customer", {"number": "K-1", "name": "Nord"})
        assert status == 201, customer
        for number in range(TRIES):
            body = {"customer_id": json.loads(customer)["id"], "text": f"note {number}"}
            answers = _both(port, token, "/notes", f"note-{number}", body)
            done = [one for one in answers if one[0] == 201]
            late = [one for one in answers if one[0] == 409]
            assert done and len(done) + len(late) == 2, answers
            assert len({content for _, _, content in done}) == 1, "one answer, remembered"
            assert sum("idempotent-replayed" not in headers for _, headers, _ in done) == 1, "one of them did it"
            for _, headers, content in late:
                assert headers["retry-after"] == "1" and json.loads(content)["code"] == "key_in_progress"
                again = _post(port, token, "/notes", f"note-{number}", body)
                assert (again[0], again[2]) == (201, done[0][2])
    notes = rows(own_database, "SELECT count(*), count(DISTINCT sentence) FROM activity WHERE verb = 'note.added'")
    assert notes == [(TRIES, TRIES)]
    assert rows(own_database, "SELECT count(*) FROM api_answer WHERE path = '/api/v1/notes'") == [(TRIES,)]


def _at_once(port: int, token: str, path: str, bodies: list[Any]) -> list[int]:
    """Send several requests, each with a key of its own, from threads that start together; return the statuses."""
    gate, found = threading.Barrier(len(bodies)), []

    def send(number: int) -> None:
        gate.wait()
        found.append(_post(port, token, path, f"{path}-{number}", bodies[number])[0])

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@pytest.mark.slow
def test_people_who_save_at_once_follow_each_other(own_database: OwnDatabase) -> None:
    own_database.duly("company", "add", "Twin Trading", "--slug", "twin")
    made = own_database.duly("token", "add", "Shop", "--role", "admin", "--company", "twin", "--json")
    token = json.loads(made.stdout)["token"]
    with _server(own_database) as port:
        texts = [{"text": f"{DEFAULT_TEXT}\n# {number}\n", "is_default": True} for number in range(6)]
        assert _at_once(port, token, "/procedures", texts) == [201] * 6, "no deadlock, no version twice"
        customer = json.loads(_post(port, token, "/customers", "c", {"number": "K-1", "name": "Nord"})[2])["id"]
        contacts = [{"customer_id": customer, "email": "ada@nord.example"}] * 6
        assert _at_once(port, token, "/contacts", contacts) == [201] + [422] * 5
    saved = "SELECT count(*), max(version), count(*) FILTER (WHERE is_active) FROM dunning_procedure"
    assert rows(own_database, saved) == [(7, 7, 1)]
