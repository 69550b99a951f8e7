"""What a careful clerk would have booked: the postings behind a simulated company's history.

Ids in the postings are the simulation's own keys (`part_key` of a document, the receipt's and the
customer's number); whoever stores them puts the database's in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from duly.core.insight.simulator.parts import Part, part_key, parts_of
from duly.core.insight.simulator.values import SimulatedCompany, SimulatedCreditNote, SimulatedReceipt
from duly.core.ledger.postings import Kind, Posting, posting
from duly.core.money.money import Money

WAITING_DAYS = {"no_reference": 24, "typo": 14, "third_party": 4, "not_ours": 45}
"""Receipts of these kinds that arrived within so many days before the end still wait for a person."""
UNIDENTIFIED = frozenset({"no_reference", "third_party", "not_ours"})
"""Kinds of receipts that do not tell whose money they are when they arrive."""
REFUND_AFTER_DAYS = 30
WRITE_OFF_AFTER_DAYS = 120


@dataclass(frozen=True, slots=True)
class Books:
    """`postings` after the documents' own, by day; `open_minor` what is left of every part (zero included).

    `waiting` are the numbers of receipts that nobody has dealt with yet; `settled` is what was taken
    off each part, by day.
    """

    parts: Mapping[str, tuple[Part, ...]]
    postings: tuple[Posting, ...]
    open_minor: Mapping[str, int]
    waiting: frozenset[str]
    settled: Mapping[str, tuple[tuple[date, int], ...]]

    def open_on(self, part: Part, day: date) -> int:
        """Return what was open on a part at the end of a day, in minor units; 0 before its invoice."""
        moved = sum(minor for settled_date, minor in self.settled.get(part.key, ()) if settled_date <= day)
        return part.amount_minor - moved if part.issue_date <= day else 0


def keep_books(company: SimulatedCompany) -> Books:
    """Return the books of a simulated company as they stand on its last day."""
    parts = {invoice.number: parts_of(invoice) for invoice in company.invoices}
    waiting = frozenset(one.number for one in company.receipts if waits(one, company.config.end_date))
    clerk = _Clerk(parts)
    for happening in _in_order(company, waiting):
        if isinstance(happening, SimulatedCreditNote):
            clerk.use_credit(happening)
        else:
            clerk.apply(happening, company.config.end_date)
    clerk.write_off(company)
    rows = tuple(sorted(clerk.rows, key=lambda row: row.effective_date))
    settled: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in rows:
        if row.receivable_id is not None:
            settled[str(row.receivable_id)].append((row.effective_date, row.amount_minor))
    return Books(parts, rows, dict(clerk.left), waiting, {key: tuple(moves) for key, moves in settled.items()})


def waits(receipt: SimulatedReceipt, end_date: date) -> bool:
    """Return whether a receipt still waits for a person at the end."""
    days = WAITING_DAYS.get(receipt.kind)
    return days is not None and receipt.receipt_date > end_date - timedelta(days=days)


def known_customer(receipt: SimulatedReceipt) -> str | None:
    """Return the number of the customer that a receipt names; None when a person had, or has, to find out."""
    return None if receipt.kind in UNIDENTIFIED else receipt.customer_number


def _in_order(company: SimulatedCompany, waiting: frozenset[str]) -> Iterable[SimulatedCreditNote | SimulatedReceipt]:
    dated: list[tuple[date, int, str, SimulatedCreditNote | SimulatedReceipt]] = [
        (note.credit_date, 0, note.number, note) for note in company.credit_notes if note.invoice_number
    ]
    dated += [(one.receipt_date, 1, one.number, one) for one in company.receipts if one.number not in waiting]
    return [happening for *_, happening in sorted(dated, key=lambda entry: entry[:3])]


class _Clerk:
    """Settles the oldest instalment first and keeps what is left of each part."""

    def __init__(self, parts: Mapping[str, tuple[Part, ...]]) -> None:
        self.parts = parts
        self.left: dict[str, int] = {part.key: part.amount_minor for own in parts.values() for part in own}
        self.rows: list[Posting] = []

    def use_credit(self, note: SimulatedCreditNote) -> None:
        assert note.invoice_number is not None
        for part, minor in self._taken(note.invoice_number, note.amount_minor):
            day = max(note.credit_date, part.issue_date)
            self.rows.append(
                posting(
                    Kind.CREDIT_APPLIED,
                    Money(minor, note.currency),
                    day,
                    customer_id=note.customer_number,
                    receivable_id=part.key,
                    source_receivable_id=part_key(note.number, 1),
                )
            )

    def apply(self, receipt: SimulatedReceipt, end_date: date) -> None:
        whole, owner = Money(receipt.amount_minor, receipt.currency), receipt.customer_number
        if receipt.kind == "not_ours":
            day = receipt.receipt_date
            self.rows.append(posting(Kind.NOT_OURS, whole, day, receipt_id=receipt.number))
            return
        if known_customer(receipt) is None:
            day = receipt.receipt_date
            self.rows.append(posting(Kind.IDENTIFIED, whole, day, customer_id=owner, receipt_id=receipt.number))
        rest = receipt.amount_minor
        for entry in receipt.applications:
            rest -= entry.amount_minor if entry.kind == "principal" else 0
            for part, minor in self._taken(entry.invoice_number, entry.amount_minor):
                self.rows.append(
                    posting(
                        Kind(entry.kind),
                        Money(minor, receipt.currency),
                        max(receipt.receipt_date, part.issue_date),
                        customer_id=owner,
                        receivable_id=part.key,
                        receipt_id=receipt.number,
                    )
                )
        back = receipt.receipt_date + timedelta(days=REFUND_AFTER_DAYS)
        if rest and back <= end_date:
            money = Money(rest, receipt.currency)
            self.rows.append(posting(Kind.REFUND, money, back, customer_id=owner, receipt_id=receipt.number))

    def write_off(self, company: SimulatedCompany) -> None:
        """Give up what insolvent customers have owed for long."""
        owed: dict[str, list[Part]] = defaultdict(list)
        for invoice in company.invoices:
            owed[invoice.customer_number] += [p for p in self.parts[invoice.number] if self.left[p.key]]
        open_disputes = {dispute.invoice_number for dispute in company.disputes if dispute.outcome == "open"}
        for customer in company.customers:
            insolvent = customer.payer.insolvent_date
            day = insolvent + timedelta(days=WRITE_OFF_AFTER_DAYS) if insolvent else None
            if day is None or day > company.config.end_date:
                continue
            for part in owed[customer.number]:
                if part.issue_date <= day and part.invoice_number not in open_disputes:
                    minor, self.left[part.key] = self.left[part.key], 0
                    self.rows.append(
                        posting(
                            Kind.WRITE_OFF,
                            Money(minor, part.currency),
                            day,
                            customer_id=customer.number,
                            receivable_id=part.key,
                        )
                    )

    def _taken(self, number: str, minor: int) -> Iterator[tuple[Part, int]]:
        for part in self.parts[number]:
            taken = min(minor, self.left[part.key])
            if taken:
                minor -= taken
                self.left[part.key] -= taken
                yield part, taken
        assert not minor, f"{number} is settled by more than it is worth"
