"""What makes the demo company's today lively: calls and notes of the last days, holds, claims, tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from duly.core.insight.simulator.books import Books
from duly.core.insight.simulator.values import SimulatedCompany
from duly.services.accounts.add_note import add_note, log_call, snooze_customer
from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.demo.accounts import morning
from duly.services.demo.people import CLERK
from duly.store.models import Contact, Task

CALLS = (
    ("reached", "They look for the invoice and call back."),
    ("left_message", "Left word on the machine of accounts payable."),
    ("no_answer", ""),
    ("has_paid", "Says the transfer went out yesterday."),
)
NOTES = (
    "Pays only on Thursdays: call before Wednesday noon.",
    "Wants the order number on every invoice.",
    "Prefers to be called in the morning.",
)
HOLDS = (
    "Balance is being reconciled with their accounts payable",
    "Waits for a copy of the delivery note",
    "The demo manager talks to their management",
)


def enliven(
    *, act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int], contacts: Mapping[str, Contact]
) -> None:
    """Write down what the demo clerk did lately and left to do. Called inside the company's scope.

    `act` is of the simulation's last day; the largest overdue accounts are chosen in turn, so that the same
    simulation always gives the same page.
    """
    overdue = [customers[number] for number in _most_overdue_first(company, books)]
    clerk = replace(act, actor_kind="person", actor=CLERK, reason="")
    _talk(clerk, overdue)
    for customer_id, reason, days in zip(overdue[2::7], HOLDS, (5, 12, 20), strict=False):
        place_hold(
            act=clerk, customer_id=customer_id, reason=reason, until_date=act.business_date + timedelta(days=days)
        )  # fmt: skip
    for customer_id in overdue[4::11][:2]:
        payer = replace(act, actor_kind="customer", actor="Accounts payable", reason="")
        claim_payment(act=payer, customer_id=customer_id, paid_date=act.business_date, method="bank transfer")
    for customer_id in overdue[7:8]:
        snooze_customer(act=clerk, customer_id=customer_id, until_date=act.business_date + timedelta(days=4))
    _leave_tasks(clerk, overdue, [row for row in contacts.values() if not row.email])


def _most_overdue_first(company: SimulatedCompany, books: Books) -> list[str]:
    sums: dict[str, int] = {}
    end = company.config.end_date
    insolvent = {customer.number for customer in company.customers if customer.payer.insolvent_date}
    for invoice in company.invoices:
        minor = sum(books.open_minor[p.key] for p in books.parts[invoice.number] if p.due_date < end)
        if minor and invoice.customer_number not in insolvent:
            sums[invoice.customer_number] = sums.get(invoice.customer_number, 0) + minor
    return sorted(sums, key=lambda number: (-sums[number], number))


def _talk(clerk: Act, overdue: Sequence[int]) -> None:
    for place, customer_id in enumerate(overdue[:24]):
        day = clerk.business_date - timedelta(days=1 + place * 5 % 19)
        then = replace(clerk, at=morning(day), business_date=day)
        if place % 3 == 0:
            outcome, text = CALLS[place // 3 % len(CALLS)]
            log_call(act=then, customer_id=customer_id, outcome=outcome, text=text)
        elif place % 3 == 1:
            add_note(act=then, customer_id=customer_id, text=NOTES[place // 3 % len(NOTES)])


def _leave_tasks(clerk: Act, overdue: Sequence[int], silent: Sequence[Contact]) -> None:
    tasks = [
        ("call", customer_id, "Call: the oldest invoices are still open", place % 3)
        for place, customer_id in enumerate(overdue[:5])
    ]
    tasks += [
        ("find_address", contact.customer_id, "Find a mail address: reminders cannot be sent", 1)
        for contact in silent
        if contact.customer_id in overdue
    ][:3]
    for kind, customer_id, title, days in tasks:
        Task.objects.create(
            company_id=clerk.company_id,
            customer_id=customer_id,
            kind=kind,
            title=title,
            due_date=clerk.business_date + timedelta(days=days),
            idempotency_key=f"demo-{kind}-{customer_id}",
        )
