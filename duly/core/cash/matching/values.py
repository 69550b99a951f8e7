"""The matcher's values: open items and cash lines in, decisions with reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from duly.core.ledger.postings import Kind


class Tier(IntEnum):
    """Kinds of evidence, strongest first; the number is the rank of a proposal.

    Tiers up to AUTOMATIC_BORDER may apply cash without a person where policy allows them. The gaps
    are seats: garbled references, advice sets and subset sums take their places between these.
    """

    CREDITOR_REFERENCE_EXACT = 10
    NUMBER_EXACT_PAYER_KNOWN = 20
    NUMBER_EXACT = 30
    SEVERAL_EXACT_PAYER_KNOWN = 40
    SEVERAL_EXACT = 50
    REFERENCED_WITH_DISCOUNT = 60
    REFERENCED_NET_OF_CREDIT = 110
    REFERENCED_DISCOUNT_LATE = 120
    REFERENCED_SHORT = 130
    REFERENCED_OVER = 140
    PAYER_SAME_AMOUNT = 210
    PAYER_ALL_DUE = 220
    PAYER_ALL_OPEN = 230
    PAYER_OLDEST_EXACT = 240
    PAYER_OLDEST_FIRST = 250
    SAME_AMOUNT_ANYWHERE = 310
    ON_ACCOUNT = 410


AUTOMATIC_BORDER = 100


@dataclass(frozen=True, slots=True)
class DiscountOffer:
    """A discount by terms: `discount_minor` may be taken by payment on or before `until_date`."""

    until_date: date
    discount_minor: int


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable with something open; `open_minor` is negative for a credit note."""

    receivable_id: int
    customer_id: int
    number: str
    currency: str
    open_minor: int
    due_date: date
    creditor_reference: str = ""
    disputed: bool = False
    held: bool = False
    discounts: tuple[DiscountOffer, ...] = ()


@dataclass(frozen=True, slots=True)
class CashLine:
    """Money that came in and is not applied: `amount_minor` > 0, `paid_date` the bank's value date.

    `customer_id` is set when a person or a rule has already said who paid.
    """

    line_id: int
    amount_minor: int
    currency: str
    paid_date: date
    texts: tuple[str, ...] = ()
    structured: tuple[str, ...] = ()
    payer_name: str = ""
    payer_account: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code with its parameters; `duly.core.cash.matching.sentences.sentence` says it in English."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


def reason(code: str, **params: object) -> Reason:
    """Return a reason with its parameters as text, in the order given."""
    return Reason(code, tuple((name, str(value)) for name, value in params.items()))


@dataclass(frozen=True, slots=True)
class Residual:
    """What closes the rest of an item beside the cash: a ledger kind and an amount > 0."""

    kind: Kind
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ProposedAllocation:
    """Cash to one receivable (negative: a credit note used), and what closes beside it."""

    receivable_id: int
    amount_minor: int
    residuals: tuple[Residual, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to apply a line. `unapplied_minor` >= 0 stays on the customer's account."""

    tier: Tier
    allocations: tuple[ProposedAllocation, ...]
    unapplied_minor: int
    reasons: tuple[Reason, ...]
    vetoes: tuple[Reason, ...] = ()
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a line: `automatic` is applied without a person, else `proposals` are shown in order."""

    line_id: int
    automatic: Proposal | None
    proposals: tuple[Proposal, ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """What may happen without a person. `limit_minor` is the largest automatic amount, None for no limit."""

    automatic_tiers: frozenset[Tier] = frozenset(tier for tier in Tier if tier < AUTOMATIC_BORDER)
    limit_minor: int | None = None
    max_proposals: int = 8
