"""What is agreed or contested with a customer, whom one talks to there, and what was said last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, Q

from duly.store.models import (
    Activity,
    Contact,
    Customer,
    Dispute,
    DunningNotice,
    DunningProcedure,
    Hold,
    Membership,
    PaymentClaim,
    PortalLink,
    PromiseToPay,
    Receivable,
    Task,
)
from duly.store.queries.account_kinds import EVERY_KIND

BROKEN_SHOWN = 3
BROKEN_DAYS = 90


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Somebody at the customer. `proposed_by` is set while a person has yet to accept them."""

    id: int
    name: str
    email: str
    phone: str
    role: str
    language: str
    is_active: bool
    bounced_at: datetime | None
    bounce_reason: str
    proposed_by: str


def contacts_of(company_id: int, customer_id: int) -> list[ContactFacts]:
    """Return all contacts, the proposed first, then the active, those with a role in billing before others."""
    rows = Contact.objects.filter(company_id=company_id, customer_id=customer_id).order_by("pk")
    found = [
        ContactFacts(
            row.pk, row.name, row.email, row.phone, row.role, row.language, row.is_active, row.bounced_at,
            row.bounce_reason, row.proposed_by,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_active, not one.proposed_by, one.role != "billing"))


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A promise, dispute, hold, claim of payment or task: `kind` says which.

    `day` is the promised day, the day a dispute was opened, the last day of a hold or of a claim's rest, or the day a
    task is due. `numbers` are invoices by (id, label). `amount_minor` is 0 where the case has no amount.
    """

    kind: str
    id: int
    state: str
    day: date | None
    amount_minor: int
    currency: str
    text: str
    by: str
    via: str
    since: date
    reason_code: str = ""
    numbers: tuple[tuple[int, str], ...] = ()


def cases_of(
    company_id: int, customer_id: int, as_of: date, *, kinds: frozenset[str] = EVERY_KIND
) -> list[CaseFacts]:  # fmt: skip
    """Return what is open with a customer, and the latest promises that were broken.

    `kinds` are those it has at all, where they are known (account_kinds).
    """
    own: dict[str, Any] = {"company_id": company_id, "customer_id": customer_id}
    promises: list[PromiseToPay] = []
    if "promise" in kinds:
        promises += PromiseToPay.objects.filter(**own, state="open").order_by("promised_date", "pk")[:50]
        since = as_of - timedelta(days=BROKEN_DAYS)
        broken = PromiseToPay.objects.filter(**own, state="broken", promised_date__gt=since)
        promises += broken.order_by("-promised_date", "-pk")[:BROKEN_SHOWN]
    disputes = list(Dispute.objects.filter(**own, state="open").order_by("pk")[:50]) if "dispute" in kinds else []
    live = Hold.objects.filter(**own, ended_at=None).filter(Q(until_date=None) | Q(until_date__gte=as_of))
    holds = list(live.order_by("pk")[:50]) if "hold" in kinds else []
    claims = list(PaymentClaim.objects.filter(**own, state="open").order_by("pk")[:50]) if "claim" in kinds else []
    tasks = list(Task.objects.filter(**own, state="open").order_by("due_date", "pk")[:50]) if "task" in kinds else []
    named: set[int] = {i for promise in promises for i in promise.receivables}
    named |= {i for claim in claims for i in claim.receivables}
    named |= {row.receivable_id for row in disputes} | {row.receivable_id for row in holds if row.receivable_id}
    labels = receivable_labels(company_id, named) if named else {}
    return [
        *(_promise(row, labels) for row in promises),
        *(_dispute(row, labels) for row in disputes),
        *(_claim(row, labels) for row in claims),
        *(_hold(row, labels) for row in holds),
        *(
            CaseFacts("task", row.pk, row.state, row.due_date, 0, "", row.title, "", "", row.created_at.date())
            for row in tasks
        ),
    ]


def receivable_labels(company_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Return number (and instalment, where there are several) by id."""
    rows = Receivable.objects.filter(company_id=company_id, pk__in=set(ids))
    return {
        pk: number + (f" ({part}/{parts})" if parts > 1 else "")
        for pk, number, part, parts in rows.values_list("pk", "number", "instalment_no", "instalment_count")
    }


Labels = dict[int, str]


def _named(ids: Iterable[int], labels: Labels) -> tuple[tuple[int, str], ...]:
    return tuple((i, labels[i]) for i in ids if i in labels)


def _promise(row: PromiseToPay, labels: Labels) -> CaseFacts:
    return CaseFacts(
        "promise", row.pk, row.state, row.promised_date, row.amount_minor, row.currency, row.note, row.made_by,
        row.made_via, row.made_on_date, numbers=_named(row.receivables, labels),
    )  # fmt: skip


