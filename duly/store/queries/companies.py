"""Companies and memberships, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from duly.store.models import Company, Membership
from duly.store.tenancy import in_directory


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What faces and services need to know about a company."""

    id: int
    name: str
    slug: str
    currency: str
    country: str
    time_zone: str
    language: str
    address: str
    sender_name: str
    sender_email: str
    sender_phone: str
    iban: str
    bic: str
    account_holder: str
    bank_data_max_age_hours: int
    is_cycle_automatic: bool
    cycle_hour: int
    is_demo: bool
    paused_at: datetime | None
    paused_by: str
    pause_reason: str
    business_date_override: date | None

    def business_date(self, now: datetime) -> date:
        """Return today's date in the company's time zone, or the date it is pinned to (demo, replay)."""
        return self.business_date_override or now.astimezone(ZoneInfo(self.time_zone)).date()


def _facts(row: Company) -> CompanyFacts:
    names = CompanyFacts.__slots__  # the fields bear the columns' names
    return CompanyFacts(**{name: getattr(row, name) for name in names})


def company_facts(company_id: int) -> CompanyFacts | None:
    """Return a company's facts, or None. Works inside its own scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(CompanyFacts.__slots__)} FROM company WHERE id = %s", [company_id])
        row = cursor.fetchone()
    return CompanyFacts(*row) if row else None


def all_companies() -> list[CompanyFacts]:
    """Return every company, by id; for the scheduler and the command line."""
    with in_directory():
        return [_facts(row) for row in Company.objects.order_by("pk")]


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A person's role in a company."""

    company_id: int
    company_name: str
    company_slug: str
    role: str


def memberships_of(user_id: int) -> list[MembershipFacts]:
    """Return the companies a person may enter, by name."""
    with in_directory():
        rows = Membership.objects.filter(user_id=user_id, is_active=True).select_related("company")
        found = [MembershipFacts(r.company_id, r.company.name, r.company.slug, r.role) for r in rows]
    return sorted(found, key=lambda m: (m.company_name, m.company_id))
