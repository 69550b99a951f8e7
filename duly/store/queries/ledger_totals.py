"""A ledger in a few figures: to compare a copy with its original."""

from __future__ import annotations

from django.db import connection

from duly.store.tenancy import in_directory


def company_slugs() -> dict[int, str]:
    """Return the companies' slugs by id, also where the tables are those of an older release."""
    with in_directory(), connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM company ORDER BY id")
        return dict(cursor.fetchall())


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
