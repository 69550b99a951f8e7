"""Bank files: which were read, what came of them, whether the bank's balances add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.models import BankFile, BankProfile, BankStatement
from duly.store.rows import json_value


@dataclass(frozen=True, slots=True)
class FileRow:
    """One bank file. `applied` and `waiting` are its receipts now; `chain` is the worst of its statements."""

    id: int
    name: str
    format: str
    size_bytes: int
    actor: str
    created_at: datetime
    counts: Mapping[str, Any]
    warning_count: int
    accounts: tuple[str, ...]
    from_date: date | None
    to_date: date | None
    chain: str
    receipts: int = 0
    applied: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of a file with the bank's own balances (minor units, None when the bank gave none)."""

    id: int
    account: str
    currency: str
    sequence: str
    from_date: date | None
    to_date: date | None
    opening_minor: int | None
    closing_minor: int | None
    booked_minor: int
    chain: str
    entries: int


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """A booked line that took money off the account, or one the bank only announced: for a person to look at."""

    id: int
    booking_date: date | None
    amount_minor: int
    currency: str
    name: str
    text: str
    status: str
    is_reversal: bool
    return_reason: str

    @property
    def is_return(self) -> bool:
        """Whether the bank took back what it had booked: the invoice it paid may be open again."""
        return self.amount_minor < 0 and (self.is_reversal or bool(self.return_reason))


@dataclass(frozen=True, slots=True)
class FileDetail:
    """A file with its statements and warnings."""

    row: FileRow
    statements: tuple[StatementRow, ...]
    warnings: tuple[Mapping[str, str], ...] = field(default=())


def file_by_content(company_id: int, sha256: str) -> FileRow | None:
    """Return the file with this content, if it was imported before."""
    row = BankFile.objects.filter(company_id=company_id, sha256=sha256).values_list("pk", flat=True).first()
    found = bank_files(company_id, only=row) if row else []
    return found[0] if found else None


def saved_profiles(company_id: int) -> dict[str, dict[str, Any]]:
    """Return the saved CSV profiles by name, the latest used first."""
    rows = BankProfile.objects.filter(company_id=company_id).order_by("-updated_at", "name")
    return dict(rows.values_list("name", "profile"))


_FILES = """
SELECT f.id, f.name, f.format, f.size_bytes, f.actor, f.created_at, f.counts, jsonb_array_length(f.warnings),
       s.accounts, s.from_date, s.to_date, s.chains
  FROM bank_file f
  LEFT JOIN LATERAL (
       SELECT array_agg(DISTINCT account) AS accounts, min(from_date) AS from_date, max(to_date) AS to_date,
              array_agg(DISTINCT chain) AS chains
         FROM bank_statement WHERE company_id = f.company_id AND bank_file_id = f.id) AS s ON true
 WHERE f.company_id = %(company)s AND (%(only)s::bigint IS NULL OR f.id = %(only)s)
   AND (%(before)s::bigint IS NULL OR f.id < %(before)s)
 ORDER BY f.id DESC LIMIT %(limit)s
"""
_OUTCOMES = """
SELECT s.bank_file_id, count(*), count(*) FILTER (WHERE o.receipt_id IS NULL),
       count(*) FILTER (WHERE o.receipt_id IS NOT NULL)
  FROM bank_statement s
  JOIN bank_entry e ON e.company_id = s.company_id AND e.statement_id = s.id
  JOIN bank_line l ON l.company_id = s.company_id AND l.entry_id = e.id
  JOIN receipt r ON r.company_id = s.company_id AND r.source = 'bank' AND r.external_id = l.fingerprint
  LEFT JOIN open_receipt o ON o.receipt_id = r.id
 WHERE s.company_id = %s AND s.bank_file_id = ANY(%s)
 GROUP BY 1
"""


def bank_files(
    company_id: int, *, before: int | None = None, limit: int = 50, only: int | None = None
) -> list[FileRow]:
    """Return a page of files, newest first; `before` is the id of the last one on the page before."""
    values = {"company": company_id, "only": only, "before": before, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_FILES, values)
        rows = cursor.fetchall()
        cursor.execute(_OUTCOMES, [company_id, [row[0] for row in rows]])
        outcomes = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_file(row, outcomes.get(row[0], (0, 0, 0))) for row in rows]


