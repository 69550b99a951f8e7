"""Who may ask: a token of the company that works, whose role grants the endpoint's verb."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from duly.core.accounts.permissions import Verb, can
from duly.faces.api.limits import FAILURES, address_of, by_address, by_token
from duly.faces.api.problems import Problem, not_found
from duly.services.act import Act
from duly.services.api.note_token_use import note_token_use
from duly.services.api.token_text import company_of, hash_of
from duly.store.queries.api_tokens import TokenFacts, token_by_hash
from duly.store.queries.companies import CompanyFacts, company_facts
from duly.store.queries.today import is_visible
from duly.store.tenancy import in_company

KEY = re.compile(r"[\x21-\x7e]{1,255}\Z")
JSON, MULTIPART = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that was let in: company, token and the time, read once."""

    company: CompanyFacts
    token: TokenFacts
    now: datetime
    headers: dict[str, str]

    @property
    def today(self) -> date:
        """The business date in the company's time zone."""
        return self.company.business_date(self.now)

    @property
    def only_owner_id(self) -> int | None:
        """Whose customers alone may be seen: those of the token's person (sales), or None for all."""
        return None if self.may(Verb.SEE_ALL) else (self.token.person_id or 0)

    def may(self, verb: Verb) -> bool:
        """Tell whether the token's role grants a verb."""
        return can(self.token.role, verb)

    def act(self, reason: str = "") -> Act:
        """Return the circumstances for a service."""
        return Act(
            self.company.id, "api", f"{self.token.name} (API)", self.now, self.today, reason, self.token.person_id
        )

    def must_see(self, customer_id: int | None) -> None:
        """Raise the 404 of a customer that is not this company's, or not the token's person's (sales)."""
        if customer_id is None and self.only_owner_id is None:
            return
        if customer_id is None or not is_visible(self.company.id, customer_id, owner_id=self.only_owner_id):
            raise not_found("This customer" if customer_id is not None else "It")


class ApiRequest(HttpRequest):
    """A request that was let in."""

    caller: Caller


class Bearer:
    """The door of one endpoint: token, role, kind of body and key, each before anything else is read."""

    openapi_security_schema = {
        "type": "http", "scheme": "bearer", "bearerFormat": "duly_<company>_<secret>",
        "description": "A token made in the console (Settings, Integrations) or with `duly token add`.",
    }  # fmt: skip

    def __init__(self, verb: Verb, *, body: str = "", needs_key: bool = False) -> None:
        self.verb, self._body, self._needs_key = verb, body, needs_key

    def __call__(self, request: HttpRequest) -> Caller:
        """Let the request in or raise Problem."""
        caller = _caller(request)
        if not caller.may(self.verb):
            raise Problem(
                403, "forbidden", f"The role {caller.token.role} does not allow this ({self.verb}).",
                "Use a token with another role.", headers=caller.headers,
            )  # fmt: skip
        if self._body and request.content_type != self._body:
            said = f"The body is {request.content_type or 'of no stated kind'}."
            raise Problem(415, "content_type", said, f"Send {self._body}.", headers=caller.headers)
        if self._needs_key:
            _check_key(request.headers.get("Idempotency-Key", ""), caller)
        request.caller = caller  # type: ignore[attr-defined]
        return caller


def _check_key(key: str, caller: Caller) -> None:
    if KEY.match(key):
        return
    remedy = "Send a header Idempotency-Key of 1 to 255 visible ASCII characters, such as a UUID, new for each request."
    said = "is missing" if not key else "cannot be used"
    one = {"field": "header.Idempotency-Key", "message": f"It {said}.", "remedy": remedy}
    raise Problem(400, "idempotency_key", f"The Idempotency-Key {said}.", remedy, [one], caller.headers)


def _caller(request: HttpRequest) -> Caller:
    now = datetime.now(UTC)
    address, seconds = address_of(request), now.timestamp()
    failures = by_address.count(address, FAILURES, seconds, by=0)
    if failures.used >= FAILURES:
        raise _too_many("failed attempts with a token from this address", failures.headers("failures"), failures)
    found = _token(request, now)
    if found is None:
        by_address.count(address, FAILURES, seconds)
        raise Problem(
            401, "token", "The token is missing, unknown, expired or revoked.",
            "Send `Authorization: Bearer duly_…`; make a token with `duly token add`.",
            headers={"WWW-Authenticate": 'Bearer realm="duly"'},
        )  # fmt: skip
    token, company = found
    allowance = by_token.count(str(token.id), settings.API_RATE_PER_MINUTE, seconds)
    if allowance.is_over:
        raise _too_many("requests with this token", allowance.headers("token"), allowance)
    return Caller(company, token, now, allowance.headers("token"))


def _too_many(what: str, headers: dict[str, str], allowance: Any) -> Problem:
    wait = max(1, allowance.reset_seconds)
    remedy = f"Wait {wait} seconds."
    return Problem(429, "rate_limit", f"Too many {what}.", remedy, headers=headers | {"Retry-After": str(wait)})


def _token(request: HttpRequest, now: datetime) -> tuple[TokenFacts, CompanyFacts] | None:
    """Return the token that works and its company; None for every other case, without saying which."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    company_id = company_of(text.strip()) if scheme.lower() == "bearer" else None
    if company_id is None:
        return None
    with in_company(company_id):
        token = token_by_hash(company_id, hash_of(text.strip()))
        company = company_facts(company_id) if token else None
        if token is None or company is None or token.state(now) != "active" or _is_orphan(token):
            return None
        note_token_use(company_id=company_id, token_id=token.id, last_used_at=token.last_used_at, at=now)
    return token, company


def _is_orphan(token: TokenFacts) -> bool:
    """Whether it sees one person's customers, and that person works here no more."""
    return not can(token.role, Verb.SEE_ALL) and not token.person_may_enter
