"""A page of the worklist by one statement: places, ages and what is said of each account, as they are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.core.insight.encoding import from_plain, to_plain
from duly.core.insight.reasons import Reason
from duly.core.insight.worklist import WorklistRow
from duly.core.insight.worklist.words import telling
from duly.core.money.money import Money
from duly.store.queries.worklist import TAB_CONDITIONS, Account, AccountFacts

PAGE = """
    SELECT l.customer_id, l.currency, c.name, l.score, CASE WHEN l.is_scored THEN l.said::text END, c.number,
           c.owner_id, coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email, ''), l.age_0_minor,
           l.age_1_minor, l.age_2_minor, l.age_3_minor + l.age_4_minor, %(as_of)s::date - l.oldest_due_date
      FROM (SELECT l.* FROM customer_balance l JOIN customer c ON c.company_id = %(company)s AND c.id = l.customer_id
             WHERE l.company_id = %(company)s AND l.score > 0 AND {tab}
               AND (%(owner)s::bigint IS NULL OR c.owner_id = %(owner)s)
             ORDER BY l.score DESC, l.customer_id, l.currency LIMIT %(limit)s OFFSET %(offset)s) AS l
      JOIN customer c ON c.company_id = %(company)s AND c.id = l.customer_id
      LEFT JOIN person u ON u.id = c.owner_id
     ORDER BY l.score DESC, l.customer_id, l.currency
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a line of the worklist says of an account: what is to be collected, and the few reasons that tell."""

    amount: Money
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PlacedAccount:
    """An account at its place; `said` is None where the place is an estimate until the core has scored it."""

    customer_id: int
    currency: str
    name: str
    score: int
    said: Said | None
    facts: AccountFacts

    @property
    def account(self) -> Account:
        """The customer's id and the currency."""
        return self.customer_id, self.currency


def said_of(row: WorklistRow) -> Said:
    """Return what a line says of an account that the core has ranked."""
    amount = row.terms[0].reason.param("amount")
    assert isinstance(amount, Money), "the first factor of a score is the amount"
    return Said(amount, telling(row))


def said_text(said: Said) -> str:
    """Return it as the text that is kept."""
    return json.dumps(to_plain(said))


def worklist_page(
    company_id: int, as_of: date, *, tab: str, user_id: int, only_owner_id: int | None = None, limit: int, offset: int
) -> list[PlacedAccount]:
    """Return accounts of a tab in the order of their kept scores, as of the day that balances are kept for."""
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "user": user_id, "owner": only_owner_id, "limit": limit,
        "offset": offset,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PAGE.format(tab=TAB_CONDITIONS[tab]), values)
        return [_placed(row) for row in cursor.fetchall()]


def _placed(row: tuple[Any, ...]) -> PlacedAccount:
    customer, currency, name, score, said, number, owner_id, owner_name, *ages, oldest = row
    facts = AccountFacts(number, owner_id, owner_name, (ages[0], ages[1], ages[2], ages[3]), oldest)
    return PlacedAccount(customer, currency, name, score, _read(said), facts)


def _read(text: str | None) -> Said | None:
    try:
        found = from_plain(json.loads(text), {"Said": Said, "Reason": Reason}) if text else None
    except ValueError:  # another release kept it: the core says it anew
        return None
    return found if isinstance(found, Said) else None
