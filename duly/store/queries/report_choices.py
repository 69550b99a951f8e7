"""What reports can be narrowed to: segments, owners and currencies."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from duly.store.queries.balances import balance_day


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """A segment ("" = none given) and how many customers carry it."""

    segment: str
    customers: int


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """Segments with counts of customers, people by id, ISO codes of what is open now."""

    segments: tuple[SegmentCount, ...]
    owners: dict[int, str]
    currencies: tuple[str, ...]


def report_choices(company_id: int, *, only_owner_id: int | None = None) -> ReportChoices:
    """Return what there is to choose from; segments only of the customers this person may see."""
    values = {"company": company_id, "only": only_owner_id}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT segment, count(*) FROM customer WHERE company_id = %(company)s
                  AND (%(only)s::bigint IS NULL OR owner_id = %(only)s) GROUP BY 1 ORDER BY 1 LIMIT 200""",
            values,
        )
        segments = tuple(SegmentCount(*row) for row in cursor.fetchall())
        cursor.execute(
            """SELECT u.id, coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email)
                 FROM person u WHERE u.id IN (SELECT owner_id FROM customer WHERE company_id = %(company)s)
                ORDER BY 2 LIMIT 500""",
            values,
        )
        owners = dict(cursor.fetchall())
        currencies = currencies_in_use(company_id)
    return ReportChoices(segments, owners, currencies)


# The few currencies among many balances, found by leaping from one to the next along the index.
KEPT_CURRENCIES = """
    WITH RECURSIVE found AS (
        (SELECT currency FROM customer_balance WHERE company_id = %(company)s ORDER BY currency LIMIT 1)
        UNION ALL
        SELECT (SELECT b.currency FROM customer_balance b
                 WHERE b.company_id = %(company)s AND b.currency > found.currency ORDER BY b.currency LIMIT 1)
          FROM found WHERE found.currency IS NOT NULL)
    SELECT currency FROM found WHERE currency IS NOT NULL
    UNION SELECT currency FROM open_receipt WHERE company_id = %(company)s AND customer_id IS NULL ORDER BY 1
"""
LIVE_CURRENCIES = """
    SELECT currency FROM open_item WHERE company_id = %(company)s
     UNION SELECT currency FROM open_receipt WHERE company_id = %(company)s ORDER BY 1
"""


def currencies_in_use(company_id: int) -> tuple[str, ...]:
    """Return the currencies of what is open now."""
    statement = KEPT_CURRENCIES if balance_day(company_id) else LIVE_CURRENCIES
    with connection.cursor() as cursor:
        cursor.execute(statement, {"company": company_id})
        return tuple(row[0] for row in cursor.fetchall())
