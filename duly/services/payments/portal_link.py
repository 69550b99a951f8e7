"""Links into a customer's page: issued, redeemed, revoked.

A token is `<company>-<secret>`: the company part only says where to look, the secret is 192 random bits of
which the table keeps the SHA-256. Unknown, expired and revoked tokens get the same answer.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import PortalLink

SECRET_BYTES = 24
LONGEST_TOKEN = 60
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class NewLink:
    """For whom a link is to be made."""

    customer_id: int
    contact_id: int | None = None
    notice_id: int | None = None


@dataclass(frozen=True, slots=True)
class PortalVisit:
    """What a redeemed link opens: one customer of one company, nothing else."""

    company_id: int
    link_id: int
    customer_id: int
    contact_id: int | None
    notice_id: int | None


def hash_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _company_part(company_id: int) -> str:
    digits = ""
    while company_id:
        company_id, rest = divmod(company_id, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"


def company_of(token: str) -> int | None:
    """Return the company a token claims to be of, or None when it is no token of ours."""
    part, dash, secret = token.partition("-")
    if not dash or not secret or len(token) > LONGEST_TOKEN or not part or any(c not in DIGITS for c in part):
        return None
    company_id = int(part, 36)
    return company_id if 0 < company_id < 2**62 else None


def issue_portal_links(*, act: Act, links: Sequence[NewLink], days: int) -> list[str]:
    """Store links that work for `days`; return their tokens, in the same order. Only here are they readable."""
    secret_texts = [secrets.token_urlsafe(SECRET_BYTES) for _ in links]
    PortalLink.objects.bulk_create(
        PortalLink(
            company_id=act.company_id,
            customer_id=link.customer_id,
            contact_id=link.contact_id,
            notice_id=link.notice_id,
            token_hash=hash_of(secret),
            created_by=act.actor,
            expires_at=act.at + timedelta(days=days),
        )
        for link, secret in zip(links, secret_texts, strict=True)
    )
    return [f"{_company_part(act.company_id)}-{secret}" for secret in secret_texts]


def redeem_portal_link(*, company_id: int, token: str, at: datetime) -> PortalVisit | None:
    """Return what a token opens, and note the visit; None when it is unknown, expired or revoked."""
    row = (
        PortalLink.objects.select_for_update()
        .filter(company_id=company_id, token_hash=hash_of(token.partition("-")[2]))
        .first()
    )
    if row is None or row.revoked_at is not None or row.expires_at <= at:
        return None
    PortalLink.objects.filter(pk=row.pk).update(
        opened_count=F("opened_count") + 1, last_opened_at=at, first_opened_at=row.first_opened_at or at
    )
    return PortalVisit(company_id, row.pk, row.customer_id, row.contact_id, row.notice_id)


def visit_of(*, company_id: int, link_id: int, at: datetime) -> PortalVisit | None:
    """Return the visit of a link that was redeemed before, as long as it still works."""
    row = PortalLink.objects.filter(company_id=company_id, pk=link_id).first()
    if row is None or row.revoked_at is not None or row.expires_at <= at:
        return None
    return PortalVisit(company_id, row.pk, row.customer_id, row.contact_id, row.notice_id)


def revoke_portal_links(*, act: Act, customer_id: int, link_id: int | None = None) -> int:
    """Revoke one link of a customer, or all of them; return how many worked until now. Raises NotFound."""
    links = PortalLink.objects.filter(company_id=act.company_id, customer_id=customer_id, revoked_at__isnull=True)
    if link_id is not None:
        links = links.filter(pk=link_id)
        if not links.exists():
            raise NotFound("The link")
    count = links.update(revoked_at=act.at)
    if count:
        record_activity(
            act=act, verb="portal.revoked", sentence=f"{count} links to the customer's page were revoked",
            customer_id=customer_id,
        )  # fmt: skip
    return count