def _dispute(row: Dispute, labels: Labels) -> CaseFacts:
    return CaseFacts(
        "dispute", row.pk, row.state, None, row.amount_minor, row.currency, row.text, row.opened_by, row.opened_via,
        row.opened_on_date, row.reason_code, _named([row.receivable_id], labels),
    )  # fmt: skip


def _claim(row: PaymentClaim, labels: Labels) -> CaseFacts:
    return CaseFacts(
        "claim", row.pk, row.state, row.rests_until_date, 0, "", row.text, row.made_by, row.made_via,
        row.made_on_date, row.method, _named(row.receivables, labels),
    )  # fmt: skip


def _hold(row: Hold, labels: Labels) -> CaseFacts:
    numbers = _named([row.receivable_id] if row.receivable_id else [], labels)
    return CaseFacts(
        "hold", row.pk, "open", row.until_date, 0, "", row.reason, row.created_by, "", row.from_date, "", numbers
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaidFacts:
    """The latest thing said to or by the customer: a message (`notice_id`) or a call."""

    at: datetime
    kind: str
    title: str
    to: str
    notice_id: int | None
    state: str


def last_said(company_id: int, customer_id: int, *, kinds: frozenset[str] = EVERY_KIND) -> list[SaidFacts]:
    """Return the latest message sent and the latest call, newest first."""
    found = []
    sent = DunningNotice.objects.filter(
        company_id=company_id, customer_id=customer_id, state__in=["sent", "unknown", "done"], sent_at__isnull=False
    )
    if "notice" in kinds and (row := sent.order_by("-business_date", "-pk").first()):
        assert row.sent_at is not None, "asked for"
        title = row.subject or row.level_key
        found.append(SaidFacts(row.sent_at, row.channel, title, row.to_name or row.to_email, row.pk, row.state))
    calls = Activity.objects.filter(company_id=company_id, customer_id=customer_id, verb="call.logged")
    if "call" in kinds and (call := calls.order_by("-at").first()):
        found.append(SaidFacts(call.at, "call", call.sentence, call.actor, None, ""))
    return sorted(found, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A message that is planned and has not gone out."""

    id: int
    state: str
    subject: str
    level_key: str
    to: str
    business_date: date
    total_minor: int
    currency: str


def waiting_notices(company_id: int, customer_id: int) -> list[WaitingNotice]:
    """Return messages to a customer that wait for tonight, for approval or for the mail server."""
    rows = DunningNotice.objects.filter(
        company_id=company_id, customer_id=customer_id, state__in=["planned", "held", "queued", "sending"]
    )
    return [
        WaitingNotice(
            row.pk, row.state, row.subject, row.level_key, row.to_name or row.to_email, row.business_date,
            row.total_minor, row.currency,
        )
        for row in rows.order_by("-business_date", "-pk")[:20]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link into the customer's page that works."""

    id: int
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_opened_at: datetime | None
    opened_count: int
    contact_name: str
    is_in_notice: bool


def portal_links(company_id: int, customer_id: int, at: datetime) -> list[LinkFacts]:
    """Return the links that work at an instant, newest first."""
    rows = PortalLink.objects.filter(
        company_id=company_id, customer_id=customer_id, revoked_at=None, expires_at__gt=at
    ).select_related("contact")
    return [
        LinkFacts(
            row.pk, row.created_at, row.created_by, row.expires_at, row.last_opened_at, row.opened_count,
            (row.contact.name or row.contact.email) if row.contact else "", row.notice_id is not None,
        )
        for row in rows.order_by("-created_at", "-pk")[:50]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssignChoices:
    """What a customer can be assigned to: people by (id, name), procedures and segments by name."""

    people: tuple[tuple[int, str], ...]
    procedures: tuple[str, ...]
    segments: tuple[str, ...]


def assign_choices(company_id: int) -> AssignChoices:
    """Return active members, the names of active procedures, and the segments in use."""
    members = Membership.objects.filter(company_id=company_id, is_active=True).select_related("user").order_by("pk")
    named = DunningProcedure.objects.filter(company_id=company_id, is_active=True)
    used = Customer.objects.filter(company_id=company_id).exclude(segment="")
    return AssignChoices(
        tuple((row.user_id, row.user.get_full_name() or row.user.email) for row in members),
        tuple(named.order_by("name").values_list("name", flat=True).distinct()),
        tuple(used.order_by("segment").values_list("segment", flat=True).distinct()[:200]),
    )


def is_case_of(company_id: int, customer_id: int, kind: str, pk: int) -> bool:
    """Tell whether a promise, dispute, hold, claim, contact or line of the log is this customer's."""
    tables: dict[str, type[Model]] = {
        "promise": PromiseToPay, "dispute": Dispute, "hold": Hold, "claim": PaymentClaim, "contact": Contact,
        "activity": Activity,
    }  # fmt: skip
    rows = tables[kind]._default_manager.filter(company_id=company_id, customer_id=customer_id, pk=pk)
    return rows.exists()
