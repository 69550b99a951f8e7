"""Segments: the rules' versions, and the facts that rules look at, of all customers by one statement each."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from duly.core.accounts.segments import (
    HISTORY,
    PROMISES,
    CustomerFacts,
    SegmentRules,
    Standing,
    facts_needed,
    from_document,
)
from duly.store.models import SegmentRules as RulesRow


@dataclass(frozen=True, slots=True)
class RulesFacts:
    """A stored version of the rules."""

    version: int
    is_current: bool
    document: dict[str, Any]
    source_text: str
    note: str
    saved_by: str
    saved_at: datetime


def list_segment_rules(company_id: int) -> list[RulesFacts]:
    """Return every version of the rules, newest first."""
    rows = RulesRow.objects.filter(company_id=company_id).order_by("-version")
    return [
        RulesFacts(r.version, r.is_current, r.document, r.source_text, r.note, r.saved_by, r.saved_at) for r in rows
    ]  # fmt: skip


def current_rules(company_id: int) -> SegmentRules | None:
    """Return the rules that are in force, None when the company has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document::text, version FROM segment_rules WHERE company_id = %s AND is_current LIMIT 1",
            [company_id],
        )
        row = cursor.fetchone()
    return from_document(json.loads(row[0]), version=row[1]) if row else None


def names_ever(company_id: int) -> frozenset[str]:
    """Return the names of segments that any version of the rules gave."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT s->>'name' FROM segment_rules r, jsonb_array_elements(r.document->'segments') AS s
                WHERE r.company_id = %s""",
            [company_id],
        )
        return frozenset(row[0] for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """A segment as it is now: how many customers, how many of them by hand, what is open and overdue by currency."""

    name: str
    customers: int
    pinned: int
    open: tuple[tuple[str, int], ...]
    overdue: tuple[tuple[str, int], ...]


def segment_sizes(company_id: int, as_of: date) -> list[SegmentSize]:
    """Return the segments that customers are in ("" for none), the largest first; closed customers left out."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT segment, count(*), count(*) FILTER (WHERE is_segment_pinned) FROM customer
                WHERE company_id = %(company)s AND status <> 'closed' GROUP BY 1 ORDER BY 2 DESC, 1""",
            values,
        )
        counts = cursor.fetchall()
        cursor.execute(
            """SELECT c.segment, o.currency, sum(o.open_minor)::bigint,
                      coalesce(sum(o.open_minor) FILTER (WHERE o.due_date < %(as_of)s), 0)::bigint
                 FROM open_item o JOIN customer c ON c.id = o.customer_id AND c.company_id = %(company)s
                WHERE o.company_id = %(company)s AND c.status <> 'closed' GROUP BY 1, 2 ORDER BY 1, 2""",
            values,
        )
        sums: dict[str, list[tuple[str, int, int]]] = {}
        for segment, currency, open_minor, overdue in cursor.fetchall():
            sums.setdefault(segment, []).append((currency, open_minor, overdue))
    return [
        SegmentSize(
            name, customers, pinned, tuple((code, minor) for code, minor, _late in sums.get(name, ())),
            tuple((code, late) for code, _minor, late in sums.get(name, ()) if late),
        )
        for name, customers, pinned in counts
    ]  # fmt: skip


BASE = """
    SELECT id, number, name, importance, country, language, status, segment, is_segment_pinned FROM customer
     WHERE company_id = %(company)s AND status <> 'closed' {only} ORDER BY id
"""
OPEN = """
    SELECT customer_id, currency, sum(open_minor)::bigint,
           coalesce(sum(open_minor) FILTER (WHERE due_date < %(as_of)s), 0)::bigint,
           coalesce(max(%(as_of)s::date - due_date) FILTER (WHERE open_minor > 0 AND due_date < %(as_of)s), 0)
      FROM open_item WHERE company_id = %(company)s {only} GROUP BY 1, 2
"""
REVENUE = """
    SELECT customer_id, currency,
           sum(CASE WHEN kind = 'credit_note' THEN -amount_minor ELSE amount_minor END)::bigint
      FROM receivable r WHERE company_id = %(company)s AND issue_date > %(year_ago)s AND issue_date <= %(as_of)s
       AND NOT EXISTS (SELECT 1 FROM posting x JOIN posting p ON p.id = x.reverses_id
                        WHERE x.company_id = %(company)s AND x.reverses_id IS NOT NULL AND p.receivable_id = r.id
                          AND p.kind IN ('invoice', 'debit_note', 'credit_note')) {only}
     GROUP BY 1, 2
"""
KNOWN = """
    SELECT customer_id, %(as_of)s::date - min(issue_date) FROM receivable
     WHERE company_id = %(company)s AND kind <> 'credit_note' {only} GROUP BY 1
"""
PAID = """
    SELECT p.customer_id, count(*), round(avg(p.effective_date - r.due_date), 1),
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY p.effective_date - r.due_date))::numeric, 1)
      FROM posting p JOIN receivable r ON r.id = p.receivable_id
     WHERE p.company_id = %(company)s AND p.kind = 'principal' AND r.kind <> 'credit_note'
       AND p.effective_date > %(since)s AND p.effective_date <= %(as_of)s {only}
       AND NOT EXISTS (SELECT 1 FROM posting x WHERE x.reverses_id = p.id)
     GROUP BY 1
"""
PROMISED = """
    SELECT customer_id, count(*), (100 * count(*) FILTER (WHERE state = 'kept') / count(*))::int
      FROM promise_to_pay WHERE company_id = %(company)s AND state IN ('kept', 'broken')
       AND promised_date > %(since)s AND promised_date <= %(as_of)s {only} GROUP BY 1
"""
Values = dict[str, Any]
Fill = Callable[[Values, tuple[Any, ...]], None]


