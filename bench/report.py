"""The report as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.measure import Figure

HEAD = """# Benchmarks

Written by `make bench`. What counts is the ratio to a yardstick that is measured in the same run on the same
machine ({machine}, PostgreSQL embedded); the seconds are there for scale. Best of three runs, the day once.

| work | open invoices | seconds | yardstick | its seconds | ratio | note |
|---|---:|---:|---|---:|---:|---|
"""


def write_report(path: Path, figures: Sequence[Figure], machine: str, more: str = "") -> None:
    """Write the page; `more` stands at its end."""
    rows = [
        f"| {f.work} | {f.size:,} | {f.seconds:.3f} | {f.yardstick} | {f.yardstick_seconds:.3f} | {f.ratio:.1f} "
        f"| {f.note} |"
        for f in figures
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(machine=machine) + "\n".join(rows) + "\n" + FOOT + more)


FOOT = """
Behind the open invoices of a size stand three times as many paid ones. `aging as of a month ago` reads today's
projection and what was posted since. The full day is decided and stored by two worker processes, their start
included: snapshot, decision with its reasons, notices, their items and the jobs that send them.
"""
