"""What of a batch of an import is in the ledger already: one query per question, never per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One open item of a stored document; amounts in minor units, `open_minor` signed as in the projection."""

    receivable_id: int
    instalment_no: int
    due_date: date
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The newest revision of a document; `is_live` is False once its opening was reversed."""

    revision: int
    kind: str
    content_hash: str
    customer_id: int
    number: str
    issue_date: date
    currency: str
    is_live: bool
    parts: tuple[StoredPart, ...]


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """The newest revision of a receipt."""

    receipt_id: int
    revision: int
    customer_id: int | None
    received_date: date
    currency: str
    amount_minor: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class OpenByNumber:
    """An open invoice or debit note found by its number."""

    receivable_id: int
    number: str
    customer_id: int
    currency: str
    issue_date: date
    due_date: date


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer of this company; `was_undone` when it is closed because the import that made it was reversed."""

    id: int
    source: str
    external_id: str
    number: str
    was_undone: bool


_REVERSED = """
    EXISTS (SELECT 1 FROM posting p JOIN posting x ON x.company_id = p.company_id AND x.reverses_id = p.id
             WHERE p.company_id = d.company_id AND p.{column} = d.id AND p.kind = {kind})
"""
_DOCUMENTS = f"""
    SELECT d.external_id, d.revision, d.kind, d.content_hash, d.customer_id, d.number, d.issue_date, d.currency,
           NOT {_REVERSED.format(column="receivable_id", kind="d.kind")}, d.id, d.instalment_no, d.due_date,
           d.amount_minor, coalesce(o.open_minor, 0)
      FROM receivable d LEFT JOIN open_item o ON o.receivable_id = d.id
     WHERE d.company_id = %s AND d.source = %s AND d.external_id = ANY(%s)
     ORDER BY d.external_id, d.revision, d.instalment_no
"""
_RECEIPTS = f"""
    SELECT d.external_id, d.id, d.revision, d.customer_id, d.received_date, d.currency, d.amount_minor,
           NOT {_REVERSED.format(column="receipt_id", kind="'receipt'")}
      FROM receipt d WHERE d.company_id = %s AND d.source = %s AND d.external_id = ANY(%s) ORDER BY d.revision
"""


def stored_documents(company_id: int, source: str, external_ids: Collection[str]) -> dict[str, StoredDocument]:
    """Return the newest revision of each document of a source that is there, by external id."""
    with connection.cursor() as cursor:
        cursor.execute(_DOCUMENTS, [company_id, source, list(external_ids)])
        rows = cursor.fetchall()
    parts: dict[tuple[str, int], list[StoredPart]] = defaultdict(list)
    heads: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        heads[row[0]] = row[1:9]
        parts[row[0], row[1]].append(StoredPart(*row[9:]))
    return {
        external_id: StoredDocument(*[*head, tuple(parts[external_id, head[0]])]) for external_id, head in heads.items()
    }


def stored_receipts(company_id: int, source: str, external_ids: Collection[str]) -> dict[str, StoredReceipt]:
    """Return the newest revision of each receipt of a source that is there, by external id."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTS, [company_id, source, list(external_ids)])
        return {row[0]: StoredReceipt(*row[1:]) for row in cursor.fetchall()}


def open_by_number(company_id: int, numbers: Collection[str]) -> dict[str, list[OpenByNumber]]:
    """Return the open invoices and debit notes with these numbers, the earliest due first."""
    found: dict[str, list[OpenByNumber]] = defaultdict(list)
    if not numbers:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.id, r.number, r.customer_id, r.currency, r.issue_date, r.due_date
              FROM receivable r JOIN open_item o ON o.receivable_id = r.id
             WHERE r.company_id = %s AND r.number = ANY(%s) AND o.open_minor > 0
             ORDER BY r.due_date, r.instalment_no, r.id
            """,
            [company_id, list(numbers)],
        )
        for row in cursor.fetchall():
            found[row[1]].append(OpenByNumber(*row))
    return found


def known_customers(company_id: int, names: Collection[str]) -> list[KnownCustomer]:
    """Return the customers whose external id or number is one of these, whatever their source."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.id, c.source, c.external_id, c.number,
                   c.status = 'closed' AND coalesce(i.state = 'reversed', false)
              FROM customer c LEFT JOIN import_run i ON i.id = c.import_run_id
             WHERE c.company_id = %s AND (c.external_id = ANY(%s) OR c.number = ANY(%s))
             ORDER BY c.id
            """,
            [company_id, list(names), list(names)],
        )
        return [KnownCustomer(*row) for row in cursor.fetchall()]
