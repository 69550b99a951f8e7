"""The snapshot from which the core ranks today's worklist: a few set-based statements, whatever the size.

Ranking every account by every factor each time a page opens would cost a walk through the whole ledger. So each
account keeps its score with its balance (store/queries/balances.py): services/insight/score_accounts has the core score
those about which something changed, in the background and, for the heaviest few, when the page opens. A page reads the
accounts in the order of their scores and has the core explain just these. Where no balances are kept for the day, the
`POOL` heaviest by amount x days stand for all: the other factors multiply by at most four (`WorklistPolicy`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from duly.core.insight.behaviour import Behaviour, behaviour_of
from duly.core.insight.worklist import AccountSnapshot, PromiseOf, WorkItem
from duly.core.money.money import Money, total
from duly.store.queries.balances import balance_day
from duly.store.queries.payment_history import payments_of

POOL = 400
BROKEN_DAYS = 180
AHEAD_DAYS = 7

TABS = ("mine", "team", "unassigned", "all")
COVERED = """
    SELECT m.user_id FROM membership m
     WHERE m.company_id = %(company)s AND m.is_active AND m.substitute_id = %(user)s AND m.absent_from <= %(as_of)s
       AND (m.absent_until IS NULL OR m.absent_until >= %(as_of)s)
"""
"""The people who are away on the day and for whom this one stands in."""
TEAM = """
    SELECT o.user_id FROM membership o JOIN membership me ON me.company_id = o.company_id AND me.user_id = %(user)s
     WHERE o.company_id = %(company)s AND (me.team = '' OR o.team = me.team)
"""
"""The people of the same team; everybody, for somebody without a team."""
TAB_CONDITIONS = {
    "mine": f"(c.owner_id = %(user)s OR c.owner_id IN ({COVERED}))",
    "team": f"(c.owner_id <> %(user)s AND c.owner_id NOT IN ({COVERED}) AND c.owner_id IN ({TEAM}))",
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


KEPT = """
    SELECT customer_id, currency, weight, score FROM customer_balance WHERE company_id = %(company)s AND score > 0
"""

Account = tuple[int, str]
"""A customer's id and a currency."""


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
    """The accounts to rank, and what stands beside each (by customer and currency)."""

    accounts: tuple[AccountSnapshot, ...]
    facts: dict[tuple[str, str], AccountFacts]


def worklist_snapshot(
    company_id: int,
    as_of: date,
    *,
    tab: str,
    user_id: int,
    only_owner_id: int | None = None,
    rates: dict[str, Decimal] | None = None,
    customer_id: int | None = None,
    limit: int = POOL,
    offset: int = 0,
) -> WorklistSnapshot:
    """Return the accounts with something late or about to fall due, those that stand highest first.

    `tab` is one of TABS; `only_owner_id` narrows to one owner whatever the tab; `customer_id` to one
    customer. `rates` turn a major unit of a currency into the company's (missing: 1).
    """
    rates = rates or {}
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "user": user_id, "owner": only_owner_id, "ahead": AHEAD_DAYS,
        "limit": limit, "offset": offset, "customer": customer_id, "codes": list(rates), "rates": list(rates.values()),
    }  # fmt: skip
    return WorklistSnapshot(*account_snapshots(company_id, as_of, _pool(values, tab), rates))


def account_snapshots(
    company_id: int, as_of: date, pool: Collection[Account], rates: dict[str, Decimal]
) -> tuple[tuple[AccountSnapshot, ...], dict[tuple[str, str], AccountFacts]]:
    """Return what the core needs to know of some accounts, and what stands beside each on the page."""
    values: dict[str, Any] = {
        "company": company_id, "as_of": as_of, "broken_since": as_of - timedelta(days=BROKEN_DAYS),
        "ids": sorted({customer for customer, _ in pool}),
    }  # fmt: skip
    items = _items(values)
    about = _about(values)
    habits = {key: behaviour_of(paid) for key, paid in payments_of(company_id, values["ids"], until=as_of).items()}
    nothing = behaviour_of(())
    accounts, facts = [], {}
    for customer, currency in pool:
        one, open_items = about[customer], items[customer, currency]
        habit = habits.get((customer, currency), nothing)
        accounts.append(_snapshot(one, currency, tuple(open_items), habit, rates.get(currency, Decimal(1))))
        facts[str(customer), currency] = _facts(one, open_items, as_of)
    return tuple(accounts), facts


