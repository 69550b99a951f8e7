"""What another version of a procedure would change on a day: who gains a message, who loses one, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from duly.core.dunning.decide import decide
from duly.core.dunning.decision import Action, CustomerDecision, Totals
from duly.core.dunning.procedure import DunningProcedure
from duly.services.act import Act
from duly.services.dunning.decide_accounts import procedures_or_refuse
from duly.services.ports import Holidays
from duly.store.queries.dunning_snapshot import bank_data_age_hours, customers_in_reach, load_accounts

COMPARE_LIMIT = 1000
"""Customers in one part."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A customer treated otherwise. Gains: something goes only by the new version; loses: only by the one that rules.

    The decisions hold the reasons on either side.
    """

    customer_id: int
    name: str
    before: CustomerDecision
    after: CustomerDecision

    @property
    def kind(self) -> str:
        """gains, loses, or other (something goes either way, but not the same)."""
        if self.before.is_quiet:
            return "gains"
        return "loses" if self.after.is_quiet else "other"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who is treated otherwise, of how many looked at, with what both sides ask for by currency (minor units).

    `reached` customers of `in_reach` are behind after this part; more is to come while they differ.
    """

    as_of: date
    changed: tuple[Changed, ...]
    looked_at: int
    messages_before: int
    messages_after: int
    asked_before: Totals
    asked_after: Totals
    reached: int
    in_reach: int


def compare_procedure(
    *, act: Act, holidays: Holidays, procedure: DunningProcedure, as_of: date, start: int = 0,
    limit: int = COMPARE_LIMIT,
) -> Comparison:  # fmt: skip
    """Decide the day for those this procedure (by its name) rules, by the ruling version and by this one.

    A procedure whose name is new is held against what rules everybody now. `start` and `limit` cut the customers in
    reach, in order of their ids, into parts. Writes nothing; raises ServiceRefused when no procedure rules.
    """
    ruling = procedures_or_refuse(act.company_id)
    after = replace(procedure, version=0)
    horizon = max([ruling.horizon_days, *(1 - level.days for level in after.levels if level.is_before_due)])
    reach = customers_in_reach(act.company_id, as_of, horizon_days=horizon)
    age = bank_data_age_hours(act.company_id, act.at)
    accounts = load_accounts(act.company_id, reach[start : start + limit], as_of, holidays=holidays, bank_age_hours=age)
    changed: list[Changed] = []
    looked_at, before, then = 0, 0, 0
    asked: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for account in accounts:
        now = ruling.for_account(account.procedure_name, account.snapshot.segment)
        if after.name in ruling.by_name and now.name != after.name:
            continue
        looked_at += 1
        old, new = decide(account.snapshot, now, as_of), decide(account.snapshot, after, as_of)
        before, then = before + _messages(old), then + _messages(new)
        for sums, decision in zip(asked, (old, new), strict=True):
            for action in decision.actions:
                sums.update(dict(action.asked) if action.channel == "email" else {})
        if _essence(old) != _essence(new):
            changed.append(Changed(int(account.snapshot.customer_id), account.snapshot.name, old, new))
    order = {"gains": 0, "loses": 1, "other": 2}
    changed.sort(key=lambda one: (order[one.kind], one.name))
    asked_before, asked_after = (tuple(sorted(sums.items())) for sums in asked)
    return Comparison(
        as_of, tuple(changed), looked_at, before, then, asked_before, asked_after,
        min(len(reach), start + limit), len(reach),
    )  # fmt: skip


def _messages(decision: CustomerDecision) -> int:
    return sum(action.channel == "email" for action in decision.actions)


def _essence(decision: CustomerDecision) -> list[tuple[object, ...]]:
    """What the customer and the clerk would notice of a decision."""

    def of(action: Action) -> tuple[object, ...]:
        items = tuple((item.receivable_id, item.level_key) for item in action.items)
        return (
            action.channel,
            action.contact_id,
            action.level_key,
            action.tone,
            action.template,
            action.approval,
            items,
        )

    return sorted((of(action) for action in decision.actions), key=repr)