def _fill_open(facts: Values, row: tuple[Any, ...]) -> None:
    currency, open_minor, overdue, oldest = row
    facts["open"] = (*facts.get("open", ()), (currency, open_minor))
    facts["overdue"] = (*facts.get("overdue", ()), (currency, overdue))
    facts["oldest_overdue_days"] = max(facts.get("oldest_overdue_days", 0), oldest)


def _fill_revenue(facts: Values, row: tuple[Any, ...]) -> None:
    facts["revenue"] = (*facts.get("revenue", ()), row)


def _fill_known(facts: Values, row: tuple[Any, ...]) -> None:
    facts["days_known"] = max(0, row[0])


def _fill_paid(facts: Values, row: tuple[Any, ...]) -> None:
    facts["paid_count"], facts["average_days_late"], facts["median_days_late"] = row


def _fill_promised(facts: Values, row: tuple[Any, ...]) -> None:
    facts["promises_judged"], facts["promise_kept_percent"] = row


PARTS: tuple[tuple[frozenset[str], str, str, Fill], ...] = (
    (frozenset({"open", "overdue", "oldest_overdue_days"}), OPEN, "customer_id", _fill_open),
    (frozenset({"revenue"}), REVENUE, "customer_id", _fill_revenue),
    (frozenset({"days_known"}), KNOWN, "customer_id", _fill_known),
    (HISTORY, PAID, "p.customer_id", _fill_paid),
    (PROMISES, PROMISED, "customer_id", _fill_promised),
)
"""Which facts come from which statement: a statement whose facts no rule needs is not made."""


def standings(
    company_id: int,
    as_of: date,
    rules: SegmentRules,
    *,
    customer_ids: Collection[int] | None = None,
    everything: bool = False,
) -> list[Standing]:
    """Return the customers with their segments and the facts these rules need (or `everything`), by id.

    Payments and promises are of the last `history_months` (30.4375 days each) up to the day; None: all customers.
    """
    needed = facts_needed(rules)
    values = _values(company_id, as_of, rules.history_months)
    only = "" if customer_ids is None else "AND {column} = ANY(%(ids)s)"
    values["ids"] = list(customer_ids or ())
    found: dict[int, Values] = {}
    with connection.cursor() as cursor:
        cursor.execute(BASE.format(only=only.format(column="id")), values)
        customers = cursor.fetchall()
        for names, statement, column, fill in PARTS:
            if everything or needed & names:
                cursor.execute(statement.format(only=only.format(column=column)), values)
                for customer_id, *row in cursor.fetchall():
                    fill(found.setdefault(customer_id, {}), tuple(row))
    return [_standing(row, found.get(row[0], {})) for row in customers]


def _values(company_id: int, as_of: date, months: int) -> Values:
    first = as_of.toordinal()
    return {
        "company": company_id, "as_of": as_of, "year_ago": date.fromordinal(first - 365),
        "since": date.fromordinal(first - int(months * 30.4375)),
    }  # fmt: skip


def _standing(row: tuple[Any, ...], more: Mapping[str, Any]) -> Standing:
    customer_id, number, name, importance, country, language, status, segment, is_pinned = row
    sorted_amounts = {key: tuple(sorted(more[key])) for key in ("open", "overdue", "revenue") if key in more}
    facts = CustomerFacts(
        customer_id, number, name, importance, country, language, status, **{**more, **sorted_amounts}
    )  # fmt: skip
    return Standing(facts, segment, is_pinned)
