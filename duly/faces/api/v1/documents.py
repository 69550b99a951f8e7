"""What invoices and credit notes have in common: how they are shown, listed and entered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

from ninja import Schema
from pydantic import Field

from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.values import Currency, Day, Given, Id, Instant, MoneyIn, MoneyOut, fill, money
from duly.services.billing.open_receivables import NewReceivable
from duly.store.queries.api_documents import DocumentRow, document_rows

S = TypeVar("S", bound=Schema)
SOURCE = "api"


class DiscountOut(Schema):
    """What may be deducted when paid by a day."""

    until_date: date | None
    percent: str | None
    discount_minor: int | None


class DocumentOut(Schema):
    """A document of the ledger; it never changes, only what is open of it does."""

    id: int
    customer_id: int
    kind: str
    number: str
    instalment_no: int = Field(description="Which instalment of the document; 1 of 1 without instalments.")
    instalment_count: int
    source: str = Field(description="The system it comes from; `api` when it was entered here.")
    external_id: str = Field(description="Its id there; unique with `source` and `instalment_no`.")
    revision: int
    issue_date: date
    due_date: date
    amount: MoneyOut
    open: MoneyOut = Field(description="What is open of it today.")
    state: str = Field(description="`open` or `closed`.")
    net_minor: int | None
    terms_text: str
    discounts: list[DiscountOut]
    purchase_order: str
    description: str
    creditor_reference: str = Field(description="ISO 11649 reference for the transfer, if it has one.")
    created_at: datetime


class DocumentsAsked(Asking):
    """How a list of documents is narrowed."""

    customer_id: Id | None = None
    state: Annotated[Literal["open", "closed"] | None, Field(description="Whether anything is open of it today.")] = (
        None
    )
    number: Annotated[str | None, Field(max_length=100)] = None
    source: Annotated[str | None, Field(max_length=40)] = None
    external_id: Annotated[str | None, Field(max_length=120)] = None
    purchase_order: Annotated[str | None, Field(max_length=80)] = None
    currency: Currency | None = None
    issued_from: Day | None = None
    issued_to: Day | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    created_since: Instant | None = None


class DocumentIn(Given):
    """A document to be entered."""

    customer_id: Id
    number: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
    issue_date: Day
    amount: MoneyIn
    external_id: Annotated[str, Field(max_length=120, description="Empty: the number.")] = ""
    source: Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")] = SOURCE
    net_minor: Annotated[
        int | None, Field(strict=True, ge=0, le=10**15, description="Without tax, for discounts on net.")
    ] = None
    terms_text: Annotated[str, Field(max_length=200)] = ""
    purchase_order: Annotated[str, Field(max_length=80)] = ""
    description: Annotated[str, Field(max_length=2000)] = ""
    creditor_reference: Annotated[str, Field(max_length=35)] = ""


def shown(make: type[S], row: DocumentRow) -> S:
    """Return a document as it is answered."""
    discounts = [
        DiscountOut.model_construct(**{k: one.get(k) for k in DiscountOut.model_fields}) for one in row.discounts
    ]
    return fill(
        make, row, amount=money(row.amount_minor, row.currency), open=money(row.open_minor, row.currency),
        state="open" if row.open_minor else "closed", discounts=discounts,
    )  # fmt: skip


def listed(request: ApiRequest, asked: DocumentsAsked, kinds: Collection[str]) -> tuple[list[DocumentRow], str | None]:
    """Return a page of documents of some kinds, and the link to the next."""
    caller = request.caller
    rows = document_rows(
        caller.company.id, kinds=kinds, after=after_id(asked.cursor), limit=asked.limit + 1,
        only_owner_id=caller.only_owner_id, **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return list(kept), link


def one(caller: Caller, document_id: int, kinds: Collection[str], what: str) -> DocumentRow:
    """Return a document this token may see; raises the 404 otherwise."""
    found = document_rows(caller.company.id, kinds=kinds, id=document_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found(what)
    return found[0]


def rows_by_id(caller: Caller, ids: list[int], kinds: Collection[str]) -> list[DocumentRow]:
    """Return documents in the order of these ids."""
    found = {row.id: row for row in document_rows(caller.company.id, kinds=kinds, ids=ids, limit=len(ids))}
    return [found[i] for i in ids]


def to_enter(
    body: DocumentIn, kind: str, due_date: date, *, amount_minor: int | None = None, **more: object
) -> NewReceivable:
    """Return what a body asks to enter; `amount_minor` where it is part of the body's amount only."""
    return NewReceivable(
        customer_id=body.customer_id, kind=kind, number=body.number, source=body.source,
        external_id=body.external_id or body.number, issue_date=body.issue_date, due_date=due_date,
        currency=body.amount.currency, net_minor=body.net_minor,
        terms_text=body.terms_text, purchase_order=body.purchase_order, description=body.description,
        creditor_reference=body.creditor_reference,
        amount_minor=body.amount.amount_minor if amount_minor is None else amount_minor, **more,  # type: ignore[arg-type]
    )  # fmt: skip
