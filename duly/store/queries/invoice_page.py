"""One invoice with all that touched it: instalments, every posting, disputes, promises, messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from duly.core.ledger.postings import Posting
from duly.store.mapping import to_posting
from duly.store.models import Dispute, PaymentClaim, PromiseToPay
from duly.store.models import Posting as PostingRow
from duly.store.queries.timeline import json_list


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off when paid by a day: `percent` as text, `discount_minor` in minor units."""

    until_date: date | None
    percent: str
    discount_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """A receivable as it was issued; `amount_minor` is positive for every kind, `open_minor` is signed and of today."""

    id: int
    customer_id: int
    customer_number: str
    customer_name: str
    kind: str
    number: str
    instalment_no: int
    instalment_count: int
    source: str
    external_id: str
    revision: int
    issue_date: date
    due_date: date
    currency: str
    amount_minor: int
    net_minor: int | None
    terms_text: str
    discounts: tuple[Discount, ...]
    purchase_order: str
    description: str
    creditor_reference: str
    import_run_id: int | None
    created_at: datetime
    open_minor: int

    @property
    def label(self) -> str:
        """The number, with the instalment where there are several."""
        part = f" ({self.instalment_no}/{self.instalment_count})" if self.instalment_count > 1 else ""
        return self.number + part


INVOICE = """
    SELECT r.id, r.customer_id, c.number, c.name, r.kind, r.number, r.instalment_no, r.instalment_count, r.source,
           r.external_id, r.revision, r.issue_date, r.due_date, r.currency, r.amount_minor, r.net_minor,
           coalesce(nullif(r.terms_text, ''), c.terms_text), r.discounts, r.purchase_order, r.description,
           r.creditor_reference, r.import_run_id, r.created_at, coalesce(i.open_minor, 0)
      FROM receivable r JOIN customer c ON c.company_id = %(company)s AND c.id = r.customer_id
      LEFT JOIN open_item i ON i.company_id = %(company)s AND i.receivable_id = r.id
     WHERE r.company_id = %(company)s AND r.id = %(id)s AND (%(owner)s::bigint IS NULL OR c.owner_id = %(owner)s)
"""


def invoice_facts(company_id: int, receivable_id: int, *, owner_id: int | None = None) -> InvoiceFacts | None:
    """Return a receivable, None when there is none here or (where an owner is given) its customer is another's."""
    with connection.cursor() as cursor:
        cursor.execute(INVOICE, {"company": company_id, "id": receivable_id, "owner": owner_id})
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    values[17] = tuple(_discount(one) for one in json_list(values[17]))
    return InvoiceFacts(*values)


def _discount(one: dict[str, Any]) -> Discount:
    until = one.get("until_date")
    return Discount(date.fromisoformat(until) if until else None, str(one.get("percent", "")), one["discount_minor"])


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One part of an invoice, with what is open of it today."""

    id: int
    instalment_no: int
    due_date: date
    amount_minor: int
    open_minor: int


def instalments_of(company_id: int, invoice: InvoiceFacts) -> list[InstalmentFacts]:
    """Return all parts of the invoice that this receivable is a part of, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, r.instalment_no, r.due_date, r.amount_minor, coalesce(i.open_minor, 0)
                 FROM receivable r LEFT JOIN open_item i ON i.company_id = %(company)s AND i.receivable_id = r.id
                WHERE r.company_id = %(company)s AND r.source = %(source)s AND r.external_id = %(external)s
                  AND r.revision = %(revision)s ORDER BY r.instalment_no, r.id""",
            {
                "company": company_id, "source": invoice.source, "external": invoice.external_id,
                "revision": invoice.revision,
            },
        )  # fmt: skip
        return [InstalmentFacts(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """One posting on a receivable with the entry it came under; `posting` is the core's value.

    `other_id` and `other_number` name the other item of a credit note's use; `reversed_on_date` is set when taken back.
    """

    posting: Posting
    entry_id: int
    verb: str
    actor: str
    actor_kind: str
    reason: str
    recorded_at: datetime
    reversed_on_date: date | None
    reverses_kind: str
    other_id: int | None
    other_number: str
    payer: str


ABOUT = """
    SELECT p.id, e.id, e.verb, e.actor, e.actor_kind, e.reason, e.recorded_at,
           (SELECT x.effective_date FROM posting x WHERE x.company_id = %(company)s AND x.reverses_id = p.id),
           coalesce(o.kind, ''), other.id, coalesce(other.number, ''), coalesce(c.payer_name, '')
      FROM posting p JOIN entry e ON e.company_id = %(company)s AND e.id = p.entry_id
      LEFT JOIN posting o ON o.company_id = %(company)s AND o.id = p.reverses_id
      LEFT JOIN receipt c ON c.company_id = %(company)s AND c.id = p.receipt_id
      LEFT JOIN receivable other ON other.company_id = %(company)s AND p.source_receivable_id IS NOT NULL
             AND other.id = CASE WHEN p.receivable_id = %(id)s THEN p.source_receivable_id ELSE p.receivable_id END
     WHERE p.company_id = %(company)s AND p.id = ANY(%(ids)s)
