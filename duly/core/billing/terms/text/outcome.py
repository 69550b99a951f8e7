"""What reading a text of payment terms can come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from duly.core.billing.terms.values import PaymentTerms


@dataclass(frozen=True, slots=True)
class Parsed:
    """The text has this one meaning."""

    terms: PaymentTerms


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of an ambiguous text: the terms, their unambiguous text, and plain words."""

    terms: PaymentTerms
    canonical: str
    words: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The text means two or more different things; a person must choose one of the readings."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text could not be read. `code` and `parameters` are for translation, the rest is English."""

    code: str
    parameters: tuple[tuple[str, str], ...]
    reason: str
    remedy: str


Outcome: TypeAlias = Parsed | Ambiguous | Unreadable

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "empty": ("There are no terms in this text.", "Write terms such as net 30 or 2/10 net 30."),
    "too_long": ("The text is longer than {limit} characters.", "Write only the terms, such as 2/10 net 30."),
    "unknown_sign": ("The sign {sign} means nothing in payment terms.", "Remove it, or write the terms in words."),
    "unknown_word": ("The word “{word}” is not known.", "Remove it if it does not change the due date."),
    "ambiguous_date": ("The date {date} can be read in two ways.", "Write dates as 2026-03-31."),
    "impossible_date": ("There is no date {date}.", "Write dates as 2026-03-31."),
    "ambiguous_amount": (
        "The amount {amount} can be read in two ways, or has the wrong number of decimals.",
        "Write it without thousands separators, with the currency's own decimals, such as EUR 1500.00.",
    ),
    "number_out_of_range": ("A number in the terms is out of range: {detail}.", "Correct the number."),
    "no_due_date": ("There is a discount, but nothing says when the full amount is due.", "Add it: 2/10 net 30."),
    "shares_do_not_add_up": (
        "The instalments do not add up to the whole invoice.",
        "Make the parts add up to 100 %, or add a balance: 50% deposit, balance net 30.",
    ),
    "contradiction": ("The terms contradict themselves: {detail}", "Correct the days or the percentages."),
    "too_complicated": ("The text holds too many clauses.", "Write at most 24 instalments and 4 discounts."),
    "not_understood": (
        "These words are known, but not in this order.",
        "Write terms such as net 30, 2/10 net 30, net 10th prox or 50% deposit, balance net 30.",
    ),
}


def unreadable(code: str, **parameters: str) -> Unreadable:
    """Return an Unreadable with its English sentences filled in."""
    reason, remedy = SENTENCES[code]
    return Unreadable(code, tuple(sorted(parameters.items())), reason.format(**parameters), remedy)
