"""Tokens of the API, as plain values. The secret itself is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

TokenState = Literal["active", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as people see it in a list; `person_id` is whose customers a sales token sees."""

    id: int
    name: str
    prefix: str
    role: str
    person_id: int | None
    person: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str
    person_may_enter: bool

    def state(self, at: datetime) -> TokenState:
        """Tell whether it works at an instant."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if at < self.expires_at else "expired"


_SELECT = """
    SELECT t.id, t.name, t.prefix, t.role, t.created_by_id,
           coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.email, ''),
           t.created_at, t.expires_at, t.last_used_at, t.revoked_at, t.revoked_by,
           coalesce(m.is_active AND u.is_active, false)
      FROM api_token t
      LEFT JOIN person u ON u.id = t.created_by_id
      LEFT JOIN membership m ON m.company_id = t.company_id AND m.user_id = t.created_by_id
     WHERE t.company_id = %s
"""


def tokens_of(company_id: int) -> list[TokenFacts]:
    """Return every token of a company, those that are not revoked first, the newest on top."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} ORDER BY t.revoked_at IS NOT NULL, t.id DESC", [company_id])
        return [TokenFacts(*row) for row in cursor.fetchall()]


def token_by_hash(company_id: int, token_hash: str) -> TokenFacts | None:
    """Return the token with this SHA-256, whatever its state, or None."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} AND t.token_hash = %s", [company_id, token_hash])
        row = cursor.fetchone()
    return TokenFacts(*row) if row else None
