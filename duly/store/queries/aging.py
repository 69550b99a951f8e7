"""Aging as of any date, by set-based SQL; equal to core/ledger/aging.py on the same postings (tested).

What was open on a past day stands in the projections past_open_item and past_open_receipt, so that any day costs
as much as it had open items, however long ago it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from duly.core.ledger.aging import DEFAULT_EDGES, AgingRow
from duly.store.queries.projections import REACHES

# A stretch of at most 2^k days around a day ends within the 2^k days after it.
_AROUND = " OR ".join(
    f"(reach = {k} AND until_date > %(as_of)s AND until_date <= %(as_of)s::date + {2**k})" for k in range(REACHES + 1)
)
ITEMS_AS_OF = f"""
    SELECT receivable_id AS rid, customer_id, currency, due_date, open_minor FROM open_item
     WHERE company_id = %(company)s AND since_date <= %(as_of)s
    UNION ALL
    SELECT receivable_id, customer_id, currency, due_date, open_minor FROM past_open_item
     WHERE company_id = %(company)s AND from_date <= %(as_of)s
       AND ({_AROUND} OR (reach > {REACHES} AND until_date > %(as_of)s))
"""
RECEIPTS_AS_OF = """
    SELECT receipt_id AS rid, unapplied_minor FROM open_receipt
     WHERE company_id = %(company)s AND since_date <= %(as_of)s
    UNION ALL
    SELECT receipt_id, unapplied_minor FROM past_open_receipt
     WHERE company_id = %(company)s AND until_date > %(as_of)s AND from_date <= %(as_of)s
"""
OWNER_AS_OF = """
    coalesce((SELECT i.customer_id FROM posting i
               WHERE i.company_id = %(company)s AND i.receipt_id = c.id AND i.kind = 'identified'
                 AND i.effective_date <= %(as_of)s
                 AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = i.id
                                  AND x.effective_date <= %(as_of)s)
               ORDER BY i.effective_date DESC, i.id DESC LIMIT 1), c.customer_id)
"""


def _debt_sql(edges: Sequence[int], as_of: date) -> str:
    """Return SQL giving customer, currency, one sum for each age and the credit, one row for each account."""
    bounds = [as_of - timedelta(days=int(edge)) for edge in edges]
    ages = []
    for at in range(len(bounds) + 1):
        late = f" AND due_date < DATE '{bounds[at - 1]}'" if at else ""
        soon = f" AND due_date >= DATE '{bounds[at]}'" if at < len(bounds) else ""
        ages.append(f"coalesce(sum(open_minor) FILTER (WHERE open_minor > 0{late}{soon}), 0)::bigint")
    return f"""
        SELECT customer_id, currency, {", ".join(ages)},
               coalesce(sum(open_minor) FILTER (WHERE open_minor < 0), 0)::bigint
          FROM ({ITEMS_AS_OF}) AS i WHERE %(everybody)s OR customer_id = ANY(%(customers)s)
         GROUP BY 1, 2
    """


def _cash_sql() -> str:
    return f"""
        SELECT owner, currency, sum(unapplied_minor)::bigint
          FROM (SELECT {OWNER_AS_OF} AS owner, c.currency, u.unapplied_minor
                  FROM ({RECEIPTS_AS_OF}) AS u JOIN receipt c ON c.id = u.rid AND c.company_id = %(company)s) AS o
         WHERE %(everybody)s OR owner = ANY(%(customers)s)
         GROUP BY 1, 2
    """


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
    nothing = (0,) * (len(edges) + 1)
    with connection.cursor() as cursor:
        cursor.execute(_debt_sql(edges, as_of), values)
        debts = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        cursor.execute(_cash_sql(), values)
        cash: dict[tuple[int | None, str], int] = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    rows = []
    for key in sorted({*debts, *cash}, key=lambda key: (key[0] is not None, str(key[0]), key[1])):
        *ages, credit = debts.get(key, (*nothing, 0))
        rows.append(AgingRow(key[0], key[1], tuple(ages), credit, cash.get(key, 0)))
    return tuple(rows)
