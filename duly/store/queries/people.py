"""The people of a company, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from duly.store.models import Membership, User
from duly.store.tenancy import in_directory


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody who may work for the company."""

    user_id: int
    name: str
    email: str
    role: str
    is_active: bool
    last_sign_in_at: datetime | None
    has_password: bool
    has_two_factor: bool
    customers: int
    team: str
    substitute_id: int | None
    substitute_name: str
    absent_from: date | None
    absent_until: date | None

    def is_away(self, day: date) -> bool:
        """Tell whether the person is away on a day."""
        return self.absent_from is not None and self.absent_from <= day <= (self.absent_until or date.max)


PEOPLE = """
    SELECT u.id, trim(concat(u.first_name, ' ', u.last_name)), u.email, m.role,
           m.is_active AND u.is_active, u.last_login,
           left(u.password, 1) <> '!' AND u.password <> '',
           EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = u.id AND f.type = 'totp'),
           (SELECT count(*) FROM customer c WHERE c.company_id = m.company_id AND c.owner_id = u.id),
           m.team, m.substitute_id, coalesce(nullif(trim(concat(s.first_name, ' ', s.last_name)), ''), s.email, ''),
           m.absent_from, m.absent_until
      FROM membership m JOIN person u ON u.id = m.user_id LEFT JOIN person s ON s.id = m.substitute_id
     WHERE m.company_id = %s ORDER BY NOT (m.is_active AND u.is_active), 2, u.email
"""


def people_of(company_id: int) -> list[PersonFacts]:
    """Return everybody with a place in the company, those who may come in first, by name."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [company_id])
        return [PersonFacts(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who looks after somebody's customers while they are away; `until` None: no end is known."""

    name: str
    until: date | None


def stand_in_for(company_id: int, user_id: int | None, day: date) -> StandIn | None:
    """Return who stands in for a person on a day, None when the person is here."""
    if user_id is None:
        return None
    rows = Membership.objects.filter(company_id=company_id, user_id=user_id, absent_from__lte=day)
    row = rows.exclude(absent_until__lt=day).exclude(substitute=None).select_related("substitute").first()
    if row is None or row.substitute is None:
        return None
    return StandIn(row.substitute.get_full_name() or row.substitute.email, row.absent_until)


def belongs_elsewhere(company_id: int, user_id: int) -> bool:
    """Tell whether a person also has, or had, a place elsewhere, so that this company may not touch the sign-in."""
    with in_directory():
        return Membership.objects.filter(user_id=user_id).exclude(company_id=company_id).exists()


def person_by_email(email: str) -> int | None:
    """Return the id of the person with this address, whatever its case, or None."""
    return User.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True).first()
