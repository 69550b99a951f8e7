"""The report as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from bench.measure import Figure

HEAD = """# Benchmarks

Written by `make bench`. What counts is the ratio to a yardstick that is measured in the same run on the same
machine ({machine}, PostgreSQL embedded); the seconds are there for scale. Best of three runs; the import and the day
once. On a crowded machine seconds say little: the processor time, ours and the database's together, says what the
work costs. MB is the largest memory of one process of ours.

| work | open invoices | seconds | yardstick | its seconds | ratio | ratio of processor time | aim | MB | note |
|---|---:|---:|---|---:|---:|---:|---|---:|---|
"""


def write_report(path: Path, figures: Sequence[Figure], machine: str, more: str = "") -> None:
    """Write the page; `more` stands at its end."""
    rows = [_row(one) for one in figures]
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(machine=machine) + "\n".join(rows) + "\n" + _growth(figures) + FOOT + more)


def _row(one: Figure) -> str:
    aim = one.aim if one.met is None else f"{one.aim}: {'met' if one.met else 'missed'}"
    memory = one.megabytes or ""
    work = one.processor / max(one.yardstick_processor, 1e-6)
    return (
        f"| {one.work} | {one.size:,} | {one.seconds:.3f} | {one.yardstick} | {one.yardstick_seconds:.3f} "
        f"| {one.ratio:.1f} | {work:.1f} | {aim} | {memory} | {one.note} |"
    )


def _growth(figures: Sequence[Figure]) -> str:
    """Say how a day grows from each size to the next (aim: ten times the invoices in at most eleven times the time)."""
    days = [one for one in figures if one.work.startswith("full day")]
    lines = [
        f"- {after.size:,} open invoices take {after.seconds / before.seconds:.1f} times as long as {before.size:,}"
        f" ({after.size / before.size:g} times as many)."
        for before, after in pairwise(days)
    ]
    return "\nHow the day grows:\n\n" + "\n".join(lines) + "\n" if lines else ""


FOOT = """
Behind the open invoices of a size stand three times as many paid ones, the newest paid the day before. Aging reads
what is open now and what was open around a day, both kept with every posting; its yardstick holds exactly the items
open then. The full day is decided and stored by two worker processes that stand ready: facts, decision with all its
reasons, notices, their items and the jobs that send them; sending comes after it. It is the hardest day there is: the
first one, on which every customer is written to about most of its invoices.

## Where the time goes

**Import.** Each row becomes a document, a posting and an open item with fourteen index entries; the yardstick is one
row without any. About two thirds of the processor time are ours: reading the file once to recognise its columns and
once to check every cell, comparing with what is stored, and writing. One third is PostgreSQL's, more than half of that
for the document and its six indexes. Both run side by side as far as two cores allow. What would remove it: reading in
a process of its own, a second connection that writes while the first one does (the batches of one company wait for
each other now, so that a repeated row is always seen), and fewer indexes on documents.

**Full day.** About three quarters of the processor time are ours, one quarter PostgreSQL's. Of ours, deciding takes a
little less than half, writing the decision as text and packing it a quarter, reading facts and writing rows the rest.
What would remove more: deciding alike invoices once for all customers of a part, since most differ only in number and
amount.

**Aging long ago.** The stretches around a day are found by index among all that ended since, but they lie scattered
over the table, one page for nearly each; the yardstick lies packed. What would remove it: keeping the table in the
order of its days (CLUSTER, or a partition for each year).
"""
