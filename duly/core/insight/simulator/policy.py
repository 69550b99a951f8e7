"""Dunning policies for a simulated world: when the next reminder about an invoice goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from duly.core.insight.simulator.values import SimulatedCustomer, SimulatedInvoice

ReminderPolicy = Callable[[SimulatedCustomer, SimulatedInvoice, tuple[date, ...]], date | None]
"""(customer, invoice, reminders sent so far in order) -> the day of the next one, or None.

It must depend on nothing else and answer with a day after the last one sent. The simulator
itself keeps silent during disputes and live promises and after payment.
"""


def days_after_due(*days: int) -> ReminderPolicy:
    """Return the policy of one reminder on each of these days relative to the due date (negative: before)."""
    steps = tuple(sorted(days))

    def policy(customer: SimulatedCustomer, invoice: SimulatedInvoice, sent: tuple[date, ...]) -> date | None:
        if len(sent) >= len(steps):
            return None
        step = max(invoice.due_date + timedelta(days=steps[len(sent)]), invoice.invoice_date + timedelta(days=1))
        return max(step, sent[-1] + timedelta(days=1)) if sent else step

    return policy


def on_weekdays(policy: ReminderPolicy) -> ReminderPolicy:
    """Return the same policy, with what falls on a weekend moved to Monday."""

    def moved(customer: SimulatedCustomer, invoice: SimulatedInvoice, sent: tuple[date, ...]) -> date | None:
        day = policy(customer, invoice, sent)
        return day if day is None or day.weekday() < 5 else day + timedelta(days=7 - day.weekday())

    return moved


def silent(customer: SimulatedCustomer, invoice: SimulatedInvoice, sent: tuple[date, ...]) -> date | None:
    """Never remind."""
    return None


BY_HAND = days_after_due(12, 26, 45)
"""A company that reminds by hand and late: the demo company's past."""
