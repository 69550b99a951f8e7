"""The projections open_item and open_receipt, recomputed from the ledger by set-based SQL.

The rule is core/ledger/state's: the receivables account debited raises the open amount of
`source_receivable_id` (or, without one, `receivable_id`); credited, it lowers `receivable_id`.
Unapplied cash credited raises, debited lowers the receipt's unapplied amount.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from duly.store.queries.balances import refresh_customer_balances

RECEIVABLE_EFFECTS = """
    SELECT coalesce(source_receivable_id, receivable_id) AS receivable_id, amount_minor AS delta, effective_date
      FROM posting WHERE company_id = %(company)s AND debit_account = 'receivables' {debit_filter}
    UNION ALL
    SELECT receivable_id, -amount_minor, effective_date
      FROM posting WHERE company_id = %(company)s AND credit_account = 'receivables' {credit_filter}
"""
UNAPPLIED = """
    coalesce(sum(CASE WHEN credit_account = 'unapplied_cash' THEN amount_minor ELSE 0 END)
           - sum(CASE WHEN debit_account = 'unapplied_cash' THEN amount_minor ELSE 0 END), 0)::bigint
"""


def _item_sums(narrow: bool) -> str:
    either = "AND (receivable_id = ANY(%(ids)s) OR source_receivable_id = ANY(%(ids)s))"
    effects = RECEIVABLE_EFFECTS.format(
        debit_filter=either if narrow else "", credit_filter="AND receivable_id = ANY(%(ids)s)" if narrow else ""
    )
    return f"SELECT receivable_id, sum(delta)::bigint AS open_minor FROM ({effects}) AS e GROUP BY 1"


def refresh_open_items(company_id: int, receivable_ids: Collection[int] | None) -> None:
    """Recompute the open items of some receivables (None: of all) from the ledger.

    The balances of their customers follow; of all customers they do not: roll them afterwards.
    """
    if receivable_ids is not None and not receivable_ids:
        return
    narrow = receivable_ids is not None
    values: dict[str, Any] = {"company": company_id, "ids": sorted(receivable_ids or [])}
    only = "AND receivable_id = ANY(%(ids)s)" if narrow else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM open_item WHERE company_id = %(company)s {only}", values)
        cursor.execute(
            f"""
            INSERT INTO open_item (receivable_id, company_id, customer_id, kind, currency, issue_date, due_date,
                                   open_minor)
            SELECT r.id, r.company_id, r.customer_id, r.kind, r.currency, r.issue_date, r.due_date, s.open_minor
              FROM ({_item_sums(narrow)}) AS s JOIN receivable r ON r.id = s.receivable_id
             WHERE r.company_id = %(company)s AND s.open_minor <> 0 {only.replace("receivable_id", "r.id")}
            """,
            values,
        )
    if narrow:
        refresh_customer_balances(company_id, _owing(values))


def _owing(values: dict[str, Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer_id FROM receivable WHERE company_id = %(company)s AND id = ANY(%(ids)s)", values)
        return {row[0] for row in cursor.fetchall()}


def _paying(values: dict[str, Any]) -> set[int]:
    statement = "SELECT customer_id FROM open_receipt WHERE company_id = %(company)s AND receipt_id = ANY(%(ids)s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall() if row[0] is not None}


def refresh_open_receipts(company_id: int, receipt_ids: Collection[int] | None) -> None:
    """Recompute the unapplied cash of some receipts (None: of all), whom each belongs to now, and those balances.

    A receipt belongs to the customer of its newest `identified` posting that was not reversed, else to the
    customer known on arrival.
    """
    if receipt_ids is not None and not receipt_ids:
        return
    narrow = receipt_ids is not None
    values: dict[str, Any] = {"company": company_id, "ids": sorted(receipt_ids or [])}
    only = "AND receipt_id = ANY(%(ids)s)" if narrow else ""
    touched = _paying(values) if narrow else set()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM open_receipt WHERE company_id = %(company)s {only}", values)
        cursor.execute(
            f"""
            INSERT INTO open_receipt (receipt_id, company_id, customer_id, currency, received_date, unapplied_minor)
            SELECT r.id, r.company_id, coalesce(i.customer_id, r.customer_id), r.currency, r.received_date, s.unapplied
              FROM (SELECT receipt_id, {UNAPPLIED} AS unapplied FROM posting
                     WHERE company_id = %(company)s AND receipt_id IS NOT NULL {only} GROUP BY 1) AS s
              JOIN receipt r ON r.id = s.receipt_id
              LEFT JOIN (
                   SELECT DISTINCT ON (p.receipt_id) p.receipt_id, p.customer_id FROM posting p
                    WHERE p.company_id = %(company)s AND p.kind = 'identified' {only}
                      AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id)
                    ORDER BY p.receipt_id, p.effective_date DESC, p.id DESC) AS i ON i.receipt_id = r.id
             WHERE r.company_id = %(company)s AND s.unapplied <> 0
            """,
            values,
        )
    if narrow:
        refresh_customer_balances(company_id, touched | _paying(values))
