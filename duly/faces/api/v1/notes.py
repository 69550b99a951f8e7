"""Notes and calls: what the next person should know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.v1.documents import one
from duly.faces.api.v1.invoices import KINDS as INVOICES
from duly.faces.api.values import Given, Id, Instant, fill
from duly.services.accounts.add_note import add_note, log_call
from duly.store.queries.api_cases import note_rows

notes = resource("Notes")
Outcome = Literal[
    "reached", "left_message", "no_answer", "wrong_number", "promised", "disputes", "has_paid", "refuses"
]  # fmt: skip


class NoteOut(Schema):
    """A note, or a call with its outcome."""

    id: int
    customer_id: int
    invoice_id: int | None
    kind: str = Field(description="`note` or `call`.")
    text: str
    author: str
    at: datetime
    business_date: date


class NotePage(Schema):
    """A page of notes and calls, the newest first."""

    data: list[NoteOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class NotesAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    invoice_id: Id | None = None
    since: Instant | None = None


class NoteIn(Given):
    """What the next person should know; with `call_outcome` it is a call that was made."""

    customer_id: Id
    text: Annotated[str, Field(max_length=4000)] = ""
    invoice_id: Id | None = None
    call_outcome: Outcome | None = None


@notes.read("/notes", answer=NotePage)
def list_notes(request: ApiRequest, asked: Query[NotesAsked]) -> Schema:
    """List notes and calls."""
    caller = request.caller
    rows = note_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return NotePage.model_construct(data=[fill(NoteOut, row) for row in kept], next=link)


@notes.create("/notes", answer=NoteOut, verb=Verb.NOTE)
def create_note(request: ApiRequest, body: NoteIn) -> Schema:
    """Write a note, or log a call."""
    caller = request.caller
    caller.must_see(body.customer_id)
    if body.invoice_id is not None:
        one(caller, body.invoice_id, INVOICES, "This invoice")
    if body.call_outcome is None:
        add_note(act=caller.act(), customer_id=body.customer_id, text=body.text, receivable_id=body.invoice_id)
    else:
        log_call(act=caller.act(), customer_id=body.customer_id, outcome=body.call_outcome, text=body.text)
    return fill(NoteOut, note_rows(caller.company.id, customer_id=body.customer_id, limit=1)[0])
