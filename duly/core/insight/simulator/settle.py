"""What becomes of one invoice: reminders, a dispute, a promise, and the day of payment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.draw import between, chance, pick, stream, weighted
from duly.core.insight.simulator.policy import ReminderPolicy
from duly.core.insight.simulator.temperament import Bill, payment_date
from duly.core.insight.simulator.values import (
    SimulatedCreditNote,
    SimulatedCustomer,
    SimulatedDispute,
    SimulatedInvoice,
    SimulatedPromise,
)

DISPUTE_REASONS = ("price", "quantity", "damaged", "no_order_number", "duplicate", "not_received")
OUTCOMES = (("credited", 55), ("rejected", 35), ("withdrawn", 10))
QUIET_AFTER_DISPUTE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Story:
    """One invoice's life up to the end of the simulation. `paid_date` None: not paid by then."""

    invoice: SimulatedInvoice
    paid_date: date | None
    reminders: tuple[date, ...]
    dispute: SimulatedDispute | None
    credit_note: SimulatedCreditNote | None
    promise: SimulatedPromise | None

    @property
    def credited_minor(self) -> int:
        """What was credited of the invoice."""
        return self.credit_note.amount_minor if self.credit_note else 0


def tell_story(
    config: SimulationConfig, customer: SimulatedCustomer, invoice: SimulatedInvoice, policy: ReminderPolicy
) -> Story:
    """Return what becomes of an invoice under a dunning policy; another policy changes only what depends on it."""
    dispute = _dispute(config, customer, invoice)
    end = config.end_date
    reminders: tuple[date, ...] = ()
    promise: SimulatedPromise | None = None
    promise_lots = stream(config.seed, "promise", invoice.number)
    while True:
        settled = _settled_date(config, customer, invoice, reminders, dispute)
        planned = policy(customer, invoice, reminders)
        if planned is None:
            break
        assert not reminders or planned > reminders[-1], "a policy answers with a day after the last reminder"
        planned = _not_while_silent(planned, dispute, promise)
        if planned > end or (settled is not None and planned >= settled):
            break
        reminders = (*reminders, planned)
        if promise is None and not _is_credited_in_full(invoice, dispute):
            settled = _settled_date(config, customer, invoice, reminders, dispute)
            promise = _promise(customer, invoice, dispute, (planned, settled), promise_lots)
    paid = settled if settled is not None and settled <= end and not _is_credited_in_full(invoice, dispute) else None
    return Story(
        invoice,
        paid,
        reminders,
        _seen_dispute(dispute, end),
        _credit(dispute, end),
        _seen_promise(promise, paid, end),
    )


def _settled_date(
    config: SimulationConfig,
    customer: SimulatedCustomer,
    invoice: SimulatedInvoice,
    reminders: tuple[date, ...],
    dispute: SimulatedDispute | None,
) -> date | None:
    """Return the day of payment, or of the credit note when nothing is left to pay."""
    if dispute is not None and _is_credited_in_full(invoice, dispute):
        return dispute.resolved_date
    paid = _willing(config, customer, invoice, reminders)
    if paid is None or dispute is None or dispute.resolved_date is None:
        return paid
    released = dispute.resolved_date + timedelta(days=3)
    return max(paid, released + timedelta(days=(7 - released.weekday()) if released.weekday() >= 5 else 0))


def _willing(
    config: SimulationConfig, customer: SimulatedCustomer, invoice: SimulatedInvoice, reminders: tuple[date, ...]
) -> date | None:
    bill = Bill(invoice.invoice_date, invoice.due_date, invoice.discount_date)
    return payment_date(customer.payer, bill, reminders, stream(config.seed, "payment", invoice.number))


def _is_credited_in_full(invoice: SimulatedInvoice, dispute: SimulatedDispute | None) -> bool:
    return dispute is not None and dispute.outcome == "credited" and dispute.amount_minor == invoice.amount_minor


def _not_while_silent(day: date, dispute: SimulatedDispute | None, promise: SimulatedPromise | None) -> date:
    """Move a reminder behind the promise and the dispute that forbid it."""
    if promise is not None and promise.made_date <= day <= promise.promised_date:
        day = promise.promised_date + timedelta(days=1)
    if dispute is not None and dispute.resolved_date is not None and dispute.opened_date <= day:
        day = max(day, dispute.resolved_date + timedelta(days=QUIET_AFTER_DISPUTE_DAYS))
    return day


