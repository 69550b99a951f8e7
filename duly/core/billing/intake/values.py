"""What a row of an import file becomes: typed, frozen values, one class per kind of file.

Amounts are whole minor units of the row's `currency` and end in `_minor`; dates are calendar
dates without a time zone. `line_no` is the line of the file and takes no part in equality, so
two rows are equal exactly when they say the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that can be imported."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    INVOICES = "invoices"
    CREDIT_NOTES = "credit_notes"
    PAYMENTS = "payments"
    PAYMENT_HISTORY = "payment_history"


class Outcome(StrEnum):
    """What became of an invoice in a payment history.

    OPEN: nothing happened yet. PAID: money came; what it does not cover stays open.
    SETTLED: money came and the payee took it as full discharge, whatever the amount.
    WITHDRAWN: closed without money (a withdrawal or a credit), never by a receipt.
    """

    OPEN = "open"
    PAID = "paid"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One customer. `external_id` is the customer's number in the source system."""

    line_no: int = field(compare=False)
    external_id: str
    name: str
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    currency: str | None = None
    country: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    vat_number: str | None = None
    registration_number: str | None = None
    payment_terms: str | None = None
    credit_limit_minor: int | None = None
    segment: str | None = None
    owner: str | None = None
    parent_id: str | None = None
    time_zone: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One person at a customer, with at least an email address or a telephone number."""

    line_no: int = field(compare=False)
    external_id: str
    customer_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None
    language: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """One receivable (an invoice, or one instalment of it).

    `amount_minor` is what the customer owes including tax, above zero. `open_minor` is what is
    still open in the source system, None when the file does not say. `due_date` is None only
    when `payment_terms` holds the text from which it follows.
    """

    line_no: int = field(compare=False)
    external_id: str
    number: str
    customer_id: str
    issue_date: date
    currency: str
    amount_minor: int
    due_date: date | None = None
    payment_terms: str | None = None
    instalment_no: int = 1
    open_minor: int | None = None
    net_minor: int | None = None
    tax_minor: int | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_country: str | None = None
    customer_language: str | None = None
    segment: str | None = None
    customer_reference: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow(InvoiceRow):
    """An invoice together with what became of it.

    `settled_date` is the day it was paid or withdrawn, None while open. `settled_minor` is the
    money that came (PAID and SETTLED only); it may be more or less than `amount_minor`.
    `close_reason` is the status text of the source, kept as evidence.
    """

    outcome: Outcome
    settled_date: date | None = None
    settled_minor: int | None = None
    close_reason: str | None = None
    disputed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteRow:
    """One credit note; `amount_minor` is above zero and lowers what the customer owes."""

    line_no: int = field(compare=False)
    external_id: str
    number: str
    customer_id: str
    issue_date: date
    currency: str
    amount_minor: int
    open_minor: int | None = None
    customer_name: str | None = None
    invoice_number: str | None = None
    reason: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """Money received. Without `customer_id` it is an unidentified receipt."""

    line_no: int = field(compare=False)
    external_id: str
    received_date: date
    currency: str
    amount_minor: int
    customer_id: str | None = None
    customer_name: str | None = None
    invoice_number: str | None = None
    reference: str | None = None
    payer_name: str | None = None
    payer_account: str | None = None
    method: str | None = None


IntakeRow = CustomerRow | ContactRow | InvoiceRow | HistoryRow | CreditNoteRow | PaymentRow

ROW_CLASSES: dict[Kind, type[IntakeRow]] = {
    Kind.CUSTOMERS: CustomerRow,
    Kind.CONTACTS: ContactRow,
    Kind.INVOICES: InvoiceRow,
    Kind.CREDIT_NOTES: CreditNoteRow,
    Kind.PAYMENTS: PaymentRow,
    Kind.PAYMENT_HISTORY: HistoryRow,
}
