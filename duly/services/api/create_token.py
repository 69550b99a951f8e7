"""Make a token with which a program uses the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from duly.core.accounts.permissions import Role, Verb, can
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.api.token_text import hash_of, new_token, prefix_of
from duly.services.refused import ServiceRefused
from duly.store.models import ApiToken, Membership

DEFAULT_DAYS = 90
LONGEST_DAYS = 365
MOST_TOKENS = 200
"""Tokens that work at the same time in one company."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made. `token` is the secret text: it is shown once and kept nowhere."""

    id: int
    token: str
    prefix: str
    expires_at: datetime


def create_token(
    *, act: Act, name: str, role: str, days: int = DEFAULT_DAYS, for_user_id: int | None = None
) -> NewToken:
    """Make a token that works for `days` (1 to 365) with a role's rights in this company.

    `for_user_id` says whose token it is (default: the acting person): a role that sees only its own customers
    (sales) needs one, and sees that person's customers. Raises ServiceRefused (name, role, days, person, too_many).
    """
    wanted = _role(role)
    title = name.strip()
    if not title or len(title) > 80 or "\x00" in title:
        raise ServiceRefused("name", "Give the token a name of 1 to 80 characters: the program that uses it.")
    if not 1 <= days <= LONGEST_DAYS:
        raise ServiceRefused("days", f"A token works for 1 to {LONGEST_DAYS} days.")
    person = act.user_id if for_user_id is None else for_user_id
    _check_person(act, wanted, person)
    working = ApiToken.objects.filter(company_id=act.company_id, revoked_at__isnull=True, expires_at__gt=act.at)
    if working.count() >= MOST_TOKENS:
        raise ServiceRefused("too_many", f"{MOST_TOKENS} tokens work already. Revoke those that are not used.")
    token = new_token(act.company_id)
    row = ApiToken.objects.create(
        company_id=act.company_id, name=title, prefix=prefix_of(token), token_hash=hash_of(token), role=wanted,
        created_by_id=person, created_at=act.at, expires_at=act.at + timedelta(days=days),
    )  # fmt: skip
    said = f"API token {title} ({row.prefix}…) was made with the role {wanted}; it works for {days} days"
    record_activity(act=act, verb="token.created", sentence=said, data={"token_id": row.pk, "role": wanted})
    return NewToken(row.pk, token, row.prefix, row.expires_at)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise ServiceRefused("role", f"Choose one of: {', '.join(Role)}.") from error


def _check_person(act: Act, role: Role, person: int | None) -> None:
    if person is not None:
        if not Membership.objects.filter(company_id=act.company_id, user_id=person, is_active=True).exists():
            raise ServiceRefused("person", "This person does not work for the company. Choose somebody who does.")
    elif not can(role, Verb.SEE_ALL):
        raise ServiceRefused("person", f"The role {role} sees one person's customers: say whose token this is.")