def _dispute(
    config: SimulationConfig, customer: SimulatedCustomer, invoice: SimulatedInvoice
) -> SimulatedDispute | None:
    """Decide by the invoice alone whether it is disputed, so that no policy changes it.

    A dispute comes before the day on which the invoice would be paid without any reminder.
    """
    rng = stream(config.seed, "dispute", invoice.number)
    if not chance(rng, customer.payer.traits.disputes_percent):
        return None
    latest = max(3, (invoice.due_date - invoice.invoice_date).days - 1)
    opened = invoice.invoice_date + timedelta(days=between(rng, 2, latest))
    unasked = _willing(config, customer, invoice, ())
    if unasked is not None and unasked <= opened:
        return None
    share = pick(rng, (10, 20, 25, 50, 100, 100))
    return SimulatedDispute(
        number=f"D-{invoice.number}",
        customer_number=customer.number,
        invoice_number=invoice.number,
        opened_date=opened,
        amount_minor=max(1, invoice.amount_minor * share // 100),
        currency=invoice.currency,
        reason=pick(rng, DISPUTE_REASONS),
        resolved_date=opened + timedelta(days=between(rng, 4, 50)),
        outcome=weighted(rng, OUTCOMES),
    )


def _credit(dispute: SimulatedDispute | None, end: date) -> SimulatedCreditNote | None:
    if dispute is None or dispute.outcome != "credited" or dispute.resolved_date is None or dispute.resolved_date > end:
        return None
    return SimulatedCreditNote(
        number="",
        customer_number=dispute.customer_number,
        credit_date=dispute.resolved_date,
        amount_minor=dispute.amount_minor,
        currency=dispute.currency,
        reason=f"dispute: {dispute.reason}",
        invoice_number=dispute.invoice_number,
    )


def _promise(
    customer: SimulatedCustomer,
    invoice: SimulatedInvoice,
    dispute: SimulatedDispute | None,
    reminded_and_paid: tuple[date, date | None],
    rng: Random,
) -> SimulatedPromise | None:
    """Answer a reminder with a promise now and then; a kept one names a day at or just after payment."""
    reminded, paid = reminded_and_paid
    traits = customer.payer.traits
    speaks, breaks = chance(rng, traits.promises_percent), chance(rng, traits.breaks_percent)
    made = reminded + timedelta(days=between(rng, 1, 3))
    slack, early = between(rng, 0, 2), between(rng, 3, 14)
    if not speaks or reminded < invoice.due_date or (paid is not None and (paid - made).days < 2):
        return None
    if paid is None or (breaks and (paid - made).days > early):
        promised, outcome = made + timedelta(days=early), "broken"
    elif (paid - made).days <= 30:
        promised, outcome = paid + timedelta(days=slack), "kept"
    else:
        return None
    credited = dispute.amount_minor if dispute is not None and dispute.outcome == "credited" else 0
    return SimulatedPromise(
        number=f"P-{invoice.number}",
        customer_number=customer.number,
        invoice_number=invoice.number,
        made_date=made,
        promised_date=promised,
        amount_minor=invoice.amount_minor - credited,
        currency=invoice.currency,
        outcome=outcome,
    )


def _seen_dispute(dispute: SimulatedDispute | None, end: date) -> SimulatedDispute | None:
    """Return the dispute as it stands at the end; None when it had not been opened."""
    if dispute is None or dispute.opened_date > end:
        return None
    if dispute.resolved_date is not None and dispute.resolved_date > end:
        return replace(dispute, resolved_date=None, outcome="open")
    return dispute


def _seen_promise(promise: SimulatedPromise | None, paid: date | None, end: date) -> SimulatedPromise | None:
    """Return the promise as it stands at the end; None when it had not been made."""
    if promise is None or promise.made_date > end:
        return None
    if promise.promised_date >= end and (paid is None or paid > end):
        return replace(promise, outcome="open")
    return promise
