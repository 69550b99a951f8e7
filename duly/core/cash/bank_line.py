"""What a bank file says, as values: file -> statement -> entry -> bank line.

The unit of cash application is the bank line: one transaction detail inside an entry, because a
bank often books many payments as one entry. Amounts are signed whole minor units of the line's
currency: positive is money that came in, negative is money that went out. What could not be read
is never guessed: it stands in `Statement.unread` and in the warnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryStatus(StrEnum):
    """Whether the bank has booked the money (ISO 20022 EntryStatus codes)."""

    BOOKED = "BOOK"
    PENDING = "PDNG"
    INFORMATION = "INFO"
    FUTURE = "FUTR"
    UNKNOWN = ""


class ReportKind(StrEnum):
    """What sort of report the lines came in: the same money may be seen in all of them."""

    STATEMENT = "statement"
    INTRADAY = "intraday"
    ADVICE = "advice"


class ReferenceKind(StrEnum):
    """What a structured reference points at."""

    CREDITOR = "creditor"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something in a file that was odd, unread or missing; `place` is where, `value` what stood there."""

    place: str
    field: str
    value: str
    sentence: str
    code: str = "odd"


@dataclass(frozen=True, slots=True)
class Amount:
    """A signed amount in minor units beside its currency, as the file gave it."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """One amount of a structured advice: `name` is due, remitted, discount, credit_note or adjustment."""

    name: str
    amount: Amount
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """A bank charge; `included` says whether the entry's amount has it taken off already."""

    amount: Amount
    included: bool | None = None


@dataclass(frozen=True, slots=True)
class StructuredReference:
    """A typed reference: creditor (scheme SCOR, QRR, ...) or document (scheme CINV, CREN, ...)."""

    kind: ReferenceKind
    value: str
    scheme: str = ""
    amounts: tuple[NamedAmount, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """Who paid or was paid: name, account (IBAN or domestic, without blanks), own identifier."""

    name: str = ""
    account: str = ""
    identifier: str = ""


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class BankLine:
    """One payment as the bank reported it. `amount_minor` is signed: in positive, out negative.

    `ordinal` counts lines of one identity within their statement and booking date; see
    `duly.core.cash.identity`. `detail_count` is how many transaction details the line stands for:
    1, more when the bank gave details without amounts, 0 when an entry came without details.
    """

    account: str
    amount_minor: int
    currency: str
    booking_date: date | None = None
    value_date: date | None = None
    status: EntryStatus = EntryStatus.BOOKED
    reversal: bool = False
    entry_servicer_reference: str = ""
    servicer_reference: str = ""
    end_to_end_id: str = ""
    transaction_id: str = ""
    uetr: str = ""
    instruction_id: str = ""
    mandate_id: str = ""
    instructed: Amount | None = None
    exchange_rate: str = ""
    charges: tuple[Charge, ...] = ()
    debtor: Party = NOBODY
    ultimate_debtor: Party = NOBODY
    creditor: Party = NOBODY
    return_reason: str = ""
    bank_code: str = ""
    references: tuple[StructuredReference, ...] = ()
    text: tuple[str, ...] = ()
    bank_text: tuple[str, ...] = ()
    ordinal: int = 1
    detail_count: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on the account. `difference_minor` is what its lines do not account for."""

    amount_minor: int
    currency: str
    lines: tuple[BankLine, ...]
    booking_date: date | None = None
    value_date: date | None = None
    status: EntryStatus = EntryStatus.BOOKED
    reversal: bool = False
    servicer_reference: str = ""
    entry_reference: str = ""
    batch_id: str = ""
    batch_count: int | None = None
    charges: tuple[Charge, ...] = ()
    difference_minor: int = 0


@dataclass(frozen=True, slots=True)
class UnreadEntry:
    """A booking whose money could not be read; kept apart for a person, never guessed."""

    place: str
    field: str
    value: str
    sentence: str
    detail_count: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance as the bank states it; `kind` is the ISO 20022 code (OPBD, CLBD, ITBD, ...)."""

    kind: str
    amount_minor: int
    currency: str
    balance_date: date | None = None


class ChainVerdict(StrEnum):
    """Whether opening balance plus booked entries gives the closing balance."""

    HOLDS = "holds"
    BROKEN = "broken"
    LACKING = "lacking"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's report. `chain` judges it within itself; `duly.core.cash.chain` across statements."""

    account: str
    currency: str
    kind: ReportKind
    entries: tuple[Entry, ...]
    statement_id: str = ""
    sequence: str = ""
    account_name: str = ""
    from_date: date | None = None
    to_date: date | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    balances: tuple[Balance, ...] = ()
    chain: ChainVerdict = ChainVerdict.LACKING
    chain_gap_minor: int = 0
    copy_mark: str = ""
    unread: tuple[UnreadEntry, ...] = ()

    def lines(self) -> Iterator[BankLine]:
        """Yield every bank line in file order."""
        for entry in self.entries:
            yield from entry.lines


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file as read. `complete` is False when it broke off: what was read before stands here."""

    format: str
    statements: tuple[Statement, ...]
    warnings: tuple[ReadWarning, ...] = ()
    message_id: str = ""
    complete: bool = True

    def lines(self) -> Iterator[BankLine]:
        """Yield every bank line of every statement in file order."""
        for statement in self.statements:
            yield from statement.lines()

    @property
    def line_count(self) -> int:
        """How many bank lines were read."""
        return sum(len(entry.lines) for statement in self.statements for entry in statement.entries)

    @property
    def unread_count(self) -> int:
        """How many bookings wait for a person because their money could not be read."""
        return sum(len(statement.unread) for statement in self.statements)


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file of which nothing can be used; the sentence says why and what to do."""

    name: str
    code: str
    sentence: str
