"""Everything that happens to a simulated company, day by day: what a replay feeds in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duly.core.insight.simulator.values import (
    SimulatedCompany,
    SimulatedCreditNote,
    SimulatedCustomer,
    SimulatedDispute,
    SimulatedInvoice,
    SimulatedPromise,
    SimulatedReceipt,
    SimulatedReminder,
)

Happening = (
    SimulatedCustomer
    | SimulatedInvoice
    | SimulatedCreditNote
    | SimulatedDispute
    | SimulatedPromise
    | SimulatedReceipt
    | SimulatedReminder
)

ORDER = (
    "customer_opened",
    "invoice_issued",
    "receipt_booked",
    "dispute_resolved",
    "credit_note_issued",
    "dispute_opened",
    "reminder_sent",
    "promise_made",
    "customer_insolvent",
)
"""Kinds of event in the order in which they happen within a day."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day: its kind (one of ORDER), number, and the value it is about."""

    event_date: date
    kind: str
    number: str
    what: Happening


def events(company: SimulatedCompany) -> tuple[Event, ...]:
    """Return all events by date, within a day by ORDER and number."""
    place = {kind: index for index, kind in enumerate(ORDER)}
    return tuple(sorted(_all(company), key=lambda event: (event.event_date, place[event.kind], event.number)))


def _all(company: SimulatedCompany) -> Iterator[Event]:
    yield from _of_customers(company)
    for invoice in company.invoices:
        yield Event(invoice.invoice_date, "invoice_issued", invoice.number, invoice)
    for note in company.credit_notes:
        yield Event(note.credit_date, "credit_note_issued", note.number, note)
    for receipt in company.receipts:
        yield Event(receipt.receipt_date, "receipt_booked", receipt.number, receipt)
    for reminder in company.reminders:
        yield Event(reminder.sent_date, "reminder_sent", reminder.invoice_number, reminder)
    for promise in company.promises:
        yield Event(promise.made_date, "promise_made", promise.number, promise)
    for dispute in company.disputes:
        yield Event(dispute.opened_date, "dispute_opened", dispute.number, dispute)
        if dispute.resolved_date is not None:
            yield Event(dispute.resolved_date, "dispute_resolved", dispute.number, dispute)


def _of_customers(company: SimulatedCompany) -> Iterator[Event]:
    for customer in company.customers:
        yield Event(customer.since_date, "customer_opened", customer.number, customer)
        insolvent = customer.payer.insolvent_date
        if insolvent is not None and insolvent <= company.config.end_date:
            yield Event(insolvent, "customer_insolvent", customer.number, customer)
