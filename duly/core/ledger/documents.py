"""The immutable documents that postings are about: open items and receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duly.core.ledger.postings import OPENINGS, Id, Kind
from duly.core.money.money import Money


@dataclass(frozen=True, slots=True)
class Receivable:
    """One open item: an invoice (or one instalment of it), a debit note or a credit note.

    `amount_minor` is positive for every kind; `signed_minor` is what it adds to a balance.
    """

    id: Id
    customer_id: Id
    kind: Kind
    number: str
    document_date: date
    due_date: date
    amount_minor: int
    currency: str
    instalment_no: int = 1

    def __post_init__(self) -> None:
        assert self.kind in OPENINGS, f"{self.kind} opens no receivable"

    @property
    def amount(self) -> Money:
        """The document's amount, positive."""
        return Money(self.amount_minor, self.currency)

    @property
    def signed_minor(self) -> int:
        """The amount as it enters the customer's balance: negative for a credit note."""
        return -self.amount_minor if self.kind == Kind.CREDIT_NOTE else self.amount_minor


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived. `customer_id` is None when it arrived unidentified."""

    id: Id
    customer_id: Id | None
    receipt_date: date
    amount_minor: int
    currency: str
    reference: str = ""

    @property
    def amount(self) -> Money:
        """The amount that arrived."""
        return Money(self.amount_minor, self.currency)
