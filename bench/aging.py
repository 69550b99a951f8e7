"""Aging as of today and as of a past day, against one GROUP BY over a bare table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from bench.measure import Figure, compare
from duly.services.act import Act
from duly.store.queries.aging import aging_rows
from duly.store.tenancy import in_company

BARE = """
CREATE TEMP TABLE bare_aging AS
SELECT customer_id, currency, due_date, open_minor FROM open_item WHERE company_id = %s
"""
GROUP_BY = """
SELECT customer_id, currency, (%(today)s > due_date)::int + (%(today)s::date - due_date > 30)::int
       + (%(today)s::date - due_date > 60)::int + (%(today)s::date - due_date > 90)::int AS bucket, sum(open_minor)
  FROM bare_aging GROUP BY 1, 2, 3
"""


def measure_aging(act: Act, size: int) -> Iterator[Figure]:
    """Yield the figures of both agings."""
    with in_company(act.company_id), connection.cursor() as cursor:
        cursor.execute(BARE, [act.company_id])
        cursor.execute("ANALYZE bare_aging")

        def group_by() -> None:
            cursor.execute(GROUP_BY, {"today": act.business_date})
            cursor.fetchall()

        for name, day in (("today", act.business_date), ("a month ago", act.business_date - timedelta(days=30))):
            yield compare(
                lambda day=day: aging_rows(act.company_id, day), group_by,
                name=f"aging as of {name}", against="one GROUP BY over a bare table", size=size,
            )  # fmt: skip
        cursor.execute("DROP TABLE bare_aging")
