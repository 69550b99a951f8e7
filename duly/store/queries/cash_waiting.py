"""Receipts that wait for a person: the list by keyset pages, its sums, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.store.queries.like import literally
from duly.store.rows import json_value

ORDERS = {
    "received": ("o.received_date", "ASC", "date"),
    "-received": ("o.received_date", "DESC", "date"),
    "left": ("o.unapplied_minor", "ASC", "bigint"),
    "-left": ("o.unapplied_minor", "DESC", "bigint"),
}
"""Order of the list by the name of its column: the expression, the direction, its SQL type."""


@dataclass(frozen=True, slots=True)
class WaitingFilter:
    """`state` is "", "unapplied" (customer known) or "unidentified"; `text` is looked for in payer and text."""

    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One waiting receipt with the best proposal (`tier` is "" without one)."""

    id: int
    received_date: date
    currency: str
    left_minor: int
    amount_minor: int
    customer_id: int | None
    customer_name: str
    payer_name: str
    text: str
    tier: str
    proposed_customer: str
    veto: str


_WHERE = """
  FROM open_receipt o
  JOIN receipt r ON r.company_id = o.company_id AND r.id = o.receipt_id
 WHERE o.company_id = %(company)s
   AND (%(state)s = '' OR (o.customer_id IS NULL) = (%(state)s = 'unidentified'))
   AND (%(like)s = '' OR r.payer_name ILIKE %(like)s OR r.text ILIKE %(like)s
        OR r.amount_minor::text = %(digits)s OR o.unapplied_minor::text = %(digits)s)
"""


def _values(company_id: int, wanted: WaitingFilter) -> dict[str, Any]:
    text = wanted.text.strip()[:100]
    plain = literally(text)
    digits = "".join(c for c in text if c.isdigit()) if text and not any(c.isalpha() for c in text) else ""
    return {"company": company_id, "state": wanted.state, "like": f"%{plain}%" if text else "", "digits": digits}


def waiting_rows(
    company_id: int, wanted: WaitingFilter, *, sort: str = "received", after: tuple[str, int] | None = None,
    limit: int = 50,
) -> list[WaitingRow]:  # fmt: skip
    """Return a page of waiting receipts; `after` is (sort value, id) of the last row of the page before."""
    column, direction, kind = ORDERS.get(sort, ORDERS["received"])
    sign = ">" if direction == "ASC" else "<"
    place = f"AND ({column}, o.receipt_id) {sign} (%(value)s::{kind}, %(id)s)" if after else ""
    statement = f"""
        SELECT p.*, coalesce(c.name, ''), coalesce(m.tier, ''), coalesce(mc.name, ''), coalesce(m.vetoes, '[]')
          FROM (SELECT o.receipt_id, o.received_date, o.currency, o.unapplied_minor, r.amount_minor, o.customer_id,
                       r.payer_name, r.text {_WHERE} {place}
                 ORDER BY {column} {direction}, o.receipt_id {direction} LIMIT %(limit)s) AS p
          LEFT JOIN customer c ON c.company_id = %(company)s AND c.id = p.customer_id
          LEFT JOIN match_proposal m ON m.company_id = %(company)s AND m.receipt_id = p.receipt_id AND m.rank = 1
          LEFT JOIN customer mc ON mc.company_id = %(company)s AND mc.id = m.customer_id
         ORDER BY {column.replace("o.", "p.")} {direction}, p.receipt_id {direction}
    """
    values = _values(company_id, wanted) | {"limit": limit}
    if after:
        values |= {"value": after[0], "id": after[1]}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> WaitingRow:
    (pk, received, currency, left, amount, customer_id, payer, text, customer, tier, proposed, vetoes) = row
    veto = next((one["code"] for one in json_value(vetoes)), "")
    return WaitingRow(
        pk, received, currency, left, amount, customer_id, customer, payer, text, tier, proposed, veto
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingSum:
    """Receipts of one state and currency: how many, what is left of them in minor units, since when."""

    is_identified: bool
    currency: str
    count: int
    left_minor: int
    oldest_date: date


def waiting_sums(company_id: int, wanted: WaitingFilter | None = None) -> list[WaitingSum]:
    """Return the sums behind the list, the largest count first."""
    statement = f"""
        SELECT o.customer_id IS NOT NULL, o.currency, count(*), sum(o.unapplied_minor)::bigint, min(o.received_date)
        {_WHERE} GROUP BY 1, 2 ORDER BY 3 DESC, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(company_id, wanted or WaitingFilter()))
        return [WaitingSum(*row) for row in cursor.fetchall()]


def next_waiting(company_id: int, received_date: date, receipt_id: int) -> int | None:
    """Return the waiting receipt after this one, oldest first; after the last one the first again, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT receipt_id FROM open_receipt WHERE company_id = %(company)s AND receipt_id <> %(id)s
             ORDER BY (received_date, receipt_id) > (%(day)s::date, %(id)s) DESC, received_date, receipt_id LIMIT 1
            """,
            {"company": company_id, "day": received_date, "id": receipt_id},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None
