"""What a stretch of replayed days said to whom, and whether anybody was asked for what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Reminded:
    """A customer who was (or would have been) reminded on a day: one message, its level, its invoices."""

    business_date: date
    customer_number: str
    customer_name: str
    channel: str
    level_key: str
    numbers: tuple[str, ...]
    total_minor: int
    currency: str
    state: str


def reminded_between(company_id: int, first: date, last: date) -> list[Reminded]:
    """Return every notice of these days, by day and customer."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.business_date, c.number, c.name, n.channel, n.level_key, n.total_minor, n.currency, n.state,
                      array_agg(r.number ORDER BY r.due_date, r.id)
                 FROM dunning_notice n JOIN customer c ON c.id = n.customer_id
                 JOIN notice_item i ON i.notice_id = n.id AND NOT i.is_void JOIN receivable r ON r.id = i.receivable_id
                WHERE n.company_id = %s AND n.business_date BETWEEN %s AND %s
                GROUP BY n.id, c.id ORDER BY n.business_date, c.number, n.id""",
            [company_id, first, last],
        )
        return [
            Reminded(day, number, name, channel, level, tuple(numbers), total, currency, state)
            for day, number, name, channel, level, total, currency, state, numbers in cursor.fetchall()
        ]


def reminded_though_paid(company_id: int, first: date, last: date) -> list[tuple[date, str]]:
    """Return (day, invoice number) of every reminder about an invoice that was settled by the end of that day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.business_date, r.number
                 FROM notice_item i JOIN receivable r ON r.id = i.receivable_id
                 JOIN dunning_notice n ON n.id = i.notice_id AND n.state IN ('sent', 'done', 'unknown')
                WHERE i.company_id = %(company)s AND NOT i.is_void
                  AND i.business_date BETWEEN %(first)s AND %(last)s
                  AND 0 >= (SELECT coalesce(sum(CASE
                                WHEN p.debit_account = 'receivables'
                                     AND coalesce(p.source_receivable_id, p.receivable_id) = r.id THEN p.amount_minor
                                WHEN p.credit_account = 'receivables' AND p.receivable_id = r.id THEN -p.amount_minor
                                ELSE 0 END), 0)
                              FROM posting p
                             WHERE p.company_id = %(company)s AND p.effective_date <= i.business_date
                               AND r.id IN (p.receivable_id, p.source_receivable_id))
                ORDER BY 1, 2""",
            {"company": company_id, "first": first, "last": last},
        )
        return [(day, number) for day, number in cursor.fetchall()]
