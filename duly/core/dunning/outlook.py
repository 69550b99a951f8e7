"""The forecast: what comes next for an invoice if nothing happens in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from duly.core.dunning.compose import Frame
from duly.core.dunning.contacts import choose_contact
from duly.core.dunning.decision import NextStep
from duly.core.dunning.guards import Facts
from duly.core.dunning.procedure import Level
from duly.core.dunning.reasons import Reason
from duly.core.dunning.schedule import Standing
from duly.core.dunning.snapshot import LevelDone, OpenItem
from duly.core.dunning.timing import events_of, rhythm_guards

DAY = timedelta(days=1)


class Outlook:
    """Forecasts for one customer on one day, given to whom messages go today (contact ids)."""

    def __init__(self, frame: Frame, written_to: frozenset[str]) -> None:
        self._frame = frame
        self._written_to = written_to
        self._holidays = frame.snapshot.holidays
        self._tomorrow = frame.as_of + DAY
        self._free: dict[tuple[str, str], date] = {}

    def step(self, one: Facts, level: Level, planned: date, against: Sequence[Reason]) -> NextStep | None:
        """Return when a level can be done given what forbids it today; no date when nobody knows.

        A notice before the due date that would come too late gives way to the level after it.
        """
        if not against:
            return self._from(one, None, level, max(planned, self._tomorrow))
        endless = tuple(sorted({reason.code for reason in against if reason.clear_date is None}))
        if endless:
            return NextStep(level.key, level.name, None, endless)
        clear = [reason.clear_date for reason in against if reason.clear_date is not None]
        return self._from(one, None, level, max([planned, self._frame.as_of + DAY, *clear]))

    def after(self, one: Facts, level: Level) -> NextStep | None:
        """Return what follows a level that is done today, None when it was the last."""
        done = LevelDone(level.key, self._frame.as_of, tone=level.tone)
        return self._next(one, done, self._frame.as_of, self._tomorrow)

    def _next(self, one: Facts, done: LevelDone | None, as_of: date, earliest: date) -> NextStep | None:
        snapshot = self._frame.snapshot
        standing = Standing(snapshot.segment, snapshot.importance, one.ask_minor, one.total_minor)
        target, planned = self._frame.day.target_after(one.item, done, standing, as_of)
        if target is None or planned is None:
            return None
        return self._from(one, done, target, max(planned, earliest))

    def _from(self, one: Facts, done: LevelDone | None, level: Level, earliest: date) -> NextStep | None:
        """`done` is a level that is done today, beside those in the snapshot."""
        day = self._allowed(level, one.item, earliest)
        if level.is_before_due and day > one.item.due_date:
            return self._next(one, done, one.item.due_date + DAY, earliest)
        return self._frame.day.step(level, day)

    def _allowed(self, level: Level, item: OpenItem, earliest: date) -> date:
        if level.channel == "none":
            return earliest
        return self._frame.day.business_day(self._holidays, max(earliest, self._free_date(level, item)))

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
