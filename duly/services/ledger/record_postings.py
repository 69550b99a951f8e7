"""Write postings under one entry and bring the projections along: the only writer of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duly.core.ledger.postings import Posting as CorePosting
from duly.services.act import Act
from duly.services.events.tell_entries import tell_entries
from duly.store import mapping
from duly.store.models import Entry, Posting
from duly.store.queries.balances import refresh_balances_of
from duly.store.queries.projections import refresh_open_items, refresh_open_receipts


def open_entry(
    *,
    act: Act,
    verb: str,
    idempotency_key: str | None = None,
    evidence: dict[str, Any] | None = None,
    import_run_id: int | None = None,
) -> Entry:
    """Store the header under which postings are made: who, when, why."""
    return Entry.objects.create(
        company_id=act.company_id,
        verb=verb,
        actor_kind=act.actor_kind,
        actor=act.actor,
        reason=act.reason,
        business_date=act.business_date,
        recorded_at=act.at,
        idempotency_key=idempotency_key,
        evidence=evidence or {},
        import_run_id=import_run_id,
    )


def record_postings(
    *,
    act: Act,
    verb: str,
    postings: Sequence[CorePosting],
    idempotency_key: str | None = None,
    evidence: dict[str, Any] | None = None,
    import_run_id: int | None = None,
) -> tuple[Entry, list[Posting]]:
    """Append postings under a new entry and refresh the open items and receipts they touch.

    The caller has locked the documents and let the core decide. Raises django.db.IntegrityError when
    the idempotency key was used before, or when a posting is reversed a second time.
    """
    entry = open_entry(
        act=act, verb=verb, idempotency_key=idempotency_key, evidence=evidence, import_run_id=import_run_id
    )
    rows = Posting.objects.bulk_create(
        mapping.from_postings(postings, company_id=act.company_id, entry_id=entry.pk), batch_size=2000
    )
    touched = {row.receivable_id for row in rows} | {row.source_receivable_id for row in rows}
    items = {i for i in touched if i is not None}
    receipts = {row.receipt_id for row in rows if row.receipt_id is not None}
    refresh_open_items(act.company_id, items)
    refresh_open_receipts(act.company_id, receipts)
    refresh_balances_of(act.company_id, items, receipts)
    tell_entries(act=act, entry_ids=[entry.pk], postings=len(rows), is_import=import_run_id is not None)
    return entry, rows
