"""Open receivables, one or a million: document, posting and open item in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import connection

from duly.services.act import Act
from duly.services.events.tell_entries import tell_entries
from duly.services.ledger.record_postings import open_entry
from duly.store.bulk import copy_rows
from duly.store.queries.balances import refresh_customer_balances
from duly.store.queries.cash_matching import look_again


@dataclass(frozen=True, slots=True)
class NewReceivable:
    """An open item to be: fields as in store/models/ledger.py; `amount_minor` is positive for every kind."""

    customer_id: int
    kind: str
    number: str
    source: str
    external_id: str
    issue_date: date
    due_date: date
    currency: str
    amount_minor: int
    instalment_no: int = 1
    instalment_count: int = 1
    revision: int = 1
    content_hash: str = ""
    net_minor: int | None = None
    terms_text: str = ""
    discounts: Sequence[Mapping[str, Any]] | str = ()
    purchase_order: str = ""
    description: str = ""
    creditor_reference: str = ""


_TYPES = {
    "customer_id": "bigint", "issue_date": "date", "due_date": "date", "amount_minor": "bigint", "net_minor": "bigint",
    "instalment_no": "smallint", "instalment_count": "smallint", "revision": "smallint", "discounts": "jsonb",
}  # fmt: skip
_COLUMNS = [(field.name, _TYPES.get(field.name, "text")) for field in fields(NewReceivable)]
_NAMES = ", ".join(name for name, _ in _COLUMNS)

_OPEN = f"""
WITH made AS (
    INSERT INTO receivable (company_id, import_run_id, created_at, {_NAMES})
    SELECT %(company)s, %(import_run)s, %(at)s, {_NAMES} FROM new_receivable
    ON CONFLICT ON CONSTRAINT receivable_once DO NOTHING
    RETURNING id, customer_id, kind, currency, issue_date, due_date, amount_minor, source, external_id, instalment_no
), posted AS (
    INSERT INTO posting (company_id, entry_id, kind, debit_account, credit_account, amount_minor, currency,
                         effective_date, customer_id, receivable_id, third_party)
    SELECT %(company)s, %(entry)s, kind,
           CASE WHEN kind = 'credit_note' THEN 'sales' ELSE 'receivables' END,
           CASE WHEN kind = 'credit_note' THEN 'receivables' ELSE 'sales' END,
           amount_minor, currency, issue_date, customer_id, id, false
      FROM made
), opened AS (
    INSERT INTO open_item (receivable_id, company_id, customer_id, kind, currency, issue_date, due_date, open_minor,
                           since_date)
    SELECT id, %(company)s, customer_id, kind, currency, issue_date, due_date,
           CASE WHEN kind = 'credit_note' THEN -amount_minor ELSE amount_minor END, issue_date
      FROM made
)
SELECT source, external_id, instalment_no, id FROM made
"""  # noqa: S608 - built from this module's own column names


_values = attrgetter(*(name for name, _ in _COLUMNS))


def _row(item: NewReceivable) -> tuple[Any, ...]:
    if not isinstance(item.discounts, str):
        item = replace(item, discounts=json.dumps(list(item.discounts)) if item.discounts else "[]")
    row: tuple[Any, ...] = _values(item)
    return row


def _noting(customers: set[int], receivables: Iterable[NewReceivable]) -> Iterator[NewReceivable]:
    for item in receivables:
        customers.add(item.customer_id)
        yield item


def open_receivables(
    *, act: Act, receivables: Iterable[NewReceivable], verb: str = "open_receivables", import_run_id: int | None = None
) -> dict[tuple[str, str, int], int]:
    """Store new receivables under one entry; return (source, external id, instalment) -> id of those that are new.

    Idempotent: what is there already (same source, external id, instalment, revision) is left alone and
    missing from the answer. The caller has checked the values (core/billing/intake).
    """
    customers: set[int] = set()
    if not copy_rows("new_receivable", _COLUMNS, (_row(item) for item in _noting(customers, receivables))):
        return {}
    entry = open_entry(act=act, verb=verb, import_run_id=import_run_id)
    values = {"company": act.company_id, "import_run": import_run_id, "at": act.at, "entry": entry.pk}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        refresh_customer_balances(act.company_id, customers)
        made = {(source, external, number): pk for source, external, number, pk in cursor.fetchall()}
    if made:
        look_again(act.company_id, customers)
    tell_entries(act=act, entry_ids=[entry.pk], postings=len(made), is_import=import_run_id is not None)
    return made
