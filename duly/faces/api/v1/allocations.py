"""Allocations: which money, or which credit note, settles which invoice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import Problem, not_found
from duly.faces.api.values import Day, Given, Id, Minor, MoneyOut, fill, money
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.unapply import unapply
from duly.store.queries.api_cash import AllocationRow, allocation_rows

allocations = resource("Allocations")
MOST_LINES = 500
Residual = Literal["discount", "bank_fee", "short_payment", "fx_difference", "rounding"]


class AllocationOut(Schema):
    """One part of an allocation; those made together share `entry_id`."""

    id: int
    entry_id: int = Field(description="What it was made with; undoing takes all of that back.")
    kind: str = Field(description="`principal`, `credit_applied`, `write_off`, or the kind of what was closed with it.")
    invoice_id: int | None
    receipt_id: int | None
    credit_note_id: int | None
    customer_id: int | None
    amount: MoneyOut
    effective_date: date
    actor: str
    reason: str
    recorded_at: datetime
    undone_at: datetime | None


class AllocationPage(Schema):
    """A page of allocations, the newest first."""

    data: list[AllocationOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class AllocationsMade(Schema):
    """What was made, or undone, together."""

    entry_id: int
    data: list[AllocationOut]


class AllocationsAsked(Asking):
    """How the list is narrowed."""

    entry_id: Id | None = None
    invoice_id: Id | None = None
    receipt_id: Id | None = None
    credit_note_id: Id | None = None
    customer_id: Id | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None


class LineIn(Given):
    """How much of the money settles one invoice, and what is closed together with it."""

    invoice_id: Id
    amount_minor: Minor
    residuals: dict[Residual, Minor] = Field(default={}, description="Closed beside the money: minor units by kind.")


class AllocationIn(Given):
    """A receipt put against invoices: all lines or none."""

    receipt_id: Id
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    customer_id: Id | None = Field(None, description="Whose money it is, when it is not identified yet.")
    is_third_party: bool = Field(False, description="Another customer's invoices are paid, and that is meant so.")


class UndoIn(Given):
    """Why it is undone."""

    reason: Annotated[str, Field(max_length=1000)] = ""


def _out(row: AllocationRow) -> AllocationOut:
    return fill(AllocationOut, row, amount=money(row.amount_minor, row.currency))


def _rows_of(caller: Caller, entry_id: int) -> list[AllocationRow]:
    return allocation_rows(
        caller.company.id, entry_id=entry_id, only_owner_id=caller.only_owner_id, limit=6 * MOST_LINES + 1
    )


@allocations.read("/allocations", answer=AllocationPage)
def list_allocations(request: ApiRequest, asked: Query[AllocationsAsked]) -> Schema:
    """List allocations."""
    caller = request.caller
    rows = allocation_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return AllocationPage.model_construct(data=[_out(row) for row in kept], next=link)


@allocations.read("/allocations/{int:allocation_id}", answer=AllocationOut)
def get_allocation(request: ApiRequest, allocation_id: int) -> Schema:
    """Get one part of an allocation."""
    caller = request.caller
    found = allocation_rows(caller.company.id, id=allocation_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This allocation")
    return _out(found[0])


@allocations.create("/allocations", answer=AllocationsMade, verb=Verb.APPLY_CASH)
def create_allocation(request: ApiRequest, body: AllocationIn) -> Schema:
    """Put a receipt against invoices."""
    caller = request.caller
    if body.customer_id is not None:
        caller.must_see(body.customer_id)
    lines = [
        AllocationLine(one.invoice_id, one.amount_minor, {str(kind): minor for kind, minor in one.residuals.items()})
        for one in body.lines
    ]
    entry_id = apply_receipt(
        act=caller.act(), receipt_id=body.receipt_id, lines=lines, customer_id=body.customer_id,
        third_party=body.is_third_party, evidence={"by": "api"},
    )  # fmt: skip
    made = [_out(row) for row in _rows_of(caller, entry_id)]
    return AllocationsMade.model_construct(entry_id=entry_id, data=made)


@allocations.act("/allocations/{int:allocation_id}/undo", answer=AllocationsMade, verb=Verb.APPLY_CASH)
def undo_allocation(request: ApiRequest, allocation_id: int, body: UndoIn) -> Schema:
    """Undo an allocation with everything that was made together with it.

    Made by an import together with those of other receipts, it is undone for its own receipt only.
    """
    caller = request.caller
    found = allocation_rows(caller.company.id, id=allocation_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This allocation")
    entry_id = found[0].entry_id
    rows = _rows_of(caller, entry_id)
    if len(rows) > 6 * MOST_LINES:
        said = f"It was made together with more than {6 * MOST_LINES:,} others, by an import."
        raise Problem(409, "too_many", said, "Take the import back instead.")
    unapply(act=caller.act(body.reason), entry_id=entry_id, receipt_id=found[0].receipt_id)
    undone = [_out(row) for row in _rows_of(caller, entry_id)]
    return AllocationsMade.model_construct(entry_id=entry_id, data=undone)
