"""The worker process: one thread works through the queue, another keeps time.

Every worker keeps time; there is no leader. What a tick starts is keyed by (company, job,
business_date) in the database, so ticks of several workers, doubled or missed, are harmless.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.db import close_old_connections, connection

TICK_SECONDS = 5.0
log = structlog.get_logger(__name__)


class Timekeeper(threading.Thread):
    """Calls every ticker at each tick until stopped; one that fails is logged and does not stop the others."""

    def __init__(self, tickers: tuple[Callable[[datetime], None], ...]) -> None:
        super().__init__(name="timekeeper", daemon=True)
        self.tickers = tickers
        self.stopped = threading.Event()

    def run(self) -> None:
        """Tick until stopped."""
        while not self.stopped.is_set():
            for ticker in self.tickers:
                try:
                    close_old_connections()
                    ticker(datetime.now(UTC))
                except Exception:  # the next tick tries again, whatever it was
                    log.exception("a scheduled tick failed", ticker=getattr(ticker, "__name__", str(ticker)))
            self.stopped.wait(TICK_SECONDS)
        connection.close()


def work(*, concurrency: int, until_empty: bool) -> None:
    """Run a worker with its timekeeper; returns when it was told to stop or the queue is empty."""
    from duly.wiring.ports import tickers
    from duly.wiring.workers import run_worker

    timekeeper = Timekeeper(tickers())
    if not until_empty:
        timekeeper.start()
    try:
        run_worker(name=f"{socket.gethostname()}-{os.getpid()}", concurrency=concurrency, until_empty=until_empty)
    finally:
        timekeeper.stopped.set()
        if timekeeper.is_alive():
            timekeeper.join(3)
