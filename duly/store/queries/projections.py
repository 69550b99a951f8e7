"""What is open and what was open, recomputed from the ledger by set-based SQL.

Four projections: open_item and open_receipt for now, past_open_item and past_open_receipt for every stretch of days
before. The rule is core/ledger/state's: the receivables account debited raises the open amount of
`source_receivable_id` (or, without one, `receivable_id`); credited, it lowers `receivable_id`.
Unapplied cash credited raises, debited lowers the receipt's unapplied amount.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

ITEM_EFFECTS = """
    SELECT coalesce(source_receivable_id, receivable_id) AS rid, amount_minor AS delta, effective_date
      FROM posting WHERE company_id = %(company)s AND debit_account = 'receivables' {debit_filter}
    UNION ALL
    SELECT receivable_id, -amount_minor, effective_date
      FROM posting WHERE company_id = %(company)s AND credit_account = 'receivables' {credit_filter}
"""
RECEIPT_EFFECTS = """
    SELECT receipt_id AS rid, CASE WHEN credit_account = 'unapplied_cash' THEN amount_minor ELSE -amount_minor END
           AS delta, effective_date
      FROM posting WHERE company_id = %(company)s AND receipt_id IS NOT NULL AND debit_account <> credit_account
       AND 'unapplied_cash' IN (debit_account, credit_account) {filter}
"""
REACHES = 12
"""Longer than 2 to the power of this many days is simply long (PastOpenItem.reach)."""
REACH = f"width_bucket(until_date - from_date, ARRAY{[1 + 2**k for k in range(REACHES + 1)]})"


def steps_sql(effects: str) -> str:
    """Return SQL giving what was open of each document (`rid`) from a day until another (null: to this day)."""
    return f"""
        SELECT rid, from_date, until_date, minor FROM (
            SELECT rid, effective_date AS from_date, (sum(delta) OVER days)::bigint AS minor,
                   lead(effective_date) OVER days AS until_date
              FROM (SELECT rid, effective_date, sum(delta) AS delta FROM ({effects}) AS e GROUP BY 1, 2
                    HAVING sum(delta) <> 0) AS changes
            WINDOW days AS (PARTITION BY rid ORDER BY effective_date)) AS levels
         WHERE minor <> 0
    """


def item_steps(*, narrow: bool) -> str:
    """Return `steps_sql` of all receivables of a company, or of those in `ids`."""
    either = "AND (receivable_id = ANY(%(ids)s) OR source_receivable_id = ANY(%(ids)s))"
    return steps_sql(
        ITEM_EFFECTS.format(
            debit_filter=either if narrow else "", credit_filter="AND receivable_id = ANY(%(ids)s)" if narrow else ""
        )
    )


def receipt_steps(*, narrow: bool) -> str:
    """Return `steps_sql` of all receipts of a company, or of those in `ids`."""
    return steps_sql(RECEIPT_EFFECTS.format(filter="AND receipt_id = ANY(%(ids)s)" if narrow else ""))


def refresh_open_items(company_id: int, receivable_ids: Collection[int] | None) -> None:
    """Recompute what is and was open of some receivables (None: of all) from the ledger."""
    if receivable_ids is not None and not receivable_ids:
        return
    narrow = receivable_ids is not None
    values: dict[str, Any] = {"company": company_id, "ids": sorted(receivable_ids or [])}
    only = "AND receivable_id = ANY(%(ids)s)" if narrow else ""
    with connection.cursor() as cursor:
        for table in ("open_item", "past_open_item"):
            cursor.execute(f"DELETE FROM {table} WHERE company_id = %(company)s {only}", values)
        cursor.execute(
            f"""
            WITH steps AS (
                 SELECT r.id, r.customer_id, r.kind, r.currency, r.issue_date, r.due_date, s.from_date, s.until_date,
                        s.minor
                   FROM ({item_steps(narrow=narrow)}) AS s JOIN receivable r ON r.id = s.rid
                  WHERE r.company_id = %(company)s {only.replace("receivable_id", "r.id")}
            ), past AS (
                 INSERT INTO past_open_item (company_id, receivable_id, customer_id, currency, due_date, from_date,
                                             until_date, open_minor, reach)
                 SELECT %(company)s, id, customer_id, currency, due_date, from_date, until_date, minor, {REACH}
                   FROM steps WHERE until_date IS NOT NULL
            )
            INSERT INTO open_item (receivable_id, company_id, customer_id, kind, currency, issue_date, due_date,
                                   open_minor, since_date)
            SELECT id, %(company)s, customer_id, kind, currency, issue_date, due_date, minor, from_date
              FROM steps WHERE until_date IS NULL
            """,
            values,
        )


def refresh_open_receipts(company_id: int, receipt_ids: Collection[int] | None) -> None:
    """Recompute the unapplied cash, now and before, of some receipts (None: of all), and whose each is now.

    A receipt belongs to the customer of its newest `identified` posting that was not reversed, else to the
    customer known on arrival.
    """
    if receipt_ids is not None and not receipt_ids:
        return
    narrow = receipt_ids is not None
    values: dict[str, Any] = {"company": company_id, "ids": sorted(receipt_ids or [])}
    only = "AND receipt_id = ANY(%(ids)s)" if narrow else ""
    with connection.cursor() as cursor:
        for table in ("open_receipt", "past_open_receipt"):
            cursor.execute(f"DELETE FROM {table} WHERE company_id = %(company)s {only}", values)
        cursor.execute(
            f"""
            WITH steps AS ({receipt_steps(narrow=narrow)}), past AS (
                 INSERT INTO past_open_receipt (company_id, receipt_id, from_date, until_date, unapplied_minor)
                 SELECT %(company)s, rid, from_date, until_date, minor FROM steps WHERE until_date IS NOT NULL
            )
            INSERT INTO open_receipt (receipt_id, company_id, customer_id, currency, received_date, unapplied_minor,
                                      since_date)
            SELECT r.id, r.company_id, coalesce(i.customer_id, r.customer_id), r.currency, r.received_date, s.minor,
                   s.from_date
              FROM steps AS s JOIN receipt r ON r.id = s.rid
              LEFT JOIN (
                   SELECT DISTINCT ON (p.receipt_id) p.receipt_id, p.customer_id FROM posting p
                    WHERE p.company_id = %(company)s AND p.kind = 'identified' {only}
                      AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id)
                    ORDER BY p.receipt_id, p.effective_date DESC, p.id DESC) AS i ON i.receipt_id = r.id
             WHERE r.company_id = %(company)s AND s.until_date IS NULL
            """,
            values,
        )