def _file(row: tuple[Any, ...], outcome: tuple[int, int, int]) -> FileRow:
    *facts, accounts, from_date, to_date, chains = row
    counts = json_value(facts[6])
    return FileRow(
        facts[0], facts[1], facts[2], facts[3], facts[4], facts[5], counts, facts[7], tuple(accounts or ()),
        from_date, to_date, _worst(chains or []), *outcome,
    )  # fmt: skip


def _worst(chains: list[str]) -> str:
    return next((verdict for verdict in ("broken", "incomplete", "lacking", "holds") if verdict in chains), "lacking")


def file_detail(company_id: int, file_id: int) -> FileDetail | None:
    """Return one file with its statements and warnings, or None."""
    rows = bank_files(company_id, only=file_id)
    if not rows:
        return None
    warnings = BankFile.objects.filter(company_id=company_id, pk=file_id).values_list("warnings", flat=True).get()
    return FileDetail(rows[0], tuple(_statements(company_id, file_id)), tuple(warnings))


def _statements(company_id: int, file_id: int) -> list[StatementRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.id, count(e.id), coalesce(sum(e.amount_minor) FILTER (WHERE e.status = 'BOOK'), 0)::bigint
              FROM bank_statement s LEFT JOIN bank_entry e ON e.company_id = s.company_id AND e.statement_id = s.id
             WHERE s.company_id = %s AND s.bank_file_id = %s GROUP BY 1
            """,
            [company_id, file_id],
        )
        sums = {row[0]: row[1:] for row in cursor.fetchall()}
    rows = BankStatement.objects.filter(company_id=company_id, bank_file_id=file_id).order_by("pk")
    return [
        StatementRow(
            row.pk, row.account, row.currency, row.sequence, row.from_date, row.to_date, row.opening_minor,
            row.closing_minor, sums[row.pk][1], row.chain, sums[row.pk][0],
        )
        for row in rows
    ]  # fmt: skip


_OTHER_LINES = """
SELECT l.id, l.booking_date, l.amount_minor, l.currency,
       coalesce(l.raw -> 'creditor' ->> 'name', nullif(l.debtor_name, ''), ''),
       coalesce(nullif(l.text, ''), l.raw ->> 'bank_code', ''), e.status, e.is_reversal,
       coalesce(l.raw ->> 'return_reason', '')
  FROM bank_statement s
  JOIN bank_entry e ON e.company_id = s.company_id AND e.statement_id = s.id
  JOIN bank_line l ON l.company_id = s.company_id AND l.entry_id = e.id
 WHERE s.company_id = %(company)s AND s.bank_file_id = %(file)s AND (l.amount_minor <= 0 OR e.status <> 'BOOK')
 ORDER BY (e.is_reversal OR coalesce(l.raw ->> 'return_reason', '') <> '') DESC, l.booking_date, l.id
 LIMIT %(limit)s
"""


def lines_for_a_person(company_id: int, file_id: int, *, limit: int = 200) -> list[OutgoingLine]:
    """Return the lines that made no receipt (money out, announced money); returned payments first."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHER_LINES, {"company": company_id, "file": file_id, "limit": limit})
        return [OutgoingLine(*row) for row in cursor.fetchall()]


def account_chain(company_id: int, account: str, *, limit: int = 400) -> list[StatementRow]:
    """Return the statements of one account that carry both balances, in date order: the bank's chain."""
    rows = BankStatement.objects.filter(
        company_id=company_id, account=account, opening_minor__isnull=False, closing_minor__isnull=False
    ).order_by("to_date", "pk")[:limit]
    return [
        StatementRow(
            row.pk, row.account, row.currency, row.sequence, row.from_date, row.to_date, row.opening_minor,
            row.closing_minor, 0, row.chain, 0,
        )
        for row in rows
    ]  # fmt: skip
