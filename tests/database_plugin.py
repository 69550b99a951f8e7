"""Starts one PostgreSQL for a test run, before Django reads its settings; workers of the run share it."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path

OWN = "DULY_TEST_OWN_SERVER"

if not os.environ.get("DATABASE_URL") and os.environ.get("DULY_TEST_SERVER") != "1":
    place = Path(tempfile.mkdtemp(prefix="duly-test-"))
    place.chmod(0o711)
    os.environ |= {"DULY_DATA_DIR": str(place), "DULY_TEST_SERVER": "1", OWN: str(os.getpid())}
os.environ.setdefault("DULY_SECRET_KEY", "for the tests only")
# A seed nobody has seen before; drawn here, once, so that all workers of a run collect the same tests.
os.environ.setdefault("DULY_FRESH_SEED", str(random.SystemRandom().randrange(1, 10**6)))

from duly.wiring.database import DATA_DIR, embedded_server  # noqa: E402

server = embedded_server()
if server is not None:
    server.acquire()


def pytest_unconfigure(config: object) -> None:
    """Stop the server and remove its folder at the end of the run that started it."""
    if server is None:
        return
    from django.db import connections

    connections.close_all()
    server.release()
    if os.environ.get(OWN) == str(os.getpid()):
        shutil.rmtree(DATA_DIR, ignore_errors=True)
