"""How many invoices reached each level of a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection


@dataclass(frozen=True, slots=True)
class LevelReach:
    """Invoices that were named at a level, and what was open on them then in one currency (minor units)."""

    level_key: str
    invoices: int
    open_minor: int


def level_reach(
    company_id: int, procedure_name: str, as_of: date, *, currency: str, days: int, is_default: bool = False
) -> list[LevelReach]:
    """Return the levels that a procedure's messages, calls and records of the last `days` were of.

    Those that came without a decision (brought along by an import or a demo) count for the default procedure.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.level_key, count(DISTINCT i.receivable_id),
                      coalesce(sum(i.open_minor) FILTER (WHERE i.currency = %(currency)s), 0)::bigint
                 FROM dunning_notice n
                 JOIN notice_item i ON i.company_id = n.company_id AND i.notice_id = n.id AND NOT i.is_void
                 LEFT JOIN decision d ON d.company_id = n.company_id AND d.id = n.decision_id
                WHERE n.company_id = %(company)s AND n.business_date > %(since)s AND n.business_date <= %(as_of)s
                  AND n.state IN ('sent', 'done', 'unknown')
                  AND (d.procedure_name = %(procedure)s OR (d.id IS NULL AND %(is_default)s))
                GROUP BY 1""",
            {
                "company": company_id, "since": as_of - timedelta(days=days), "as_of": as_of, "currency": currency,
                "procedure": procedure_name, "is_default": is_default,
            },
        )  # fmt: skip
        return [LevelReach(*row) for row in cursor.fetchall()]
