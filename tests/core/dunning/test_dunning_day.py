"""What is remembered for a whole day changes no decision, and what is stored of a decision is all of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from duly.core.dunning import schedule
from duly.core.dunning.day import Day
from duly.core.dunning.decide import decide
from duly.core.dunning.default import DEFAULT_DOCUMENT
from duly.core.dunning.procedure import DunningProcedure, Level
from duly.core.dunning.schedule import Choice, Standing
from duly.core.dunning.snapshot import CustomerSnapshot, LevelDone, OpenItem
from duly.core.dunning.writing import action_of, read_record, record_text, to_text
from tests.core.dunning.accounts_for_dunning import STANDARD, day, procedure, quiet_snapshots, snapshots

days = st.integers(0, 25).map(day)
PICKY = procedure(
    levels=[
        {**one, "conditions": {"min_open": {"EUR": "300.00"}, "not_segments": ["key"]}} if place % 2 else one
        for place, one in enumerate(DEFAULT_DOCUMENT["levels"])
    ]
)


class Forgetful(Day):
    """Asks the rules every time."""

    def choose(self, item: OpenItem, standing: Standing, as_of: date) -> Choice:
        return schedule.choose(item, self.procedure, standing, as_of)

    def target_after(
        self, item: OpenItem, done: LevelDone | None, standing: Standing, as_of: date
    ) -> tuple[Level | None, date | None]:
        later = replace(item, levels_done=(*item.levels_done, done)) if done else item
        choice = schedule.choose(later, self.procedure, standing, as_of)
        return choice.level or choice.upcoming, choice.planned


@given(
    st.lists(st.one_of(snapshots(), quiet_snapshots()), min_size=1, max_size=8),
    days,
    st.sampled_from([STANDARD, PICKY]),
)
def test_a_day_shared_by_all_customers_decides_as_the_rules_do_for_each(
    accounts: list[CustomerSnapshot], today: date, ruling: DunningProcedure
) -> None:
    shared = Day(ruling, today)
    for snapshot in [*accounts, *accounts]:
        alone = decide(snapshot, ruling, today, day=Forgetful(ruling, today))
        assert decide(snapshot, ruling, today, day=shared) == alone


@given(st.one_of(snapshots(), quiet_snapshots()), days, st.sampled_from([STANDARD, PICKY]))
def test_a_record_holds_the_decision_and_its_facts_completely(
    snapshot: CustomerSnapshot, today: date, ruling: DunningProcedure
) -> None:
    decision = decide(snapshot, ruling, today, datetime.combine(today, time(10, 30)))
    assert read_record(record_text(decision, snapshot)) == (decision, snapshot)
    stored, facts = read_record(record_text(decision, snapshot))
    assert decide(facts, ruling, stored.as_of, datetime.combine(today, time(10, 30))) == decision
    assert CustomerSnapshot.from_dict(json.loads(to_text(snapshot))) == snapshot
    assert [action_of(to_text(action)) for action in decision.actions] == list(decision.actions)
