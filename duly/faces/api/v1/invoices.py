"""Invoices and debit notes: what is owed."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.v1.documents import (
    DocumentIn,
    DocumentOut,
    DocumentsAsked,
    listed,
    one,
    rows_by_id,
    shown,
    to_enter,
)
from duly.faces.api.values import Day, Given, Minor
from duly.services.billing.add_documents import add_documents
from duly.services.billing.open_receivables import NewReceivable
from duly.services.ledger.settle_receivable import write_off_receivable

invoices = resource("Invoices")
KINDS = ("invoice", "debit_note")
MOST_AT_ONCE = 1000


class InvoiceOut(DocumentOut):
    """An invoice or a debit note."""


class InvoicePage(Schema):
    """A page of invoices, the newest first."""

    data: list[InvoiceOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class DiscountIn(Given):
    """What may be deducted when paid by a day."""

    until_date: Day
    discount_minor: Minor
    percent: Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})?$")] = "0"


class InvoiceIn(DocumentIn):
    """An invoice to be entered."""

    kind: Literal["invoice", "debit_note"] = "invoice"
    due_date: Day
    instalment_no: Annotated[int, Field(ge=1, le=120)] = 1
    instalment_count: Annotated[int, Field(ge=1, le=120)] = 1
    discounts: Annotated[list[DiscountIn], Field(max_length=10)] = []


class InvoicesIn(Given):
    """Up to 1,000 invoices: all of them are entered, or none."""

    invoices: Annotated[list[InvoiceIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class InvoicesMade(Schema):
    """The invoices that were entered, in the same order."""

    data: list[InvoiceOut]


class WriteOffIn(Given):
    """How much is given up, and why."""

    amount_minor: Minor
    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]


@invoices.read("/invoices", answer=InvoicePage)
def list_invoices(request: ApiRequest, asked: Query[DocumentsAsked]) -> Schema:
    """List invoices."""
    rows, link = listed(request, asked, KINDS)
    return InvoicePage.model_construct(data=[shown(InvoiceOut, row) for row in rows], next=link)


@invoices.read("/invoices/{int:invoice_id}", answer=InvoiceOut)
def get_invoice(request: ApiRequest, invoice_id: int) -> Schema:
    """Get an invoice."""
    return shown(InvoiceOut, one(request.caller, invoice_id, KINDS, "This invoice"))


@invoices.create("/invoices", answer=InvoiceOut, verb=Verb.IMPORT)
def create_invoice(request: ApiRequest, body: InvoiceIn) -> Schema:
    """Enter an invoice."""
    ids = add_documents(act=request.caller.act(), documents=[_new(body)])
    return shown(InvoiceOut, one(request.caller, ids[0], KINDS, "This invoice"))


@invoices.create("/invoices/bulk", answer=InvoicesMade, verb=Verb.IMPORT)
def create_invoices(request: ApiRequest, body: InvoicesIn) -> Schema:
    """Enter many invoices at once: all or none."""
    ids = add_documents(act=request.caller.act(), documents=[_new(given) for given in body.invoices])
    rows = rows_by_id(request.caller, ids, KINDS)
    return InvoicesMade.model_construct(data=[shown(InvoiceOut, row) for row in rows])


@invoices.act("/invoices/{int:invoice_id}/write-off", answer=InvoiceOut, verb=Verb.WRITE_OFF, shown=get_invoice)
def write_off_invoice(request: ApiRequest, invoice_id: int, body: WriteOffIn) -> Schema:
    """Write off part or all of an invoice as bad debt."""
    caller = request.caller
    one(caller, invoice_id, KINDS, "This invoice")
    write_off_receivable(act=caller.act(body.reason), receivable_id=invoice_id, amount_minor=body.amount_minor)
    return shown(InvoiceOut, one(caller, invoice_id, KINDS, "This invoice"))


def _new(body: InvoiceIn) -> NewReceivable:
    discounts = [given.dict() | {"until_date": given.until_date.isoformat()} for given in body.discounts]
    return to_enter(
        body, body.kind, body.due_date, instalment_no=body.instalment_no, instalment_count=body.instalment_count,
        discounts=discounts,
    )  # fmt: skip
