"""Postings: the only rows of the ledger, in transfer form, and the table of what each kind moves.

A posting moves a positive amount from one account (credited) to another (debited), so the books
balance by construction. Nothing is ever changed; a mistake is answered by a posting of kind
`reversal` that moves the same amount back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from duly.core.money.currency import exponent
from duly.core.money.money import Money

Id: TypeAlias = int | str

MAX_MINOR = 10**17
"""The largest amount of one posting; sums of many still fit PostgreSQL's bigint."""


class Account(StrEnum):
    """The accounts of the receivables ledger."""

    RECEIVABLES = "receivables"
    SALES = "sales"
    BANK = "bank"
    UNAPPLIED_CASH = "unapplied_cash"
    DISCOUNTS_ALLOWED = "discounts_allowed"
    BANK_FEES = "bank_fees"
    SHORT_PAYMENTS = "short_payments"
    BAD_DEBT = "bad_debt"
    FX_DIFFERENCES = "fx_differences"
    ROUNDING = "rounding"
    NOT_RECEIVABLES = "not_receivables"


class Kind(StrEnum):
    """Why an amount moved."""

    INVOICE = "invoice"
    DEBIT_NOTE = "debit_note"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    PRINCIPAL = "principal"
    DISCOUNT = "discount"
    BANK_FEE = "bank_fee"
    SHORT_PAYMENT = "short_payment"
    FX_DIFFERENCE = "fx_difference"
    ROUNDING = "rounding"
    CREDIT_APPLIED = "credit_applied"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    CREDIT_REFUND = "credit_refund"
    NOT_OURS = "not_ours"
    IDENTIFIED = "identified"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Shape:
    """One row of the posting table: the accounts of a kind and the documents it must name."""

    debit: Account
    credit: Account
    receivable: bool = False
    receipt: bool = False
    source: bool = False
    customer: bool = True
    both_ways: bool = False


_R, _U = Account.RECEIVABLES, Account.UNAPPLIED_CASH

SHAPES: Mapping[Kind, Shape] = MappingProxyType(
    {
        Kind.INVOICE: Shape(_R, Account.SALES, receivable=True),
        Kind.DEBIT_NOTE: Shape(_R, Account.SALES, receivable=True),
        Kind.CREDIT_NOTE: Shape(Account.SALES, _R, receivable=True),
        Kind.RECEIPT: Shape(Account.BANK, _U, receipt=True, customer=False),
        Kind.PRINCIPAL: Shape(_U, _R, receivable=True, receipt=True),
        Kind.DISCOUNT: Shape(Account.DISCOUNTS_ALLOWED, _R, receivable=True, receipt=True),
        Kind.BANK_FEE: Shape(Account.BANK_FEES, _R, receivable=True, receipt=True),
        Kind.SHORT_PAYMENT: Shape(Account.SHORT_PAYMENTS, _R, receivable=True, receipt=True),
        Kind.FX_DIFFERENCE: Shape(Account.FX_DIFFERENCES, _R, receivable=True, receipt=True, both_ways=True),
        Kind.ROUNDING: Shape(Account.ROUNDING, _R, receivable=True, receipt=True, both_ways=True),
        Kind.CREDIT_APPLIED: Shape(_R, _R, receivable=True, source=True),
        Kind.WRITE_OFF: Shape(Account.BAD_DEBT, _R, receivable=True),
        Kind.REFUND: Shape(_U, Account.BANK, receipt=True, customer=False),
        Kind.CREDIT_REFUND: Shape(_R, Account.BANK, receivable=True),
        Kind.NOT_OURS: Shape(_U, Account.NOT_RECEIVABLES, receipt=True, customer=False),
        Kind.IDENTIFIED: Shape(_U, _U, receipt=True),
    }
)
"""What each kind debits and credits. A reversal has no row: it swaps the posting it reverses."""

