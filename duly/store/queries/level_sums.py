"""A day's messages by level: how many, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class LevelSum:
    """Messages whose highest level this is, in one currency (minor units)."""

    level_key: str
    currency: str
    notices: int
    total_minor: int


def level_sums(company_id: int, cycle_id: int, *, state: str = "", channel: str = "email") -> list[LevelSum]:
    """Return a day's messages (in one state, or in any) by level and currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT level_key, currency, count(*), sum(total_minor)::bigint FROM dunning_notice
                WHERE company_id = %(company)s AND cycle_id = %(cycle)s AND channel = %(channel)s
                  AND (%(state)s = '' OR state = %(state)s)
                GROUP BY 1, 2 ORDER BY 1, 2""",
            {"company": company_id, "cycle": cycle_id, "state": state, "channel": channel},
        )
        return [LevelSum(*row) for row in cursor.fetchall()]
