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
from duly.store.models import Company, Customer
from duly.store.models import Contact as ContactRow
from duly.store.models import Hold as HoldRow
from duly.store.queries.aging import ITEMS_AS_OF, OWNER_AS_OF, RECEIPTS_AS_OF, nothing_after
from duly.store.queries.dunning_history import History, load_history

Holidays = Callable[[str, int, int], frozenset[date]]
"""Given a country code and the first and last year, the public holidays there."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """A customer's snapshot with what chooses its procedure."""

    snapshot: CustomerSnapshot
    procedure_name: str
    owner_id: int | None


def customers_in_reach(
    company_id: int, as_of: date, *, horizon_days: int, shard_no: int = 0, shard_count: int = 1
) -> list[int]:
    """Return the customers with an open item due by `as_of + horizon_days`, of one shard, in order."""
    last = as_of + timedelta(days=horizon_days)
    values: dict[str, Any] = {
        "company": company_id,
        "as_of": as_of,
        "last": last,
        "shard": shard_no,
        "shards": shard_count,
    }
    if nothing_after(company_id, as_of):
        statement = """SELECT DISTINCT customer_id FROM open_item
                        WHERE company_id = %(company)s AND due_date <= %(last)s AND issue_date <= %(as_of)s
                          AND customer_id %% %(shards)s = %(shard)s ORDER BY 1"""
    else:
        statement = f"""SELECT DISTINCT r.customer_id FROM ({ITEMS_AS_OF}) AS i JOIN receivable r ON r.id = i.rid
                         WHERE r.company_id = %(company)s AND r.due_date <= %(last)s AND r.issue_date <= %(as_of)s
                           AND r.customer_id %% %(shards)s = %(shard)s ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def load_accounts(
    company_id: int, customer_ids: Collection[int], as_of: date, *, holidays: Holidays, bank_age_hours: int | None
) -> list[AccountFacts]:
    """Return the snapshots of some customers as of a day, in the order of their ids."""
    ids = sorted(customer_ids)
    company = Company.objects.get(pk=company_id)
    history = load_history(company_id, ids, as_of)
    items = _items(company_id, ids, as_of, history)
    receipts = _receipts(company_id, ids, as_of)
    contacts = _contacts(company_id, ids)
    is_pinned = company.business_date_override is not None and company.business_date_override <= as_of
    holds = _holds(company_id, ids, as_of, is_pinned=is_pinned)
    paused = (Hold("paused", company.pause_reason, by=company.paused_by),) if company.paused_at else ()
    accounts = []
    for row in Customer.objects.filter(company_id=company_id, pk__in=ids).order_by("pk"):
        snapshot = CustomerSnapshot(
            customer_id=str(row.pk),
            name=row.name,
            language=row.language or company.language,
            time_zone=row.time_zone or company.time_zone,
            segment=row.segment,
            importance=row.importance,
            status=row.status,  # type: ignore[arg-type]
            contacts=tuple(contacts.get(row.pk, ())),
            items=tuple(_with_holds(items.get(row.pk, ()), holds)),
            receipts=tuple(receipts.get(row.pk, ())),
            holds=tuple(holds.get((row.pk, None), ())),
            company_holds=paused,
            contact_events=tuple(history.contact_events.get(row.pk, ())),
            bank_data_age_hours=bank_age_hours,
            bank_data_limit_hours=company.bank_data_max_age_hours,
            holidays=holidays(row.country or company.country, as_of.year - 1, as_of.year + 1),
        )
        accounts.append(AccountFacts(snapshot, row.procedure_name, row.owner_id))
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


_ITEM_COLUMNS = """r.id, r.customer_id, r.number, r.currency, r.amount_minor, r.issue_date, r.due_date, r.kind,
                   r.instalment_no"""


def _items(company_id: int, ids: list[int], as_of: date, history: History) -> dict[int, list[OpenItem]]:
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "ids": ids}
    if nothing_after(company_id, as_of):
        statement = f"""SELECT {_ITEM_COLUMNS}, o.open_minor
                          FROM open_item o JOIN receivable r ON r.id = o.receivable_id
                         WHERE o.company_id = %(company)s AND o.customer_id = ANY(%(ids)s)
                           AND o.issue_date <= %(as_of)s ORDER BY r.due_date, r.id"""
    else:
        statement = f"""SELECT {_ITEM_COLUMNS}, i.open_minor FROM ({ITEMS_AS_OF}) AS i JOIN receivable r ON r.id = i.rid
                         WHERE r.company_id = %(company)s AND r.customer_id = ANY(%(ids)s)
                           AND r.issue_date <= %(as_of)s ORDER BY r.due_date, r.id"""
    found: dict[int, list[OpenItem]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, customer, number, currency, amount, issued, due, kind, instalment, open_minor in cursor.fetchall():
            found[customer].append(
                OpenItem(
                    receivable_id=str(pk),
                    number=number,
                    currency=currency,
                    amount_minor=amount,
                    open_minor=open_minor,
                    issue_date=issued,
                    due_date=due,
                    kind=kind,
                    instalment_no=instalment,
                    disputed_minor=history.disputed.get(pk, 0),
                    promises=tuple(history.promises.get(pk, ())),
                    claims=tuple(history.claims.get(pk, ())),
                    levels_done=tuple(history.levels.get(pk, ())),
                )
            )
    return found


def _receipts(company_id: int, ids: list[int], as_of: date) -> dict[int, list[WaitingReceipt]]:
    """Return waiting receipts by customer; an unidentified one stands with each customer it is proposed for."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "ids": ids}
    statement = f"""
        SELECT u.rid, {OWNER_AS_OF} AS owner, c.currency, u.unapplied_minor, c.received_date,
               (SELECT jsonb_agg(jsonb_build_array(p.customer_id, p.lines)) FROM match_proposal p
                 WHERE p.company_id = %(company)s AND p.receipt_id = u.rid)
          FROM ({RECEIPTS_AS_OF}) AS u JOIN receipt c ON c.id = u.rid
         WHERE c.company_id = %(company)s AND c.received_date <= %(as_of)s ORDER BY u.rid
    """
    found: dict[int, list[WaitingReceipt]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, owner, currency, unapplied, received, proposals in cursor.fetchall():
            meant: Mapping[int, list[str]] = _candidates(proposals)
            for customer in {owner} if owner is not None else set(meant):
                if customer in ids:
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


def _contacts(company_id: int, ids: list[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    rows = ContactRow.objects.filter(company_id=company_id, customer_id__in=ids, is_active=True, proposed_by="")
    for row in rows.order_by("pk"):
        found[row.customer_id].append(
            Contact(
                contact_id=str(row.pk),
                name=row.name,
                email=row.email,
                phone=row.phone,
                role=row.role,
                language=row.language,
                is_primary=row.role == "billing",
                bounced_date=row.bounced_at.date() if row.bounced_at else None,
            )
        )
    return found


def _holds(
    company_id: int, ids: list[int], as_of: date, *, is_pinned: bool
) -> dict[tuple[int, int | None], list[Hold]]:
    """Return the holds in force; on a pinned day the clock is ahead of the calendar, so what has ended has ended."""
    found: dict[tuple[int, int | None], list[Hold]] = defaultdict(list)
    for row in HoldRow.objects.filter(company_id=company_id, customer_id__in=ids, from_date__lte=as_of).order_by("pk"):
        if row.ended_at is not None and (is_pinned or row.ended_at.date() <= as_of):
            continue
        if row.until_date is None or row.until_date >= as_of:
            hold = Hold("hold", row.reason, row.until_date, row.created_by)
            found[row.customer_id, row.receivable_id].append(hold)
    return found


def _with_holds(items: Collection[OpenItem], holds: Mapping[tuple[int, int | None], list[Hold]]) -> list[OpenItem]:
    by_item = {receivable: tuple(found) for (_, receivable), found in holds.items() if receivable is not None}
    return [
        replace(item, holds=by_item[int(item.receivable_id)]) if int(item.receivable_id) in by_item else item
        for item in items
    ]
