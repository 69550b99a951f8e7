"""One message with all that led to it: items, decision, facts, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from duly.core.dunning.decision import Action, CustomerDecision
from duly.core.dunning.procedure import DunningProcedure, from_document
from duly.core.dunning.snapshot import CustomerSnapshot
from duly.store import mapping
from duly.store.models import Activity, Decision, DunningNotice, NoticeItem
from duly.store.models import DunningProcedure as ProcedureRow
from duly.store.queries.notice_action import action_of_notice


@dataclass(frozen=True, slots=True)
class NoticeItemFacts:
    """An invoice in the message: what it was then, and what is open now (minor units)."""

    receivable_id: int
    number: str
    due_date: date
    level_key: str
    days_overdue: int
    currency: str
    open_minor: int
    open_now_minor: int
    is_void: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to the message."""

    at: datetime
    verb: str
    sentence: str
    reason: str
    actor: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A message as stored. `action` is None where none was kept; texts are empty until it was composed."""

    id: int
    customer_id: int
    customer_name: str
    customer_number: str
    owner_id: int | None
    contact_id: int | None
    business_date: date
    channel: str
    state: str
    state_code: str
    state_reason: str
    level_key: str
    tone: str
    template_key: str
    language: str
    to_name: str
    to_email: str
    subject: str
    body_text: str
    body_html: str
    message_id: str
    in_reply_to: str
    currency: str
    total_minor: int
    not_before_at: datetime | None
    created_at: datetime
    sending_at: datetime | None
    sent_at: datetime | None
    approved_by: str
    attempts: int
    cycle_id: int | None
    decision_id: int | None
    action: Action | None

    @property
    def is_composed(self) -> bool:
        """Whether the message has been written down."""
        return bool(self.body_text)


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """The stored decision behind a message, with the facts it was made from."""

    id: int
    business_date: date
    created_at: datetime
    procedure_name: str
    procedure_version: int
    procedure_id: int | None
    procedure: DunningProcedure | None
    decision: CustomerDecision
    snapshot: CustomerSnapshot


_PLAIN = tuple(
    name for name in NoticeFacts.__slots__ if name not in ("customer_name", "customer_number", "owner_id", "action")
)


def notice_facts(company_id: int, notice_id: int) -> NoticeFacts | None:
    """Return a message, None when there is none of this id here."""
    row = (
        DunningNotice.objects.select_related("customer").filter(company_id=company_id, pk=notice_id).first()
    )  # fmt: skip
    if row is None:
        return None
    action = action_of_notice(row)
    return NoticeFacts(
        **{name: getattr(row, name) for name in _PLAIN},
        customer_name=row.customer.name,
        customer_number=row.customer.number,
        owner_id=row.customer.owner_id,
        action=action,
    )


def notice_items(company_id: int, notice_id: int) -> list[NoticeItemFacts]:
    """Return the invoices a message is about, the oldest first."""
    rows = NoticeItem.objects.select_related("receivable", "receivable__open_item").filter(
        company_id=company_id, notice_id=notice_id
    )
    return [
        NoticeItemFacts(
            row.receivable_id,
            row.receivable.number,
            row.receivable.due_date,
            row.level_key,
            row.days_overdue,
            row.currency,
            row.open_minor,
            row.receivable.open_item.open_minor if hasattr(row.receivable, "open_item") else 0,
            row.is_void,
        )
        for row in rows.order_by("receivable__due_date", "receivable_id")
    ]


def notice_history(company_id: int, customer_id: int, notice_id: int) -> list[HistoryLine]:
    """Return what happened to a message, newest first."""
    rows = Activity.objects.filter(
        company_id=company_id, customer_id=customer_id, verb__startswith="notice.", data__notice_id=notice_id
    )
    return [HistoryLine(r.at, r.verb, r.sentence, r.reason, r.actor) for r in rows.order_by("-at", "-pk")[:100]]


def decision_facts(company_id: int, decision_id: int) -> DecisionFacts | None:
    """Return a stored decision with its snapshot and the id of the version of the procedure that made it."""
    row = Decision.objects.filter(company_id=company_id, pk=decision_id).first()
    if row is None:
        return None
    version = ProcedureRow.objects.filter(
        company_id=company_id, name=row.procedure_name, version=row.procedure_version
    ).first()
    return DecisionFacts(
        row.pk, row.business_date, row.created_at, row.procedure_name, row.procedure_version,
        version.pk if version else None, from_document(version.document, version=version.version) if version else None,
        *mapping.to_decision(row),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """What was decided for a customer who was not written to on a day."""

    customer_id: int
    customer_name: str
    customer_number: str
    decision: CustomerDecision


def quiet_decisions(company_id: int, cycle_id: int, limit: int = 2000) -> list[StoredDecision]:
    """Return the customers of a day to whom nothing went, with the stored reasons, by name."""
    rows = Decision.objects.filter(company_id=company_id, cycle_id=cycle_id, outcome="none").select_related("customer")
    found = rows.order_by("customer__name", "pk").only(
        "record", "decision", "snapshot", "customer__name", "customer__number", "customer_id"
    )[:limit]  # fmt: skip
    return [
        StoredDecision(row.customer_id, row.customer.name, row.customer.number, mapping.to_decision(row)[0])
        for row in found
    ]


def quiet_counts(company_id: int, cycle_id: int) -> dict[str, int]:
    """Return how many customers heard nothing on a day, by the reason that weighed most ("": of an earlier release)."""
    rows = Decision.objects.filter(company_id=company_id, cycle_id=cycle_id, outcome="none").order_by()
    return dict(rows.values_list("quiet_code").annotate(count=Count("pk")))


def quiet_page(
    company_id: int, cycle_id: int, groups: Sequence[tuple[str, int]], *, offset: int, limit: int
) -> list[StoredDecision]:
    """Return a page of the customers to whom nothing went: reason after reason, in the order of `groups` (with counts).

    Only the groups that the page falls into are read, each along its index.
    """
    wanted: list[int] = []
    for code, count in groups:
        room = limit - len(wanted)
        if offset < count and room:
            rows = Decision.objects.filter(company_id=company_id, cycle_id=cycle_id, outcome="none", quiet_code=code)
            found = rows.order_by("customer_id").values_list("customer_id", flat=True)[offset : offset + room]
            wanted += found
        offset = max(0, offset - count)
    decided = Decision.objects.filter(company_id=company_id, cycle_id=cycle_id, customer_id__in=wanted)
    by_customer = {
        row.customer_id: StoredDecision(
            row.customer_id, row.customer.name, row.customer.number, mapping.to_decision(row)[0]
        )
        for row in decided.select_related("customer")
    }  # fmt: skip
    return [by_customer[pk] for pk in wanted]


def decision_of_day(company_id: int, cycle_id: int, customer_id: int) -> DecisionFacts | None:
    """Return the stored decision about a customer on a day, None when there is none."""
    found = Decision.objects.filter(company_id=company_id, cycle_id=cycle_id, customer_id=customer_id)
    pk = found.values_list("pk", flat=True).first()
    return decision_facts(company_id, pk) if pk else None


@dataclass(frozen=True, slots=True)
class CustomerName:
    """Who a customer is, in a line."""

    id: int
    number: str
    name: str
    owner_id: int | None


def customer_names(company_id: int, ids: list[int]) -> dict[int, CustomerName]:
    """Return names of customers by id; those of other companies are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, number, name, owner_id FROM customer WHERE company_id = %s AND id = ANY(%s)", [company_id, ids]
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {row[0]: CustomerName(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold on a whole customer that is in force."""

    id: int
    reason: str
    until_date: date | None
    created_by: str


def holds_in_force(company_id: int, customer_id: int, as_of: date) -> list[HoldFacts]:
    """Return the holds on a customer on a day, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, reason, until_date, created_by FROM hold
                WHERE company_id = %(company)s AND customer_id = %(customer)s AND receivable_id IS NULL
                  AND ended_at IS NULL AND from_date <= %(day)s AND (until_date IS NULL OR until_date >= %(day)s)
                ORDER BY id DESC""",
            {"company": company_id, "customer": customer_id, "day": as_of},
        )
        return [HoldFacts(*row) for row in cursor.fetchall()]
