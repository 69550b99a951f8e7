"""PgBouncer in transaction mode between Duly and its database: web server and workers notice nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from tests.conftest import OwnDatabase
from tests.scale.parts import (
    check_outcome,
    end,
    free_port,
    is_quiet,
    mail_server,
    page_answers,
    pooler,
    ready_to_send,
    rows,
    wait_for,
)


def listeners(own: OwnDatabase) -> int:
    with psycopg.connect(own.url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.slow
def test_a_day_through_a_pooler(own_database: OwnDatabase, tmp_path: Path) -> None:
    own, port = own_database, free_port()
    ready_to_send(own, tmp_path, customers=60)
    with pooler(own.url) as through, mail_server(tmp_path) as (mail, received):
        settings = {"DATABASE_URL": through, "EMAIL_URL": mail, "DULY_CYCLE_SHARD_SIZE": "8", "DULY_PORT": str(port)}
        running = [own.start("serve", **settings), own.start("worker", **settings), own.start("worker", **settings)]
        refused: list[int] = []
        stopped = threading.Event()

        def visit() -> None:
            while not stopped.is_set():
                if not page_answers(port):
                    refused.append(1)

        try:
            assert wait_for(lambda: page_answers(port), 30)
            visitors = [threading.Thread(target=visit) for _ in range(4)]
            for one in visitors:
                one.start()
            assert wait_for(lambda: is_quiet(own), 60), rows(
                own, "SELECT state, count(*) FROM dunning_notice GROUP BY 1"
            )
            stopped.set()
            for one in visitors:
                one.join(10)
            assert listeners(own) == 0, "a pooled connection must not listen: it would wake somebody else"
        finally:
            stopped.set()
            for one in running:
                end(one)
        assert not refused
        assert check_outcome(own, received())["sent"] > 5

        worker = own.start("worker", **settings, DULY_DIRECT_DATABASE_URL=own.url)
        try:
            assert wait_for(lambda: listeners(own) == 1, 20), "past the pooler, the database wakes the worker"
        finally:
            end(worker)
        file = str(tmp_path / "a.backup")
        done = own.duly("backup", file, DATABASE_URL=through)
        assert done.returncode == 0, "a backup is one database transaction: it goes through a pooler, too" + done.stderr
        done = own.duly("restore", file, "--yes", DATABASE_URL=through)
        assert done.returncode == 1, done.stderr
        assert "DULY_DIRECT_DATABASE_URL" in done.stderr
