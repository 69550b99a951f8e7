"""What is open now on some receivables, as plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from duly.store.models import OpenItem


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """One open item: `open_minor` is negative on a credit note."""

    receivable_id: int
    customer_id: int
    kind: str
    number: str
    instalment_no: int
    instalment_count: int
    currency: str
    issue_date: date
    due_date: date
    amount_minor: int
    open_minor: int
    purchase_order: str
    description: str
    creditor_reference: str
    terms_text: str


def open_items_of(
    company_id: int, *, customer_id: int | None = None, receivable_ids: Collection[int] | None = None
) -> list[OpenFacts]:
    """Return open items of a customer, or those among some receivables, oldest due date first."""
    rows = OpenItem.objects.filter(company_id=company_id).select_related("receivable")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if receivable_ids is not None:
        rows = rows.filter(pk__in=receivable_ids)
    return [_facts(row) for row in rows.order_by("due_date", "receivable_id")]


def _facts(row: OpenItem) -> OpenFacts:
    document = row.receivable
    return OpenFacts(
        receivable_id=row.pk,
        customer_id=row.customer_id,
        kind=row.kind,
        number=document.number,
        instalment_no=document.instalment_no,
        instalment_count=document.instalment_count,
        currency=row.currency,
        issue_date=row.issue_date,
        due_date=row.due_date,
        amount_minor=document.amount_minor,
        open_minor=row.open_minor,
        purchase_order=document.purchase_order,
        description=document.description,
        creditor_reference=document.creditor_reference,
        terms_text=document.terms_text,
    )
