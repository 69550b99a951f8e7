"""A company's own wording of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from duly.store.models import MailTemplate


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """A stored version of a wording."""

    key: str
    language: str
    version: int
    subject: str
    body: str
    is_active: bool
    created_by: str
    created_at: datetime


def list_templates(company_id: int, *, key: str = "", language: str = "") -> list[TemplateFacts]:
    """Return the versions that serve, or every version of one message and language, newest first."""
    rows = MailTemplate.objects.filter(company_id=company_id)
    rows = rows.filter(key=key, language=language) if key else rows.filter(is_active=True)
    return [
        TemplateFacts(r.key, r.language, r.version, r.subject, r.body, r.is_active, r.created_by, r.created_at)
        for r in rows.order_by("key", "language", "-version")
    ]


def languages_of_customers(company_id: int) -> dict[str, int]:
    """Return how many customers are written to in which language (a customer's own, else the company's)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT lower(split_part(coalesce(nullif(c.language, ''), m.language), '-', 1)), count(*)
                 FROM customer c JOIN company m ON m.id = c.company_id
                WHERE c.company_id = %s AND c.status <> 'closed' GROUP BY 1 ORDER BY 2 DESC""",
            [company_id],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """A customer to try a wording on."""

    id: int
    name: str
    language: str
    invoices: int


def sample_customers(company_id: int, limit: int = 40) -> list[SampleCustomer]:
    """Return customers with open invoices to try a wording on, those with the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.id, c.name, c.language, o.count FROM customer c
                 JOIN (SELECT customer_id, count(*)::int AS count, min(due_date) AS oldest FROM open_item
                        WHERE company_id = %(company)s AND open_minor > 0 GROUP BY customer_id
                        ORDER BY oldest LIMIT %(limit)s) AS o ON o.customer_id = c.id
                WHERE c.company_id = %(company)s ORDER BY o.oldest, c.name""",
            {"company": company_id, "limit": limit},
        )
        return [SampleCustomer(*row) for row in cursor.fetchall()]
