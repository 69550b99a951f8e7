"""The comparison as a page of the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

STEPS = {
    "decide and store": "decide who is asked for what, and store it",
    "decide again": "decide for all again: nothing new",
    "notices": "make the notices ready to go",
    "aged balance": "aged balance of all customers, with names",
}
HEAD = """# Beside Tryton 8.2

Written by `make bench-peers` ({machine}). Both on the same PostgreSQL server, one after the other in the same
run, with {items:,} overdue items of {customers} customers.

| work | Duly, seconds | Tryton, seconds | Tryton / Duly |
|---|---:|---:|---:|
"""
FOOT = """
What is compared. Duly: one run of the daily cycle with all its guards; the decision of each customer with its
reasons and the snapshot it was taken from; one message per customer about all its invoices; under "notices", the
text of each with its links, as it is written when it is sent. Tryton: the wizards "create dunnings" and "process
dunnings" of `account_dunning` through its own client library, in one process: one dunning per ledger line, its state
set to waiting; no letter is printed, no mail is sent and no fee is charged. "Decide again" decides for everybody
afresh in Duly; Tryton looks for lines without a dunning. Tryton's aged balance is read through its client, Duly's by
its query. The set-up is timed for neither. Tryton made {count:,} dunnings, Duly {decisions:,} decisions and
{notices:,} messages about {asked:,} items.
"""


def write_page(path: Path, ours: Mapping[str, float], theirs: Mapping[str, float], machine: str) -> None:
    """Write the page."""
    rows = "".join(
        f"| {words} | {ours[step]:.3f} | {theirs[step]:.3f} | {theirs[step] / ours[step]:,.1f} |\n"
        for step, words in STEPS.items()
    )
    head = HEAD.format(machine=machine, items=int(ours["items"]), customers=int(ours["customers"]))
    foot = FOOT.format(
        count=int(theirs["count"]), decisions=int(ours["customers"]), notices=int(ours["notices_count"]),
        asked=int(ours["asked"]),
    )  # fmt: skip
    path.write_text(head + rows + foot)
