"""Snapshots for the dunning decision: a handful of set-based queries per shard, however many invoices there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from duly.core.dunning.snapshot import Contact, CustomerSnapshot, Hold, OpenItem, WaitingReceipt
from duly.store.queries.aging import ITEMS_AS_OF, OWNER_AS_OF, RECEIPTS_AS_OF
from duly.store.queries.companies import company_facts
from duly.store.queries.dunning_history import History, load_history

Holidays = Callable[[str, int, int], frozenset[date]]
"""Given a country code and the first and last year, the public holidays there."""


LAST = 2**63 - 1
MOST_ITEMS = 40_000
"""So many open items are loaded at a time; each takes about three kilobytes with its decision."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the customers: ids from first to last, and of these the ones with id modulo `shard_count`."""

    first_customer: int = 0
    last_customer: int = LAST
    shard_no: int = 0
    shard_count: int = 1


EVERYBODY = Part()


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A customer's snapshot with what chooses its procedure."""

    snapshot: CustomerSnapshot
    procedure_name: str
    owner_id: int | None


_REACH = f"""
    FROM ({ITEMS_AS_OF}) AS i
   WHERE due_date <= %(last)s AND customer_id BETWEEN %(first_customer)s AND %(last_customer)s
     AND customer_id %% %(shards)s = %(shard)s
"""


def _reach_values(company_id: int, as_of: date, horizon_days: int, part: Part) -> dict[str, Any]:
    return {
        "company": company_id, "as_of": as_of, "last": as_of + timedelta(days=horizon_days),
        "first_customer": part.first_customer, "last_customer": part.last_customer,
        "shard": part.shard_no, "shards": part.shard_count,
    }  # fmt: skip


def customers_in_reach(
    company_id: int, as_of: date, *, horizon_days: int, part: Part = EVERYBODY, only: Collection[int] | None = None
) -> list[int]:
    """Return the customers with an open item due by `as_of + horizon_days`, of a part or among `only`, in order."""
    values = _reach_values(company_id, as_of, horizon_days, part) | {"only": list(only or [])}
    among = "" if only is None else "AND customer_id = ANY(%(only)s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT customer_id {_REACH} {among} ORDER BY 1", values)
        return [row[0] for row in cursor.fetchall()]


