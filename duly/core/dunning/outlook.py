"""The forecast: what comes next for an invoice if nothing happens in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from duly.core.dunning.compose import Frame
from duly.core.dunning.contacts import choose_contact
from duly.core.dunning.decision import NextStep
from duly.core.dunning.guards import Facts
from duly.core.dunning.procedure import Level
from duly.core.dunning.reasons import Reason
from duly.core.dunning.schedule import Standing, choose
from duly.core.dunning.snapshot import LevelDone, OpenItem
from duly.core.dunning.timing import calendar_of, events_of, next_day, rhythm_guards

DAY = timedelta(days=1)


class Outlook:
    """Forecasts for one customer on one day, given to whom messages go today (contact ids)."""

    def __init__(self, frame: Frame, written_to: frozenset[str]) -> None:
        self._frame = frame
        self._written_to = written_to
        self._calendar = calendar_of(frame.procedure.window, frame.snapshot)
        self._free: dict[tuple[str, str], date] = {}

    def step(self, one: Facts, level: Level, planned: date, against: Sequence[Reason]) -> NextStep | None:
        """Return when a level can be done given what forbids it today; no date when nobody knows.

        A notice before the due date that would come too late gives way to the level after it.
        """
        endless = tuple(sorted({reason.code for reason in against if reason.clear_date is None}))
        if endless:
            return NextStep(level.key, level.name, None, endless)
        clear = [reason.clear_date for reason in against if reason.clear_date is not None]
        return self._from(one, one.item, level, max([planned, self._frame.as_of + DAY, *clear]))

    def after(self, one: Facts, level: Level) -> NextStep | None:
        """Return what follows a level that is done today, None when it was the last."""
        done = LevelDone(level.key, self._frame.as_of, tone=level.tone)
        item = replace(one.item, levels_done=(*one.item.levels_done, done))
        return self._next(one, item, self._frame.as_of, self._frame.as_of + DAY)

    def _next(self, one: Facts, item: OpenItem, as_of: date, earliest: date) -> NextStep | None:
        snapshot = self._frame.snapshot
        standing = Standing(snapshot.segment, snapshot.importance, one.ask_minor, one.total_minor)
        choice = choose(item, self._frame.procedure, standing, as_of)
        target = choice.level or choice.upcoming
        if target is None or choice.planned is None:
            return None
        return self._from(one, item, target, max(choice.planned, earliest))

    def _from(self, one: Facts, item: OpenItem, level: Level, earliest: date) -> NextStep | None:
        day = self._allowed(level, item, earliest)
        if level.is_before_due and day > item.due_date:
            return self._next(one, item, item.due_date + DAY, earliest)
        return NextStep(level.key, level.name, day)

    def _allowed(self, level: Level, item: OpenItem, earliest: date) -> date:
        if level.channel == "none":
            return earliest
        return next_day(self._calendar, max(earliest, self._free_date(level, item)))

    def _free_date(self, level: Level, item: OpenItem) -> date:
        """The first day after today on which spacing and cap let a message of this level through."""
        key = (level.key, item.contact_id)
        if key not in self._free:
            frame = self._frame
            contact = choose_contact(frame.snapshot, frame.procedure, level, item).contact
            contact_id = contact.contact_id if contact else ""
            events = events_of(frame.snapshot, contact_id)
            if contact_id in self._written_to:
                events.append(frame.as_of)
            tomorrow = frame.as_of + DAY
            guards = rhythm_guards(frame.procedure, events, contact, tomorrow)
            self._free[key] = max([tomorrow, *(one.clear_date for one in guards if one.clear_date)])
        return self._free[key]
