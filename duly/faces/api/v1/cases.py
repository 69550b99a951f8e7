"""Promises, disputes and notes: what customers and clerks agreed, contested and wrote down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.core.cases.reasons import DisputeReason, Resolution
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.v1.documents import one
from duly.faces.api.v1.invoices import KINDS as INVOICES
from duly.faces.api.values import Day, Given, Id, Instant, Minor, MoneyOut, fill, money
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cases.withdraw_promise import withdraw_promise
from duly.store.queries.api_cases import DisputeRow, PromiseRow, dispute_rows, promise_rows

promises = resource("Promises")
disputes = resource("Disputes")
VIA = "api"


class PromiseOut(Schema):
    """A promise to pay."""

    id: int
    customer_id: int
    promised_date: date
    amount: MoneyOut
    invoice_ids: list[int]
    state: str = Field(description="`open`, `kept`, `broken` or `withdrawn`.")
    note: str
    made_by: str
    made_via: str
    made_on_date: date
    created_at: datetime
    settled_at: datetime | None


class PromisePage(Schema):
    """A page of promises, the newest first."""

    data: list[PromiseOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class PromisesAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    state: Literal["open", "kept", "broken", "withdrawn"] | None = None
    promised_from: Day | None = None
    promised_to: Day | None = None
    created_since: Instant | None = None


class PromiseIn(Given):
    """What the customer promised."""

    customer_id: Id
    promised_date: Day
    invoice_ids: Annotated[
        list[Id] | None, Field(min_length=1, max_length=500, description="Null: all that is due by then.")
    ] = None
    amount_minor: Minor | None = Field(None, description="Null: all that is open on them.")
    note: Annotated[str, Field(max_length=2000)] = ""


class EmptyIn(Given):
    """Nothing more needs to be said."""


def _promise(caller: Caller, promise_id: int) -> PromiseOut:
    found = promise_rows(caller.company.id, id=promise_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This promise")
    return _promise_out(found[0])


def _promise_out(row: PromiseRow) -> PromiseOut:
    return fill(PromiseOut, row, amount=money(row.amount_minor, row.currency))


@promises.read("/promises", answer=PromisePage)
def list_promises(request: ApiRequest, asked: Query[PromisesAsked]) -> Schema:
    """List promises."""
    caller = request.caller
    rows = promise_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return PromisePage.model_construct(data=[_promise_out(row) for row in kept], next=link)


@promises.read("/promises/{int:promise_id}", answer=PromiseOut)
def get_promise(request: ApiRequest, promise_id: int) -> Schema:
    """Get a promise."""
    return _promise(request.caller, promise_id)


@promises.create("/promises", answer=PromiseOut, verb=Verb.NOTE)
def create_promise(request: ApiRequest, body: PromiseIn) -> Schema:
    """Record what a customer promised; reminders about it rest until then."""
    caller = request.caller
    caller.must_see(body.customer_id)
    promise_id = record_promise(
        act=caller.act(), customer_id=body.customer_id, promised_date=body.promised_date,
        receivable_ids=body.invoice_ids, amount_minor=body.amount_minor, note=body.note, via=VIA,
    )  # fmt: skip
    return _promise(caller, promise_id)


@promises.act("/promises/{int:promise_id}/withdraw", answer=PromiseOut, verb=Verb.NOTE, shown=get_promise)
def take_back_promise(request: ApiRequest, promise_id: int, body: EmptyIn) -> Schema:
    """Take a promise back; one that is settled stays as it is."""
    _promise(request.caller, promise_id)
    withdraw_promise(act=request.caller.act(), promise_id=promise_id)
    return _promise(request.caller, promise_id)


class DisputeOut(Schema):
    """A dispute; only what is disputed is silenced."""

    id: int
    customer_id: int
    invoice_id: int
    reason_code: str
    amount: MoneyOut
    text: str
    state: str = Field(description="`open`, `resolved` or `withdrawn`.")
    resolution: str
    resolution_text: str
    opened_by: str
    opened_via: str
    opened_on_date: date
    created_at: datetime
    resolved_on_date: date | None


class DisputePage(Schema):
    """A page of disputes, the newest first."""

    data: list[DisputeOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class DisputesAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    invoice_id: Id | None = None
    state: Literal["open", "resolved", "withdrawn"] | None = None
    reason_code: DisputeReason | None = None
    created_since: Instant | None = None


class DisputeIn(Given):
    """What is contested of an invoice, and why."""

    invoice_id: Id
    reason_code: DisputeReason
    amount_minor: Minor | None = Field(None, description="Null: all that is open and not disputed yet.")
    text: Annotated[str, Field(max_length=4000)] = ""


class ResolutionIn(Given):
    """How it ended."""

    resolution: Resolution
    text: Annotated[str, Field(max_length=4000)] = ""


def _dispute(caller: Caller, dispute_id: int) -> DisputeOut:
    found = dispute_rows(caller.company.id, id=dispute_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This dispute")
    return _dispute_out(found[0])


def _dispute_out(row: DisputeRow) -> DisputeOut:
    return fill(DisputeOut, row, amount=money(row.amount_minor, row.currency))


@disputes.read("/disputes", answer=DisputePage)
def list_disputes(request: ApiRequest, asked: Query[DisputesAsked]) -> Schema:
    """List disputes."""
    caller = request.caller
    rows = dispute_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return DisputePage.model_construct(data=[_dispute_out(row) for row in kept], next=link)


@disputes.read("/disputes/{int:dispute_id}", answer=DisputeOut)
def get_dispute(request: ApiRequest, dispute_id: int) -> Schema:
    """Get a dispute."""
    return _dispute(request.caller, dispute_id)


@disputes.create("/disputes", answer=DisputeOut, verb=Verb.NOTE)
def create_dispute(request: ApiRequest, body: DisputeIn) -> Schema:
    """Open a dispute on an invoice."""
    caller = request.caller
    one(caller, body.invoice_id, INVOICES, "This invoice")
    dispute_id = open_dispute(
        act=caller.act(), receivable_id=body.invoice_id, reason_code=body.reason_code,
        amount_minor=body.amount_minor, text=body.text, via=VIA,
    )  # fmt: skip
    return _dispute(caller, dispute_id)


@disputes.act("/disputes/{int:dispute_id}/resolve", answer=DisputeOut, verb=Verb.NOTE, shown=get_dispute)
def end_dispute(request: ApiRequest, dispute_id: int, body: ResolutionIn) -> Schema:
    """Resolve a dispute."""
    _dispute(request.caller, dispute_id)
    resolve_dispute(act=request.caller.act(), dispute_id=dispute_id, resolution=body.resolution, text=body.text)
    return _dispute(request.caller, dispute_id)
