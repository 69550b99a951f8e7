"""Why the ledger refuses an entry: a code, its parameters, and a sentence with the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from duly.core.ledger.postings import Posting
from duly.core.money.money import Money

Param: TypeAlias = int | str | date | Money


class Code(StrEnum):
    """The reasons for refusing; each has a sentence in SENTENCES."""

    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_TOO_LARGE = "amount_too_large"
    CURRENCY_MISMATCH = "currency_mismatch"
    DATE_BEFORE_DOCUMENT = "date_before_document"
    OVER_APPLICATION = "over_application"
    BEYOND_OPEN = "beyond_open"
    NOTHING_OPEN = "nothing_open"
    NO_LINES = "no_lines"
    REPEATED_RECEIVABLE = "repeated_receivable"
    NOT_A_RESIDUAL = "not_a_residual"
    RESIDUAL_EXCEEDS_PAYMENT = "residual_exceeds_payment"
    NOT_A_DEBT = "not_a_debt"
    NOT_A_CREDIT_NOTE = "not_a_credit_note"
    CROSSES_CUSTOMERS = "crosses_customers"
    UNIDENTIFIED_RECEIPT = "unidentified_receipt"
    ALREADY_IDENTIFIED = "already_identified"
    OWNER_CHANGES_LATER = "owner_changes_later"
    RECEIPT_IN_USE = "receipt_in_use"
    RECEIVABLE_IN_USE = "receivable_in_use"
    BREAKS_OPEN_AMOUNT = "breaks_open_amount"
    ALREADY_REVERSED = "already_reversed"
    REVERSES_A_REVERSAL = "reverses_a_reversal"
    ABOVE_LIMIT = "above_limit"
    CREDIT_FINDS_NO_INVOICE = "credit_finds_no_invoice"


SENTENCES: Mapping[Code, str] = MappingProxyType(
    {
        Code.AMOUNT_NOT_POSITIVE: (
            "The amount is {amount}, but an entry moves more than zero. "
            "Enter a positive amount; a negative invoice is entered as a credit note."
        ),
        Code.AMOUNT_TOO_LARGE: (
            "{amount} is more than one entry can hold ({limit}). Check the decimal places, or split the amount."
        ),
        Code.CURRENCY_MISMATCH: (
            "{document} is in {document_currency}, the amount in {amount_currency}. "
            "Convert the amount with a stated rate first; Duly never converts by itself."
        ),
        Code.DATE_BEFORE_DOCUMENT: (
            "{on} lies before {document} of {document_date}. Use {document_date} or a later date."
        ),
        Code.OVER_APPLICATION: (
            "{wanted} is more than the {free} that receipt {receipt} has left from {on} on. "
            "Lower the amount, or undo another use of the receipt first."
        ),
        Code.BEYOND_OPEN: (
            "{wanted} is more than the {free} that is open on {receivable} from {on} on. "
            "Lower the amount; leave the rest as unapplied cash or put it on another item."
        ),
        Code.NOTHING_OPEN: (
            "Nothing is open on {receivable} from {on} on. Choose another item, or undo what settled this one first."
        ),
        Code.NO_LINES: "Nothing was chosen. Name at least one item.",
        Code.REPEATED_RECEIVABLE: "{receivable} appears in more than one line. Put its amounts into one line.",
        Code.NOT_A_RESIDUAL: (
            "{kind} cannot close a remaining amount. Use discount, bank_fee, short_payment, fx_difference or rounding."
        ),
        Code.RESIDUAL_EXCEEDS_PAYMENT: (
            "The differences on {receivable} ({residual}) take back all of the payment of {amount}. "
            "Lower the difference, or leave the money as unapplied cash."
        ),
        Code.NOT_A_DEBT: (
            "{receivable} is a credit note; there is nothing to collect on it. Apply it to an invoice, or pay it out."
        ),
        Code.NOT_A_CREDIT_NOTE: "{receivable} is no credit note. Choose an open credit note of the customer.",
        Code.CROSSES_CUSTOMERS: (
            "{source} belongs to customer {payer}, {receivable} to customer {debtor}. "
            "Confirm that this customer pays for the other (third-party payment), or choose another item."
        ),
        Code.UNIDENTIFIED_RECEIPT: (
            "Nobody knows yet on {on} whose receipt {receipt} is. Identify its customer first, with effect from {on}."
        ),
        Code.ALREADY_IDENTIFIED: (
            "Receipt {receipt} belongs to customer {owner} already. "
            "If that is wrong, ask for the receipt to be reassigned."
        ),
        Code.OWNER_CHANGES_LATER: (
            "Receipt {receipt} passes to another customer after {on}. Use the date of that change or a later one."
        ),
        Code.RECEIPT_IN_USE: (
            "Receipt {receipt} is used from {on} on: applied, refunded or passed on. "
            "Undo those entries first, or choose a date after they were undone."
        ),
        Code.RECEIVABLE_IN_USE: (
            "{receivable} has been paid or credited from {on} on. Undo those entries first, then reverse it."
        ),
        Code.BREAKS_OPEN_AMOUNT: (
            "Undoing this alone would leave {receivable} with an open amount outside the document ({rest} on {day}). "
            "Undo the payment together with its differences."
        ),
        Code.ALREADY_REVERSED: "Entry {posting} was reversed on {reversed_on}. There is nothing left to undo.",
        Code.REVERSES_A_REVERSAL: "Entry {posting} is itself a reversal. Enter the original again instead.",
        Code.ABOVE_LIMIT: (
            "{wanted} is above your limit of {limit}. Ask for a second person's approval, or lower the amount."
        ),
        Code.CREDIT_FINDS_NO_INVOICE: (
            "{spare} of the credit notes finds no invoice to pay for. "
            "Use less of the credit, or put its amount on an invoice as well."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision not to write: `SENTENCES[code]` explains it with `params`."""

    code: Code
    params: Mapping[str, Param] = field(default_factory=dict)


Decision: TypeAlias = tuple[Posting, ...] | Refused
"""Either the new postings, all to be written in one entry, or the refusal of all of them."""


def refuse(code: Code, **params: Param) -> Refused:
    """Return a refusal with its parameters."""
    return Refused(code, params)


def sentence(refused: Refused) -> str:
    """Return the English sentence of a refusal with its parameters filled in."""
    return SENTENCES[refused.code].format(**shown(refused.params))


def shown(params: Mapping[str, Param]) -> dict[str, str]:
    """Return parameters as plain text: money as `12.34 EUR`, dates as `2026-03-31`."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Param) -> str:
    if isinstance(value, Money):
        return f"{value.plain()} {value.currency}"
    return value.isoformat() if isinstance(value, date) else str(value)
