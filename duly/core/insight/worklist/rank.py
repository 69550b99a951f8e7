"""The worklist: accounts ranked by what a contact today is worth, each score explained by its factors.

Score = amount × days × behaviour × promises × contact. The amount is what is late, undisputed and
not covered by unapplied cash, in the company's currency; every other factor is a plain number, and
the score is their exact product. The factors are judgements, kept in `WorklistPolicy`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from duly.core.insight.reasons import Reason, reason
from duly.core.insight.worklist.claim import blocked, claim_of
from duly.core.insight.worklist.score import score_terms
from duly.core.insight.worklist.values import (
    AccountSnapshot,
    LeftOut,
    ScoreTerm,
    Worklist,
    WorklistPolicy,
    WorklistRow,
)
from duly.core.insight.worklist.words import reasons_for

STANDARD_POLICY = WorklistPolicy()


def rank_accounts(
    accounts: Iterable[AccountSnapshot], policy: WorklistPolicy = STANDARD_POLICY, *, as_of: date
) -> Worklist:
    """Return the worklist of `as_of`: highest score first, ties by amount and then customer id.

    The order of `accounts` does not matter for the ranking. No more than `policy.capacity` rows;
    the rest is in `left_out`.
    """
    scored: list[tuple[Decimal, AccountSnapshot, tuple[ScoreTerm, ...], tuple[Reason, ...]]] = []
    left_out: list[LeftOut] = []
    for account in accounts:
        claim = claim_of(account, policy, as_of)
        forbidden = blocked(account, claim, as_of)
        if forbidden is not None:
            left_out.append(LeftOut(account, forbidden))
            continue
        terms = score_terms(account, claim, policy, as_of)
        scored.append((_product(terms), account, terms, reasons_for(account, claim, as_of)))
    scored.sort(key=lambda entry: (-entry[0], -entry[2][0].factor, entry[1].customer_id, entry[1].currency))
    capacity = max(0, policy.capacity)
    rows = tuple(WorklistRow(rank, a, s, t, r) for rank, (s, a, t, r) in enumerate(scored[:capacity], start=1))
    over = reason("left_out.over_capacity", capacity=capacity)
    left_out.sort(key=lambda out: (out.account.customer_id, out.account.currency))
    return Worklist(rows, (*(LeftOut(entry[1], over) for entry in scored[capacity:]), *left_out))


def _product(terms: Iterable[ScoreTerm]) -> Decimal:
    score = Decimal(1)
    for term in terms:
        score *= term.factor
    return score
