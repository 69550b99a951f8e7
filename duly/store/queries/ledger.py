"""Reading the ledger: lock documents, then see them with all their postings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from duly.core.ledger import documents, postings
from duly.store import mapping
from duly.store.models import Posting, Receipt, Receivable


@dataclass(frozen=True, slots=True)
class LedgerSlice:
    """Some documents and every posting that touches them, as core values."""

    receivables: tuple[documents.Receivable, ...]
    receipts: tuple[documents.Receipt, ...]
    postings: tuple[postings.Posting, ...]


def lock_documents(company_id: int, receivable_ids: Collection[int], receipt_ids: Collection[int]) -> None:
    """Lock these documents until the database transaction ends, always in the same order (no deadlock)."""
    with connection.cursor() as cursor:
        for table, ids in (("receivable", receivable_ids), ("receipt", receipt_ids)):
            if ids:
                cursor.execute(
                    f"SELECT id FROM {table} WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                    [company_id, sorted(ids)],
                )


def ledger_slice(company_id: int, receivable_ids: Collection[int], receipt_ids: Collection[int]) -> LedgerSlice:
    """Return the documents and all postings that name any of them, oldest first."""
    receivables = Receivable.objects.filter(company_id=company_id, pk__in=receivable_ids).order_by("pk")
    receipts = Receipt.objects.filter(company_id=company_id, pk__in=receipt_ids).order_by("pk")
    rows = Posting.objects.filter(company_id=company_id).filter(
        Q(receivable_id__in=receivable_ids) | Q(source_receivable_id__in=receivable_ids) | Q(receipt_id__in=receipt_ids)
    )
    return LedgerSlice(
        receivables=tuple(mapping.to_receivable(row) for row in receivables),
        receipts=tuple(mapping.to_receipt(row) for row in receipts),
        postings=tuple(mapping.to_posting(row) for row in rows.order_by("effective_date", "pk")),
    )
