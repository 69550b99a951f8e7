"""The group a customer belongs to: its members and what each owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

MEMBERS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of the group; minor units of one currency, credit notes counted as negative."""

    id: int
    number: str
    name: str
    is_head: bool
    open_minor: int
    late_minor: int


@dataclass(frozen=True, slots=True)
class Group:
    """The members shown, the head first and then by what they owe; sums over all of them."""

    members: tuple[Member, ...]
    count: int
    open_minor: int
    late_minor: int


GROUP = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id, 0 AS depth FROM customer WHERE company_id = %(company)s AND id = %(customer)s
        UNION ALL
        SELECT c.id, c.parent_id, up.depth + 1 FROM customer c JOIN up ON c.id = up.parent_id
         WHERE c.company_id = %(company)s AND up.depth < 12),
    head AS (SELECT id FROM up ORDER BY depth DESC LIMIT 1),
    down AS (
        SELECT id, 0 AS depth FROM head
        UNION ALL
        SELECT c.id, down.depth + 1 FROM customer c JOIN down ON c.parent_id = down.id
         WHERE c.company_id = %(company)s AND down.depth < 12)
    SELECT c.id, c.number, c.name, down.depth = 0, coalesce(sum(i.open_minor), 0)::bigint,
           coalesce(sum(i.open_minor) FILTER (WHERE i.open_minor > 0 AND i.due_date < %(as_of)s), 0)::bigint
      FROM down JOIN customer c ON c.company_id = %(company)s AND c.id = down.id
      LEFT JOIN open_item i ON i.company_id = %(company)s AND i.customer_id = c.id AND i.currency = %(currency)s
     WHERE %(owner)s::bigint IS NULL OR c.owner_id = %(owner)s
     GROUP BY c.id, c.number, c.name, down.depth ORDER BY down.depth > 0, 5 DESC, c.id
"""


def group_of(
    company_id: int, customer_id: int, as_of: date, *, currency: str, owner_id: int | None = None
) -> Group | None:  # fmt: skip
    """Return the group of a customer in one currency, None where it belongs to none.

    Where an owner is given, only that person's customers are seen.
    """
    values: dict[str, Any] = {
        "company": company_id, "customer": customer_id, "as_of": as_of, "currency": currency, "owner": owner_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(GROUP, values)
        members = [Member(*row) for row in cursor.fetchall()]
    if len(members) < 2:
        return None
    return Group(
        tuple(members[:MEMBERS_SHOWN]), len(members), sum(one.open_minor for one in members),
        sum(one.late_minor for one in members),
    )  # fmt: skip
