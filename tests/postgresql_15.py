"""PostgreSQL 15 as Debian ships it, started for a test module; skipped where it is not, unless it is required."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from duly.adapters.postgres import EmbeddedServer
from duly.adapters.postgres import embedded as embedded_module

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def server_15() -> Iterator[EmbeddedServer]:
    """A server of version 15 with the role and the empty database `duly`, and a superuser `postgres`."""
    if not (PROGRAMS / "postgres").exists():
        if os.environ.get("DULY_REQUIRE_POSTGRESQL_15") == "1":
            pytest.fail("PostgreSQL 15 is required here and not installed")
        pytest.skip("PostgreSQL 15 is not installed")
    place = Path(tempfile.mkdtemp(prefix="duly-pg15-"))
    place.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded_module, "programs", lambda *_: PROGRAMS)
        server = EmbeddedServer(place, durable=False)
        server.acquire()
        try:
            yield server
        finally:
            server.release()
            shutil.rmtree(place, ignore_errors=True)
