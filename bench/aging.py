"""Aging as of today and as of a past day, against one GROUP BY over a bare table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from bench.measure import Figure, compare
from duly.services.act import Act
from duly.store.queries.aging import ITEMS_AS_OF, aging_rows
from duly.store.tenancy import in_company

BARE = f"""
CREATE TEMP TABLE bare_aging AS SELECT customer_id, currency, due_date, open_minor FROM ({ITEMS_AS_OF}) AS i
"""
GROUP_BY = """
SELECT customer_id, currency, (%(as_of)s > due_date)::int + (%(as_of)s::date - due_date > 30)::int
       + (%(as_of)s::date - due_date > 60)::int + (%(as_of)s::date - due_date > 90)::int AS bucket, sum(open_minor)
  FROM bare_aging GROUP BY 1, 2, 3
"""


def measure_aging(act: Act, size: int) -> Iterator[Figure]:
    """Yield the figures of both agings."""
    today = act.business_date
    for name, day in (("today", today), ("a month ago", today - timedelta(days=30)),
                      ("half a year ago", today - timedelta(days=182))):  # fmt: skip
        with in_company(act.company_id), connection.cursor() as cursor:
            values: dict[str, Any] = {"company": act.company_id, "as_of": day}
            cursor.execute(BARE, values)
            items = cursor.rowcount
            cursor.execute("ANALYZE bare_aging")

            def group_by(cursor: Any = cursor, day: date = day) -> None:
                cursor.execute(GROUP_BY, {"as_of": day})
                cursor.fetchall()

            def aging(day: date = day) -> None:
                aging_rows(act.company_id, day)

            yield compare(
                aging, group_by, name=f"aging as of {name}", against="one GROUP BY over a bare table", size=size,
                within=2 if day == today else 4, note=f"{items:,} items open then",
            )  # fmt: skip
            cursor.execute("DROP TABLE bare_aging")
