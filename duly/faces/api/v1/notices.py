"""Notices: the messages that are planned, held, sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, decode_cursor, paged
from duly.faces.api.problems import bad_field, not_found
from duly.faces.api.v1.cases import EmptyIn
from duly.faces.api.values import Day, Given, Id, MoneyOut, fill, money
from duly.services.dunning.review_notice import approve_notice, exclude_notice
from duly.store.queries.notice_page import NoticeFacts, NoticeItemFacts, notice_facts, notice_items
from duly.store.queries.notices import NoticeFilter, NoticeLine, notice_lines
from duly.wiring.ports import ports

notices = resource("Notices")
State = Literal["planned", "held", "queued", "sending", "sent", "failed", "unknown", "excluded", "dropped"]


class NoticeOut(Schema):
    """A message in a list."""

    id: int
    customer_id: int
    business_date: date
    state: str = Field(description="planned, held, queued, sending, sent, failed, unknown, excluded or dropped.")
    state_reason: str
    level_key: str
    to_name: str
    to_email: str
    subject: str
    total: MoneyOut
    invoice_numbers: list[str]
    not_before_at: datetime | None
    sent_at: datetime | None
    approved_by: str


class NoticePage(Schema):
    """A page of notices, the newest day first."""

    data: list[NoticeOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class NoticesAsked(Asking):
    """How the list is narrowed."""

    customer_id: Id | None = None
    cycle_id: Id | None = None
    state: State | None = None
    level_key: Annotated[str | None, Field(max_length=40)] = None
    channel: Literal["email", "call_task", "none"] = "email"
    from_date: Day | None = None
    to_date: Day | None = None


class NoticeItemOut(Schema):
    """An invoice that a message is about."""

    invoice_id: int
    number: str
    due_date: date
    level_key: str
    days_overdue: int
    open: MoneyOut = Field(description="What was open when it was planned.")
    open_now: MoneyOut
    is_void: bool = Field(description="Left out again when it was sent.")


class NoticeDetailOut(Schema):
    """A message with its text and its invoices."""

    id: int
    customer_id: int
    contact_id: int | None
    cycle_id: int | None
    decision_id: int | None
    business_date: date
    channel: str
    state: str
    state_code: str
    state_reason: str
    level_key: str
    tone: str
    language: str
    to_name: str
    to_email: str
    subject: str
    body_text: str = Field(description="Empty until it is composed, just before it is sent.")
    message_id: str
    total: MoneyOut
    not_before_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    approved_by: str
    attempts: int
    items: list[NoticeItemOut]


class ExcludeIn(Given):
    """Why it is left out."""

    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]


def _facts(caller: Caller, notice_id: int) -> NoticeFacts:
    found = notice_facts(caller.company.id, notice_id)
    if found is None or caller.only_owner_id not in (None, found.owner_id):
        raise not_found("This notice")
    return found


def _detail(caller: Caller, notice_id: int) -> NoticeDetailOut:
    facts = _facts(caller, notice_id)
    items = [_item(one) for one in notice_items(caller.company.id, notice_id)]
    return fill(NoticeDetailOut, facts, total=money(facts.total_minor, facts.currency), items=items)


def _item(one: NoticeItemFacts) -> NoticeItemOut:
    return fill(
        NoticeItemOut, one, invoice_id=one.receivable_id, open=money(one.open_minor, one.currency),
        open_now=money(one.open_now_minor, one.currency),
    )  # fmt: skip


@notices.read("/notices", answer=NoticePage)
def list_notices(request: ApiRequest, asked: Query[NoticesAsked]) -> Schema:
    """List notices."""
    caller = request.caller
    wanted = NoticeFilter(
        states=(asked.state,) if asked.state else (), level_key=asked.level_key or "", from_date=asked.from_date,
        to_date=asked.to_date, cycle_id=asked.cycle_id, customer_id=asked.customer_id,
        only_owner_id=caller.only_owner_id, channel=asked.channel,
    )  # fmt: skip
    rows, _, more = notice_lines(caller.company.id, wanted, after=_after(asked.cursor), limit=asked.limit)
    kept, link = paged(request, [*rows, rows[-1]] if more else rows, asked.limit, _key)
    data = [
        fill(NoticeOut, row, total=money(row.total_minor, row.currency), invoice_numbers=list(row.numbers))
        for row in kept
    ]
    return NoticePage.model_construct(data=data, next=link)


def _key(row: NoticeLine) -> tuple[str, int]:
    return (row.business_date.isoformat(), row.id)


def _after(cursor: str | None) -> tuple[date, int] | None:
    key = decode_cursor(cursor, (str, int))
    try:
        return (date.fromisoformat(str(key[0])), int(key[1])) if key else None
    except ValueError as error:
        raise bad_field("query.cursor", "This is no cursor of ours.", "Follow `next`.") from error


@notices.read("/notices/{int:notice_id}", answer=NoticeDetailOut)
def get_notice(request: ApiRequest, notice_id: int) -> Schema:
    """Get a notice with its text and its invoices."""
    return _detail(request.caller, notice_id)


@notices.act("/notices/{int:notice_id}/approve", answer=NoticeDetailOut, verb=Verb.SEND, shown=get_notice)
def approve(request: ApiRequest, notice_id: int, body: EmptyIn) -> Schema:
    """Let a held notice go; the guards are asked again when it is sent."""
    caller = request.caller
    _facts(caller, notice_id)
    approve_notice(act=caller.act(), ports=ports(), notice_id=notice_id)
    return _detail(caller, notice_id)


@notices.act("/notices/{int:notice_id}/exclude", answer=NoticeDetailOut, verb=Verb.SEND, shown=get_notice)
def exclude(request: ApiRequest, notice_id: int, body: ExcludeIn) -> Schema:
    """Leave a planned notice out, for a reason."""
    caller = request.caller
    _facts(caller, notice_id)
    exclude_notice(act=caller.act(body.reason), notice_id=notice_id, reason=body.reason)
    return _detail(caller, notice_id)
