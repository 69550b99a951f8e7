"""A bank transfer that settles chosen invoices: account, amount, reference, and the text of its QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duly.core.cash.references import BadReference, create_creditor_reference, is_creditor_reference
from duly.core.money.money import Money
from duly.core.payments import epc


@dataclass(frozen=True, slots=True)
class TransferLine:
    """An invoice (or, negative, a credit note) and how many minor units of it are paid."""

    number: str
    creditor_reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """What to type into a banking form: `reference` (RF..., ISO 11649) or `text`, never both.

    `qr_text` is the payload of an EPC code, "" where there can be none (not in euro, no IBAN).
    """

    amount: Money
    holder: str
    iban: str
    bic: str
    reference: str
    text: str
    qr_text: str


def prepare_transfer(
    *, holder: str, iban: str, bic: str, currency: str, lines: Sequence[TransferLine], customer_number: str
) -> Transfer:
    """Return the transfer for some lines of one currency; their sum must be positive.

    One invoice is named by its creditor reference, several by their numbers, which cash application reads. When
    the numbers do not fit, the customer's number stands instead.
    """
    amount = Money(sum(line.amount_minor for line in lines), currency)
    assert amount.minor > 0, "a transfer moves a positive amount"
    reference, text = _reference(lines, customer_number)
    wanted = epc.CreditTransfer(holder[: epc.MAX_NAME], iban, amount, reference=reference, text=text, bic=bic)
    try:
        qr_text = epc.payload(wanted)
    except epc.BadTransfer:
        qr_text = ""
    return Transfer(amount, holder, iban, bic, reference, text, qr_text)


def _reference(lines: Sequence[TransferLine], customer_number: str) -> tuple[str, str]:
    numbers = list(dict.fromkeys(line.number for line in lines))
    if len(numbers) == 1:
        known = lines[0].creditor_reference
        if known and is_creditor_reference(known):
            return known, ""
        return _made(numbers[0])
    text = ", ".join(numbers)
    return ("", text) if len(text) <= epc.MAX_TEXT else _made(customer_number)


def _made(number: str) -> tuple[str, str]:
    try:
        return create_creditor_reference(number), ""
    except BadReference:
        return "", number[: epc.MAX_TEXT]
