"""A ledger in a few figures: to compare a copy with its original."""

from __future__ import annotations

from django.db import connection


def ledger_totals(company_id: int) -> dict[str, dict[str, int]]:
    """Return, per currency, how many postings there are and what they add up to in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT currency, count(*), coalesce(sum(amount_minor), 0)::bigint FROM posting
               WHERE company_id = %s GROUP BY currency ORDER BY currency""",
            [company_id],
        )
        return {
            str(code): {"postings": int(count), "sum_minor": int(total)} for code, count, total in cursor.fetchall()
        }
