"""`duly worklist`: whom to contact first today, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import typer

from duly.faces.cli.named import person_of
from duly.faces.cli.options import AsJson, Company, Cursor, Limit, text
from duly.faces.cli.session import EXIT_USAGE, stop, working
from duly.faces.cli.show import Plain, money, show_list

COLUMNS = {"rank": "rank", "number": "number", "name": "name", "open": "open", "oldest_days_overdue": "days late",
           "why": "why"}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worklist)


def worklist(
    whose: Annotated[
        Literal["all", "mine", "team", "unassigned"],
        typer.Option(help="mine: of --person; team: of somebody else; unassigned: nobody's."),
    ] = "all",
    person: Annotated[str, text("Address of the colleague whose list it is.")] = "",
    limit: Limit = 20,
    cursor: Cursor = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List the accounts to contact today, the most worthwhile first, and why; the first few hundred of them.

    JSON: {as_of, data: [account as in the API], next: the cursor or null}.
    """
    if whose in ("mine", "team") and not person:
        stop(f"--whose {whose} needs --person ADDRESS.", EXIT_USAGE)
    begin = cursor or 0
    with working(company) as act:
        from duly.core.insight.worklist import STANDARD_POLICY, rank_accounts
        from duly.store.queries.worklist import POOL, worklist_snapshot

        user_id = person_of(act.company_id, person) if person else 0
        found = worklist_snapshot(act.company_id, act.business_date, tab=whose, user_id=user_id)
        ranked = rank_accounts(found.accounts, replace(STANDARD_POLICY, capacity=POOL), as_of=act.business_date).rows
    data: list[Plain] = []
    for row in ranked[begin : begin + limit]:
        account = row.account
        facts = found.facts[account.customer_id, account.currency]
        reasons = [{"code": one.code, "sentence": one.sentence()} for one in row.reasons]
        data.append({
            "rank": row.rank, "customer_id": int(account.customer_id), "number": facts.number, "name": account.name,
            "owner_id": facts.owner_id, "score": f"{row.score:f}", "open": money(sum(facts.ages), account.currency),
            "oldest_days_overdue": facts.oldest_days, "reasons": reasons,
        })  # fmt: skip
    end = begin + limit
    tabled = [one | {"why": " ".join(why["sentence"] for why in one["reasons"])} for one in data]
    also = {"as_of": act.business_date.isoformat()}
    show_list(data if as_json else tabled, end if end < len(ranked) else None, COLUMNS, as_json=as_json, also=also)
