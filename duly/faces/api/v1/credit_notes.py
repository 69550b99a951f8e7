"""Credit notes: what is owed to a customer."""

from __future__ import annotations

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.v1.documents import DocumentIn, DocumentOut, DocumentsAsked, listed, one, shown, to_enter
from duly.faces.api.v1.invoices import KINDS as INVOICES
from duly.faces.api.values import Given, Id, Minor
from duly.services.billing.add_documents import add_documents
from duly.services.ledger.settle_receivable import apply_credit_note, refund_credit_note

credit_notes = resource("Credit notes")
KINDS = ("credit_note",)
IT = "This credit note"


class CreditNoteOut(DocumentOut):
    """A credit note; `open` is what can still be used of it."""


class CreditNotePage(Schema):
    """A page of credit notes, the newest first."""

    data: list[CreditNoteOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class CreditNoteIn(DocumentIn):
    """A credit note to be entered; its amount is positive."""


class UseIn(Given):
    """On which invoice how much of the credit note is used."""

    invoice_id: Id
    amount_minor: Minor
    is_third_party: bool = Field(False, description="The invoice is another customer's, and that is meant so.")


class PayOutIn(Given):
    """How much of the credit note was paid out."""

    amount_minor: Minor


@credit_notes.read("/credit-notes", answer=CreditNotePage)
def list_credit_notes(request: ApiRequest, asked: Query[DocumentsAsked]) -> Schema:
    """List credit notes."""
    rows, link = listed(request, asked, KINDS)
    return CreditNotePage.model_construct(data=[shown(CreditNoteOut, row) for row in rows], next=link)


@credit_notes.read("/credit-notes/{int:credit_note_id}", answer=CreditNoteOut)
def get_credit_note(request: ApiRequest, credit_note_id: int) -> Schema:
    """Get a credit note."""
    return shown(CreditNoteOut, one(request.caller, credit_note_id, KINDS, IT))


@credit_notes.create("/credit-notes", answer=CreditNoteOut, verb=Verb.IMPORT)
def create_credit_note(request: ApiRequest, body: CreditNoteIn) -> Schema:
    """Enter a credit note."""
    new = to_enter(body, "credit_note", body.issue_date)
    ids = add_documents(act=request.caller.act(), documents=[new])
    return shown(CreditNoteOut, one(request.caller, ids[0], KINDS, IT))


@credit_notes.act(
    "/credit-notes/{int:credit_note_id}/use", answer=CreditNoteOut, verb=Verb.APPLY_CASH, shown=get_credit_note
)
def use_credit_note(request: ApiRequest, credit_note_id: int, body: UseIn) -> Schema:
    """Use a credit note on an invoice; undone like any allocation."""
    caller = request.caller
    one(caller, credit_note_id, KINDS, IT)
    one(caller, body.invoice_id, INVOICES, "This invoice")
    apply_credit_note(
        act=caller.act(), credit_note_id=credit_note_id, receivable_id=body.invoice_id,
        amount_minor=body.amount_minor, third_party=body.is_third_party,
    )  # fmt: skip
    return shown(CreditNoteOut, one(caller, credit_note_id, KINDS, IT))


@credit_notes.act(
    "/credit-notes/{int:credit_note_id}/refund", answer=CreditNoteOut, verb=Verb.APPLY_CASH, shown=get_credit_note
)
def pay_out_credit_note(request: ApiRequest, credit_note_id: int, body: PayOutIn) -> Schema:
    """Record that a credit note was paid out."""
    caller = request.caller
    one(caller, credit_note_id, KINDS, IT)
    refund_credit_note(act=caller.act(), credit_note_id=credit_note_id, amount_minor=body.amount_minor)
    return shown(CreditNoteOut, one(caller, credit_note_id, KINDS, IT))
