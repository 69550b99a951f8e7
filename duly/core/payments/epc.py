"""The EPC QR code: a SEPA credit transfer that a banking app fills in from a picture.

Source: EPC069-12 v2.1, "Quick Response Code: Guidelines to Enable the Data Capture for the
Initiation of a SEPA Credit Transfer": lines in fixed order, service tag BCD, version 002 (BIC
optional inside the EEA), at most 331 bytes, error correction level M, QR version 13 at most.
This module makes the text; drawing it is the face's task.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from duly.core.money import mod97
from duly.core.money.money import Money

MAX_BYTES = 331
MAX_NAME = 70
MAX_TEXT = 140
MAX_NOTE = 70
MIN_AMOUNT_MINOR = 1
MAX_AMOUNT_MINOR = 99_999_999_999
_UTF8 = "1"


class BadTransfer(ValueError):
    """The payment cannot be put into an EPC code; `problems` says everything that is wrong."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """Whom to pay, how much and with which reference. Give `reference` (RF...) or `text`, not both."""

    name: str
    iban: str
    amount: Money
    reference: str = ""
    text: str = ""
    bic: str = ""
    purpose: str = ""
    note: str = ""


def problems(transfer: CreditTransfer) -> tuple[str, ...]:
    """Return every reason why this transfer cannot be coded, in sentences; () when it can."""
    found = [
        _name_problem(transfer.name),
        mod97.iban_problem(transfer.iban),
        _amount_problem(transfer.amount),
        _reference_problem(transfer),
        _bic_problem(transfer.bic),
        _code_problem(transfer),
    ]
    return tuple(sentence for sentence in found if sentence)


def payload(transfer: CreditTransfer) -> str:
    """Return the text of the QR code, lines joined by LF, encoded as UTF-8 by the caller.

    Raises BadTransfer with every problem at once.
    """
    wrong = problems(transfer)
    if wrong:
        raise BadTransfer(wrong)
    lines = (
        "BCD", "002", _UTF8, "SCT", mod97.compact(transfer.bic), _one_line(transfer.name),
        mod97.compact(transfer.iban), f"EUR{_amount(transfer.amount)}", transfer.purpose.strip().upper(),
        mod97.compact(transfer.reference), _one_line(transfer.text), _one_line(transfer.note),
    )  # fmt: skip
    coded = "\n".join(lines).rstrip("\n")
    if len(coded.encode("utf-8")) > MAX_BYTES:
        raise BadTransfer((f"The code would hold more than {MAX_BYTES} bytes; shorten the name or the text.",))
    return coded


def _amount(amount: Money) -> str:
    return f"{Decimal(amount.minor).scaleb(-2):.2f}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name_problem(name: str) -> str:
    flat = _one_line(name)
    if not flat:
        return "The name of the account holder is missing."
    return f"The name has {len(flat)} characters; {MAX_NAME} fit." if len(flat) > MAX_NAME else ""


def _amount_problem(amount: Money) -> str:
    if amount.currency != "EUR":
        return f"An EPC code carries euro only, not {amount.currency}."
    if not MIN_AMOUNT_MINOR <= amount.minor <= MAX_AMOUNT_MINOR:
        return "The amount must be between EUR 0.01 and EUR 999999999.99."
    return ""


def _reference_problem(transfer: CreditTransfer) -> str:
    if transfer.reference and transfer.text:
        return "Give a structured reference or a text, not both."
    if transfer.reference and not mod97.is_creditor_reference(transfer.reference):
        return "The structured reference is not a valid RF creditor reference (ISO 11649)."
    length = len(_one_line(transfer.text))
    return f"The text has {length} characters; {MAX_TEXT} fit." if length > MAX_TEXT else ""


def _bic_problem(bic: str) -> str:
    flat = mod97.compact(bic)
    if flat and not (len(flat) in (8, 11) and flat.isascii() and flat.isalnum() and flat[:6].isalpha()):
        return "A BIC is 8 or 11 letters and digits, the first six letters."
    return ""


def _code_problem(transfer: CreditTransfer) -> str:
    purpose = transfer.purpose.strip()
    if purpose and not (1 <= len(purpose) <= 4 and purpose.isascii() and purpose.isalnum()):
        return "A purpose code is one to four letters or digits."
    length = len(_one_line(transfer.note))
    return f"The note to the payer has {length} characters; {MAX_NOTE} fit." if length > MAX_NOTE else ""
