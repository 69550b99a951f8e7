"""Receipts and allocations as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.store.queries.api_page import page_rows

ALLOCATION_KINDS = (
    "principal", "discount", "bank_fee", "short_payment", "fx_difference", "rounding", "credit_applied", "write_off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Cash received; `customer_id` is who it belongs to now, as far as it is not used up (else: on arrival)."""

    id: int
    customer_id: int | None
    source: str
    external_id: str
    method: str
    received_date: date
    currency: str
    amount_minor: int
    unapplied_minor: int
    payer_name: str
    payer_account: str
    text: str
    created_at: datetime


_RECEIPT = """
    SELECT r.id, coalesce(o.customer_id, r.customer_id, p.customer_id), r.source, r.external_id, r.method,
           r.received_date, r.currency, r.amount_minor, coalesce(o.unapplied_minor, 0)::bigint, r.payer_name,
           r.payer_account, r.text, r.created_at
      FROM receipt r {join} open_receipt o ON o.receipt_id = r.id
      LEFT JOIN LATERAL (
           SELECT g.customer_id FROM posting g
            WHERE g.company_id = r.company_id AND g.receipt_id = r.id AND g.customer_id IS NOT NULL
            ORDER BY g.id DESC LIMIT 1) AS p ON o.receipt_id IS NULL AND r.customer_id IS NULL
     WHERE r.company_id = %(company)s
"""
_OWNER = "coalesce(o.customer_id, r.customer_id, p.customer_id)"
_RECEIPT_CONDITIONS = {
    "id": "r.id = %(id)s",
    "only_owner_id": f"{_OWNER} IN (SELECT c.id FROM customer c WHERE c.company_id = %(company)s "
    "AND c.owner_id = %(only_owner_id)s)",
    "customer_id": f"{_OWNER} = %(customer_id)s",
    "source": "r.source = %(source)s",
    "external_id": "r.external_id = %(external_id)s",
    "currency": "r.currency = %(currency)s",
    "received_from": "r.received_date >= %(received_from)s",
    "received_to": "r.received_date <= %(received_to)s",
    "created_since": "r.created_at >= %(created_since)s",
    "used": "o.receipt_id IS NULL",
    "unidentified": f"({_OWNER} IS NULL) = %(unidentified)s",
}


def receipt_rows(
    company_id: int, *, state: str | None = None, after: int | None = None, limit: int = 50, **given: Any
) -> list[ReceiptRow]:
    """Return receipts by the conditions given (names of _RECEIPT_CONDITIONS), the newest first.

    `state` is "open" (some of it is not applied), "closed" or None for both.
    """
    if state == "closed":
        given["used"] = True
    select = _RECEIPT.format(join="JOIN" if state == "open" else "LEFT JOIN")
    return page_rows(
        ReceiptRow, select, _RECEIPT_CONDITIONS, given, company_id=company_id, key="r.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One part of an allocation: a posting; `undone_at` is when it was reversed."""

    id: int
    entry_id: int
    kind: str
    invoice_id: int | None
    receipt_id: int | None
    credit_note_id: int | None
    customer_id: int | None
    currency: str
    amount_minor: int
    effective_date: date
    actor: str
    reason: str
    recorded_at: datetime
    undone_at: datetime | None


_ALLOCATION = """
    SELECT p.id, p.entry_id, p.kind, p.receivable_id, p.receipt_id, p.source_receivable_id, p.customer_id, p.currency,
           p.amount_minor, p.effective_date, e.actor, e.reason, e.recorded_at,
           (SELECT u.recorded_at FROM posting v JOIN entry u ON u.id = v.entry_id WHERE v.reverses_id = p.id)
      FROM posting p JOIN entry e ON e.id = p.entry_id
     WHERE p.company_id = %(company)s AND p.kind = ANY(%(kinds)s)
"""
_ALLOCATION_CONDITIONS = {
    "id": "p.id = %(id)s",
    "only_owner_id": "p.customer_id IN (SELECT c.id FROM customer c WHERE c.company_id = %(company)s "
    "AND c.owner_id = %(only_owner_id)s)",
    "entry_id": "p.entry_id = %(entry_id)s",
    "invoice_id": "p.receivable_id = %(invoice_id)s",
    "receipt_id": "p.receipt_id = %(receipt_id)s",
    "credit_note_id": "p.source_receivable_id = %(credit_note_id)s",
    "customer_id": "p.customer_id = %(customer_id)s",
    "effective_from": "p.effective_date >= %(effective_from)s",
    "effective_to": "p.effective_date <= %(effective_to)s",
}


def allocation_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[AllocationRow]:
    """Return allocations by the conditions given (names of _ALLOCATION_CONDITIONS), the newest first."""
    return page_rows(
        AllocationRow, _ALLOCATION, _ALLOCATION_CONDITIONS, given, company_id=company_id, key="p.id", after=after,
        limit=limit, values={"kinds": list(ALLOCATION_KINDS)},
    )  # fmt: skip


def entry_with_key(company_id: int, key: str) -> int | None:
    """Return the ledger entry that was made under this idempotency key, None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM entry WHERE company_id = %s AND idempotency_key = %s", [company_id, key])
        row = cursor.fetchone()
    return row[0] if row else None
