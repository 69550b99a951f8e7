"""Allocate a receipt: identify it, use credit notes, apply its cash; all in one decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from duly.core.cash.netting import CreditUse, Share, net_credits
from duly.core.ledger.postings import Id, Kind, Posting
from duly.core.ledger.refusal import Code, Decision, Refused, refuse
from duly.core.ledger.rules.apply_credit import apply_credit
from duly.core.ledger.rules.apply_receipt import Line, Residual, apply_receipt
from duly.core.ledger.rules.identify import identify
from duly.core.ledger.state import ReceivableState, receipt_on, receivable_on
from duly.core.money.money import Money


def allocate(
    postings: Iterable[Posting],
    receipt_id: int,
    shares: Sequence[Share],
    on: date,
    *,
    customer_id: Id | None = None,
    third_party: bool = False,
) -> Decision:
    """Return the postings that put a receipt on receivables from a day on, or one refusal of all of it.

    `postings` holds every posting of the receipt and of all receivables named. An unidentified
    receipt becomes `customer_id`'s, else the first receivable's customer's. Negative shares use
    credit notes. Residuals close differences by ledger kind (discount, bank_fee, ...).
    """
    rows, made = list(postings), list[Posting]()
    netted = net_credits(shares)
    if not shares:
        return refuse(Code.NO_LINES)
    receipt = receipt_on(rows, receipt_id, on)
    assert receipt is not None, "the receipt's own posting is missing"
    if netted.spare_minor:
        return refuse(Code.CREDIT_FINDS_NO_INVOICE, spare=Money(netted.spare_minor, receipt.currency))
    if receipt.customer_id is None and netted.cash:
        owner = customer_id if customer_id is not None else _state(rows, netted.cash[0].receivable_id, on).customer_id
        identified = identify(receipt, owner)
        if isinstance(identified, Refused):
            return identified
        made += identified
    for use in netted.uses:
        used = _use(rows + made, use, on, receipt.currency, third_party=third_party)
        if isinstance(used, Refused):
            return used
        made += used
    if not netted.cash:
        return tuple(made) if made else refuse(Code.NO_LINES)
    after = rows + made
    receipt = receipt_on(after, receipt_id, on)
    assert receipt is not None
    lines = [_line(share, _state(after, share.receivable_id, on), receipt.currency) for share in netted.cash]
    applied = apply_receipt(receipt, lines, third_party=third_party)
    return applied if isinstance(applied, Refused) else (*made, *applied)


def _state(rows: Sequence[Posting], receivable_id: int, on: date) -> ReceivableState:
    state = receivable_on(rows, receivable_id, on)
    assert state is not None, "a receivable's own posting is missing"
    return state


def _use(rows: Sequence[Posting], use: CreditUse, on: date, currency: str, *, third_party: bool) -> Decision:
    credit, item = _state(rows, use.credit_note_id, on), _state(rows, use.receivable_id, on)
    return apply_credit(credit, item, Money(use.amount_minor, currency), third_party=third_party)


def _line(share: Share, state: ReceivableState, currency: str) -> Line:
    residuals = tuple(Residual(Kind(kind), Money(minor, currency)) for kind, minor in share.residuals if minor)
    return Line(state, Money(share.amount_minor, currency), residuals)
