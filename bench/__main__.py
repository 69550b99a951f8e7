"""Measure, print, and write docs/benchmarks.md: `make bench`, or `python -m bench 1000000` for other sizes.

BENCH_PARTS names the parts to measure (import aging day pages api), BENCH_REPORT another file to write.
"""

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
REPORT = Path(os.environ.get("BENCH_REPORT") or Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md")


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
    from bench.api import measure_api
    from bench.cycle import measure_cycle
    from bench.importing import measure_import
    from bench.pages import measure_pages
    from bench.world import make_world

    parts = os.environ.get("BENCH_PARTS", "import aging day pages api").split()
    for size in sizes:
        if "import" in parts:
            yield from measure_import(size)
        if {"aging", "day", "pages", "api"}.isdisjoint(parts):
            continue
        act = make_world(size)
        for name, measure in (("aging", measure_aging), ("day", measure_cycle), ("pages", measure_pages)):
            if name in parts:
                yield from measure(act, size)
        if "api" in parts:
            yield from measure_api(act if parts == ["api"] else make_world(size, "api"), size)


def main() -> None:
    """Measure and write the report."""
    sizes = tuple(int(text) for text in sys.argv[1:]) or SIZES
    place, load = prepare(), os.getloadavg()[0]
    from duly.wiring.database import embedded_server

    server = embedded_server()
    assert server is not None
    server.acquire()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        from bench.api import ApiFigure, api_report
        from bench.measure import Figure
        from bench.pages import pages_report
        from bench.report import write_report

        call_command("migrate", interactive=False, verbosity=0)
        found = []
        for figure in figures(sizes):
            print(figure, flush=True)
            found.append(figure)
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        machine += f", load {load:.1f} when the run began"
        timed = [one for one in found if isinstance(one, Figure)]
        asked = [one for one in found if isinstance(one, ApiFigure)]
        others = [one for one in found if not isinstance(one, Figure | ApiFigure)]
        write_report(REPORT, timed, machine, more=pages_report(others) + api_report(asked))
    finally:
        from django.db import connections

        connections.close_all()
        server.release()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
