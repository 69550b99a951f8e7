"""`make bench [SIZES="10000 100000"]`: measure, print, and write docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000)
REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def prepare() -> Path:
    """Start a PostgreSQL of our own in a temporary folder, before Django reads its settings."""
    place = Path(tempfile.mkdtemp(prefix="duly-bench-"))
    place.chmod(0o711)
    os.environ |= {"DULY_DATA_DIR": str(place), "DJANGO_SETTINGS_MODULE": "duly.wiring.settings"}
    os.environ.pop("DATABASE_URL", None)
    return place


def figures(sizes: tuple[int, ...]) -> Iterator[Any]:
    """Measure everything at every size."""
    from bench.aging import measure_aging
    from bench.cycle import measure_cycle
    from bench.importing import measure_import
    from bench.pages import measure_pages
    from bench.world import make_world

    for size in sizes:
        yield from measure_import(size)
        act = make_world(size)
        yield from measure_aging(act, size)
        yield from measure_cycle(act, size)
        yield from measure_pages(act, size)


def main() -> None:
    """Measure and write the report."""
    sizes = tuple(int(text) for text in sys.argv[1:]) or SIZES
    place = prepare()
    from duly.wiring.database import embedded_server

    server = embedded_server()
    assert server is not None
    server.acquire()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        from bench.measure import Figure
        from bench.pages import pages_report
        from bench.report import write_report

        call_command("migrate", interactive=False, verbosity=0)
        found = []
        for figure in figures(sizes):
            print(figure, flush=True)
            found.append(figure)
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        timed = [one for one in found if isinstance(one, Figure)]
        write_report(REPORT, timed, machine, more=pages_report([one for one in found if not isinstance(one, Figure)]))
    finally:
        from django.db import connections

        connections.close_all()
        server.release()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
