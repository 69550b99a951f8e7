"""The ledger's invariants as SQL: each query returns the rows that break one (core/ledger/invariants.py).

Every query sees one company (`%(company)s`) and returns (subject, day, detail). The pure oracle in
core/ledger/audit.py is compared with these on random ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from duly.core.ledger.postings import SHAPES, Kind
from duly.store.queries.audit_sql import CHECKS

SHOWN_PER_CHECK = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: the invariant's code, the row, the day it shows (if it has one) and what was found."""

    code: str
    subject: str
    day: date | None
    detail: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found: how many rows break it, and the first of them."""

    code: str
    breaches: int
    findings: tuple[Finding, ...]


def _shape_rows() -> str:
    """Return the posting table of the core as SQL rows: kind, debit, credit."""
    rows = []
    for kind, shape in SHAPES.items():
        rows.append(f"('{kind}', '{shape.debit}', '{shape.credit}')")
        if shape.both_ways:
            rows.append(f"('{kind}', '{shape.credit}', '{shape.debit}')")
    return ", ".join(rows)


def run_audit(company_id: int) -> Iterator[CheckResult]:
    """Run every check for a company, one after the other (so that progress can be shown)."""
    openings = ", ".join(f"'{kind}'" for kind in (Kind.INVOICE, Kind.DEBIT_NOTE, Kind.CREDIT_NOTE))
    for code, statement in CHECKS.items():
        filled = statement.replace("{shapes}", _shape_rows()).replace("{openings}", openings)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH found AS ("
                + filled
                + ") SELECT subject, day, detail, count(*) OVER () FROM found LIMIT %(shown)s",
                {"company": company_id, "shown": SHOWN_PER_CHECK},
            )
            rows = cursor.fetchall()
        yield CheckResult(
            code=code,
            breaches=int(rows[0][3]) if rows else 0,
            findings=tuple(Finding(code, row[0], row[1], row[2]) for row in rows),
        )


def ledger_counts(company_id: int) -> dict[str, int]:
    """Return how many rows were looked at, by table."""
    counts = {}
    with connection.cursor() as cursor:
        for table in ("entry", "posting", "receivable", "receipt", "open_item", "open_receipt", "bank_line"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE company_id = %s", [company_id])
            counts[table] = int(cursor.fetchone()[0])
    return counts
