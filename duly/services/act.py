"""Who acts, for which company, when and why: every service that changes something is given one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

ActorKind = Literal["person", "system", "customer", "api"]


@dataclass(frozen=True, slots=True)
class Act:
    """The circumstances of one use case. The face reads the clock and makes it.

    `at` is an instant in UTC, `business_date` a date in the company's time zone.
    """

    company_id: int
    actor_kind: ActorKind
    actor: str
    at: datetime
    business_date: date
    reason: str = ""
    user_id: int | None = None

    def because(self, reason: str) -> Act:
        """Return the same act with this reason."""
        return replace(self, reason=reason)
