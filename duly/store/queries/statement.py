"""What a statement of account needs: every posting that ever concerned a customer, and the documents' names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from duly.core.ledger.postings import Posting
from duly.store.mapping import to_posting
from duly.store.models import Posting as PostingRow
from duly.store.models import Receipt, Receivable


def account_postings(company_id: int, customer_id: int, until: date) -> list[Posting]:
    """Return every posting up to a day on the customer's receivables and on receipts that ever were the customer's.

    In order of entry, as `core.ledger.statement` asks for.
    """
    own = Receivable.objects.filter(company_id=company_id, customer_id=customer_id).values("pk")
    posted = PostingRow.objects.filter(company_id=company_id, customer_id=customer_id, receipt__isnull=False)
    receipts = set(posted.values_list("receipt_id", flat=True))
    receipts |= set(Receipt.objects.filter(company_id=company_id, customer_id=customer_id).values_list("pk", flat=True))
    rows = PostingRow.objects.filter(company_id=company_id, effective_date__lte=until).filter(
        Q(receivable_id__in=own) | Q(source_receivable_id__in=own) | Q(receipt_id__in=receipts)
    )
    return [to_posting(row) for row in rows.order_by("pk")]


@dataclass(frozen=True, slots=True)
class DocumentName:
    """What a line of a statement calls a document."""

    number: str
    due_date: date | None
    text: str


def document_names(
    company_id: int, receivable_ids: Collection[int], receipt_ids: Collection[int]
) -> tuple[dict[int, DocumentName], dict[int, DocumentName]]:
    """Return the names of receivables and of receipts by id."""
    items = Receivable.objects.filter(company_id=company_id, pk__in=receivable_ids)
    named = {
        pk: DocumentName(number + (f" ({part}/{parts})" if parts > 1 else ""), due, order)
        for pk, number, part, parts, due, order in items.values_list(
            "pk", "number", "instalment_no", "instalment_count", "due_date", "purchase_order"
        )
    }
    cash = Receipt.objects.filter(company_id=company_id, pk__in=receipt_ids)
    received = {
        pk: DocumentName(payer, None, text[:140]) for pk, payer, text in cash.values_list("pk", "payer_name", "text")
    }
    return named, received


def account_currencies(company_id: int, customer_id: int) -> list[str]:
    """Return the currencies in which a customer was ever invoiced or paid, the most used first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT currency FROM posting WHERE company_id = %s AND customer_id = %s
                GROUP BY 1 ORDER BY count(*) DESC, 1""",
            [company_id, customer_id],
        )
        return [row[0] for row in cursor.fetchall()]