def cut_into_parts(
    company_id: int, as_of: date, *, horizon_days: int, most_customers: int, most_items: int = MOST_ITEMS
) -> list[Part]:
    """Return ranges of customers that together are all there are, each with so many to decide about at most.

    A customer with more open items than `most_items` has a part of its own. There is at least one part.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id, count(*) {_REACH} GROUP BY 1 ORDER BY 1",
            _reach_values(company_id, as_of, horizon_days, EVERYBODY),
        )
        rows = cursor.fetchall()
    starts, customers, items = [0], 0, 0
    for customer, count in rows:
        if customers and (customers >= most_customers or items + count > most_items):
            starts.append(customer)
            customers = items = 0
        customers, items = customers + 1, items + count
    ends = [start - 1 for start in starts[1:]] + [LAST]
    return [Part(first, last) for first, last in zip(starts, ends, strict=True)]


_CUSTOMERS = """SELECT id, name, language, time_zone, segment, importance, status, country, procedure_name, owner_id
                  FROM customer WHERE company_id = %(company)s AND id = ANY(%(ids)s) ORDER BY id"""


def load_accounts(
    company_id: int, customer_ids: Collection[int], as_of: date, *, holidays: Holidays, bank_age_hours: int | None,
    is_replay: bool = False,
) -> list[AccountFacts]:  # fmt: skip
    """Return the snapshots of some customers for a day, in the order of their ids.

    On a replayed day the facts are those as of that day. Else they are all that is known, also what bears a later
    day: money booked for tomorrow, and what was said and sent while a clock ran ahead.
    """
    ids = sorted(customer_ids)
    company = company_facts(company_id)
    assert company is not None
    history = load_history(company_id, ids, as_of, is_replay=is_replay)
    items = _items(company_id, ids, as_of, history, is_replay=is_replay)
    receipts = _receipts(company_id, ids, as_of, is_replay=is_replay)
    contacts = _contacts(company_id, ids)
    holds = _holds(company_id, ids, as_of, is_replay=is_replay)
    paused = (Hold("paused", company.pause_reason, by=company.paused_by),) if company.paused_at else ()
    accounts = []
    by_item = {receivable: tuple(found) for (_, receivable), found in holds.items() if receivable is not None}
    rows = _rows(_CUSTOMERS, {"company": company_id, "ids": ids})
    for pk, name, language, time_zone, segment, importance, status, country, procedure_name, owner_id in rows:
        snapshot = CustomerSnapshot(
            customer_id=str(pk),
            name=name,
            language=language or company.language,
            time_zone=time_zone or company.time_zone,
            segment=segment,
            importance=importance,
            status=status,
            contacts=tuple(contacts.get(pk, ())),
            items=tuple(_with_holds(items.get(pk, ()), by_item)),
            receipts=tuple(receipts.get(pk, ())),
            holds=tuple(holds.get((pk, None), ())),
            company_holds=paused,
            contact_events=tuple(history.contact_events.get(pk, ())),
            bank_data_age_hours=bank_age_hours,
            bank_data_limit_hours=company.bank_data_max_age_hours,
            holidays=holidays(country or company.country, as_of.year - 1, as_of.year + 1),
        )
        accounts.append(AccountFacts(snapshot, procedure_name, owner_id))
    return accounts


def bank_data_age_hours(company_id: int, at: datetime) -> int | None:
    """Return how many hours ago cash was last brought in, by bank file or import; None when it never was.

    While the business date is pinned the clock says nothing: then it is the days, of 24 hours, from what the bank
    last knew (a statement's end, a receipt's day) to the pinned day.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT business_date_override FROM company WHERE id = %(company)s),
                      greatest((SELECT max(to_date) FROM bank_statement WHERE company_id = %(company)s),
                               (SELECT max(received_date) FROM receipt WHERE company_id = %(company)s)),
                      greatest((SELECT max(created_at) FROM bank_file WHERE company_id = %(company)s),
                               (SELECT max(created_at) FROM receipt WHERE company_id = %(company)s))""",
            {"company": company_id},
        )
        pinned, last_day, newest = cursor.fetchone()
    if newest is None:
        return None
    if pinned is not None and last_day is not None:
        return int(max(0, (pinned - last_day).days)) * 24
    return max(0, int((at - newest).total_seconds() // 3600))


# In the order of OpenItem's fields, the customer after the id.
_ITEM_COLUMNS = "r.id, r.customer_id, r.number, r.currency, r.amount_minor"
_MORE_COLUMNS = "r.issue_date, r.due_date, r.kind, r.instalment_no"


_ITEMS_NOW = """
    SELECT o.receivable_id AS rid, o.customer_id, o.open_minor FROM open_item o
     WHERE o.company_id = %(company)s
       AND (o.since_date <= %(as_of)s
            OR (SELECT d.issue_date FROM receivable d WHERE d.id = o.receivable_id) <= %(as_of)s)"""
_RECEIPTS_NOW = "SELECT receipt_id AS rid, unapplied_minor FROM open_receipt WHERE company_id = %(company)s"


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _items(
    company_id: int, ids: list[int], as_of: date, history: History, *, is_replay: bool
) -> dict[int, list[OpenItem]]:
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "ids": ids}
    statement = f"""SELECT {_ITEM_COLUMNS}, i.open_minor, {_MORE_COLUMNS}
                      FROM ({ITEMS_AS_OF if is_replay else _ITEMS_NOW}) AS i JOIN receivable r ON r.id = i.rid
                     WHERE r.company_id = %(company)s AND i.customer_id = ANY(%(ids)s)
                     ORDER BY r.due_date, r.id"""
    found: dict[int, list[OpenItem]] = defaultdict(list)
    known = {*history.disputed, *history.promises, *history.claims, *history.levels}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor.fetchall():
            pk = row[0]
            item = OpenItem(str(pk), *row[2:])
            if pk in known:
                item = replace(
                    item,
                    disputed_minor=history.disputed.get(pk, 0),
                    promises=tuple(history.promises.get(pk, ())),
                    claims=tuple(history.claims.get(pk, ())),
                    levels_done=tuple(history.levels.get(pk, ())),
                )
            found[row[1]].append(item)
    return found


def _receipts(
    company_id: int, ids: list[int], as_of: date, *, is_replay: bool
) -> dict[int, list[WaitingReceipt]]:  # fmt: skip
    """Return waiting receipts by customer; an unidentified one stands with each customer it is proposed for."""
    known = as_of if is_replay else date.max
    values: dict[str, Any] = {"company": company_id, "as_of": known, "ids": ids}
    statement = f"""
        SELECT u.rid, {OWNER_AS_OF} AS owner, c.currency, u.unapplied_minor, c.received_date,
               (SELECT jsonb_agg(jsonb_build_array(p.customer_id, p.lines)) FROM match_proposal p
                 WHERE p.company_id = %(company)s AND p.receipt_id = u.rid)
          FROM ({RECEIPTS_AS_OF if is_replay else _RECEIPTS_NOW}) AS u JOIN receipt c ON c.id = u.rid
         WHERE c.company_id = %(company)s AND c.received_date <= %(as_of)s ORDER BY u.rid
    """
    found: dict[int, list[WaitingReceipt]] = defaultdict(list)
    asked = frozenset(ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, owner, currency, unapplied, received, proposals in cursor.fetchall():
            meant: Mapping[int, list[str]] = _candidates(proposals)
            for customer in {owner} if owner is not None else set(meant):
                if customer in asked:
                    found[customer].append(
                        WaitingReceipt(
                            receipt_id=str(pk),
                            currency=currency,
                            unapplied_minor=unapplied,
                            received_date=received,
                            candidate_ids=tuple(meant.get(customer, ())),
                            is_identified=owner is not None,
                        )
                    )
    return found


def _candidates(proposals: Any) -> dict[int, list[str]]:
    meant: dict[int, list[str]] = defaultdict(list)
    for customer, lines in json.loads(proposals) if isinstance(proposals, str) else proposals or []:
        if customer is not None:
            meant[customer] += [str(line["receivable_id"]) for line in lines]
    return {customer: sorted(set(ids)) for customer, ids in meant.items()}


_CONTACTS = """SELECT customer_id, id, name, email, phone, role, language, bounced_at FROM contact
                WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s) AND is_active AND proposed_by = ''
                ORDER BY id"""


def _contacts(company_id: int, ids: list[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = _rows(_CONTACTS, {"company": company_id, "ids": ids})
    for customer, pk, name, email, phone, role, language, bounced_at in rows:
        found[customer].append(
            Contact(
                contact_id=str(pk),
                name=name,
                email=email,
                phone=phone,
                role=role,
                language=language,
                is_primary=role == "billing",
                bounced_date=bounced_at.date() if bounced_at else None,
            )
        )
    return found


_HOLDS = """SELECT customer_id, receivable_id, reason, until_date, created_by FROM hold
             WHERE company_id = %(company)s AND customer_id = ANY(%(ids)s)
               AND (until_date IS NULL OR until_date >= %(as_of)s)
               AND (ended_at IS NULL OR (%(is_replay)s AND (ended_at AT TIME ZONE 'UTC')::date > %(as_of)s))
               AND (NOT %(is_replay)s OR from_date <= %(as_of)s)
             ORDER BY id"""


def _holds(
    company_id: int, ids: list[int], as_of: date, *, is_replay: bool
) -> dict[tuple[int, int | None], list[Hold]]:  # fmt: skip
    """Return the holds in force; what has ended has ended, whatever day the clock said."""
    found: dict[tuple[int, int | None], list[Hold]] = defaultdict(list)
    values = {"company": company_id, "ids": ids, "as_of": as_of, "is_replay": is_replay}
    for customer, receivable, reason, until_date, by in _rows(_HOLDS, values):
        found[customer, receivable].append(Hold("hold", reason, until_date, by))
    return found


def _with_holds(items: Collection[OpenItem], by_item: Mapping[int, tuple[Hold, ...]]) -> Collection[OpenItem]:
    if not by_item:
        return items
    return [
        replace(item, holds=by_item[int(item.receivable_id)]) if int(item.receivable_id) in by_item else item
        for item in items
    ]
