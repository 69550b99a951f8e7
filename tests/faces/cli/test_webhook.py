"""Webhooks from the command line, with a receiver that really listens and a worker that really sends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from standardwebhooks.webhooks import Webhook

from tests.adapters.webhooks.receivers import receiver
from tests.conftest import OwnDatabase

LOOPBACK = {"DULY_WEBHOOK_ALLOW_LOOPBACK": "1"}


def until(true: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def test_an_endpoint_is_added_tried_fed_by_a_worker_and_removed(own_database: OwnDatabase) -> None:
    own_database.duly("company", "add", "Nord GmbH", "--slug", "nord")
    refused = own_database.duly("webhook", "add", "http://127.0.0.1:9/")
    assert (refused.returncode, "public address" in refused.stderr) == (2, True)
    with receiver() as there:
        url = f"http://127.0.0.1:{there.port}/hook"
        made = json.loads(own_database.duly("webhook", "add", url, "--json", **LOOPBACK).stdout)
        number = str(made["id"])
        tested = own_database.duly("webhook", "test", number, "--json", **LOOPBACK)
        assert json.loads(tested.stdout)["state"] == "delivered", tested.stdout + tested.stderr
        there.status = 500
        failed = own_database.duly("webhook", "test", number, **LOOPBACK)
        assert (failed.returncode, "it answered 500" in failed.stdout) == (1, True)
        there.status = 204
        worker = own_database.start("worker", **LOOPBACK)
        try:
            until(lambda: len(there.got) == 3)  # ten seconds after it failed it is tried again
            arrived = [Webhook(made["secret"]).verify(body.decode(), headers) for _, headers, body in there.got]
            assert {one["type"] for one in arrived} == {"endpoint.test"}
            assert len({one["id"] for one in arrived}) == 2
        finally:
            worker.terminate()
            worker.communicate(timeout=30)
    listed = json.loads(own_database.duly("webhook", "list", "--json").stdout)
    assert [(e["state"], e["delivered"], e["waiting"]) for e in listed] == [("active", 2, 0)]
    assert json.loads(own_database.duly("events", "list", "--json").stdout)[0]["kind"] == "endpoint.test"
    assert own_database.duly("webhook", "pause", number).returncode == 0
    assert own_database.duly("webhook", "pause", number).returncode == 1
    assert own_database.duly("webhook", "resume", number).returncode == 0
    assert json.loads(own_database.duly("webhook", "replay", number, "--json").stdout) == {"count": 0}
    assert own_database.duly("webhook", "rotate", number).returncode == 0
    moved = own_database.duly("webhook", "reseal", "--json", DULY_ENCRYPTION_KEY="another key")
    assert json.loads(moved.stdout) == {"count": 1}
    assert own_database.duly("webhook", "remove", number).returncode == 0
    assert own_database.duly("webhook", "remove", number).returncode == 3
    assert own_database.duly("events", "list", "--kind", "nonsense").returncode == 2
