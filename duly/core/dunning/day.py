"""One procedure on one business date: what is the same for many invoices is worked out once.

The rules themselves are in `schedule` and `timing`; here they are asked once for every kind of invoice that looks the
same to them. A shared `Day` gives the same decisions as a new one for each customer (a property test says so).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from duly.core.dunning import schedule
from duly.core.dunning.decision import NextStep
from duly.core.dunning.procedure import Conditions, DunningProcedure, Level
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.schedule import Choice, Standing
from duly.core.dunning.snapshot import LevelDone, OpenItem
from duly.core.money.calendar import Calendar, Roll

MOST_REMEMBERED = 50_000


class Day:
    """What was found out so far about a procedure on a business date."""

    def __init__(self, procedure: DunningProcedure, as_of: date) -> None:
        self.procedure, self.as_of = procedure, as_of
        self._weekend = frozenset(range(7)) - procedure.window.weekdays
        self._conditional = tuple(level.conditions for level in procedure.levels if level.conditions != _ALWAYS)
        self._choices: dict[Hashable, Choice] = {}
        self._after: dict[Hashable, tuple[Level | None, date | None]] = {}
        self._calendars: dict[frozenset[date], Calendar] = {}
        self._business_days: dict[tuple[frozenset[date], date], date] = {}
        self._steps: dict[tuple[str, date], NextStep] = {}
        self._caught_up: dict[tuple[str, date], Reason] = {}

    def choose(self, item: OpenItem, standing: Standing, as_of: date) -> Choice:
        """Return what `schedule.choose` returns."""
        key = (item.due_date, _done(item.levels_done), self._unmet(item.currency, standing), as_of)
        known = self._choices.get(key)
        if known is None:
            known = schedule.choose(item, self.procedure, standing, as_of)
            _remember(self._choices, key, known)
            return known
        if not known.notes:
            return known
        notes = tuple(_about(note, item.number) for note in known.notes)
        return Choice(known.level, known.upcoming, known.planned, known.merged, notes)

    def target_after(
        self, item: OpenItem, done: LevelDone | None, standing: Standing, as_of: date
    ) -> tuple[Level | None, date | None]:
        """Return which level of an item is due or next and for when it is planned, once `done` is done as well."""
        before = _done(item.levels_done)
        also = _done((done,)) if done else ()
        key = (item.due_date, before, also, self._unmet(item.currency, standing), as_of)
        known = self._after.get(key)
        if known is None:
            choice = schedule.choose(_with(item, done), self.procedure, standing, as_of)
            known = (choice.level or choice.upcoming, choice.planned)
            _remember(self._after, key, known)
        return known

    def calendar(self, holidays: frozenset[date]) -> Calendar:
        """Return the days on which customers at a place with these holidays may be contacted."""
        found = self._calendars.get(holidays)
        if found is None:
            found = Calendar(self._weekend, holidays if self.procedure.window.skip_holidays else frozenset())
            self._calendars[holidays] = found
        return found

    def business_day(self, holidays: frozenset[date], day: date) -> date:
        """Return `day` or the first business day after it. Raises NoBusinessDay when there is none within a year."""
        found = self._business_days.get((holidays, day))
        if found is None:
            found = self.calendar(holidays).roll(day, Roll.FOLLOWING)
            _remember(self._business_days, (holidays, day), found)
        return found

    def step(self, level: Level, day: date) -> NextStep:
        """Return the plan to do a level on a day."""
        found = self._steps.get((level.key, day))
        if found is None:
            found = NextStep(level.key, level.name, day)
            _remember(self._steps, (level.key, day), found)
        return found

    def caught_up(self, level: Level, planned: date) -> Reason:
        """Return the note that a level is done later than it was planned for."""
        found = self._caught_up.get((level.key, planned))
        if found is None:
            found = reason("caught_up", level=level.key, planned=planned, days=(self.as_of - planned).days)
            _remember(self._caught_up, (level.key, planned), found)
        return found

    def _unmet(self, currency: str, standing: Standing) -> tuple[str, ...]:
        return tuple([schedule.condition_unmet(rules, currency, standing) for rules in self._conditional])


_ALWAYS = Conditions()


def _remember(memory: dict, key: Hashable, value: object) -> None:  # type: ignore[type-arg]
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = value


def _done(levels: tuple[LevelDone, ...]) -> tuple[tuple[str, date, bool, str], ...]:
    """Return what the schedule looks at of levels done; it makes no difference between sent, planned and unknown."""
    if not levels:
        return ()
    return tuple([(one.level_key, one.done_date, one.state == "merged", one.tone) for one in levels])


def _with(item: OpenItem, done: LevelDone | None) -> OpenItem:
    return replace(item, levels_done=(*item.levels_done, done)) if done else item


def _about(note: Reason, number: str) -> Reason:
    """Return a note of the schedule about another invoice: its first parameter is the number."""
    assert note.params[0][0] == "number", "the schedule's notes begin with the invoice's number"
    return Reason(note.code, (("number", number), *note.params[1:]), note.clear_date)
