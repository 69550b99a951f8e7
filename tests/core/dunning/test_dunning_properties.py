"""What must hold for every customer, whatever happened to it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from duly.core.dunning.decide import decide
from duly.core.dunning.decision import CustomerDecision
from duly.core.dunning.reasons import GUARD_CODES, sentence
from duly.core.dunning.replay import after_actions
from duly.core.dunning.snapshot import CustomerSnapshot, Hold, OpenItem, Promise
from tests.core.dunning.accounts_for_dunning import (
    STANDARD,
    customer,
    day,
    invoice,
    levels,
    live,
    quiet_snapshots,
    snapshots,
)

days = st.integers(0, 25).map(day)
SPACING = STANDARD.contact.spacing_days
SILENCED = [
    {"disputed_minor": 10_000_00},
    {"promises": (Promise(day(-1), day(60)),)},
    {"open_minor": 0},
    {"holds": (Hold("hold", "with sales"),)},
    {"holds": (Hold("excluded", "with sales"),)},
]


@given(snapshots(), days)
def test_every_invoice_has_an_outcome_and_every_outcome_a_reason(snapshot: CustomerSnapshot, today: date) -> None:
    decision = decide(snapshot, STANDARD, today)
    invoices = {one.receivable_id for one in snapshot.items if one.kind != "credit_note"}
    assert {one.receivable_id for one in decision.items} == invoices
    assert all(one.reasons and all(sentence(reason) for reason in one.reasons) for one in decision.items)
    acting = [item.receivable_id for action in decision.actions for item in action.items]
    assert sorted(acting) == sorted(one.receivable_id for one in decision.items if one.outcome == "act")


@given(snapshots(), days)
def test_no_action_names_an_invoice_that_a_guard_forbids(snapshot: CustomerSnapshot, today: date) -> None:
    decision = decide(snapshot, STANDARD, today)
    for item in decision.items:
        if item.outcome in ("act", "listed"):
            assert not {one.code for one in item.reasons} & GUARD_CODES
        elif item.outcome == "wait" and not {one.code for one in item.reasons} & GUARD_CODES:
            assert any(one.code == "level_not_reached" for one in item.reasons)


@given(quiet_snapshots(), days, st.sampled_from(SILENCED), st.data())
def test_nothing_is_said_about_a_silenced_invoice(
    snapshot: CustomerSnapshot, today: date, silence: dict[str, object], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(snapshot.items) - 1))
    silenced = replace(snapshot.items[index], **silence)  # type: ignore[arg-type]
    items = (*snapshot.items[:index], silenced, *snapshot.items[index + 1 :])
    decision = decide(replace(snapshot, items=items), STANDARD, today)
    named = {one.number for action in decision.actions for one in (*action.items, *action.also_open)}
    assert silenced.number not in named


@given(snapshots(), days)
def test_never_asks_for_more_than_is_open_and_undisputed(snapshot: CustomerSnapshot, today: date) -> None:
    by_id = {one.receivable_id: one for one in snapshot.items}
    for action in decide(snapshot, STANDARD, today).actions:
        for line in (*action.items, *action.also_open):
            item = by_id[line.receivable_id]
            assert 0 < line.ask_minor <= item.open_minor - item.disputed_minor


@given(snapshots(), days)
def test_one_action_per_contact_and_one_level_per_invoice(snapshot: CustomerSnapshot, today: date) -> None:
    actions = decide(snapshot, STANDARD, today).actions
    contacts = [one.contact_id for one in actions if one.channel != "none"]
    assert len(contacts) == len(set(contacts))
    named = [item.receivable_id for action in actions for item in (*action.items, *action.also_open)]
    assert len(named) == len(set(named))


@given(snapshots(), days, st.integers(0, 2**32))
def test_order_does_not_matter(snapshot: CustomerSnapshot, today: date, seed: int) -> None:
    def shuffled(rows: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(random.Random(seed).sample(rows, len(rows)))

    names = ("items", "contacts", "receipts", "holds", "contact_events")
    other = replace(snapshot, **{name: shuffled(getattr(snapshot, name)) for name in names})
    assert decide(other, STANDARD, today) == decide(snapshot, STANDARD, today)


@given(snapshots(), days)
def test_a_stored_snapshot_replays_to_the_same_decision(snapshot: CustomerSnapshot, today: date) -> None:
    stored = json.dumps(snapshot.to_dict())
    again = CustomerSnapshot.from_dict(json.loads(stored))
    assert again == snapshot
    decision = decide(snapshot, STANDARD, today)
    assert decide(again, STANDARD, today) == decision
    assert CustomerDecision.from_dict(json.loads(json.dumps(decision.to_dict()))) == decision


@given(snapshots(), days)
def test_running_a_day_twice_changes_nothing(snapshot: CustomerSnapshot, today: date) -> None:
    once = after_actions(snapshot, decide(snapshot, STANDARD, today).actions, today)
    assert decide(once, STANDARD, today).is_quiet


@given(st.integers(-20, 60), st.integers(0, 60), st.integers(10_00, 5000_00))
def test_the_later_it_is_the_higher_the_level(overdue: int, later: int, open_minor: int) -> None:
    def level_no(at: int) -> int:
        actions = decide(customer(invoice(due=-at, open_minor=open_minor)), STANDARD, day(0)).actions
        return actions[0].items[0].level_no if actions else 0

    if overdue + later > 0 >= overdue and level_no(overdue + later) == 0:
        return  # between the due date and the first reminder a note before the due date is out of date
    assert level_no(overdue + later) >= level_no(overdue)


@settings(max_examples=60, deadline=None)
@given(quiet_snapshots(), st.integers(0, 20))
def test_a_forecast_is_never_too_late_and_for_a_single_invoice_exact(snapshot: CustomerSnapshot, start: int) -> None:
    first = decide(snapshot, STANDARD, day(start))
    steps = {one.receivable_id: one.next_step for one in first.items}
    after = after_actions(snapshot, first.actions, day(start))
    for today in (day(offset) for offset in range(start + 1, start + 60)):
        decision = decide(after, STANDARD, today)
        after = after_actions(after, decision.actions, today)
        for line in (one for action in decision.actions for one in action.items):
            step = steps.pop(line.receivable_id, None)
            assert step is None or (step.planned is not None and step.planned <= today)
            assert step is None or len(snapshot.items) > 1 or (step.planned, step.level_key) == (today, line.level_key)


@settings(max_examples=60, deadline=None)
@given(quiet_snapshots(), st.sets(st.integers(0, 90), min_size=1))
def test_spacing_and_cap_hold_over_any_sequence_of_runs(snapshot: CustomerSnapshot, runs: set[int]) -> None:
    after, decisions = live(snapshot, STANDARD, [day(offset) for offset in sorted(runs)])
    for contact in {one.contact_id for one in after.contact_events}:
        heard = sorted(one.event_date for one in after.contact_events if one.contact_id == contact)
        assert all(b - a >= timedelta(days=SPACING) for a, b in pairwise(heard))
        most, span = STANDARD.contact.cap_messages, timedelta(days=STANDARD.contact.cap_days)
        assert all(late - early >= span for early, late in zip(heard, heard[most:], strict=False))
    for item in after.items:
        steps = sorted(one.done_date for one in item.levels_done if one.state != "merged")
        assert all(b - a >= timedelta(days=SPACING) for a, b in pairwise(steps))
    assert all(one.as_of.weekday() < 5 for one in decisions if one.actions)


@settings(max_examples=40, deadline=None)
@given(quiet_snapshots(), st.sets(st.integers(0, 40)), st.integers(1, 3))
def test_missed_and_doubled_days_end_where_running_each_day_once_ends(
    snapshot: CustomerSnapshot, missed: set[int], times: int
) -> None:
    horizon = [day(offset) for offset in range(220)]
    daily, seen = live(snapshot, STANDARD, horizon)
    patchy = [today for offset, today in enumerate(horizon) if offset not in missed for _ in range(times)]
    other, _ = live(snapshot, STANDARD, patchy)
    assert seen[-1].is_quiet and all(one.next_step is None for one in seen[-1].items)
    assert _overdue_levels(other) == _overdue_levels(daily)
    for item in other.items:
        done = levels(other)[item.number]
        assert len(done) == len(set(done))
        if "before_due" not in done and "before_due" in levels(daily)[item.number]:
            assert [one.level_key for one in item.levels_done if one.state == "merged"] == ["before_due"]
        _never_early(item)


def _overdue_levels(snapshot: CustomerSnapshot) -> dict[str, list[str]]:
    return {number: [key for key in keys if key != "before_due"] for number, keys in levels(snapshot).items()}


def _never_early(item: OpenItem) -> None:
    for done in item.levels_done:
        level = STANDARD.level(done.level_key)
        assert level is not None
        assert done.done_date >= item.due_date + timedelta(days=level.days)
