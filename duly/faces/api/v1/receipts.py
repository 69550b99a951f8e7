"""Receipts: money that arrived."""

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
from duly.faces.api.values import Currency, Day, Given, Id, Instant, Minor, MoneyIn, MoneyOut, fill, money
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.cash.settle_otherwise import identify_receipt, mark_not_ours, refund_receipt
from duly.store.queries.api_cash import ReceiptRow, receipt_rows

receipts = resource("Receipts")
SOURCE = "api"


class ReceiptOut(Schema):
    """Money that arrived. It never changes; only what is unapplied of it does."""

    id: int
    customer_id: int | None = Field(description="Whose money it is; null while nobody knows.")
    source: str
    external_id: str = Field(description="Its id there; unique with `source`.")
    method: str
    received_date: date
    amount: MoneyOut
    unapplied: MoneyOut = Field(description="What settles no invoice yet.")
    payer_name: str
    payer_account: str
    text: str
    created_at: datetime


class ReceiptPage(Schema):
    """A page of receipts, the newest first."""

    data: list[ReceiptOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class ReceiptsAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    state: Annotated[
        Literal["open", "closed"] | None, Field(description="`open`: some of it settles no invoice yet.")
    ] = None
    unidentified: Annotated[bool | None, Field(description="Whether nobody knows whose it is.")] = None
    source: Annotated[str | None, Field(max_length=40)] = None
    external_id: Annotated[str | None, Field(max_length=200)] = None
    currency: Currency | None = None
    received_from: Day | None = None
    received_to: Day | None = None
    created_since: Instant | None = None


class ReceiptIn(Given):
    """Money that arrived."""

    external_id: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    received_date: Day
    amount: MoneyIn
    customer_id: Id | None = Field(None, description="Whose money it is; null: not known yet.")
    source: Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")] = SOURCE
    method: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z_]+$")] = "bank"
    payer_name: Annotated[str, Field(max_length=200)] = ""
    payer_account: Annotated[str, Field(max_length=40)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""


class IdentifyIn(Given):
    """Whose money it is."""

    customer_id: Id
    reassign: bool = Field(False, description="It was another customer's until now, and that was wrong.")


class PartIn(Given):
    """How much of the receipt is meant."""

    amount_minor: Minor


def _row(caller: Caller, receipt_id: int) -> ReceiptRow:
    found = receipt_rows(caller.company.id, id=receipt_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This receipt")
    return found[0]


def _out(row: ReceiptRow) -> ReceiptOut:
    return fill(
        ReceiptOut,
        row,
        amount=money(row.amount_minor, row.currency),
        unapplied=money(row.unapplied_minor, row.currency),
    )


@receipts.read("/receipts", answer=ReceiptPage)
def list_receipts(request: ApiRequest, asked: Query[ReceiptsAsked]) -> Schema:
    """List receipts."""
    caller = request.caller
    rows = receipt_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return ReceiptPage.model_construct(data=[_out(row) for row in kept], next=link)


@receipts.read("/receipts/{int:receipt_id}", answer=ReceiptOut)
def get_receipt(request: ApiRequest, receipt_id: int) -> Schema:
    """Get a receipt."""
    return _out(_row(request.caller, receipt_id))


@receipts.create("/receipts", answer=ReceiptOut, verb=Verb.APPLY_CASH)
def create_receipt(request: ApiRequest, body: ReceiptIn) -> Schema:
    """Record money that arrived; it settles nothing until it is allocated."""
    caller = request.caller
    caller.must_see(body.customer_id)
    new = NewReceipt(
        source=body.source, external_id=body.external_id, received_date=body.received_date,
        currency=body.amount.currency, amount_minor=body.amount.amount_minor, customer_id=body.customer_id,
        method=body.method, payer_name=body.payer_name, payer_account=body.payer_account, text=body.text,
    )  # fmt: skip
    made = record_receipts(act=caller.act(), receipts=[new])
    if not made:
        said = f"There is a receipt {body.external_id} of {body.source} already."
        raise Problem(409, "exists", said, "A receipt is recorded once; nothing was changed.")
    return _out(_row(caller, next(iter(made.values()))))


@receipts.act("/receipts/{int:receipt_id}/identify", answer=ReceiptOut, verb=Verb.APPLY_CASH, shown=get_receipt)
def identify(request: ApiRequest, receipt_id: int, body: IdentifyIn) -> Schema:
    """Say whose money a receipt is; it stays on account until it is allocated."""
    caller = request.caller
    _row(caller, receipt_id)
    caller.must_see(body.customer_id)
    identify_receipt(act=caller.act(), receipt_id=receipt_id, customer_id=body.customer_id, reassign=body.reassign)
    return _out(_row(caller, receipt_id))


@receipts.act("/receipts/{int:receipt_id}/refund", answer=ReceiptOut, verb=Verb.APPLY_CASH, shown=get_receipt)
def refund(request: ApiRequest, receipt_id: int, body: PartIn) -> Schema:
    """Record that unapplied cash was sent back."""
    _row(request.caller, receipt_id)
    refund_receipt(act=request.caller.act(), receipt_id=receipt_id, amount_minor=body.amount_minor)
    return _out(_row(request.caller, receipt_id))


@receipts.act("/receipts/{int:receipt_id}/not-ours", answer=ReceiptOut, verb=Verb.APPLY_CASH, shown=get_receipt)
def set_aside(request: ApiRequest, receipt_id: int, body: PartIn) -> Schema:
    """Say that money pays no receivable of ours."""
    _row(request.caller, receipt_id)
    mark_not_ours(act=request.caller.act(), receipt_id=receipt_id, amount_minor=body.amount_minor)
    return _out(_row(request.caller, receipt_id))
