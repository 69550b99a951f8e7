"""Invoices, debit notes and credit notes as the API lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duly.store.queries.api_page import page_rows
from duly.store.queries.timeline import json_list


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A receivable; `open_minor` is what is open of it today (a credit note's is what can still be used)."""

    id: int
    customer_id: int
    kind: str
    number: str
    instalment_no: int
    instalment_count: int
    source: str
    external_id: str
    revision: int
    issue_date: date
    due_date: date
    currency: str
    amount_minor: int
    net_minor: int | None
    open_minor: int
    terms_text: str
    stored_discounts: Any
    purchase_order: str
    description: str
    creditor_reference: str
    created_at: datetime

    @property
    def discounts(self) -> list[Any]:
        """What may be deducted until when: [{until_date, percent, discount_minor}]."""
        return json_list(self.stored_discounts)


_DOCUMENT = """
    SELECT r.id, r.customer_id, r.kind, r.number, r.instalment_no, r.instalment_count, r.source, r.external_id,
           r.revision, r.issue_date, r.due_date, r.currency, r.amount_minor, r.net_minor,
           abs(coalesce(o.open_minor, 0))::bigint, r.terms_text, r.discounts, r.purchase_order, r.description,
           r.creditor_reference, r.created_at
      FROM receivable r {join} open_item o ON o.receivable_id = r.id {customer}
     WHERE r.company_id = %(company)s AND r.kind = ANY(%(kinds)s)
"""
_CONDITIONS = {
    "id": "r.id = %(id)s",
    "ids": "r.id = ANY(%(ids)s)",
    "only_owner_id": "c.owner_id = %(only_owner_id)s",
    "customer_id": "r.customer_id = %(customer_id)s",
    "number": "r.number = %(number)s",
    "source": "r.source = %(source)s",
    "external_id": "r.external_id = %(external_id)s",
    "purchase_order": "r.purchase_order = %(purchase_order)s",
    "currency": "r.currency = %(currency)s",
    "issued_from": "r.issue_date >= %(issued_from)s",
    "issued_to": "r.issue_date <= %(issued_to)s",
    "due_from": "r.due_date >= %(due_from)s",
    "due_to": "r.due_date <= %(due_to)s",
    "created_since": "r.created_at >= %(created_since)s",
    "closed": "o.receivable_id IS NULL",
}


def document_rows(
    company_id: int,
    *,
    kinds: Collection[str],
    state: str | None = None,
    after: int | None = None,
    limit: int = 50,
    **given: Any,
) -> list[DocumentRow]:
    """Return receivables of some kinds by the conditions given (names of _CONDITIONS), the newest first.

    `state` is "open", "closed" or None for both.
    """
    if state == "closed":
        given["closed"] = True
    customer = "JOIN customer c ON c.id = r.customer_id" if given.get("only_owner_id") is not None else ""
    select = _DOCUMENT.format(join="JOIN" if state == "open" else "LEFT JOIN", customer=customer)
    return page_rows(
        DocumentRow, select, _CONDITIONS, given, company_id=company_id, key="r.id", after=after, limit=limit,
        values={"kinds": list(kinds)},
    )  # fmt: skip
