"""Rights of the role that works with tables another role owns: rows only, and no way around the guards."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from psycopg import sql

MAINTAIN_SINCE = 170000  # the right to refresh statistics of another's table came with PostgreSQL 17


def grant_rows(connection: psycopg.Connection[Any], *, schema: str, role: str, append_only: Collection[str]) -> None:
    """Let `role` read and write the rows of every table there is and will be; what only grows is never deleted.

    Call it as the owner of the tables, after each change of the schema; repeating it changes nothing.
    """
    place, who = sql.Identifier(schema), sql.Identifier(role)
    maintain = ", MAINTAIN" if connection.info.server_version >= MAINTAIN_SINCE else ""
    rows = f"SELECT, INSERT, UPDATE, DELETE{maintain}"
    with connection.transaction():
        for statement in (
            "GRANT USAGE ON SCHEMA {place} TO {who}",
            "GRANT " + rows + " ON ALL TABLES IN SCHEMA {place} TO {who}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {place} TO {who}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {place} TO {who}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {place} GRANT " + rows + " ON TABLES TO {who}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {place} GRANT USAGE, SELECT ON SEQUENCES TO {who}",
        ):
            connection.execute(sql.SQL(statement).format(place=place, who=who))
        for table in sorted(append_only):
            statement = "REVOKE DELETE, TRUNCATE, REFERENCES, TRIGGER ON {table} FROM {who}"
            connection.execute(sql.SQL(statement).format(table=sql.Identifier(schema, table), who=who))