DEBTS = frozenset({Kind.INVOICE, Kind.DEBIT_NOTE})
OPENINGS = DEBTS | {Kind.CREDIT_NOTE}
RESIDUALS = frozenset({Kind.DISCOUNT, Kind.BANK_FEE, Kind.SHORT_PAYMENT, Kind.FX_DIFFERENCE, Kind.ROUNDING})
ALLOCATIONS = RESIDUALS | {Kind.PRINCIPAL}


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the ledger.

    `customer_id` is the customer of `receivable_id` where there is one, else the owner of the
    receipt on that day (None while unidentified); for `identified` it is the new owner.
    `source_receivable_id` is the item that is debited when both sides are receivables: the
    credit note of `credit_applied`; in its reversal the two items have changed places.
    `id` and `entry_id` are None until the store has numbered the row. The class itself checks
    nothing, so that an audit can look at broken rows; `posting` and `mirror` build sound ones.
    """

    kind: Kind
    debit_account: Account
    credit_account: Account
    amount_minor: int
    currency: str
    effective_date: date
    customer_id: Id | None = None
    receivable_id: Id | None = None
    receipt_id: Id | None = None
    source_receivable_id: Id | None = None
    reverses_id: Id | None = None
    third_party: bool = False
    id: Id | None = None
    entry_id: Id | None = None

    @property
    def amount(self) -> Money:
        """The amount as money; always positive."""
        return Money(self.amount_minor, self.currency)


def posting(
    kind: Kind,
    amount: Money,
    effective_date: date,
    *,
    customer_id: Id | None = None,
    receivable_id: Id | None = None,
    receipt_id: Id | None = None,
    source_receivable_id: Id | None = None,
    third_party: bool = False,
) -> Posting:
    """Return a new posting of a kind with the accounts of the table.

    A negative amount is allowed for `fx_difference` and `rounding` only and turns the accounts
    round. Raises ValueError when the kind's documents or customer are missing or the amount is
    zero, too large or of the wrong sign: such a call is a mistake in the program.
    """
    if kind is Kind.REVERSAL:
        raise ValueError("a reversal is made by mirror() from the posting it reverses")
    shape = SHAPES[kind]
    debit, credit = (shape.credit, shape.debit) if amount.minor < 0 else (shape.debit, shape.credit)
    made = Posting(
        kind=kind,
        debit_account=debit,
        credit_account=credit,
        amount_minor=abs(amount.minor) if shape.both_ways else amount.minor,
        currency=amount.currency,
        effective_date=effective_date,
        customer_id=customer_id,
        receivable_id=receivable_id,
        receipt_id=receipt_id,
        source_receivable_id=source_receivable_id,
        third_party=third_party,
    )
    faults = shape_faults(made)
    if faults:
        raise ValueError("; ".join(faults))
    return made


def mirror(original: Posting, effective_date: date) -> Posting:
    """Return the posting that undoes `original` from a day on.

    Raises ValueError for a posting without an id, for a reversal, and for an earlier day.
    """
    if original.id is None:
        raise ValueError("only a stored posting can be reversed; this one has no id")
    if original.kind is Kind.REVERSAL:
        raise ValueError("a reversal is never reversed; enter the original again")
    if effective_date < original.effective_date:
        raise ValueError(f"a reversal cannot be dated before the posting itself ({original.effective_date})")
    receivable, source = original.receivable_id, original.source_receivable_id
    if source is not None:
        receivable, source = source, receivable
    return Posting(
        kind=Kind.REVERSAL,
        debit_account=original.credit_account,
        credit_account=original.debit_account,
        amount_minor=original.amount_minor,
        currency=original.currency,
        effective_date=effective_date,
        customer_id=original.customer_id,
        receivable_id=receivable,
        receipt_id=original.receipt_id,
        source_receivable_id=source,
        reverses_id=original.id,
        third_party=original.third_party,
    )


def shape_faults(row: Posting) -> tuple[str, ...]:
    """Return what is wrong with a posting taken by itself, as English fragments; empty when sound."""
    faults = list(_amount_faults(row))
    if row.kind == Kind.REVERSAL:
        if row.reverses_id is None:
            faults.append("a reversal names the posting it reverses")
        return tuple(faults)
    if row.reverses_id is not None:
        faults.append("only a reversal names a posting it reverses")
    shape = SHAPES[row.kind]
    accounts = (row.debit_account, row.credit_account)
    sound = {(shape.debit, shape.credit)} | ({(shape.credit, shape.debit)} if shape.both_ways else set())
    if accounts not in sound:
        faults.append(f"{row.kind} debits {shape.debit} and credits {shape.credit}, not {' and '.join(accounts)}")
    faults += _naming_faults(row, shape)
    return tuple(faults)


def _amount_faults(row: Posting) -> tuple[str, ...]:
    try:
        exponent(row.currency)
    except (KeyError, ValueError):
        return (f"{row.currency!r} is no currency of ISO 4217",)
    if row.amount_minor <= 0:
        return (f"an amount is positive, not {row.amount_minor}",)
    if row.amount_minor > MAX_MINOR:
        return (f"an amount is at most {MAX_MINOR} minor units, not {row.amount_minor}",)
    return ()


def _naming_faults(row: Posting, shape: Shape) -> list[str]:
    named = (
        ("receivable_id", shape.receivable, row.receivable_id),
        ("receipt_id", shape.receipt, row.receipt_id),
        ("source_receivable_id", shape.source, row.source_receivable_id),
    )
    faults = [f"{row.kind} needs {name}" for name, needed, value in named if needed and value is None]
    faults += [f"{row.kind} has no {name}" for name, needed, value in named if not needed and value is not None]
    if shape.customer and row.customer_id is None:
        faults.append(f"{row.kind} needs customer_id")
    if row.source_receivable_id is not None and row.source_receivable_id == row.receivable_id:
        faults.append("a credit note is not applied to itself")
    return faults


def receivable_effects(row: Posting) -> tuple[tuple[Id | None, int], ...]:
    """Return what a posting adds to the signed open amount of which receivables, in minor units.

    One rule for every kind, reversals included: the receivables account debited raises
    `source_receivable_id` (or, without one, `receivable_id`); credited, it lowers `receivable_id`.
    """
    effects: list[tuple[Id | None, int]] = []
    if row.debit_account == Account.RECEIVABLES:
        raised = row.receivable_id if row.source_receivable_id is None else row.source_receivable_id
        effects.append((raised, row.amount_minor))
    if row.credit_account == Account.RECEIVABLES:
        effects.append((row.receivable_id, -row.amount_minor))
    return tuple(effects)


def unapplied_effect(row: Posting) -> int:
    """Return what a posting adds to the unapplied cash of its receipt, in minor units."""
    credited = row.amount_minor if row.credit_account == Account.UNAPPLIED_CASH else 0
    debited = row.amount_minor if row.debit_account == Account.UNAPPLIED_CASH else 0
    return credited - debited


def touched_ids(rows: Iterable[Posting]) -> tuple[frozenset[Id], frozenset[Id]]:
    """Return the receivables and the receipts that postings name: what to load before reversing them."""
    named = list(rows)
    receivables = {one for row in named for one in (row.receivable_id, row.source_receivable_id) if one is not None}
    return frozenset(receivables), frozenset(row.receipt_id for row in named if row.receipt_id is not None)
