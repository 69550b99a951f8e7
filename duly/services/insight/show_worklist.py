"""A page of the worklist: kept places; the few that are estimates are scored while the page is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duly.core.insight.worklist import STANDARD_POLICY, WorklistRow, rank_accounts
from duly.services.insight.score_accounts import stored_score
from duly.store.queries.worklist import Account, AccountFacts, account_snapshots
from duly.store.queries.worklist_page import PlacedAccount, said_of, worklist_page


def show_worklist(
    *, company_id: int, as_of: date, tab: str, user_id: int, only_owner_id: int | None, limit: int, offset: int
) -> list[PlacedAccount]:
    """Return accounts of a tab, the highest score first, each with what is said of it; inside the company's scope.

    Whoever the core, asked anew, leaves out is not among them.
    """
    placed = worklist_page(
        company_id, as_of, tab=tab, user_id=user_id, only_owner_id=only_owner_id, limit=limit, offset=offset
    )
    vague = [one.account for one in placed if one.said is None]
    if not vague:
        return placed
    rows = {(int(row.account.customer_id), row.account.currency): row for row in _ranked(company_id, as_of, vague)}
    known = [one for one in placed if one.said is not None]
    known += [
        replace(one, score=stored_score(rows[one.account]), said=said_of(rows[one.account]))
        for one in placed
        if one.account in rows
    ]
    return sorted(known, key=lambda one: (-one.score, one.customer_id, one.currency))


def explain_place(*, company_id: int, as_of: date, account: Account) -> tuple[WorklistRow, AccountFacts] | None:
    """Return all that the core says of one account, None where it is not for today."""
    accounts, facts = account_snapshots(company_id, as_of, [account], {})
    ranked = rank_accounts(accounts, STANDARD_POLICY, as_of=as_of)
    return (ranked.rows[0], facts[str(account[0]), account[1]]) if ranked.rows else None


def _ranked(company_id: int, as_of: date, accounts: Sequence[Account]) -> tuple[WorklistRow, ...]:
    snapshots, _facts = account_snapshots(company_id, as_of, accounts, {})
    return rank_accounts(snapshots, replace(STANDARD_POLICY, capacity=len(snapshots)), as_of=as_of).rows
