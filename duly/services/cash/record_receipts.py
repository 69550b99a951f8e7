"""Record cash received, one receipt or many: document, posting and unapplied cash in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter

from django.db import connection

from duly.services.act import Act
from duly.services.events.tell_entries import tell_entries
from duly.services.ledger.record_postings import open_entry
from duly.store.bulk import copy_rows
from duly.store.queries.balances import refresh_customer_balances


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """Cash that arrived; `external_id` is unique per source (the bank line's fingerprint, the file's own id)."""

    source: str
    external_id: str
    received_date: date
    currency: str
    amount_minor: int
    customer_id: int | None = None
    method: str = "bank"
    bank_line_id: int | None = None
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    revision: int = 1


_TYPES = {
    "received_date": "date", "amount_minor": "bigint", "customer_id": "bigint", "bank_line_id": "bigint",
    "revision": "smallint",
}  # fmt: skip
_COLUMNS = [(field.name, _TYPES.get(field.name, "text")) for field in fields(NewReceipt)]
_NAMES = ", ".join(name for name, _ in _COLUMNS)
_row = attrgetter(*(name for name, _ in _COLUMNS))

_RECORD = f"""
WITH made AS (
    INSERT INTO receipt (company_id, import_run_id, created_at, {_NAMES})
    SELECT %(company)s, %(import_run)s, %(at)s, {_NAMES} FROM new_receipt
    ON CONFLICT ON CONSTRAINT receipt_once DO NOTHING
    RETURNING id, customer_id, currency, received_date, amount_minor, source, external_id
), posted AS (
    INSERT INTO posting (company_id, entry_id, kind, debit_account, credit_account, amount_minor, currency,
                         effective_date, customer_id, receipt_id, third_party)
    SELECT %(company)s, %(entry)s, 'receipt', 'bank', 'unapplied_cash', amount_minor, currency, received_date,
           customer_id, id, false
      FROM made
), opened AS (
    INSERT INTO open_receipt (receipt_id, company_id, customer_id, currency, received_date, unapplied_minor, since_date)
    SELECT id, %(company)s, customer_id, currency, received_date, amount_minor, received_date FROM made
)
SELECT source, external_id, id FROM made
"""  # noqa: S608 - built from this module's own column names


def _noting(payers: set[int], receipts: Iterable[NewReceipt]) -> Iterator[NewReceipt]:
    for item in receipts:
        if item.customer_id is not None:
            payers.add(item.customer_id)
        yield item


def record_receipts(
    *, act: Act, receipts: Iterable[NewReceipt], verb: str = "record_receipts", import_run_id: int | None = None
) -> dict[tuple[str, str], int]:
    """Store new receipts under one entry; return (source, external id) -> id of those that are new.

    Idempotent: a receipt that is there already is left alone and missing from the answer.
    """
    payers: set[int] = set()
    if not copy_rows("new_receipt", _COLUMNS, (_row(item) for item in _noting(payers, receipts))):
        return {}
    entry = open_entry(act=act, verb=verb, import_run_id=import_run_id)
    values = {"company": act.company_id, "import_run": import_run_id, "at": act.at, "entry": entry.pk}
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)
        refresh_customer_balances(act.company_id, payers)
        made = {(source, external): pk for source, external, pk in cursor.fetchall()}
    tell_entries(act=act, entry_ids=[entry.pk], postings=len(made), is_import=import_run_id is not None)
    return made
