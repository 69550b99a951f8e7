"""The documents behind an amount of the aging report: open items and receipts with unapplied cash on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connection

from duly.store.queries.aging_report import CASH, AgingFilter, bucket_condition, conditions, open_items_sql

Document = TypeVar("Document")


@dataclass(frozen=True, slots=True)
class AgedItem:
    """An open document as of the day; `days` past due, amounts in minor units, credit notes negative."""

    id: int
    number: str
    kind: str
    instalment_no: int
    instalment_count: int
    customer_id: int
    customer_name: str
    issue_date: date
    due_date: date
    days: int
    currency: str
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class AgedReceipt:
    """A receipt with unapplied cash as of the day, in minor units; customer None while unidentified."""

    id: int
    customer_id: int | None
    customer_name: str
    payer_name: str
    received_date: date
    days: int
    currency: str
    amount_minor: int
    unapplied_minor: int


@dataclass(frozen=True, slots=True)
class Behind(Generic[Document]):
    """A page of documents, and count and sum (minor units, one currency) of all of them."""

    documents: tuple[Document, ...]
    count: int
    sum_minor: int


ORDERS = {
    "number": "r.number", "customer": "lower(c.name)", "issued": "r.issue_date", "due": "r.due_date",
    "age": "-(r.due_date - DATE '2000-01-01')", "amount": "r.amount_minor", "open": "i.open_minor",
}  # fmt: skip
ITEM_SORT = "-open"


def _direction(sort: str) -> str:
    return "DESC" if sort.startswith("-") else "ASC"


def aged_items(
    company_id: int, wanted: AgingFilter, *, sort: str = ITEM_SORT, limit: int = 50, offset: int = 0
) -> Behind[AgedItem]:
    """Return the open items behind a bucket ("0".., "late", "credit"; "" = every open item) of the filter."""
    values: dict[str, Any] = {
        "company": company_id, "as_of": wanted.as_of, "currency": wanted.currency, "limit": limit, "offset": offset,
    }  # fmt: skip
    where = conditions(wanted, values)
    if wanted.bucket == "credit":
        where += " AND i.open_minor < 0"
    elif wanted.bucket:
        late = "(%(as_of)s::date - i.due_date)"
        where += f" AND i.open_minor > 0 AND {bucket_condition(wanted.bucket, late)}"
    frm = f"""FROM ({open_items_sql(company_id, wanted.as_of)}) AS i JOIN receivable r ON r.id = i.rid
              JOIN customer c ON c.id = i.customer_id AND c.company_id = %(company)s WHERE {where}"""
    page = f"""
        SELECT r.id, r.number, r.kind, r.instalment_no, r.instalment_count, c.id, c.name, r.issue_date, r.due_date,
               %(as_of)s::date - r.due_date, r.currency,
               CASE WHEN r.kind = 'credit_note' THEN -r.amount_minor ELSE r.amount_minor END, i.open_minor
          {frm} ORDER BY {ORDERS[sort.removeprefix("-")]} {_direction(sort)}, r.due_date, r.id
         LIMIT %(limit)s OFFSET %(offset)s
    """
    with connection.cursor() as cursor:
        cursor.execute(page, values)
        documents = tuple(AgedItem(*row) for row in cursor.fetchall())
        cursor.execute(f"SELECT count(*), coalesce(sum(i.open_minor), 0)::bigint {frm}", values)
        count, total = cursor.fetchone()
    return Behind(documents, count, total)


RECEIPT_ORDERS = {
    "payer": "lower(c.payer_name)", "customer": "lower(k.name)", "received": "c.received_date",
    "amount": "c.amount_minor", "open": "u.unapplied_minor",
}  # fmt: skip


def aged_receipts(
    company_id: int,
    wanted: AgingFilter,
    *,
    unidentified_only: bool = False,
    sort: str = ITEM_SORT,
    limit: int = 50,
    offset: int = 0,
) -> Behind[AgedReceipt]:
    """Return the receipts with unapplied cash behind the filter; those of nobody yet known if asked for."""
    values: dict[str, Any] = {
        "company": company_id, "as_of": wanted.as_of, "currency": wanted.currency, "limit": limit, "offset": offset,
    }  # fmt: skip
    where = conditions(wanted, values, customer="k")
    if unidentified_only:
        where += " AND u.customer_id IS NULL"
    frm = f"""FROM ({CASH}) AS u JOIN receipt c ON c.id = u.receipt_id
              LEFT JOIN customer k ON k.id = u.customer_id AND k.company_id = %(company)s WHERE {where}"""
    page = f"""
        SELECT c.id, u.customer_id, coalesce(k.name, ''), c.payer_name, c.received_date,
               %(as_of)s::date - c.received_date, c.currency, c.amount_minor, u.unapplied_minor
          {frm} ORDER BY {RECEIPT_ORDERS[sort.removeprefix("-")]} {_direction(sort)}, c.received_date, c.id
         LIMIT %(limit)s OFFSET %(offset)s
    """
    with connection.cursor() as cursor:
        cursor.execute(page, values)
        documents = tuple(AgedReceipt(*row) for row in cursor.fetchall())
        cursor.execute(f"SELECT count(*), coalesce(sum(u.unapplied_minor), 0)::bigint {frm}", values)
        count, total = cursor.fetchone()
    return Behind(documents, count, total)
