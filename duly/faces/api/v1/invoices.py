"""Invoices and debit notes: what is owed."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.problems import bad_field
from duly.faces.api.v1.documents import (
    DocumentOut,
    DocumentsAsked,
    listed,
    one,
    rows_by_id,
    shown,
)
from duly.faces.api.v1.due_dates import InvoiceIn, enter_invoice
from duly.faces.api.values import Given, Minor
from duly.services.billing.add_documents import add_documents
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
    new = enter_invoice(request.caller, body)
    if len(new) > 1:
        said = f"These terms give {len(new)} instalments, which one answer cannot show."
        raise bad_field("body.terms_text", said, "Send the invoice to /api/v1/invoices/bulk.", code="instalments")
    ids = add_documents(act=request.caller.act(), documents=new)
    return shown(InvoiceOut, one(request.caller, ids[0], KINDS, "This invoice"))


@invoices.create("/invoices/bulk", answer=InvoicesMade, verb=Verb.IMPORT)
def create_invoices(request: ApiRequest, body: InvoicesIn) -> Schema:
    """Enter many invoices at once: all or none; terms with instalments give an invoice for each."""
    new = [one for place, given in enumerate(body.invoices) for one in enter_invoice(request.caller, given, place)]
    ids = add_documents(act=request.caller.act(), documents=new)
    rows = rows_by_id(request.caller, ids, KINDS)
    return InvoicesMade.model_construct(data=[shown(InvoiceOut, row) for row in rows])


@invoices.act("/invoices/{int:invoice_id}/write-off", answer=InvoiceOut, verb=Verb.WRITE_OFF, shown=get_invoice)
def write_off_invoice(request: ApiRequest, invoice_id: int, body: WriteOffIn) -> Schema:
    """Write off part or all of an invoice as bad debt."""
    caller = request.caller
    one(caller, invoice_id, KINDS, "This invoice")
    write_off_receivable(act=caller.act(body.reason), receivable_id=invoice_id, amount_minor=body.amount_minor)
    return shown(InvoiceOut, one(caller, invoice_id, KINDS, "This invoice"))
