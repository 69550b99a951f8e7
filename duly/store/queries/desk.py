"""What the frame of every console page needs: counts beside the places, search, whether anything is there yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duly.store.models import Company, Membership
from duly.store.queries.like import literally
from duly.store.tenancy import in_directory


@dataclass(frozen=True, slots=True)
class NavCounts:
    """What waits in each place."""

    tasks: int
    notices: int
    receipts: int
    quarantined: int


def nav_counts(company_id: int, as_of: date, user_id: int | None) -> NavCounts:
    """Count tasks due, notices waiting for tonight, receipts with unapplied cash and quarantined rows.

    `user_id` narrows tasks to this person's and to those of nobody; None counts everybody's.
    """
    values: dict[str, Any] = {"company": company_id, "as_of": as_of, "user": user_id}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM task WHERE company_id = %(company)s AND state = 'open'
                       AND due_date <= %(as_of)s
                       AND (%(user)s::bigint IS NULL OR owner_id IS NULL OR owner_id = %(user)s)),
                   (SELECT count(*) FROM dunning_notice WHERE company_id = %(company)s
                       AND state IN ('planned', 'held')),
                   (SELECT count(*) FROM open_receipt WHERE company_id = %(company)s),
                   (SELECT count(*) FROM quarantine_row WHERE company_id = %(company)s AND state = 'open')
            """,
            values,
        )
        return NavCounts(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a company has come: what the first-run guide ticks off."""

    customers: int
    receivables: bool
    procedures: int
    cycles: int
    imports: int
    mail_tested: bool


def progress_of(company_id: int) -> Progress:
    """Tell what is set up already."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM customer WHERE company_id = %(company)s LIMIT 1000) AS c),
                   EXISTS (SELECT 1 FROM receivable WHERE company_id = %(company)s),
                   (SELECT count(*) FROM dunning_procedure WHERE company_id = %(company)s AND is_active),
                   (SELECT count(*) FROM cycle WHERE company_id = %(company)s),
                   (SELECT count(*) FROM import_run WHERE company_id = %(company)s),
                   EXISTS (SELECT 1 FROM activity WHERE company_id = %(company)s AND verb = 'mail.tested')
            """,
            {"company": company_id},
        )
        return Progress(*cursor.fetchone())


def has_receivables(company_id: int) -> bool:
    """Tell whether there is any invoice at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM receivable WHERE company_id = %s)", [company_id])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `kind` is customer or invoice; amounts are what is open, 0 when settled."""

    kind: str
    id: int
    label: str
    customer_name: str
    open_minor: int
    currency: str


SEARCH_CUSTOMERS = """
    SELECT 'customer', c.id, c.number, c.name, 0::bigint, '' FROM customer c
     WHERE c.company_id = %(company)s AND (c.name ILIKE %(inside)s OR c.number ILIKE %(begins)s)
       AND (%(owner)s::bigint IS NULL OR c.owner_id = %(owner)s)
     ORDER BY (c.number = %(exact)s) DESC, (c.name ILIKE %(begins)s) DESC, c.name, c.id LIMIT %(limit)s
"""
# A range of the index by bytes (`~>=~`): an index is not used for LIKE where row-level security stands before it.
BEGINS_SO = """
    SELECT r.id, r.number, r.customer_id, r.currency FROM receivable r
     WHERE r.company_id = %(company)s AND r.number ~>=~ {low} AND r.number ~<~ {high}
     ORDER BY r.number USING ~<~ LIMIT %(limit)s
"""
INSIDE = """
    SELECT r.id, r.number, r.customer_id, r.currency FROM open_item i JOIN receivable r ON r.id = i.receivable_id
     WHERE i.company_id = %(company)s AND r.number ILIKE %(inside)s LIMIT %(limit)s
"""
SEARCH_INVOICES = """
    SELECT 'invoice', f.id, f.number, c.name, coalesce(o.open_minor, 0), f.currency FROM ({found}) AS f
      JOIN customer c ON c.company_id = %(company)s AND c.id = f.customer_id
      LEFT JOIN open_item o ON o.receivable_id = f.id
     WHERE %(owner)s::bigint IS NULL OR c.owner_id = %(owner)s
     ORDER BY (f.number = ANY(%(spellings)s)) DESC, (o.receivable_id IS NULL), f.number, f.id LIMIT %(limit)s
"""
SEARCHED_INSIDE = 50_000
"""Up to this many open items, a part of a number finds them; above, its beginning does."""


def find(company_id: int, text: str, *, owner_id: int | None, limit: int = 20) -> list[Hit]:
    """Return customers by name or number, and invoices by the beginning of their number (open ones by a part of it)."""
    text = text.strip()[:100]
    if not text:
        return []
    plain = literally(text)
    spellings = sorted({text, text.upper(), text.lower()})
    values: dict[str, Any] = {
        "company": company_id, "owner": owner_id, "limit": limit, "exact": text, "inside": f"%{plain}%",
        "begins": f"{plain}%", "spellings": spellings,
    }  # fmt: skip
    parts = []
    for at, spelling in enumerate(spellings):
        values |= {f"low{at}": spelling, f"high{at}": _after(spelling)}
        parts.append(BEGINS_SO.format(low=f"%(low{at})s", high=f"%(high{at})s"))
    with connection.cursor() as cursor:
        cursor.execute(SEARCH_CUSTOMERS, values)
        hits = [Hit(*row) for row in cursor.fetchall()]
        if _has_few_items(company_id):
            parts.append(INSIDE)
        found = " UNION ".join(f"({part})" for part in parts)
        cursor.execute(SEARCH_INVOICES.format(found=found), values)
        return hits + [Hit(*row) for row in cursor.fetchall()]


def _after(text: str) -> str:
    """Return a text after all that begin with this one, as bytes are compared."""
    return text + "\U0010ffff"


def _has_few_items(company_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM open_item WHERE company_id = %s LIMIT %s) AS few",
            [company_id, SEARCHED_INSIDE + 1],
        )
        return int(cursor.fetchone()[0]) <= SEARCHED_INSIDE


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of a demo company who may be impersonated on the sign-in page of a demo."""

    user_id: int
    name: str
    email: str
    role: str
    company_name: str


def demo_people() -> list[DemoPerson]:
    """Return the people of demo companies who belong to no other company, by role."""
    with in_directory():
        demos = dict(Company.objects.filter(is_demo=True).values_list("pk", "name"))
        rows = Membership.objects.filter(company_id__in=demos, is_active=True).select_related("user")
        people = list(rows.order_by("pk")[:50])
        users = [row.user_id for row in people]
        elsewhere = Membership.objects.filter(user_id__in=users).exclude(company_id__in=demos)
        barred = set(elsewhere.values_list("user_id", flat=True))
    return [
        DemoPerson(m.user_id, m.user.get_full_name() or m.user.email, m.user.email, m.role, demos[m.company_id])
        for m in people
        if m.user_id not in barred and m.user.is_active
    ]
