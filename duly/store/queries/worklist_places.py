"""Where accounts stand on the worklist: whom to score anew, the scores, and who is left out and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from duly.core.insight.reasons import Param, Reason
from duly.core.money.money import Money
from duly.store.queries.worklist import TAB_CONDITIONS, Account


def accounts_to_score(company_id: int, limit: int) -> list[Account]:
    """Return accounts whose place is only an estimate, the heaviest first, and lock them; locked ones are passed by."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT customer_id, currency FROM customer_balance WHERE company_id = %s AND NOT is_scored
                ORDER BY score DESC LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""",
            [company_id, limit],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def unscored(company_id: int, limit: int) -> int:
    """Return how many accounts wait to be scored, counting no further than a limit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (SELECT 1 FROM customer_balance WHERE company_id = %s AND NOT is_scored
                                      LIMIT %s) AS waiting""",
            [company_id, limit],
        )
        return int(cursor.fetchone()[0])


Place = tuple[Account, int, Reason | None, str | None]
"""An account, its score (0 where it is left out), why it is left out, and the text of what its line says."""


def store_places(company_id: int, places: Sequence[Place]) -> None:
    """Store the places of accounts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE customer_balance b SET score = p.score, left_out = p.left_out::jsonb, said = p.said::jsonb,
                      is_scored = true
                 FROM unnest(%(customers)s::bigint[], %(currencies)s::text[], %(scores)s::bigint[],
                             %(reasons)s::text[], %(said)s::text[]) AS p(customer_id, currency, score, left_out, said)
                WHERE b.company_id = %(company)s AND b.customer_id = p.customer_id AND b.currency = p.currency""",
            {
                "company": company_id, "customers": [one[0][0] for one in places],
                "currencies": [one[0][1] for one in places], "scores": [one[1] for one in places],
                "reasons": [json.dumps(_written(one[2])) if one[2] else None for one in places],
                "said": [one[3] for one in places],
            },
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOutAccount:
    """An account that is not for today, and why."""

    customer_id: int
    name: str
    reason: Reason


def left_out_accounts(
    company_id: int, as_of: date, *, tab: str, user_id: int, only_owner_id: int | None = None, limit: int = 100
) -> list[LeftOutAccount]:
    """Return the accounts of a tab that are not for today although something is late, the heaviest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.name, l.left_out::text FROM customer_balance l
                  JOIN customer c ON c.company_id = %(company)s AND c.id = l.customer_id
                 WHERE l.company_id = %(company)s AND l.left_out IS NOT NULL AND {TAB_CONDITIONS[tab]}
                   AND (%(owner)s::bigint IS NULL OR c.owner_id = %(owner)s)
                 ORDER BY l.weight DESC, c.id LIMIT %(limit)s""",
            {"company": company_id, "as_of": as_of, "user": user_id, "owner": only_owner_id, "limit": limit},
        )
        return [LeftOutAccount(row[0], row[1], _read(json.loads(row[2]))) for row in cursor.fetchall()]


def _written(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "params": [[name, *_typed(value)] for name, value in reason.params]}


def _typed(value: Param) -> tuple[str, str]:
    if isinstance(value, Money):
        return "money", f"{value.minor} {value.currency}"
    if isinstance(value, date):
        return "date", value.isoformat()
    return ("int" if isinstance(value, int) else "decimal" if isinstance(value, Decimal) else "text"), str(value)


def _read(kept: Mapping[str, Any]) -> Reason:
    readers: dict[str, Any] = {
        "money": lambda text: Money(int(text.partition(" ")[0]), text.partition(" ")[2]), "date": date.fromisoformat,
        "int": int, "decimal": Decimal, "text": str,
    }  # fmt: skip
    return Reason(kept["code"], tuple((name, readers[kind](text)) for name, kind, text in kept["params"]))
