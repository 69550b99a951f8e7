"""Aging as of any date, by set-based SQL; equal to core/ledger/aging.py on the same postings (tested).

The open amount on a past day is today's projection less what was posted with effect after that day,
so a recent day costs little more than today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.core.ledger.aging import DEFAULT_EDGES, AgingRow

ITEMS_AS_OF = """
    SELECT rid, sum(minor)::bigint AS open_minor FROM (
        SELECT receivable_id AS rid, open_minor AS minor FROM open_item WHERE company_id = %(company)s
        UNION ALL
        SELECT coalesce(source_receivable_id, receivable_id), -amount_minor FROM posting
         WHERE company_id = %(company)s AND effective_date > %(as_of)s AND debit_account = 'receivables'
        UNION ALL
        SELECT receivable_id, amount_minor FROM posting
         WHERE company_id = %(company)s AND effective_date > %(as_of)s AND credit_account = 'receivables'
    ) AS moves GROUP BY rid HAVING sum(minor) <> 0
"""
RECEIPTS_AS_OF = """
    SELECT rid, sum(minor)::bigint AS unapplied_minor FROM (
        SELECT receipt_id AS rid, unapplied_minor AS minor FROM open_receipt WHERE company_id = %(company)s
        UNION ALL
        SELECT receipt_id, CASE WHEN debit_account = credit_account THEN 0
                                WHEN credit_account = 'unapplied_cash' THEN -amount_minor ELSE amount_minor END
          FROM posting
         WHERE company_id = %(company)s AND effective_date > %(as_of)s AND receipt_id IS NOT NULL
           AND 'unapplied_cash' IN (credit_account, debit_account)
    ) AS moves GROUP BY rid HAVING sum(minor) <> 0
"""
OWNER_AS_OF = """
    coalesce((SELECT i.customer_id FROM posting i
               WHERE i.company_id = %(company)s AND i.receipt_id = c.id AND i.kind = 'identified'
                 AND i.effective_date <= %(as_of)s
                 AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = i.id
                                  AND x.effective_date <= %(as_of)s)
               ORDER BY i.effective_date DESC, i.id DESC LIMIT 1), c.customer_id)
"""


def _debt_sql(edges: Sequence[int]) -> str:
    late = "(%(as_of)s::date - r.due_date)"
    which = " + ".join(f"({late} > {int(edge)})::int" for edge in edges)
    return f"""
        SELECT r.customer_id, r.currency, {which} AS bucket, sum(greatest(i.open_minor, 0))::bigint,
               sum(least(i.open_minor, 0))::bigint
          FROM ({ITEMS_AS_OF}) AS i JOIN receivable r ON r.id = i.rid AND r.company_id = %(company)s
         WHERE %(everybody)s OR r.customer_id = ANY(%(customers)s)
         GROUP BY 1, 2, 3
    """


def _debt_today_sql(edges: Sequence[int]) -> str:
    late = "(%(as_of)s::date - i.due_date)"
    which = " + ".join(f"({late} > {int(edge)})::int" for edge in edges)
    return f"""
        SELECT i.customer_id, i.currency, {which} AS bucket, sum(greatest(i.open_minor, 0))::bigint,
               sum(least(i.open_minor, 0))::bigint
          FROM open_item i
         WHERE i.company_id = %(company)s AND (%(everybody)s OR i.customer_id = ANY(%(customers)s))
         GROUP BY 1, 2, 3
    """


def _cash_sql() -> str:
    return f"""
        SELECT owner, currency, sum(unapplied_minor)::bigint
          FROM (SELECT {OWNER_AS_OF} AS owner, c.currency, u.unapplied_minor
                  FROM ({RECEIPTS_AS_OF}) AS u JOIN receipt c ON c.id = u.rid AND c.company_id = %(company)s) AS o
         WHERE %(everybody)s OR owner = ANY(%(customers)s)
         GROUP BY 1, 2
    """


@dataclass(frozen=True, slots=True)
class _Sum:
    buckets: list[int]
    credit: list[int]
    unapplied: list[int]


def nothing_after(company_id: int, as_of: date) -> bool:
    """Tell whether no posting takes effect after a day, so that the projection itself is the answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM posting WHERE company_id = %s AND effective_date > %s)", [company_id, as_of]
        )
        return not cursor.fetchone()[0]


def aging_rows(
    company_id: int,
    as_of: date,
    *,
    customer_ids: Collection[int] | None = None,
    edges: Sequence[int] = DEFAULT_EDGES,
) -> tuple[AgingRow, ...]:
    """Return one row per customer and currency with anything open on that day, as core.ledger.aging does."""
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "everybody": customer_ids is None, "customers": list(customer_ids or []),
    }  # fmt: skip
    sums: dict[tuple[int | None, str], _Sum] = {}
    width = len(edges) + 1
    debts = _debt_today_sql(edges) if nothing_after(company_id, as_of) else _debt_sql(edges)
    with connection.cursor() as cursor:
        cursor.execute(debts, values)
        for customer, currency, bucket, debt, credit in cursor.fetchall():
            one = sums.setdefault((customer, currency), _Sum([0] * width, [0], [0]))
            one.buckets[bucket] += debt
            one.credit[0] += credit
        cursor.execute(_cash_sql(), values)
        for customer, currency, unapplied in cursor.fetchall():
            sums.setdefault((customer, currency), _Sum([0] * width, [0], [0])).unapplied[0] += unapplied
    keys = sorted(sums, key=lambda key: (key[0] is not None, str(key[0]), key[1]))
    return tuple(
        AgingRow(key[0], key[1], tuple(sums[key].buckets), sums[key].credit[0], sums[key].unapplied[0]) for key in keys
    )
