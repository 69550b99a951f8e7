"""All postings that concern a customer's account, with the names of their documents: what a statement is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from duly.core.ledger.postings import Kind, Posting
from duly.store import mapping
from duly.store.models import Posting as PostingRow
from duly.store.models import Receipt, Receivable


@dataclass(frozen=True, slots=True)
class AccountPostings:
    """Postings in order of entry, and by id the numbers of receivables (`receivables`) and texts of receipts."""

    postings: tuple[Posting, ...]
    receivables: Mapping[int, str]
    purchase_orders: Mapping[int, str]
    currencies: tuple[str, ...]


def account_postings(company_id: int, customer_id: int) -> AccountPostings:
    """Return every posting of the customer's receivables and of every receipt that ever was the customer's."""
    documents = {
        row.pk: row for row in Receivable.objects.filter(company_id=company_id, customer_id=customer_id).only(
            "pk", "number", "instalment_no", "instalment_count", "purchase_order"
        )
    }  # fmt: skip
    receipts = set(Receipt.objects.filter(company_id=company_id, customer_id=customer_id).values_list("pk", flat=True))
    named = PostingRow.objects.filter(company_id=company_id, customer_id=customer_id, receipt__isnull=False)
    receipts |= {pk for pk in named.filter(kind=Kind.IDENTIFIED).values_list("receipt_id", flat=True) if pk}
    rows = PostingRow.objects.filter(company_id=company_id).filter(
        Q(receivable_id__in=documents) | Q(source_receivable_id__in=documents) | Q(receipt_id__in=receipts)
    )
    postings = tuple(mapping.to_posting(row) for row in rows.order_by("pk"))
    return AccountPostings(
        postings=postings,
        receivables={
            pk: row.number + (f" ({row.instalment_no}/{row.instalment_count})" if row.instalment_count > 1 else "")
            for pk, row in documents.items()
        },
        purchase_orders={pk: row.purchase_order for pk, row in documents.items() if row.purchase_order},
        currencies=tuple(sorted({row.currency for row in postings})),
    )
