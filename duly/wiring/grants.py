"""Rights for the role in DATABASE_URL, where another role owns the tables (DULY_MIGRATE_DATABASE_URL)."""

from __future__ import annotations

from typing import Any

import psycopg

from duly.adapters.postgres.grants import grant_rows
from duly.adapters.postgres.rows_out import current_schema
from duly.store.queries.database_state import append_only_tables
from duly.wiring.database import application_role


def grant_application_role(raw: psycopg.Connection[Any], schema: str | None = None) -> str:
    """Give the application's role its rights on the rows; return its name, empty when one role does both.

    Raises psycopg.errors.UndefinedObject when there is no such role.
    """
    role = application_role()
    if role:
        place = schema or current_schema(raw)
        grant_rows(raw, schema=place, role=role, append_only=append_only_tables())
    return role
