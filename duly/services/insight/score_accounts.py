"""Keep the worklist's order: the day's balances, and a score for every account about which something changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from duly.core.insight.worklist import STANDARD_POLICY, WorklistRow, rank_accounts
from duly.services.ports import Jobs
from duly.store.queries.balances import balance_day, keep_balances
from duly.store.queries.worklist import account_snapshots
from duly.store.queries.worklist_page import said_of, said_text
from duly.store.queries.worklist_places import Place, accounts_to_score, store_places, unscored
from duly.store.tenancy import in_company

SCORE_TASK = "score_accounts"
BATCH = 500
BATCHES = 6
FEW = 100
HEAVIEST = 20
NOTHING_TO_SAY = "left_out.nothing_due"


def turn_day(*, company_id: int, as_of: date) -> bool:
    """See that balances are kept for the business date, and tell whether they had to be turned to it.

    Called inside the company's scope, by whoever reads them.
    """
    return keep_balances(company_id, as_of)


def score_accounts(*, company_id: int, limit: int = BATCH) -> int:
    """Have the core score the heaviest accounts whose place is an estimate; return how many there were.

    Called inside the company's scope. Two that do this at once score different accounts.
    """
    as_of = balance_day(company_id)
    waiting = accounts_to_score(company_id, limit) if as_of else []
    if not waiting or as_of is None:
        return 0
    accounts, _facts = account_snapshots(company_id, as_of, waiting, {})
    ranked = rank_accounts(accounts, replace(STANDARD_POLICY, capacity=len(accounts)), as_of=as_of)
    places: list[Place] = [
        ((int(row.account.customer_id), row.account.currency), stored_score(row), None, said_text(said_of(row)))
        for row in ranked.rows
    ]
    for out in ranked.left_out:
        why = None if out.reason.code == NOTHING_TO_SAY else out.reason
        places.append(((int(out.account.customer_id), out.account.currency), 0, why, None))
    store_places(company_id, places)
    return len(waiting)


def stored_score(row: WorklistRow) -> int:
    """Return a score as it is kept: whole hundredths."""
    return max(1, int(row.score * 100))


def score_few(*, company_id: int) -> None:
    """Score what waits before a page is drawn: all of it while it is little, else the heaviest; the rest is a job's."""
    score_accounts(company_id=company_id, limit=HEAVIEST if unscored(company_id, FEW + 1) > FEW else FEW)


def score_some(*, company_id: int) -> int:
    """Score some thousand of the accounts that wait. The body of a job: opens its own scopes.

    It ends after a few seconds, so that a day's run never waits long for it; the next tick enqueues the rest.
    """
    total = 0
    for _batch in range(BATCHES):
        with in_company(company_id):
            done = score_accounts(company_id=company_id)
        total += done
        if done < BATCH:
            break
    return total


def keep_worklist(*, company_id: int, as_of: date, jobs: Jobs) -> bool:
    """Turn the day's balances and enqueue the scoring, where either is to do; tell whether the day was turned.

    Called inside the company's scope.
    """
    is_new = turn_day(company_id=company_id, as_of=as_of)
    if unscored(company_id, 1):
        jobs.enqueue(SCORE_TASK, {"company_id": company_id}, queueing_lock=f"score-{company_id}")
    return is_new
