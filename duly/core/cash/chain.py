"""The balance chain: the bank's own proof that no booking is missing or doubled.

Within a statement: opening balance + booked entries = closing balance. Between statements of one
account: closing(n) = opening(n+1). A break is reported, never a reason to refuse the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from duly.core.cash.bank_line import Balance, ChainVerdict, EntryStatus, Statement

OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)


@dataclass(frozen=True, slots=True)
class Break:
    """Two neighbouring statements whose balances do not meet; `gap_minor` is opening minus closing."""

    account: str
    earlier: str
    later: str
    gap_minor: int


def pick(balances: Iterable[Balance], kinds: tuple[str, ...]) -> Balance | None:
    """Return the first balance of the earliest-named kind, or None."""
    found = tuple(balances)
    for kind in kinds:
        for balance in found:
            if balance.kind == kind:
                return balance
    return None


def judged(statement: Statement) -> Statement:
    """Return the statement with `opening`, `closing`, `chain` and `chain_gap_minor` filled in.

    Only booked entries in the balance's currency count. INCOMPLETE means a booking was unread,
    so the sum would prove nothing.
    """
    opening, closing = pick(statement.balances, OPENING), pick(statement.balances, CLOSING)
    with_ends = replace(statement, opening=opening, closing=closing)
    if opening is None or closing is None or opening.currency != closing.currency:
        return replace(with_ends, chain=ChainVerdict.LACKING, chain_gap_minor=0)
    booked = [entry for entry in statement.entries if entry.status is EntryStatus.BOOKED]
    if statement.unread or any(entry.currency != opening.currency for entry in booked):
        return replace(with_ends, chain=ChainVerdict.INCOMPLETE, chain_gap_minor=0)
    gap = closing.amount_minor - opening.amount_minor - sum(entry.amount_minor for entry in booked)
    verdict = ChainVerdict.BROKEN if gap else ChainVerdict.HOLDS
    return replace(with_ends, chain=verdict, chain_gap_minor=gap)


def breaks(statements: Iterable[Statement]) -> tuple[Break, ...]:
    """Return where statements of one account and currency, in date order, do not meet."""
    by_account: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        if statement.opening is not None and statement.closing is not None:
            by_account.setdefault((statement.account, statement.currency), []).append(statement)
    found: list[Break] = []
    for (account, _), members in sorted(by_account.items()):
        members.sort(key=_place_in_time)
        for earlier, later in pairwise(members):
            gap = _minor(later.opening) - _minor(earlier.closing)
            if gap:
                found.append(Break(account, earlier.statement_id, later.statement_id, gap))
    return tuple(found)


def _minor(balance: Balance | None) -> int:
    assert balance is not None
    return balance.amount_minor


def _place_in_time(statement: Statement) -> tuple[str, int, str]:
    closing = statement.closing
    when = closing.balance_date.isoformat() if closing is not None and closing.balance_date else ""
    sequence = int(statement.sequence) if statement.sequence.isdigit() else 0
    return (when, sequence, statement.statement_id)
