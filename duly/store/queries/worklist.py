"""The snapshot from which the core ranks today's worklist: a few set-based statements, whatever the size.

Ranking every account by every factor each time a page opens would cost a walk through the whole
ledger. The factors after amount x days multiply by at most four (`WorklistPolicy`: habit 2 x broken
promises 2), so the accounts that can reach the top are among the greatest by amount x days: the
`POOL` largest are handed to the core, which ranks them exactly. What the pool leaves out is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from duly.core.insight.behaviour import behaviour_of
from duly.core.insight.worklist import AccountSnapshot
from duly.core.money.money import Money
from duly.store.queries.payment_history import payments_of

POOL = 400
BROKEN_DAYS = 180
AHEAD_DAYS = 7

TABS = ("mine", "team", "unassigned", "all")
TAB_CONDITIONS = {
    "mine": "c.owner_id = %(user)s",
    "team": "c.owner_id IS NOT NULL AND c.owner_id <> %(user)s",
    "unassigned": "c.owner_id IS NULL",
    "all": "true",
}

LATE = """
    SELECT i.customer_id, i.currency, sum(i.open_minor)::bigint AS minor,
           sum(i.open_minor * least(greatest(%(as_of)s::date - i.due_date, 1), 90)) AS weight
      FROM open_item i
     WHERE i.company_id = %(company)s AND i.open_minor > 0 AND i.due_date <= %(as_of)s::date + %(ahead)s
     GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What stands beside an account's snapshot on the page; ages in minor units: current, 1-30, 31-60, 61+."""

    number: str
    owner_id: int | None
    owner_name: str
    ages: tuple[int, int, int, int]
    oldest_days: int


@dataclass(frozen=True, slots=True)
class WorklistSnapshot:
    """The accounts to rank, what stands beside each (by customer and currency), and how many there are in all."""

    accounts: tuple[AccountSnapshot, ...]
    facts: dict[tuple[str, str], AccountFacts]
    total: int


def worklist_snapshot(
    company_id: int,
    as_of: date,
    *,
    tab: str,
    user_id: int,
    only_owner_id: int | None = None,
    rates: dict[str, Decimal] | None = None,
    customer_id: int | None = None,
) -> WorklistSnapshot:
    """Return the accounts with something late or about to fall due, those that weigh most first.

    `tab` is one of TABS; `only_owner_id` narrows to one owner whatever the tab; `customer_id` to one
    customer. `rates` turn a major unit of a currency into the company's (missing: 1).
    """
    rates = rates or {}
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "user": user_id, "owner": only_owner_id, "ahead": AHEAD_DAYS,
        "pool": POOL, "customer": customer_id, "codes": list(rates), "rates": [rates[c] for c in rates],
    }  # fmt: skip
    pool, total = _pool(values, tab)
    ids = sorted({row[0] for row in pool})
    values["ids"] = ids
    items, ages = _items(values)
    behaviours = {
        key: behaviour_of(history) for key, history in payments_of(company_id, ids, until=as_of, each=24).items()
    }
    about = _about(values)
    accounts, facts = [], {}
    for customer, currency in pool:
        key = (customer, currency)
        name, number, owner, owner_name, snoozed, hold = about[customer][:6]
        live, broken = _promises_in(about[customer][6], currency, as_of)
        unapplied = about[customer][7].get(currency, 0)
        accounts.append(
            AccountSnapshot(
                customer_id=str(customer),
                name=name,
                currency=currency,
                items=tuple(items.get(key, ())),
                behaviour=behaviours.get(key) or behaviour_of(()),
                rate=rates.get(currency, Decimal(1)),
                unapplied=Money(unapplied, currency) if unapplied else None,
                live_promise=live,
                broken_promises=broken,
                last_contact_date=about[customer][8],
                snoozed_until=snoozed,
                hold=hold,
            )  # fmt: skip
        )
        share, oldest = ages.get(key, ((0, 0, 0, 0), 0))
        facts[(str(customer), currency)] = AccountFacts(number, owner, owner_name, share, oldest)
    return WorklistSnapshot(tuple(accounts), facts, total)
