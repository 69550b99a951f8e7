"""A bank for tests: statements of plainly invented payments, written as camt.053 or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from duly.adapters.bank.camt.write import write_camt053
from duly.core.cash.bank_line import (
    Balance,
    BankLine,
    Entry,
    EntryStatus,
    Party,
    ReferenceKind,
    ReportKind,
    Statement,
    StructuredReference,
)

OWN = "DE89370400440532013000"
PAYER = "DE02120300000000202051"
DAY = date(2026, 3, 13)


@dataclass(frozen=True)
class Payment:
    """One payment in (or out, when negative) as a test describes it."""

    minor: int
    text: str = ""
    name: str = ""
    account: str = ""
    reference: str = ""
    servicer: str = ""
    on: date = DAY
    status: EntryStatus = EntryStatus.BOOKED
    reversal: bool = False
    currency: str = "EUR"


def statement_of(
    payments: Sequence[Payment], *, opening: int = 100_000, account: str = OWN, number: str = "1"
) -> Statement:
    """A statement with these payments, each an entry of one line, whose balances add up."""
    booked = sum(p.minor for p in payments if p.status is EntryStatus.BOOKED)
    currency = payments[0].currency if payments else "EUR"
    days = [p.on for p in payments] or [DAY]
    return Statement(
        account=account, currency=currency, kind=ReportKind.STATEMENT, statement_id=f"S{number}", sequence=number,
        entries=tuple(_entry(p, account) for p in payments),
        balances=(
            Balance("OPBD", opening, currency, min(days)), Balance("CLBD", opening + booked, currency, max(days)),
        ),
    )  # fmt: skip


def _entry(p: Payment, account: str) -> Entry:
    references = (StructuredReference(ReferenceKind.CREDITOR, p.reference, "SCOR"),) if p.reference else ()
    line = BankLine(
        account=account, amount_minor=p.minor, currency=p.currency, booking_date=p.on, value_date=p.on,
        status=p.status, reversal=p.reversal, servicer_reference=p.servicer, debtor=Party(p.name, p.account),
        references=references, text=(p.text,) if p.text else (),
    )  # fmt: skip
    return Entry(
        amount_minor=p.minor, currency=p.currency, lines=(line,), booking_date=p.on, value_date=p.on,
        status=p.status, reversal=p.reversal,
    )  # fmt: skip


def camt(*statements: Statement, message: str = "M1") -> bytes:
    """The statements as a camt.053 file; another `message` makes another file of the same content."""
    return write_camt053(statements, message_id=message, created_at=datetime(2026, 3, 13, 20, 0, tzinfo=UTC))


def bank_file(*payments: Payment, message: str = "M1", opening: int = 100_000, account: str = OWN) -> bytes:
    """A camt.053 file of one statement."""
    return camt(statement_of(payments, opening=opening, account=account), message=message)
