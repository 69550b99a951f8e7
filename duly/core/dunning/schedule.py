"""Which level an item has reached, and which comes next.

The rule. Levels on or after the due date are done one at a time, in order, each on its planned day or on the first
day after it on which it is allowed: a missed day is caught up, and however late the start, the first level comes
first. Between two levels of one item lie at least the procedure's `spacing_days` and the level's
`min_days_after_previous`, so no item climbs two levels on one day. Notices before the due date are different: the
newest one reached is done, older ones give way to it, and after the due date none is sent any more; what gave way is
said (`merged`). A level whose conditions do not hold is passed, and that is said too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duly.core.dunning.procedure import TONE_RANK, Conditions, DunningProcedure, Level, minimum
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.snapshot import LevelDone, OpenItem


@dataclass(frozen=True, slots=True)
class Standing:
    """What conditions look at: the customer's segment and importance, and sums asked for, by item and in total."""

    segment: str
    importance: str
    ask_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The level due now (`level`, planned for `planned`), or else the next one; both None: all are done."""

    level: Level | None = None
    upcoming: Level | None = None
    planned: date | None = None
    merged: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()


def choose(item: OpenItem, procedure: DunningProcedure, standing: Standing, as_of: date) -> Choice:
    """Return the level an item has reached as of a day, ignoring every guard."""
    last = last_done(item.levels_done)
    remaining, notes = remaining_levels(item, procedure, standing)
    before = [level for level in remaining if level.is_before_due]
    after = next((level for level in remaining if not level.is_before_due), None)
    spacing = procedure.contact.spacing_days
    after_date = planned_date(after, item, last, spacing) if after else None
    if after and after_date and after_date <= as_of:
        return Choice(after, None, after_date, tuple(one.key for one in before), _until(notes, after))
    if as_of <= item.due_date:
        dated = [(one, planned_date(one, item, last, spacing)) for one in before]
        reached = [pair for pair in dated if pair[1] <= as_of]
        if reached:
            level, planned = reached[-1]
            return Choice(level, None, planned, tuple(one.key for one, _ in reached[:-1]), _until(notes, level))
        coming = next((pair for pair in dated if pair[1] <= item.due_date), None)
        if coming:
            return Choice(None, coming[0], coming[1], (), _until(notes, coming[0]))
    if after is None:
        return Choice(notes=_until(notes, None))
    return Choice(None, after, after_date, (), _until(notes, after))


def remaining_levels(
    item: OpenItem, procedure: DunningProcedure, standing: Standing
) -> tuple[list[Level], list[tuple[int, Reason]]]:
    """Return the levels still to come whose conditions hold, and (level number, why) for others."""
    place = position(item, procedure)
    kept: list[Level] = []
    notes: list[tuple[int, Reason]] = []
    foreign = [one for one in item.levels_done if one.state != "merged" and procedure.level(one.level_key) is None]
    if foreign:
        notes.append((0, reason("procedure_changed", number=item.number, level=last_of(foreign).level_key)))
    for level in procedure.levels[place:]:
        unmet = condition_unmet(level.conditions, item.currency, standing)
        if unmet:
            note = reason("level_not_applicable", number=item.number, level=level.key, condition=unmet)
            notes.append((level.number, note))
        else:
            kept.append(level)
    return kept, notes


def position(item: OpenItem, procedure: DunningProcedure) -> int:
    """Return how many levels lie behind an item: up to the highest one done.

    A level done under an earlier procedure counts by its tone: no milder level follows it.
    """
    place = 0
    for done in item.levels_done:
        if done.state == "merged":
            continue
        level = procedure.level(done.level_key)
        if level:
            place = max(place, level.number)
        elif done.tone in TONE_RANK:
            milder = [one.number for one in procedure.levels if TONE_RANK[one.tone] < TONE_RANK[done.tone]]
            place = max([place, *milder])
    return place


def planned_date(level: Level, item: OpenItem, last: LevelDone | None, spacing_days: int) -> date:
    """Return the first day for a level: its own day, but not before the gap after the level done last."""
    own = item.due_date + timedelta(days=level.days)
    if last is None:
        return own
    gap = max(spacing_days, level.min_days_after_previous)
    if level.anchor == "previous_level":
        return last.done_date + timedelta(days=max(level.days, gap))
    return max(own, last.done_date + timedelta(days=gap))


def last_done(done: Sequence[LevelDone]) -> LevelDone | None:
    """Return the latest level that really was done, None when there is none."""
    real = [one for one in done if one.state != "merged"]
    return last_of(real) if real else None


def last_of(done: Sequence[LevelDone]) -> LevelDone:
    """Return the latest of some levels; the order they come in does not matter."""
    return max(done, key=lambda one: (one.done_date, one.level_key))


def condition_unmet(rules: Conditions, currency: str, standing: Standing) -> str:
    """Return the name of the first condition that does not hold, empty when all do."""
    if standing.ask_minor < minimum(rules.min_open, currency):
        return "min_open"
    if standing.total_minor < minimum(rules.min_total, currency):
        return "min_total"
    if (rules.segments and standing.segment not in rules.segments) or standing.segment in rules.not_segments:
        return "segment"
    wanted = not rules.importance or standing.importance in rules.importance
    return "" if wanted and standing.importance not in rules.not_importance else "importance"


def _until(notes: Sequence[tuple[int, Reason]], level: Level | None) -> tuple[Reason, ...]:
    """Keep only what was passed over on the way to this level; what lies beyond it is not news yet."""
    return tuple(note for number, note in notes if level is None or number < level.number)
