"""Whose rows may be seen: the company is set inside each database transaction, never per session.

The policies themselves are SQL, see store/guard.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

COMPANY_SETTING = "duly.company_id"
SCOPE_SETTING = "duly.scope"
DIRECTORY = "directory"
SERIALIZATION_FAILURE = "40001"


class NoOpenTransaction(RuntimeError):
    """The company was to be set outside a database transaction, where it would outlive the work."""


def refuse_unsafe_role(connection: Any, **_: Any) -> None:
    """Raise ImproperlyConfigured when the role is a superuser or may bypass row-level security."""
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)"
        )
        for name, is_super, bypasses in cursor.fetchall():
            if is_super or bypasses:
                connection.connection.close()
                raise ImproperlyConfigured(
                    f"The database role {name!r} is a superuser or may bypass row-level security, so one company "
                    "could see another's rows. Create a role without these rights, make it the owner of Duly's "
                    "database, and put it into DATABASE_URL (docs/how-to/external-postgresql.md)."
                )


def _set(name: str, value: str) -> str:
    """Set for the length of the database transaction; return what was set before."""
    if not connection.in_atomic_block:
        raise NoOpenTransaction(f"{name} is set only inside a database transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), set_config(%s, %s, true)", [name, name, value])
        return cursor.fetchone()[0] or ""


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        row = cursor.fetchone()
    return (row[0] if row else "") or ""


@contextmanager
def _scoped(name: str, value: str) -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = _set(name, value)
        yield
        # On an error the database transaction (or its savepoint) rolls back, and the setting with it; at the end of
        # the outermost one it ends by itself.
        if not is_outermost:
            _set(name, before)


@contextmanager
def in_company(company_id: int) -> Iterator[None]:
    """Open a database transaction in which only this company's rows exist."""
    with _scoped(COMPANY_SETTING, str(int(company_id))):
        yield


@contextmanager
def in_company_at_one_moment(company_id: int) -> Iterator[None]:
    """Do what `in_company` does, with all statements seeing the rows of one moment (REPEATABLE READ).

    So facts that are read one after the other fit together. A row that somebody changed meanwhile cannot be locked:
    see `is_lost_race`. Within an open database transaction it is like `in_company`.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with in_company(company_id):
            yield


def is_lost_race(error: DatabaseError) -> bool:
    """Tell whether the database refused because somebody else was quicker: the whole transaction may be tried again."""
    return getattr(error.__cause__, "sqlstate", "") == SERIALIZATION_FAILURE


@contextmanager
def in_directory() -> Iterator[None]:
    """Open a database transaction that may read the list of companies and memberships, nothing else."""
    with _scoped(SCOPE_SETTING, DIRECTORY):
        yield


def current_company_id() -> int | None:
    """Return the company whose rows this database transaction sees."""
    value = _get(COMPANY_SETTING)
    return int(value) if value else None
