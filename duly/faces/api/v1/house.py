"""Events, the audit, health, and what a token is: things about the house as a whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.core.ledger.invariants import INVARIANTS
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.values import Id, fill
from duly.services.health.check import State
from duly.services.health.check_company import check_company
from duly.services.health.check_work import ALIVE_SECONDS, check_work
from duly.store.queries.audit import ledger_counts, run_audit
from duly.store.queries.events_log import event_facts, events_page
from duly.store.queries.work_state import work_state

events = resource("Events")
audit = resource("Audit")
health = resource("Health")
token = resource("Token")


class EventOut(Schema):
    """Something that happened; the same that webhooks are told."""

    id: int
    uid: UUID = Field(description="The id a webhook carries.")
    kind: str
    at: datetime
    customer_id: int | None
    subject_id: int | None
    data: dict[str, Any]


class EventPage(Schema):
    """A page of events: the newest first, or with `after` the oldest first."""

    data: list[EventOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class EventsAsked(Asking):
    """How the list is narrowed."""

    kind: Annotated[
        str | None,
        Field(
            max_length=60, pattern=r"^[a-z_]+\.[a-z_]*$", description="`invoice.opened`; `invoice.` for all such.",
            json_schema_extra={"example": "invoice.opened"},
        ),
    ] = None  # fmt: skip
    customer_id: Id | None = None
    after: Annotated[
        int | None, Field(ge=0, le=2**63 - 1, description="Those that followed this id, the oldest first: to catch up.")
    ] = None


@events.read("/events", answer=EventPage, verb=Verb.SEE_ALL)
def list_events(request: ApiRequest, asked: Query[EventsAsked]) -> Schema:
    """List events; with `after` to catch up from the last one known."""
    place = after_id(asked.cursor)
    forward = asked.after is not None
    rows = events_page(
        request.caller.company.id, kind=asked.kind or "", customer_id=asked.customer_id,
        after=max(asked.after or 0, place or 0) if forward else None, before=None if forward else place,
        limit=asked.limit + 1,
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return EventPage.model_construct(data=[fill(EventOut, row) for row in kept], next=link)


@events.read("/events/{int:event_id}", answer=EventOut, verb=Verb.SEE_ALL)
def get_event(request: ApiRequest, event_id: int) -> Schema:
    """Get an event."""
    found = event_facts(request.caller.company.id, event_id)
    if found is None:
        raise not_found("This event")
    return fill(EventOut, found)


class FindingOut(Schema):
    """One breach."""

    subject: str
    detail: str


class InvariantOut(Schema):
    """An invariant of the ledger, and whether it holds."""

    code: str
    name: str
    breaches: int
    findings: list[FindingOut] = Field(description="The first few breaches.")
    remedy: str


class AuditOut(Schema):
    """Whether the ledger holds."""

    is_clean: bool
    rows: dict[str, int] = Field(description="How many rows were looked at, by table.")
    checks: list[InvariantOut]


@audit.read("/audit", answer=AuditOut, verb=Verb.SEE_ALL)
def get_audit(request: ApiRequest) -> Schema:
    """Check every invariant of the ledger now; on a large ledger this takes a while."""
    company_id = request.caller.company.id
    checks = [
        InvariantOut.model_construct(
            code=one.code, name=INVARIANTS[one.code].name, breaches=one.breaches, remedy=INVARIANTS[one.code].remedy,
            findings=[FindingOut.model_construct(subject=f.subject, detail=f.detail) for f in one.findings],
        )
        for one in run_audit(company_id)
    ]  # fmt: skip
    clean = not any(one.breaches for one in checks)
    return AuditOut.model_construct(is_clean=clean, rows=ledger_counts(company_id), checks=checks)


class CheckedOut(Schema):
    """One thing that was looked at."""

    name: str
    state: str = Field(description="`ok`, `warn` or `bad`.")
    sentence: str
    remedy: str = Field(description="What to do; empty when all is well.")


class HealthOut(Schema):
    """Whether the work is done: workers, jobs, the day's run, the sender, bank data."""

    state: str = Field(description="The worst of the checks: `ok`, `warn` or `bad`.")
    checks: list[CheckedOut]


@health.read("/health", answer=HealthOut, verb=Verb.SEE_ALL)
def get_health(request: ApiRequest) -> Schema:
    """Get how everything stands: workers, jobs, the day's run, sender, bank data."""
    caller = request.caller
    mail = bool(urlsplit(settings.EMAIL_URL).hostname)
    checks = [
        *check_work(work_state(alive_seconds=ALIVE_SECONDS)),
        *check_company(caller.company, caller.now, is_mail_configured=mail),
    ]  # fmt: skip
    found = {one.state for one in checks}
    worst = next((state for state in (State.BAD, State.WARN) if state in found), State.OK)
    return HealthOut.model_construct(state=str(worst), checks=[CheckedOut(**one.as_dict()) for one in checks])


class TokenOut(Schema):
    """The token that asks, and the company it opens."""

    name: str
    prefix: str
    role: str
    verbs: list[str] = Field(description="What the role grants.")
    expires_at: datetime
    company: str
    company_slug: str
    currency: str
    time_zone: str
    today: date = Field(description="The business date there.")


@token.read("/token", answer=TokenOut)
def get_token(request: ApiRequest) -> Schema:
    """Get what this token may do, and for which company."""
    caller = request.caller
    return fill(
        TokenOut, caller.token, verbs=[str(verb) for verb in Verb if caller.may(verb)], company=caller.company.name,
        company_slug=caller.company.slug, currency=caller.company.currency, time_zone=caller.company.time_zone,
        today=caller.today,
    )  # fmt: skip
