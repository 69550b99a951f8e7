"""One message, as facts: everything the composer needs, nothing about how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from duly.core.money.money import Money

ItemNote = Literal["disputed", "promised", "claimed", "credited"]
ItemKind = Literal["invoice", "credit_note", "debit_note"]


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """Who writes. `country` (ISO 3166, two letters) helps to choose how English dates are written."""

    name: str
    address: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """The person whose name stands under the message."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Who is written to, and for which customer. `country` is the customer's."""

    name: str = ""
    customer_name: str = ""
    customer_number: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A line of the table. `days_overdue` is negative before the due date.

    `open_amount` is what is open in the ledger (credit notes negative), `asked` the part this message asks for;
    `notes` say why the rest is left out. `is_reminded` False: listed beside, the message is about the others.
    """

    number: str
    issue_date: date
    due_date: date
    days_overdue: int
    amount: Money
    open_amount: Money
    asked: Money
    kind: ItemKind = "invoice"
    what_for: str = ""
    notes: tuple[ItemNote, ...] = ()
    is_reminded: bool = True


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """Full addresses (http or https) of the customer's page and its one-click answers; empty ones are left out."""

    pay: str = ""
    promise: str = ""
    paid: str = ""
    dispute: str = ""
    wrong_person: str = ""


@dataclass(frozen=True, slots=True)
class BankTransferFacts:
    """Where to pay by bank transfer; left out when there is no IBAN or account number."""

    account_holder: str = ""
    iban: str = ""
    bic: str = ""
    bank_name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """Everything that goes into one message.

    `language` is the contact's (a tag such as `de` or `de-AT`); `items` come in the order in which they are shown;
    `totals` is what is asked for, one amount per currency; `on_account` is the customer's cash not yet applied to an
    invoice (mentioned, not deducted). `paid`, `paid_date` belong to the template `thanks`.
    """

    language: str
    template_key: str
    tone: str
    business_date: date
    company: CompanyFacts
    contact: ContactFacts
    items: tuple[MessageItem, ...]
    totals: tuple[Money, ...]
    subject_template: str
    body_template: str
    sender: SenderFacts = field(default_factory=SenderFacts)
    links: LinkFacts = field(default_factory=LinkFacts)
    bank: BankTransferFacts = field(default_factory=BankTransferFacts)
    pay_by_date: date | None = None
    last_contact_date: date | None = None
    on_account: tuple[Money, ...] = ()
    paid: tuple[Money, ...] = ()
    paid_date: date | None = None


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """The message as the customer gets it; the subject is one line, the text is wrapped at 72 columns."""

    subject: str
    text: str
    html: str
