"""The demo company's disputes and promises: most are over, some are open now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from duly.core.cases.reasons import REASON_NAMES, RESOLUTION_NAMES, DisputeReason, Resolution
from duly.core.insight.simulator.books import Books
from duly.core.insight.simulator.values import SimulatedCompany, SimulatedDispute, SimulatedPromise
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.demo.accounts import morning
from duly.services.demo.people import CLERK
from duly.services.demo.timeline import PastActivity
from duly.store.models import Dispute, PromiseToPay

REASONS = {
    "price": DisputeReason.PRICE,
    "quantity": DisputeReason.QUANTITY,
    "damaged": DisputeReason.QUALITY,
    "no_order_number": DisputeReason.PURCHASE_ORDER,
    "duplicate": DisputeReason.DUPLICATE,
    "not_received": DisputeReason.NOT_DELIVERED,
}
BROKEN_AFTER_DAYS = 2
"""A promise is called broken so many days after its day."""


def store_disputes(
    *, act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int], receivables: Mapping[str, int]
) -> list[PastActivity]:
    """Store the disputes, each on the invoice's last instalment; return the timeline's lines about them."""
    rows = []
    told: list[PastActivity] = []
    for dispute in company.disputes:
        part = books.parts[dispute.invoice_number][-1]
        limit = books.open_minor[part.key] if dispute.outcome == "open" else part.amount_minor
        amount = min(dispute.amount_minor, limit)
        if amount:
            ids = (customers[dispute.customer_number], receivables[part.key])
            rows.append(_dispute(act, dispute, ids, amount))
            told += _told_dispute(dispute, ids, amount)
    Dispute.objects.bulk_create(rows, batch_size=1000)
    return told


def _dispute(act: Act, dispute: SimulatedDispute, ids: tuple[int, int], amount_minor: int) -> Dispute:
    over = dispute.resolved_date is not None
    return Dispute(
        company_id=act.company_id,
        customer_id=ids[0],
        receivable_id=ids[1],
        reason_code=REASONS[dispute.reason],
        amount_minor=amount_minor,
        currency=dispute.currency,
        state="open" if not over else "withdrawn" if dispute.outcome == "withdrawn" else "resolved",
        resolution=dispute.outcome if over else "",
        opened_by=CLERK,
        opened_on_date=dispute.opened_date,
        resolved_at=morning(dispute.resolved_date) if dispute.resolved_date else None,
        resolved_on_date=dispute.resolved_date,
    )


def _told_dispute(dispute: SimulatedDispute, ids: tuple[int, int], amount_minor: int) -> Iterator[PastActivity]:
    money = f"{dispute.currency} {Money(amount_minor, dispute.currency).plain()}"
    said = f"Dispute on {dispute.invoice_number}: {REASON_NAMES[REASONS[dispute.reason]]} ({money})"
    yield PastActivity(dispute.opened_date, "dispute.opened", said, *ids)
    if dispute.resolved_date is not None:
        ended = f"Dispute ended: {RESOLUTION_NAMES[Resolution(dispute.outcome)]}"
        yield PastActivity(dispute.resolved_date, "dispute.resolved", ended, *ids)


def store_promises(
    *, act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int], receivables: Mapping[str, int]
) -> list[PastActivity]:
    """Store the promises; return the timeline's lines about them."""
    rows = []
    told: list[PastActivity] = []
    for promise in company.promises:
        parts = [p for p in books.parts[promise.invoice_number] if books.open_on(p, promise.made_date)]
        left = sum(books.open_minor[part.key] for part in parts)
        is_open = promise.outcome == "open" or (left > 0 and promise.promised_date >= act.business_date)
        amount = min(promise.amount_minor, left) if is_open else promise.amount_minor
        if not parts or not amount:
            continue
        state = "open" if is_open else promise.outcome if not left else "broken"
        row = _promise(act, promise, state, amount)
        row.customer_id, row.receivables = customers[promise.customer_number], [receivables[p.key] for p in parts]
        rows.append(row)
        told += _told_promise(promise, row)
    PromiseToPay.objects.bulk_create(rows, batch_size=1000)
    return told


def _promise(act: Act, promise: SimulatedPromise, state: str, amount_minor: int) -> PromiseToPay:
    settled = promise.promised_date + timedelta(days=BROKEN_AFTER_DAYS if state == "broken" else 0)
    return PromiseToPay(
        company_id=act.company_id,
        promised_date=promise.promised_date,
        amount_minor=amount_minor,
        currency=promise.currency,
        state=state,
        made_by=CLERK,
        made_on_date=promise.made_date,
        settled_at=None if state == "open" else morning(min(settled, act.business_date)),
    )


def _told_promise(promise: SimulatedPromise, row: PromiseToPay) -> Iterator[PastActivity]:
    about = (row.customer_id, row.receivables[-1])
    money = f"{row.currency} {Money(row.amount_minor, row.currency).plain()}"
    said = f"Promise: {money} by {promise.promised_date.isoformat()}"
    yield PastActivity(promise.made_date, "promise.recorded", said, *about)
    if row.settled_at is not None:
        ended = f"Promise of {promise.promised_date.isoformat()} was {row.state}"
        yield PastActivity(row.settled_at.date(), f"promise.{row.state}", ended, *about, "system", "demo")
