"""How customers have paid: their latest payments towards invoices, as the core's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection

from duly.core.insight.records import PaidItem
from duly.core.money.money import Money

LATEST = """
    SELECT k.customer_id, h.number, h.amount_minor, h.currency, h.issue_date, h.due_date, h.effective_date
      FROM unnest(%(ids)s::bigint[]) AS k(customer_id)
     CROSS JOIN LATERAL (
        SELECT r.number, p.amount_minor, p.currency, r.issue_date, r.due_date, p.effective_date
          FROM posting p JOIN receivable r ON r.id = p.receivable_id
         WHERE p.company_id = %(company)s AND p.customer_id = k.customer_id AND p.kind = 'principal'
           AND p.effective_date <= %(until)s AND r.kind <> 'credit_note'
           AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id)
         ORDER BY p.effective_date DESC, p.id DESC LIMIT %(each)s) AS h
"""


def payments_of(
    company_id: int, customer_ids: Collection[int], *, until: date, each: int = 24
) -> dict[tuple[int, str], list[PaidItem]]:
    """Return the latest `each` payments of every customer up to a day, by customer and currency, newest first."""
    found: dict[tuple[int, str], list[PaidItem]] = defaultdict(list)
    if not customer_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"company": company_id, "ids": list(customer_ids), "until": until, "each": each})
        for customer, number, minor, currency, issued, due, paid in cursor.fetchall():
            found[customer, currency].append(PaidItem(number, Money(minor, currency), issued, due, paid))
    return found
