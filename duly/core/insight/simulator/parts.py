"""The open items of a simulated invoice: one, or one for each instalment, from the text of its terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from duly.core.billing.terms import Parsed, PaymentTerms, ScheduledDiscount, parse, schedule
from duly.core.insight.simulator.values import SimulatedInvoice
from duly.core.money.calendar import WEEKDAYS
from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class Part:
    """One open item of an invoice; `key` is unique within a simulated company."""

    key: str
    invoice_number: str
    no: int
    count: int
    issue_date: date
    due_date: date
    amount_minor: int
    currency: str


def parts_of(invoice: SimulatedInvoice) -> tuple[Part, ...]:
    """Return the invoice's instalments by number; they add up to it."""
    amount = Money(invoice.amount_minor, invoice.currency)
    planned = schedule(_terms(invoice.terms_text), invoice.invoice_date, amount, calendar=WEEKDAYS).instalments
    return tuple(
        Part(
            key=part_key(invoice.number, one.no),
            invoice_number=invoice.number,
            no=one.no,
            count=len(planned),
            issue_date=invoice.invoice_date,
            due_date=one.due_date,
            amount_minor=one.amount.minor,
            currency=invoice.currency,
        )
        for one in planned
    )


def discounts_of(invoice: SimulatedInvoice) -> tuple[ScheduledDiscount, ...]:
    """Return the invoice's early-payment discounts, the earliest first."""
    amount = Money(invoice.amount_minor, invoice.currency)
    return schedule(_terms(invoice.terms_text), invoice.invoice_date, amount, calendar=WEEKDAYS).discounts


def part_key(number: str, no: int) -> str:
    """Return the key of a document's open item; `no` counts instalments from 1."""
    return f"{number}/{no}"


@cache
def _terms(text: str) -> PaymentTerms:
    outcome = parse(text)
    assert isinstance(outcome, Parsed), f"demo terms {text!r} have one meaning"
    return outcome.terms
