"""Simulate a company: customers, what they were sold, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.iban import demo_iban
from duly.core.insight.simulator.people import make_contacts, make_customer
from duly.core.insight.simulator.policy import BY_HAND, ReminderPolicy
from duly.core.insight.simulator.remit import make_not_ours, make_receipts
from duly.core.insight.simulator.sales import make_invoices, make_rebate, number_documents
from duly.core.insight.simulator.settle import Story, tell_story
from duly.core.insight.simulator.values import (
    SimulatedCompany,
    SimulatedCreditNote,
    SimulatedCustomer,
    SimulatedInvoice,
    SimulatedReceipt,
    SimulatedReminder,
)

T = TypeVar("T")


def simulate(config: SimulationConfig, policy: ReminderPolicy = BY_HAND) -> SimulatedCompany:
    """Return the company of this configuration as it stands on its end date.

    Customers, contacts, invoices and the occurrence of disputes depend on the configuration alone;
    reminders, promises and the days of payment also on `policy`, so that two policies can be
    compared on the same world.
    """
    agreed = [make_customer(config, index) for index in range(1, config.customers + 1)]
    customers = tuple(customer for customer, _ in agreed)
    unnumbered = [invoice for customer, terms in agreed for invoice in make_invoices(config, customer, terms)]
    invoices = number_documents(unnumbered)
    by_number = {customer.number: customer for customer in customers}
    stories = [tell_story(config, by_number[invoice.customer_number], invoice, policy) for invoice in invoices]
    return SimulatedCompany(
        config=config,
        seller_iban=demo_iban(config.country, 1_000_000) or demo_iban("DE", 1_000_000),
        customers=customers,
        contacts=tuple(contact for customer in customers for contact in make_contacts(config, customer)),
        invoices=tuple(invoices),
        credit_notes=_credit_notes(config, customers, stories),
        receipts=_receipts(config, customers, stories),
        disputes=_in_order((s.dispute for s in stories), lambda d: (d.opened_date, d.number)),
        promises=_in_order((s.promise for s in stories), lambda p: (p.made_date, p.number)),
        reminders=_in_order(_reminders(stories), lambda r: (r.sent_date, r.invoice_number)),
    )


def _in_order(things: Iterable[T | None], key: Callable[[T], tuple[date, str]]) -> tuple[T, ...]:
    return tuple(sorted((thing for thing in things if thing is not None), key=key))


def _reminders(stories: list[Story]) -> Iterable[SimulatedReminder]:
    for story in stories:
        invoice: SimulatedInvoice = story.invoice
        for level, sent in enumerate(story.reminders, start=1):
            yield SimulatedReminder(invoice.customer_number, invoice.number, sent, level)


def _credit_notes(
    config: SimulationConfig, customers: tuple[SimulatedCustomer, ...], stories: list[Story]
) -> tuple[SimulatedCreditNote, ...]:
    notes = [note for customer in customers for note in make_rebate(config, customer)]
    notes.extend(story.credit_note for story in stories if story.credit_note is not None)
    notes.sort(key=lambda note: (note.credit_date, note.customer_number, note.invoice_number or ""))
    return tuple(replace(note, number=f"CN-{place:05}") for place, note in enumerate(notes, start=1))


def _receipts(
    config: SimulationConfig, customers: tuple[SimulatedCustomer, ...], stories: list[Story]
) -> tuple[SimulatedReceipt, ...]:
    by_customer: dict[str, list[Story]] = {customer.number: [] for customer in customers}
    for story in stories:
        by_customer[story.invoice.customer_number].append(story)
    receipts = make_not_ours(config)
    for customer in customers:
        receipts.extend(make_receipts(config, customer, by_customer[customer.number]))
    # Within a customer and day the receipts already stand in a fixed order, which the sort keeps.
    receipts.sort(key=lambda receipt: (receipt.receipt_date, receipt.customer_number or ""))
    return tuple(replace(receipt, number=f"BK-{place:06}") for place, receipt in enumerate(receipts, start=1))