def tab_counts(company_id: int, as_of: date, *, user_id: int, only_owner_id: int | None = None) -> dict[str, int]:
    """Count, for each of TABS, the accounts with something late or about to fall due."""
    late = KEPT if balance_day(company_id) == as_of else LATE
    counts = ", ".join(f"coalesce(sum(c.accounts) FILTER (WHERE {TAB_CONDITIONS[tab]}), 0)::int" for tab in TABS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {counts} FROM (
                    SELECT c.owner_id, count(*) AS accounts FROM ({late}) AS l
                      JOIN customer c ON c.company_id = %(company)s AND c.id = l.customer_id
                     WHERE %(owner)s::bigint IS NULL OR c.owner_id = %(owner)s GROUP BY 1) AS c""",
            {"company": company_id, "as_of": as_of, "user": user_id, "owner": only_owner_id, "ahead": AHEAD_DAYS},
        )
        return dict(zip(TABS, cursor.fetchone(), strict=True))


@dataclass
class _About:
    """One customer as the pool needs it."""

    id: int
    name: str
    number: str
    owner_id: int | None
    owner_name: str
    snoozed_until: date | None
    hold: str
    last_contact_date: date | None
    unapplied: dict[str, int] = field(default_factory=dict)
    live: list[PromiseOf] = field(default_factory=list)
    broken: list[PromiseOf] = field(default_factory=list)


def _pool(values: dict[str, Any], tab: str) -> list[Account]:
    """Return the accounts of a tab that stand highest."""
    kept = balance_day(values["company"]) == values["as_of"]
    where = f"{TAB_CONDITIONS[tab]} AND (%(owner)s::bigint IS NULL OR c.owner_id = %(owner)s)"
    where += " AND (%(customer)s::bigint IS NULL OR c.id = %(customer)s)"
    rates = "LEFT JOIN unnest(%(codes)s::text[], %(rates)s::numeric[]) AS k(code, rate) ON k.code = l.currency"
    order = "l.weight * coalesce(k.rate, 1) DESC"
    if kept and not values["codes"]:
        rates, order = "", "l.score DESC"
    chosen = f"""SELECT l.customer_id, l.currency FROM ({KEPT if kept else LATE}) AS l
                   JOIN customer c ON c.company_id = %(company)s AND c.id = l.customer_id {rates} WHERE {where}"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{chosen} ORDER BY {order}, l.customer_id, l.currency LIMIT %(limit)s OFFSET %(offset)s", values
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _items(values: dict[str, Any]) -> dict[tuple[int, str], list[WorkItem]]:
    """Return the open items of the pool; what is disputed of an item stands as an item of its own."""
    found: dict[tuple[int, str], list[WorkItem]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.customer_id, i.currency, i.receivable_id, r.number, i.open_minor, i.due_date,
                   coalesce(d.minor, 0)::bigint
              FROM open_item i JOIN receivable r ON r.id = i.receivable_id
              LEFT JOIN (SELECT receivable_id, sum(amount_minor) AS minor FROM dispute
                          WHERE company_id = %(company)s AND state = 'open' AND customer_id = ANY(%(ids)s)
                          GROUP BY 1) AS d ON d.receivable_id = i.receivable_id
             WHERE i.company_id = %(company)s AND i.customer_id = ANY(%(ids)s)
             ORDER BY i.due_date, i.receivable_id
            """,
            values,
        )
        for customer, currency, receivable, number, minor, due, disputed in cursor.fetchall():
            contested = max(0, min(disputed, minor))
            for part, is_disputed in ((minor - contested, False), (contested, True)):
                if part:
                    item = WorkItem(str(receivable), number, Money(part, currency), due, is_disputed)
                    found[customer, currency].append(item)
    return found


ABOUT = """
    SELECT c.id, c.name, c.number, c.owner_id,
           coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email, ''), c.snoozed_until,
           coalesce(h.reason, CASE c.status WHEN 'legal' THEN 'with the lawyers' WHEN 'insolvent' THEN 'insolvent'
                                            ELSE '' END),
           greatest(n.day, a.day)
      FROM customer c
      LEFT JOIN person u ON u.id = c.owner_id
      LEFT JOIN LATERAL (
           SELECT reason FROM hold WHERE company_id = %(company)s AND customer_id = c.id AND receivable_id IS NULL
              AND ended_at IS NULL AND from_date <= %(as_of)s AND (until_date IS NULL OR until_date >= %(as_of)s)
            ORDER BY until_date DESC NULLS FIRST LIMIT 1) AS h ON true
      LEFT JOIN LATERAL (
           SELECT max(business_date) AS day FROM dunning_notice WHERE company_id = %(company)s
              AND customer_id = c.id AND state IN ('sent', 'unknown') AND business_date <= %(as_of)s) AS n ON true
      LEFT JOIN LATERAL (
           SELECT business_date AS day FROM activity WHERE company_id = %(company)s AND customer_id = c.id
              AND verb = 'call.logged' ORDER BY at DESC LIMIT 1) AS a ON true
     WHERE c.company_id = %(company)s AND c.id = ANY(%(ids)s)
"""


def _about(values: dict[str, Any]) -> dict[int, _About]:
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, values)
        about = {row[0]: _About(*row) for row in cursor.fetchall()}
        cursor.execute(
            """SELECT customer_id, currency, sum(unapplied_minor)::bigint FROM open_receipt
                WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) GROUP BY 1, 2""",
            values,
        )
        for customer, currency, minor in cursor.fetchall():
            about[customer].unapplied[currency] = minor
        cursor.execute(
            """SELECT customer_id, promised_date, amount_minor, currency, state FROM promise_to_pay
                WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s)
                  AND (state = 'open' AND promised_date >= %(as_of)s
                    OR state = 'broken' AND promised_date BETWEEN %(broken_since)s AND %(as_of)s)
                ORDER BY promised_date, id""",
            values,
        )
        for customer, day, minor, currency, state in cursor.fetchall():
            promise = PromiseOf(day, Money(minor, currency))
            (about[customer].live if state == "open" else about[customer].broken).append(promise)
    return about


def _snapshot(
    one: _About, currency: str, items: tuple[WorkItem, ...], habit: Behaviour, rate: Decimal
) -> AccountSnapshot:
    live = [promise for promise in one.live if promise.amount.currency == currency]
    unapplied = one.unapplied.get(currency, 0)
    return AccountSnapshot(
        customer_id=str(one.id),
        name=one.name,
        currency=currency,
        items=items,
        behaviour=habit,
        rate=rate,
        unapplied=Money(unapplied, currency) if unapplied else None,
        # Several promises count as one: all of their money, by the last of their days.
        live_promise=PromiseOf(live[-1].promised_date, total((p.amount for p in live), currency)) if live else None,
        broken_promises=tuple(promise for promise in one.broken if promise.amount.currency == currency),
        last_contact_date=one.last_contact_date,
        snoozed_until=one.snoozed_until,
        hold=one.hold,
    )


def _facts(one: _About, items: list[WorkItem], as_of: date) -> AccountFacts:
    ages = [0, 0, 0, 0]
    late = []
    for item in items:
        days = (as_of - item.due_date).days
        if item.open.minor > 0:
            ages[0 if days <= 0 else min(3, (days - 1) // 30 + 1)] += item.open.minor
            late.append(days)
    oldest = max(late, default=0)
    return AccountFacts(one.number, one.owner_id, one.owner_name, (ages[0], ages[1], ages[2], ages[3]), oldest)
