"""The worklist: whom to contact first today, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.insight.reasons import Reason
from duly.core.insight.worklist import STANDARD_POLICY, AccountSnapshot, WorklistRow, rank_accounts
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, decode_cursor, encode_cursor, next_link
from duly.faces.api.values import MoneyOut, money
from duly.services.insight.score_accounts import score_few, turn_day
from duly.store.queries.worklist import worklist_snapshot

worklist = resource("Worklist")
DEEPEST = 1_000_000


class WhyOut(Schema):
    """A reason: a code for programs, a sentence for people."""

    code: str
    sentence: str


class AccountOut(Schema):
    """An account to contact today: a customer in one currency."""

    rank: int = Field(description="From 1.")
    customer_id: int
    number: str
    name: str
    owner_id: int | None
    score: str = Field(description="What a contact today is worth; a decimal number, to compare with others only.")
    open: MoneyOut = Field(description="Invoices that are open, credit notes left aside.")
    oldest_days_overdue: int
    reasons: list[WhyOut]


class WorklistOut(Schema):
    """The accounts to contact today, the most worthwhile first."""

    as_of: date
    data: list[AccountOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class WorklistAsked(Asking):
    """Whose list it is."""

    whose: Annotated[
        Literal["all", "mine", "team", "unassigned"],
        Field(description="`mine`: of the person whose token it is; `team`: of somebody else; `unassigned`: nobody's."),
    ] = "all"


@worklist.read("/worklist", answer=WorklistOut)
def get_worklist(request: ApiRequest, asked: Query[WorklistAsked]) -> Schema:
    """Get the accounts to contact today, and why, a page at a time."""
    caller = request.caller
    key = decode_cursor(asked.cursor, (int,))
    begin = min(int(key[0]), DEEPEST) if key else 0
    turn_day(company_id=caller.company.id, as_of=caller.today)
    score_few(company_id=caller.company.id)
    found = worklist_snapshot(
        caller.company.id, caller.today, tab=asked.whose, user_id=caller.token.person_id or 0,
        only_owner_id=caller.only_owner_id, limit=asked.limit + 1, offset=begin,
    )  # fmt: skip
    data = []
    for row in _ranked(found.accounts[: asked.limit], caller.today):
        account = row.account
        facts = found.facts[account.customer_id, account.currency]
        data.append(
            AccountOut.model_construct(
                rank=begin + row.rank, customer_id=int(account.customer_id), number=facts.number, name=account.name,
                owner_id=facts.owner_id, score=f"{row.score:f}", open=money(sum(facts.ages), account.currency),
                oldest_days_overdue=facts.oldest_days, reasons=[_why(one) for one in row.reasons],
            )
        )  # fmt: skip
    end = begin + asked.limit
    link = next_link(request, encode_cursor((end,))) if len(found.accounts) > asked.limit else None
    return WorklistOut.model_construct(as_of=caller.today, data=data, next=link)


def _ranked(accounts: Sequence[AccountSnapshot], today: date) -> Sequence[WorklistRow]:
    policy = replace(STANDARD_POLICY, capacity=max(1, len(accounts)))
    return rank_accounts(accounts, policy, as_of=today).rows


def _why(one: Reason) -> WhyOut:
    return WhyOut.model_construct(code=one.code, sentence=one.sentence())
