"""Customers, contacts and segments as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from duly.store.queries.api_page import contains, page_rows
from duly.store.queries.like import literally


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer; fields as in store/models/accounts.py."""

    id: int
    source: str
    external_id: str
    number: str
    name: str
    country: str
    language: str
    time_zone: str
    address: str
    vat_id: str
    segment: str
    importance: str
    terms_text: str
    status: str
    owner_id: int | None
    parent_id: int | None
    procedure_name: str
    snoozed_until: Any
    created_at: datetime


_CUSTOMER = """
    SELECT c.id, c.source, c.external_id, c.number, c.name, c.country, c.language, c.time_zone, c.address, c.vat_id,
           c.segment, c.importance, c.terms_text, c.status, c.owner_id, c.parent_id, c.procedure_name, c.snoozed_until,
           c.created_at
      FROM customer c WHERE c.company_id = %(company)s
"""
_CUSTOMER_CONDITIONS = {
    "id": "c.id = %(id)s",
    "ids": "c.id = ANY(%(ids)s)",
    "only_owner_id": "c.owner_id = %(only_owner_id)s",
    "q": "(c.name ILIKE %(q)s OR c.number ILIKE %(q)s)",
    "number": "c.number = %(number)s",
    "source": "c.source = %(source)s",
    "external_id": "c.external_id = %(external_id)s",
    "segment": "c.segment = %(segment)s",
    "status": "c.status = %(status)s",
    "owner_id": "c.owner_id = %(owner_id)s",
    "parent_id": "c.parent_id = %(parent_id)s",
    "created_since": "c.created_at >= %(created_since)s",
}


def customer_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[CustomerRow]:
    """Return customers by the conditions given (names of _CUSTOMER_CONDITIONS), the newest first."""
    given["q"] = contains(given.get("q"))
    return page_rows(
        CustomerRow, _CUSTOMER, _CUSTOMER_CONDITIONS, given, company_id=company_id, key="c.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact; fields as in store/models/accounts.py."""

    id: int
    customer_id: int
    name: str
    email: str
    phone: str
    role: str
    language: str
    is_active: bool
    bounced_at: datetime | None
    bounce_reason: str
    proposed_by: str
    created_at: datetime


_CONTACT = """
    SELECT p.id, p.customer_id, p.name, p.email, p.phone, p.role, p.language, p.is_active, p.bounced_at,
           p.bounce_reason, p.proposed_by, p.created_at
      FROM contact p JOIN customer c ON c.id = p.customer_id WHERE p.company_id = %(company)s
"""
_CONTACT_CONDITIONS = {
    "id": "p.id = %(id)s",
    "only_owner_id": "c.owner_id = %(only_owner_id)s",
    "customer_id": "p.customer_id = %(customer_id)s",
    "email": "p.email ILIKE %(email)s",
    "is_active": "p.is_active = %(is_active)s",
    "created_since": "p.created_at >= %(created_since)s",
}


def contact_rows(company_id: int, *, after: int | None = None, limit: int = 50, **given: Any) -> list[ContactRow]:
    """Return contacts by the conditions given (names of _CONTACT_CONDITIONS), the newest first."""
    if given.get("email") is not None:
        given["email"] = literally(given["email"])
    return page_rows(
        ContactRow, _CONTACT, _CONTACT_CONDITIONS, given, company_id=company_id, key="p.id", after=after, limit=limit
    )


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment that customers are in."""

    name: str
    customers: int


def segment_rows(company_id: int, *, after: str = "", limit: int = 50, only_owner_id: int | None) -> list[SegmentRow]:
    """Return the segments after a name, by name, with how many customers each has."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT segment, count(*) FROM customer
                WHERE company_id = %(company)s AND segment > %(after)s
                  AND (%(owner)s::bigint IS NULL OR owner_id = %(owner)s)
                GROUP BY 1 ORDER BY 1 LIMIT %(limit)s""",
            {"company": company_id, "after": after, "owner": only_owner_id, "limit": limit},
        )
        return [SegmentRow(*row) for row in cursor.fetchall()]
