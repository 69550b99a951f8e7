"""Locks by which people who decide about the same customer at the same moment follow each other."""

from __future__ import annotations

from django.db import connection

from duly.store.models import Customer


def lock_customer(company_id: int, customer_id: int) -> bool:
    """Lock a customer until the database transaction ends; False when there is none here."""
    rows = Customer.objects.select_for_update(no_key=True).filter(company_id=company_id, pk=customer_id)
    return bool(rows.values_list("pk").first())


def lock_customer_of(company_id: int, receivable_id: int) -> None:
    """Lock the customer of a receivable until the database transaction ends; nothing where there is none here."""
    rows = Customer.objects.select_for_update(no_key=True, of=("self",))
    list(rows.filter(company_id=company_id, receivables__id=receivable_id).values_list("pk"))


def lock_name(name: str) -> None:
    """Hold a name until the database transaction ends; whoever takes the same one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
