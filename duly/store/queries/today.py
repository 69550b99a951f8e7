"""What stands around the worklist: the sums at the top of Today, and the tasks that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from duly.store.models import Contact, Customer, Membership, Task
from duly.store.queries.balances import balance_day


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """Sums in minor units of one currency; ages of what is late: 1-30, 31-60, 61+."""

    currency: str
    late_minor: int
    late_items: int
    late_customers: int
    ages: tuple[int, int, int]
    week_minor: int
    week_items: int
    waiting_minor: int
    waiting_receipts: int
    promised_minor: int
    promises: int


FIGURES = """
    SELECT coalesce(sum(open_minor) FILTER (WHERE days > 0), 0)::bigint, count(*) FILTER (WHERE days > 0),
           count(DISTINCT customer_id) FILTER (WHERE days > 0),
           coalesce(sum(open_minor) FILTER (WHERE days BETWEEN 1 AND 30), 0)::bigint,
           coalesce(sum(open_minor) FILTER (WHERE days BETWEEN 31 AND 60), 0)::bigint,
           coalesce(sum(open_minor) FILTER (WHERE days > 60), 0)::bigint,
           coalesce(sum(open_minor) FILTER (WHERE days <= 0), 0)::bigint, count(*) FILTER (WHERE days <= 0)
      FROM (SELECT i.customer_id, i.open_minor, %(as_of)s::date - i.due_date AS days FROM open_item i
             WHERE i.company_id = %(company)s AND i.currency = %(currency)s AND i.open_minor > 0
               AND i.due_date < %(as_of)s::date + 7
               AND (%(owner)s::bigint IS NULL OR EXISTS (
                    SELECT 1 FROM customer c WHERE c.id = i.customer_id AND c.owner_id = %(owner)s))) AS late
"""
KEPT_FIGURES = """
    SELECT coalesce(sum(b.late_minor), 0)::bigint, coalesce(sum(b.late_count), 0)::int,
           count(*) FILTER (WHERE b.late_count > 0), coalesce(sum(b.age_1_minor), 0)::bigint,
           coalesce(sum(b.age_2_minor), 0)::bigint, coalesce(sum(b.age_3_minor + b.age_4_minor), 0)::bigint,
           coalesce(sum(b.week_minor), 0)::bigint, coalesce(sum(b.week_count), 0)::int
      FROM customer_balance b
     WHERE b.company_id = %(company)s AND b.currency = %(currency)s
       AND (%(owner)s::bigint IS NULL OR b.customer_id IN (
            SELECT c.id FROM customer c WHERE c.company_id = %(company)s AND c.owner_id = %(owner)s))
"""
WAITING = """
    SELECT coalesce(sum(o.unapplied_minor), 0)::bigint, count(*) FROM open_receipt o
     WHERE o.company_id = %(company)s AND o.currency = %(currency)s
       AND (%(owner)s::bigint IS NULL OR EXISTS (
            SELECT 1 FROM customer c WHERE c.id = o.customer_id AND c.owner_id = %(owner)s))
"""
PROMISED = """
    SELECT coalesce(sum(p.amount_minor), 0)::bigint, count(*) FROM promise_to_pay p
     WHERE p.company_id = %(company)s AND p.currency = %(currency)s AND p.state = 'open'
       AND p.promised_date BETWEEN %(as_of)s AND %(as_of)s::date + 6
       AND (%(owner)s::bigint IS NULL OR EXISTS (
            SELECT 1 FROM customer c WHERE c.id = p.customer_id AND c.owner_id = %(owner)s))
"""


def today_figures(company_id: int, as_of: date, *, currency: str, owner_id: int | None = None) -> TodayFigures:
    """Return what is late, falls due within seven days (today included), waits as unapplied cash and is promised."""
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "currency": currency, "owner": owner_id}
    with connection.cursor() as cursor:
        cursor.execute(KEPT_FIGURES if balance_day(company_id) == as_of else FIGURES, values)
        late, items, customers, *rest = cursor.fetchone()
        cursor.execute(WAITING, values)
        waiting, receipts = cursor.fetchone()
        cursor.execute(PROMISED, values)
        promised, promises = cursor.fetchone()
    ages = (rest[0], rest[1], rest[2])
    return TodayFigures(
        currency, late, items, customers, ages, rest[3], rest[4], waiting, receipts, promised, promises
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Something a person must do."""

    id: int
    title: str
    kind: str
    due_date: date
    customer_id: int | None
    customer_name: str
    owner_id: int | None
    owner_name: str


def tasks_due(
    company_id: int, as_of: date, *, user_id: int | None, only_owner_id: int | None = None, limit: int = 50
) -> list[TaskFacts]:
    """Return open tasks due by a day, oldest first: this person's, those of whom it stands in for, and
    nobody's; or everybody's (None).

    `only_owner_id` leaves out tasks of nobody about customers that are not this person's.
    """
    rows = Task.objects.filter(company_id=company_id, state="open", due_date__lte=as_of)
    if user_id is not None:
        away = Membership.objects.filter(
            Q(absent_until=None) | Q(absent_until__gte=as_of), company_id=company_id, substitute_id=user_id,
            is_active=True, absent_from__lte=as_of,
        )  # fmt: skip
        rows = rows.filter(Q(owner_id=user_id) | Q(owner_id=None) | Q(owner_id__in=away.values("user_id")))
    if only_owner_id is not None:
        rows = rows.filter(Q(owner_id=only_owner_id) | Q(customer__owner_id=only_owner_id))
    return [
        TaskFacts(
            row.pk,
            row.title,
            row.kind,
            row.due_date,
            row.customer_id,
            row.customer.name if row.customer else "",
            row.owner_id,
            (row.owner.get_full_name() or row.owner.email) if row.owner else "",
        )
        for row in rows.select_related("customer", "owner").order_by("due_date", "pk")[:limit]
    ]


def is_visible(company_id: int, customer_id: int, *, owner_id: int | None) -> bool:
    """Tell whether this customer exists here and, where an owner is given, is that person's."""
    rows = Customer.objects.filter(company_id=company_id, pk=customer_id)
    return (rows if owner_id is None else rows.filter(owner_id=owner_id)).exists()


def is_task_visible(company_id: int, task_id: int, *, owner_id: int | None) -> bool:
    """Tell whether this task exists here and, where an owner is given, is that person's or of their customer."""
    rows = Task.objects.filter(company_id=company_id, pk=task_id)
    if owner_id is not None:
        rows = rows.filter(Q(owner_id=owner_id) | Q(owner_id=None, customer__owner_id=owner_id))
    return rows.exists()


@dataclass(frozen=True, slots=True)
class PersonToCall:
    """A contact with what one needs to reach it."""

    name: str
    role: str
    phone: str
    email: str


def people_to_call(company_id: int, customer_id: int, *, limit: int = 3) -> list[PersonToCall]:
    """Return active contacts of a customer, those with a telephone first."""
    rows = Contact.objects.filter(company_id=company_id, customer_id=customer_id, is_active=True, proposed_by="")
    found = [PersonToCall(row.name or row.email, row.role, row.phone, row.email) for row in rows.order_by("pk")]
    return sorted(found, key=lambda person: not person.phone)[:limit]
