"""What a simulated company consists of: plain values, dates of days, amounts in minor units.

Everything has a number of its own that is stable for a seed, fit to be an external id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.temperament import Payer


@dataclass(frozen=True, slots=True)
class SimulatedCustomer:
    """A demo customer. `payer` is the hidden temperament; nothing outside the simulator knows it."""

    number: str
    name: str
    country: str
    language: str
    time_zone: str
    street: str
    postal_code: str
    city: str
    segment: str
    owner: str
    currency: str
    terms_text: str
    credit_limit_minor: int
    since_date: date
    iban: str
    payer: Payer


@dataclass(frozen=True, slots=True)
class SimulatedContact:
    """A contact point at a customer: a role, not a person. The address ends in a reserved domain."""

    number: str
    customer_number: str
    name: str
    role: str
    email: str
    phone: str
    language: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class SimulatedInvoice:
    """An invoice. `discount_date` and `discount_minor` are None and 0 without early-payment discount."""

    number: str
    customer_number: str
    invoice_date: date
    due_date: date
    amount_minor: int
    net_minor: int
    currency: str
    terms_text: str
    subject: str
    order_number: str
    discount_date: date | None = None
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class SimulatedCreditNote:
    """A credit note, used on `invoice_number` on its day; with none it stays on the account."""

    number: str
    customer_number: str
    credit_date: date
    amount_minor: int
    currency: str
    reason: str
    invoice_number: str | None


@dataclass(frozen=True, slots=True)
class SimulatedDispute:
    """A dispute on one invoice. `outcome`: credited, rejected, withdrawn, or open (then not resolved)."""

    number: str
    customer_number: str
    invoice_number: str
    opened_date: date
    amount_minor: int
    currency: str
    reason: str
    resolved_date: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class SimulatedPromise:
    """A promise to pay one invoice. `outcome` at the end of the simulation: kept, broken or open."""

    number: str
    customer_number: str
    invoice_number: str
    made_date: date
    promised_date: date
    amount_minor: int
    currency: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SimulatedReminder:
    """A reminder that the simulated history contains; `level` counts from 1."""

    customer_number: str
    invoice_number: str
    sent_date: date
    level: int


@dataclass(frozen=True, slots=True)
class Application:
    """What a receipt really settles: kind principal, discount or bank_fee, of one invoice."""

    invoice_number: str
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SimulatedReceipt:
    """Money on the seller's bank account, as the bank reports it, and the truth behind it.

    `kind`: exact, part, rest, combined, discounted, short_by_fee, over, no_reference, typo,
    third_party, not_ours. `customer_number` and `applications` are the truth that a matcher must
    find; principals add up to at most `amount_minor`, the remainder is overpaid.
    """

    number: str
    receipt_date: date
    amount_minor: int
    currency: str
    debtor_name: str
    debtor_iban: str
    remittance_text: str
    creditor_reference: str
    kind: str
    customer_number: str | None
    applications: tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class SimulatedCompany:
    """The whole company, each tuple in order of date and number; `customers` by number."""

    config: SimulationConfig
    seller_iban: str
    customers: tuple[SimulatedCustomer, ...]
    contacts: tuple[SimulatedContact, ...]
    invoices: tuple[SimulatedInvoice, ...]
    credit_notes: tuple[SimulatedCreditNote, ...]
    receipts: tuple[SimulatedReceipt, ...]
    disputes: tuple[SimulatedDispute, ...]
    promises: tuple[SimulatedPromise, ...]
    reminders: tuple[SimulatedReminder, ...]
