"""Credit notes netted by the payer: which credit pays for which invoice, and what cash is left to put where.

A payer who owes 100 and holds a credit note of 40 sends 60. The allocation says +100 on the
invoice and -40 on the credit note; the ledger wants "40 of the credit used on the invoice" and
"60 of the receipt applied to it".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Share:
    """What a person or a proposal puts on one receivable, in minor units.

    `amount_minor` is positive on an invoice and negative on a credit note that is used; `residuals`
    are differences by ledger kind that close together with the money, never on a credit note.
    """

    receivable_id: int
    amount_minor: int
    residuals: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CreditUse:
    """`amount_minor` > 0 of a credit note pays for an invoice."""

    credit_note_id: int
    receivable_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Netted:
    """Credits used, then the cash that remains to be applied. `spare_minor` > 0 is credit that found no invoice."""

    uses: tuple[CreditUse, ...]
    cash: tuple[Share, ...]
    spare_minor: int = 0


@dataclass(slots=True)
class _Rest:
    share: Share
    minor: int


def net_credits(shares: Sequence[Share]) -> Netted:
    """Spread the credit notes over the invoices in the order given; cash pays the rest of each.

    Shares of zero without residuals are left out. The cash put on all invoices is the sum of all
    amounts given (spare credit aside), so the receipt is charged exactly what the payer sent.
    """
    invoices = [_Rest(share, share.amount_minor) for share in shares if share.amount_minor > 0]
    uses: list[CreditUse] = []
    spare = 0
    for credit in (share for share in shares if share.amount_minor < 0):
        left = -credit.amount_minor
        for rest in invoices:
            part = min(left, _usable(rest))
            if part > 0:
                uses.append(CreditUse(credit.receivable_id, rest.share.receivable_id, part))
                rest.minor -= part
                left -= part
        spare += left
    cash = tuple(replace(rest.share, amount_minor=rest.minor) for rest in invoices if rest.minor)
    return Netted(tuple(uses), cash, spare)


def _usable(rest: _Rest) -> int:
    """A difference closes together with cash, so an invoice with one keeps at least one minor unit of it."""
    return rest.minor - 1 if rest.share.residuals else rest.minor


def closing_share(receivable_id: int, open_minor: int, amount_minor: int, close_as: str) -> Share:
    """Return the share of a person who puts an amount on an item and closes what is left of it as a difference.

    `open_minor` is signed; `close_as` is a ledger kind such as `discount`, or "" to leave the rest open.
    The difference is negative when more is paid than is open (rounding and exchange differences only).
    """
    rest = open_minor - amount_minor
    return Share(receivable_id, amount_minor, ((close_as, rest),) if close_as and rest and amount_minor > 0 else ())
