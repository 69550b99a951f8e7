"""Open a company: the tenant, and the person who may do everything in it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from duly.core.accounts.permissions import Role
from duly.store.models import Company, Membership, User
from duly.store.tenancy import in_company


def create_company(*, name: str, slug: str, admin_id: int | None = None, **details: Any) -> int:
    """Create a company and make `admin_id` its admin; return its id.

    Raises django.db.IntegrityError when the slug is taken.
    """
    with connection.cursor() as cursor:
        # The id is drawn first: row-level security lets a company be written only from within itself.
        cursor.execute("SELECT nextval(pg_get_serial_sequence('company', 'id'))")
        company_id = int(cursor.fetchone()[0])
    with in_company(company_id):
        Company.objects.create(pk=company_id, name=name, slug=slug, **details)
        if admin_id is not None:
            Membership.objects.create(company_id=company_id, user_id=admin_id, role=Role.ADMIN)
    return company_id


def create_person(*, email: str, password: str | None, name: str = "", language: str = "en") -> int:
    """Create a person who can sign in (without a password: by invitation only); return the id."""
    user = User(username=email.lower(), email=email.lower(), first_name=name, language=language)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user.pk
