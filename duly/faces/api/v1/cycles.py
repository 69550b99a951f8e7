"""Cycles: the daily run, what it decided about whom, and why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.core.dunning.decision import CustomerDecision, next_step_sentence
from duly.core.dunning.reasons import Reason, remedy, sentence
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.v1.customers import customer_row
from duly.faces.api.values import Day, Given, Id, MoneyOut, fill, money
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.run_cycle import start_cycle
from duly.store.queries.api_dunning import CycleRow, DecisionRow, cycle_rows, decision_rows
from duly.wiring.ports import holidays, ports

cycles = resource("Cycles")


class CycleOut(Schema):
    """A day that was run, or is being run."""

    id: int
    business_date: date
    state: str = Field(description="`running`, `done` or `failed`.")
    shard_count: int
    shards_done: int
    counts: dict[str, int] = Field(description="What was decided, by kind; empty until it is done.")
    message: str
    started_at: datetime
    finished_at: datetime | None
    started_by: str


class CyclePage(Schema):
    """A page of cycles, the newest first."""

    data: list[CycleOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class CyclesAsked(Asking):
    """How the list is narrowed."""

    state: Literal["running", "done", "failed"] | None = None
    from_date: Day | None = None
    to_date: Day | None = None


class CycleStartIn(Given):
    """Why the day is started by hand."""

    reason: Annotated[str, Field(max_length=1000)] = ""


class ReasonOut(Schema):
    """Why: a code for programs, a sentence and what to do about it for people."""

    code: str
    sentence: str
    remedy: str
    clear_date: date | None = Field(description="The first day on which it no longer holds; null: nobody knows.")


class ItemOut(Schema):
    """What became of one invoice."""

    invoice_id: int
    number: str
    outcome: str = Field(description="`act`, `listed`, `wait`, `finished` or `paid`.")
    level_key: str
    reasons: list[ReasonOut]
    next_step: str = Field(description="What is planned next, in words; empty: nothing.")
    next_date: date | None


class ActionOut(Schema):
    """One message or task."""

    channel: str
    level_key: str
    contact_id: int | None
    planned_date: date
    invoice_ids: list[int]
    asked: list[MoneyOut]
    reasons: list[ReasonOut]


class DecidedOut(Schema):
    """What is decided about a customer on a day, by which procedure, and why."""

    customer_id: int
    as_of: date
    procedure_name: str
    procedure_version: int
    actions: list[ActionOut]
    items: list[ItemOut]
    reasons: list[ReasonOut]


class DecisionOut(DecidedOut):
    """What was decided about a customer in a cycle."""

    id: int
    cycle_id: int | None
    outcome: str = Field(description="`notify`, `task` or `none`.")
    created_at: datetime


class DecisionPage(Schema):
    """A page of decisions, the newest first."""

    data: list[DecisionOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class DecisionsAsked(Asking):
    """How the list is narrowed."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 20
    customer_id: Id | None = None
    outcome: Literal["notify", "task", "none"] | None = None


def _reasons(found: tuple[Reason, ...]) -> list[ReasonOut]:
    return [
        ReasonOut.model_construct(code=one.code, sentence=sentence(one), remedy=remedy(one), clear_date=one.clear_date)
        for one in found
    ]


def _decided(decision: CustomerDecision) -> dict[str, Any]:
    actions = [
        ActionOut.model_construct(
            channel=one.channel, level_key=one.level_key, contact_id=int(one.contact_id) if one.contact_id else None,
            planned_date=one.planned_date, invoice_ids=[int(item.receivable_id) for item in one.items],
            asked=[money(minor, currency) for currency, minor in one.asked], reasons=_reasons(one.reasons),
        )
        for one in decision.actions
    ]  # fmt: skip
    items = [
        ItemOut.model_construct(
            invoice_id=int(one.receivable_id), number=one.number, outcome=one.outcome, level_key=one.level_key,
            reasons=_reasons(one.reasons), next_step=next_step_sentence(one.next_step) if one.next_step else "",
            next_date=one.next_step.planned if one.next_step else None,
        )
        for one in decision.items
    ]  # fmt: skip
    return {
        "customer_id": int(decision.customer_id), "as_of": decision.as_of, "procedure_name": decision.procedure_name,
        "procedure_version": decision.procedure_version, "actions": actions, "items": items,
        "reasons": _reasons(decision.reasons),
    }  # fmt: skip


def _decision(row: DecisionRow) -> DecisionOut:
    return fill(DecisionOut, row, **_decided(row.decision))


def _cycle(request: ApiRequest, cycle_id: int) -> CycleRow:
    found = cycle_rows(request.caller.company.id, id=cycle_id, limit=1)
    if not found:
        raise not_found("This cycle")
    return found[0]


@cycles.read("/cycles", answer=CyclePage, verb=Verb.SEE_ALL)
def list_cycles(request: ApiRequest, asked: Query[CyclesAsked]) -> Schema:
    """List the days that were run."""
    given = asked.dict(exclude={"limit", "cursor"})
    rows = cycle_rows(request.caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, **given)
    kept, link = paged(request, rows, asked.limit, by_id)
    return CyclePage.model_construct(data=[fill(CycleOut, row) for row in kept], next=link)


@cycles.read("/cycles/{int:cycle_id}", answer=CycleOut, verb=Verb.SEE_ALL)
def get_cycle(request: ApiRequest, cycle_id: int) -> Schema:
    """Get a day that was run."""
    return fill(CycleOut, _cycle(request, cycle_id))


@cycles.create("/cycles", answer=CycleOut, verb=Verb.RUN_CYCLE)
def create_cycle(request: ApiRequest, body: CycleStartIn) -> Schema:
    """Start the day: workers decide about everybody; a day that was started before stays as it is."""
    cycle_id, _ = start_cycle(act=request.caller.act(body.reason), ports=ports(), shard_size=settings.CYCLE_SHARD_SIZE)
    return fill(CycleOut, _cycle(request, cycle_id))


@cycles.read("/cycles/{int:cycle_id}/decisions", answer=DecisionPage)
def list_decisions(request: ApiRequest, cycle_id: int, asked: Query[DecisionsAsked]) -> Schema:
    """List what a cycle decided about whom, and why."""
    caller = request.caller
    _cycle(request, cycle_id)
    rows = decision_rows(
        caller.company.id, cycle_id=cycle_id, after=after_id(asked.cursor), limit=asked.limit + 1,
        only_owner_id=caller.only_owner_id, **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return DecisionPage.model_construct(data=[_decision(row) for row in kept], next=link)


@cycles.read("/decisions/{int:decision_id}", answer=DecisionOut)
def get_decision(request: ApiRequest, decision_id: int) -> Schema:
    """Get one decision."""
    caller = request.caller
    found = decision_rows(caller.company.id, id=decision_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This decision")
    return _decision(found[0])


@cycles.read("/customers/{int:customer_id}/outlook", answer=DecidedOut)
def get_outlook(request: ApiRequest, customer_id: int) -> Schema:
    """Ask what would be decided about a customer today, why, why not, and what comes next."""
    caller = request.caller
    customer_row(caller, customer_id)
    found = explain_customers(act=caller.act(), holidays=holidays, customer_ids=[customer_id])
    if not found:
        raise not_found("Anything to decide about this customer")
    return DecidedOut.model_construct(**_decided(found[0].decision))
