"""How a worker reaches the queue: straight, or through a connection pooler."""

from __future__ import annotations

from duly.adapters.jobs import queue
from duly.adapters.postgres.sessions import is_behind_a_pooler
from duly.wiring.database import DIRECT_URL, embedded_server
from duly.wiring.restore import own_connection


def run_worker(*, name: str, concurrency: int, until_empty: bool) -> None:
    """Work through the queue until told to stop, or until it is empty.

    Being woken by the database needs a connection of one's own for as long as the worker lives. A pooler in
    transaction mode has none to give: with DULY_DIRECT_DATABASE_URL the worker goes past it, without it the worker
    asks each second.
    """
    address = "" if embedded_server() else DIRECT_URL
    is_woken = bool(address) or not is_pooled()
    queue.run_worker(name=name, concurrency=concurrency, until_empty=until_empty, address=address, is_woken=is_woken)


def is_pooled() -> bool:
    """Tell whether DATABASE_URL leads to a connection pooler."""
    with own_connection() as raw:
        return is_behind_a_pooler(raw)
