"""A small ledger to tell stories with: numbers the postings the rules return and keeps the documents."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from duly.core.ledger.audit import audit
from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.postings import Id, Kind, Posting
from duly.core.ledger.refusal import Code, Decision, Refused, sentence
from duly.core.ledger.rules.apply_receipt import Line, Residual, apply_receipt
from duly.core.ledger.rules.open_receivable import open_receivable
from duly.core.ledger.rules.record_receipt import record_receipt
from duly.core.ledger.state import LedgerState, ReceiptState, ReceivableState, derive, receipt_on, receivable_on
from duly.core.money.money import Money

START = date(2026, 1, 1)


def day(number: int) -> date:
    """Return the n-th day of the story; day 0 is 1 January 2026."""
    return START + timedelta(days=number)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def code_of(decision: Decision) -> Code:
    """Return why a decision was refused; its sentence must be complete."""
    assert isinstance(decision, Refused), decision
    assert "{" not in sentence(decision)
    return decision.code


@dataclass
class Story:
    postings: list[Posting] = field(default_factory=list)
    receivables: dict[Id, Receivable] = field(default_factory=dict)
    receipts: dict[Id, Receipt] = field(default_factory=dict)

    def write(self, decision: Decision) -> list[Posting]:
        """Store the postings of a decision as one entry and return them with their ids."""
        assert not isinstance(decision, Refused), sentence(decision)
        entry_id = len(self.postings) + 1
        made = [replace(row, id=entry_id + n, entry_id=entry_id) for n, row in enumerate(decision)]
        self.postings += made
        return made

    def open(
        self,
        number: str,
        minor: int,
        on: int = 0,
        *,
        customer: Id = "Acme",
        kind: Kind = Kind.INVOICE,
        currency: str = "EUR",
        due: int | None = None,
    ) -> list[Posting]:
        due_date = day(on + 30 if due is None else due)
        item = Receivable(number, customer, kind, number, day(on), due_date, minor, currency)
        self.receivables[number] = item
        return self.write(open_receivable(item))

    def receive(
        self, name: str, minor: int, on: int, *, customer: Id | None = "Acme", currency: str = "EUR"
    ) -> list[Posting]:
        receipt = Receipt(name, customer, day(on), minor, currency)
        self.receipts[name] = receipt
        return self.write(record_receipt(receipt))

    def item(self, number: str, on: int) -> ReceivableState:
        state = receivable_on(self.postings, number, day(on))
        assert state is not None
        return state

    def cash(self, name: str, on: int) -> ReceiptState:
        state = receipt_on(self.postings, name, day(on))
        assert state is not None
        return state

    def pay(
        self, name: str, number: str, minor: int, on: int, *residuals: Residual, third_party: bool = False
    ) -> Decision:
        """Decide to apply part of a receipt to one item."""
        amount = Money(minor, self.receipts[name].currency)
        line = Line(self.item(number, on), amount, residuals)
        return apply_receipt(self.cash(name, on), [line], third_party=third_party)

    def at(self, on: int) -> LedgerState:
        return derive(self.postings, day(on))

    def open_on(self, number: str, on: int) -> int:
        return self.at(on).open_minor.get(number, 0)

    def is_clean(self) -> bool:
        return audit(self.postings, self.receivables.values(), self.receipts.values()) == []
