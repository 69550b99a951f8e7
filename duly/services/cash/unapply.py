"""Undo what an entry did: un-apply a receipt, take back a write-off, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from duly.core.ledger.rules.reverse import reverse
from duly.core.money.money import Money
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ledger.record_postings import record_postings
from duly.services.refused import NotFound, ServiceRefused, accept
from duly.store import mapping
from duly.store.models import Posting
from duly.store.queries.cash_receipts import is_entry_of_one_receipt
from duly.store.queries.ledger import ledger_slice, lock_documents

UNDOABLE = {
    "principal", "discount", "bank_fee", "short_payment", "fx_difference", "rounding", "credit_applied",
    "write_off", "refund", "credit_refund", "not_ours", "identified",
}  # fmt: skip


def unapply(*, act: Act, entry_id: int, receipt_id: int | None = None, on: date | None = None) -> int:
    """Reverse all allocations and other uses that an entry made; return the new entry's id.

    With `receipt_id` only what the entry did with that receipt, as an import or a history makes one entry for
    many. Documents themselves are not reversed here. Raises NotFound, and ServiceRefused when something of it
    was reversed before or later entries build on it.
    """
    rows = Posting.objects.filter(company_id=act.company_id, entry_id=entry_id, kind__in=UNDOABLE).order_by("-pk")
    if receipt_id is not None:
        with_it = Q(receipt_id=receipt_id)
        if is_entry_of_one_receipt(act.company_id, entry_id, receipt_id):
            with_it |= Q(kind="credit_applied", receipt__isnull=True)
        rows = rows.filter(with_it)
    return undo_postings(act=act, posting_ids=[row.pk for row in rows], verb="unapply", on=on)


def undo_postings(*, act: Act, posting_ids: Sequence[int], verb: str, on: date | None = None) -> int:
    """Reverse these postings, all or none; return the new entry's id."""
    rows = list(Posting.objects.filter(company_id=act.company_id, pk__in=posting_ids).order_by("-pk"))
    if not rows:
        raise NotFound("The entry to undo")
    receivable_ids = {i for row in rows for i in (row.receivable_id, row.source_receivable_id) if i}
    receipt_ids = {row.receipt_id for row in rows if row.receipt_id}
    lock_documents(act.company_id, receivable_ids, receipt_ids)
    known = ledger_slice(act.company_id, receivable_ids, receipt_ids)
    day = max([on or act.business_date, *(row.effective_date for row in rows)])
    if any(row.kind == "reversal" for row in rows):
        raise ServiceRefused("reverses_a_reversal", "An undo is not undone; apply the receipt again instead.")
    undone = accept(reverse([mapping.to_posting(row) for row in rows], known.postings, day))
    entry, _ = record_postings(act=act, verb=verb, postings=undone, evidence={"undoes": sorted(posting_ids)})
    for customer_id in sorted({row.customer_id for row in rows if row.customer_id}):
        own = [row for row in rows if row.customer_id == customer_id]
        amount = Money(sum(row.amount_minor for row in own), own[0].currency)
        many = "1 booking" if len(own) == 1 else f"{len(own)} bookings"
        record_activity(
            act=act,
            verb=f"ledger.{verb}",
            sentence=f"{many} undone, {amount.currency} {amount.plain()}",
            customer_id=customer_id,
            data={"postings": sorted(row.pk for row in own)},
        )
    return entry.pk
