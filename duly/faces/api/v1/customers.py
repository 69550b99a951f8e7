"""Customers: who owes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.values import Given, Id, Instant, MoneyOut, fill, money
from duly.services.accounts.assign_customer import Assignment
from duly.services.accounts.save_customer import CustomerDetails, add_customer, change_customer
from duly.store.queries.account_page import account_sums
from duly.store.queries.api_customers import CustomerRow, customer_rows

customers = resource("Customers")
Importance = Literal["low", "normal", "high", "key"]
Status = Literal["active", "legal", "agency", "insolvent", "closed"]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="ISO 3166-1, two letters, or empty.")]
Language = Annotated[str, Field(pattern=r"^([a-z]{2}(-[A-Z]{2})?)?$", description="Such as `de`, or empty.")]
Short = Annotated[str, Field(max_length=40)]


class CustomerOut(Schema):
    """A customer."""

    id: int
    source: str = Field(description="The system it comes from; `api` when it was made here.")
    external_id: str = Field(description="Its id there; unique with `source`.")
    number: str
    name: str
    country: str
    language: str
    time_zone: str
    address: str
    vat_id: str
    segment: str
    importance: str
    terms_text: str
    status: str
    owner_id: int | None = Field(description="The person who looks after it.")
    parent_id: int | None = Field(description="The customer it belongs to.")
    procedure_name: str = Field(description="The dunning procedure of its own; empty: its segment's or the default.")
    snoozed_until: date | None
    created_at: datetime


class BalanceOut(Schema):
    """What a customer owes in one currency today."""

    balance: MoneyOut = Field(description="Open invoices less credit notes and unapplied cash.")
    overdue: MoneyOut
    unapplied_cash: MoneyOut
    disputed: MoneyOut
    oldest_due_date: date | None


class CustomerBalances(Schema):
    """A customer's balances by currency."""

    customer_id: int
    as_of: date
    balances: list[BalanceOut]


class CustomerPage(Schema):
    """A page of customers, the newest first."""

    data: list[CustomerOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class CustomersAsked(Asking):
    """How the list is narrowed."""

    q: Annotated[str | None, Field(max_length=100, description="Part of the name or number.")] = None
    number: Annotated[str | None, Field(max_length=100)] = None
    source: Annotated[str | None, Field(max_length=40)] = None
    external_id: Annotated[str | None, Field(max_length=120)] = None
    segment: Annotated[str | None, Field(max_length=60)] = None
    status: Status | None = None
    owner_id: Id | None = None
    parent_id: Id | None = None
    created_since: Instant | None = None


class CustomerIn(Given):
    """A customer to be added."""

    number: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    external_id: Annotated[str, Field(max_length=120, description="Empty: the number.")] = ""
    source: Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")] = "api"
    country: Country = ""
    language: Language = ""
    time_zone: Annotated[str, Field(max_length=64, description="Such as `Europe/Berlin`, or empty.")] = ""
    address: Annotated[str, Field(max_length=1000)] = ""
    vat_id: Annotated[str, Field(max_length=30)] = ""
    terms_text: Annotated[str, Field(max_length=200)] = ""
    parent_id: Id | None = None
    owner_id: Id | None = None
    segment: Annotated[str, Field(max_length=60)] = ""
    importance: Importance = "normal"
    procedure_name: Annotated[str, Field(max_length=60)] = ""
    status: Status = "active"


class CustomerChange(Given):
    """What changes; whatever is left out stays."""

    number: Annotated[str | None, Field(min_length=1, max_length=100, pattern=r"\S")] = None
    name: Annotated[str | None, Field(min_length=1, max_length=200, pattern=r"\S")] = None
    country: Country | None = None
    language: Language | None = None
    time_zone: Annotated[str | None, Field(max_length=64)] = None
    address: Annotated[str | None, Field(max_length=1000)] = None
    vat_id: Annotated[str | None, Field(max_length=30)] = None
    terms_text: Annotated[str | None, Field(max_length=200)] = None
    parent_id: Id | None = Field(None, description="Null: none.")
    owner_id: Id | None = Field(None, description="Null: nobody.")
    segment: Annotated[str | None, Field(max_length=60)] = None
    importance: Importance | None = None
    procedure_name: Annotated[str | None, Field(max_length=60)] = None
    status: Status | None = None


NULL_MEANS_NONE = {"parent_id", "owner_id"}


def customer_row(caller: Caller, customer_id: int) -> CustomerRow:
    """Return a customer this token may see; raises the 404 otherwise."""
    found = customer_rows(caller.company.id, id=customer_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This customer")
    return found[0]


@customers.read("/customers", answer=CustomerPage)
def list_customers(request: ApiRequest, asked: Query[CustomersAsked]) -> Schema:
    """List customers."""
    given = asked.dict(exclude={"limit", "cursor"})
    rows = customer_rows(
        request.caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1,
        only_owner_id=request.caller.only_owner_id, **given,
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return CustomerPage.model_construct(data=[fill(CustomerOut, row) for row in kept], next=link)


@customers.read("/customers/{int:customer_id}", answer=CustomerOut)
def get_customer(request: ApiRequest, customer_id: int) -> Schema:
    """Get a customer."""
    return fill(CustomerOut, customer_row(request.caller, customer_id))


@customers.read("/customers/{int:customer_id}/balances", answer=CustomerBalances)
def get_customer_balances(request: ApiRequest, customer_id: int) -> Schema:
    """Get what a customer owes today, by currency."""
    caller = request.caller
    customer_row(caller, customer_id)
    sums = account_sums(caller.company.id, customer_id, caller.today)
    balances = [
        BalanceOut.model_construct(
            balance=money(one.balance_minor, one.currency), overdue=money(one.late_minor, one.currency),
            unapplied_cash=money(one.unapplied_minor, one.currency), disputed=money(one.disputed_minor, one.currency),
            oldest_due_date=one.oldest_due_date,
        )
        for one in sums
    ]  # fmt: skip
    return CustomerBalances.model_construct(customer_id=customer_id, as_of=caller.today, balances=balances)


@customers.create("/customers", answer=CustomerOut, verb=Verb.EDIT_CUSTOMER)
def create_customer(request: ApiRequest, body: CustomerIn) -> Schema:
    """Add a customer."""
    details, to = _split(body.dict())
    customer_id = add_customer(
        act=request.caller.act(),
        details=details,
        to=to,
        source=body.source,
        external_id=body.external_id or body.number,
    )
    return fill(CustomerOut, customer_row(request.caller, customer_id))


@customers.change("/customers/{int:customer_id}", answer=CustomerOut, verb=Verb.EDIT_CUSTOMER, shown=get_customer)
def update_customer(request: ApiRequest, customer_id: int, body: CustomerChange) -> Schema:
    """Change a customer."""
    caller = request.caller
    now = asdict(customer_row(caller, customer_id))
    given = {k: v for k, v in body.dict(exclude_unset=True).items() if v is not None or k in NULL_MEANS_NONE}
    details, to = _split(now | given)
    change_customer(act=caller.act(), customer_id=customer_id, details=details, to=to)
    return fill(CustomerOut, customer_row(caller, customer_id))


def _split(values: dict[str, object]) -> tuple[CustomerDetails, Assignment]:
    def of(make: type) -> dict[str, object]:
        return {name: values[name] for name in make.__slots__}  # type: ignore[attr-defined]

    return CustomerDetails(**of(CustomerDetails)), Assignment(**of(Assignment))  # type: ignore[arg-type]
