"""Contacts: the people and mailboxes that are written to; and the segments that customers are in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, decode_cursor, paged
from duly.faces.api.problems import not_found
from duly.faces.api.v1.customers import Language
from duly.faces.api.values import Given, Id, Instant, fill
from duly.services.accounts.save_contact import ContactDetails, save_contact, set_contact_active
from duly.store.queries.api_customers import ContactRow, SegmentRow, contact_rows, segment_rows
from duly.store.queries.segments import list_segment_rules

contacts = resource("Contacts")
segments = resource("Segments")
Role = Literal["billing", "main", "escalation", "sales"]


class ContactOut(Schema):
    """Somebody at a customer, or a mailbox there."""

    id: int
    customer_id: int
    name: str
    email: str
    phone: str
    role: str
    language: str
    is_active: bool = Field(description="Whether it is written to.")
    bounced_at: datetime | None
    bounce_reason: str
    proposed_by: str = Field(description="`portal` while a contact named by the customer waits to be accepted.")
    created_at: datetime


class ContactPage(Schema):
    """A page of contacts, the newest first."""

    data: list[ContactOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class ContactsAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    email: Annotated[str | None, Field(max_length=254)] = None
    is_active: bool | None = None
    created_since: Instant | None = None


class ContactIn(Given):
    """A contact to be added: an address, a telephone number, or both."""

    customer_id: Id
    name: Annotated[str, Field(max_length=120)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    role: Role = "billing"
    language: Language = ""


class ContactChange(Given):
    """What changes; whatever is left out stays."""

    name: Annotated[str | None, Field(max_length=120)] = None
    email: Annotated[str | None, Field(max_length=254)] = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    role: Role | None = None
    language: Language | None = None
    is_active: bool | None = None


def _row(caller: Caller, contact_id: int) -> ContactRow:
    found = contact_rows(caller.company.id, id=contact_id, only_owner_id=caller.only_owner_id, limit=1)
    if not found:
        raise not_found("This contact")
    return found[0]


@contacts.read("/contacts", answer=ContactPage)
def list_contacts(request: ApiRequest, asked: Query[ContactsAsked]) -> Schema:
    """List contacts."""
    caller = request.caller
    rows = contact_rows(
        caller.company.id, after=after_id(asked.cursor), limit=asked.limit + 1, only_owner_id=caller.only_owner_id,
        **asked.dict(exclude={"limit", "cursor"}),
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return ContactPage.model_construct(data=[fill(ContactOut, row) for row in kept], next=link)


@contacts.read("/contacts/{int:contact_id}", answer=ContactOut)
def get_contact(request: ApiRequest, contact_id: int) -> Schema:
    """Get a contact."""
    return fill(ContactOut, _row(request.caller, contact_id))


@contacts.create("/contacts", answer=ContactOut, verb=Verb.EDIT_CUSTOMER)
def create_contact(request: ApiRequest, body: ContactIn) -> Schema:
    """Add a contact to a customer."""
    caller = request.caller
    caller.must_see(body.customer_id)
    details = ContactDetails(**body.dict(exclude={"customer_id"}))
    contact_id = save_contact(act=caller.act(), customer_id=body.customer_id, details=details)
    return fill(ContactOut, _row(caller, contact_id))


@contacts.change("/contacts/{int:contact_id}", answer=ContactOut, verb=Verb.EDIT_CUSTOMER, shown=get_contact)
def update_contact(request: ApiRequest, contact_id: int, body: ContactChange) -> Schema:
    """Change a contact, or stop writing to it."""
    caller, given = request.caller, {k: v for k, v in body.dict().items() if v is not None}
    now = _row(caller, contact_id)
    is_active = given.pop("is_active", None)
    if given:
        values = {name: given.get(name, getattr(now, name)) for name in ContactDetails.__slots__}
        save_contact(
            act=caller.act(), customer_id=now.customer_id, details=ContactDetails(**values), contact_id=contact_id
        )
    if is_active is not None:
        set_contact_active(act=caller.act(), customer_id=now.customer_id, contact_id=contact_id, is_active=is_active)
    return fill(ContactOut, _row(caller, contact_id))


class SegmentOut(Schema):
    """A segment that customers are in."""

    name: str
    customers: int = Field(description="How many customers are in it.")


class SegmentPage(Schema):
    """A page of segments, by name."""

    data: list[SegmentOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


@segments.read("/segments", answer=SegmentPage)
def list_segments(request: ApiRequest, asked: Query[Asking]) -> Schema:
    """List the segments that customers are in."""
    key, caller = decode_cursor(asked.cursor, (str,)), request.caller
    after = str(key[0]) if key else ""
    rows = segment_rows(caller.company.id, after=after, limit=asked.limit + 1, only_owner_id=caller.only_owner_id)
    kept, link = paged(request, rows, asked.limit, _by_name)
    return SegmentPage.model_construct(data=[fill(SegmentOut, row) for row in kept], next=link)


class SegmentRulesOut(Schema):
    """The rules that put customers into segments: the version in force."""

    version: int
    document: dict[str, Any] = Field(description="The rules as docs/reference/segments.md describes them.")
    text: str = Field(description="The same as a person wrote them, in YAML or JSON.")
    note: str
    saved_by: str
    saved_at: datetime


@segments.read("/segments/rules", answer=SegmentRulesOut, verb=Verb.SEE_ALL)
def get_segment_rules(request: ApiRequest) -> Schema:
    """Get the rules that put customers into segments."""
    for rules in list_segment_rules(request.caller.company.id):
        if rules.is_current:
            return fill(SegmentRulesOut, rules, text=rules.source_text)
    raise not_found("A set of rules")


def _by_name(row: SegmentRow) -> tuple[str]:
    return (row.name,)