"""


def postings_of(company_id: int, receivable_id: int) -> list[PostingFacts]:
    """Return every posting that touches a receivable, in order of effect."""
    own = PostingRow.objects.filter(company_id=company_id)
    touching = [*own.filter(receivable_id=receivable_id), *own.filter(source_receivable_id=receivable_id)]
    rows = sorted(touching, key=lambda row: (row.effective_date, row.pk))
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, {"company": company_id, "id": receivable_id, "ids": [row.pk for row in rows]})
        about = {row[0]: row[1:] for row in cursor.fetchall()}
    return [PostingFacts(to_posting(row), *about[row.pk]) for row in rows]


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A dispute of one receivable, open or ended."""

    id: int
    reason_code: str
    amount_minor: int
    currency: str
    text: str
    state: str
    resolution: str
    resolution_text: str
    opened_by: str
    opened_via: str
    opened_on_date: date
    resolved_on_date: date | None


def disputes_of(company_id: int, receivable_id: int) -> list[DisputeFacts]:
    """Return the disputes of a receivable, newest first."""
    rows = Dispute.objects.filter(company_id=company_id, receivable_id=receivable_id).order_by("-pk")
    return [
        DisputeFacts(
            row.pk, row.reason_code, row.amount_minor, row.currency, row.text, row.state, row.resolution,
            row.resolution_text, row.opened_by, row.opened_via, row.opened_on_date, row.resolved_on_date,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A promise or (`kind` claim) the word that it was paid, covering this receivable among others."""

    kind: str
    id: int
    state: str
    day: date | None
    amount_minor: int
    currency: str
    text: str
    made_by: str
    made_on_date: date


def promises_of(company_id: int, customer_id: int, receivable_id: int) -> list[PromiseFacts]:
    """Return promises and claims of payment that name a receivable, newest first."""
    own: dict[str, Any] = {"company_id": company_id, "customer_id": customer_id}
    promises = PromiseToPay.objects.filter(**own, receivables__contains=receivable_id)
    claims = PaymentClaim.objects.filter(**own, receivables__contains=receivable_id)
    found = [
        PromiseFacts(
            "promise", row.pk, row.state, row.promised_date, row.amount_minor, row.currency, row.note, row.made_by,
            row.made_on_date,
        )
        for row in promises
    ]  # fmt: skip
    found += [
        PromiseFacts("claim", row.pk, row.state, row.paid_date, 0, "", row.text, row.made_by, row.made_on_date)
        for row in claims
    ]
    return sorted(found, key=lambda one: (one.made_on_date, one.id), reverse=True)


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A message in which a receivable appeared, at a level, with what was open then."""

    notice_id: int
    business_date: date
    state: str
    channel: str
    subject: str
    level_key: str
    to: str
    days_overdue: int
    open_minor: int
    currency: str
    is_void: bool


def notices_of(company_id: int, receivable_id: int) -> list[NoticeFacts]:
    """Return the messages that named a receivable, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.id, n.business_date, n.state, n.channel, n.subject, m.level_key,
                      coalesce(nullif(n.to_name, ''), n.to_email), m.days_overdue, m.open_minor, m.currency, m.is_void
                 FROM notice_item m JOIN dunning_notice n ON n.company_id = %(company)s AND n.id = m.notice_id
                WHERE m.company_id = %(company)s AND m.receivable_id = %(id)s
                ORDER BY n.business_date DESC, n.id DESC LIMIT 100""",
            {"company": company_id, "id": receivable_id},
        )
        return [NoticeFacts(*row) for row in cursor.fetchall()]


UNDOABLE = {
    "principal", "discount", "bank_fee", "short_payment", "fx_difference", "rounding", "credit_applied", "write_off",
    "credit_refund",
}  # fmt: skip
"""Kinds of postings on a receivable that a person may take back."""


def undoable_postings(
    company_id: int, entry_id: int, *, receivable_id: int | None = None, customer_id: int | None = None
) -> list[Posting]:
    """Return what an entry did to one receivable, or to one customer's, and was not taken back; oldest first."""
    rows = PostingRow.objects.filter(company_id=company_id, entry_id=entry_id, kind__in=UNDOABLE)
    if receivable_id is not None:
        rows = rows.filter(Q(receivable_id=receivable_id) | Q(source_receivable_id=receivable_id))
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    taken_back = set(
        PostingRow.objects.filter(company_id=company_id, reverses_id__in=rows.values("pk")).values_list(
            "reverses_id", flat=True
        )
    )
    return [to_posting(row) for row in rows.order_by("pk") if row.pk not in taken_back]
