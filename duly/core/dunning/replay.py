"""What a customer's account looks like after an action: for forecasts, the policy laboratory and replays.

When are two histories of runs equal? Let a history be the days on which `decide` ran and was applied, and let the
facts stay as they are until the account is quiet (no action, and no next step with a date). Then every history that
runs often enough to get quiet ends with the same levels on or after the due date done for the same invoices, each
exactly once. Notices before the due date are the one thing that time can take: each is done at most once, and one
that was missed is named as `merged` by the next level. Dates may differ: never before a level's own day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from duly.core.dunning.decision import Action
from duly.core.dunning.snapshot import ContactEvent, CustomerSnapshot, DoneState, LevelDone, OpenItem


def after_actions(
    snapshot: CustomerSnapshot,
    actions: Iterable[Action],
    on_date: date,
    *,
    state: DoneState = "sent",
    notice_id: str = "",
) -> CustomerSnapshot:
    """Return the snapshot in which these actions were done (or planned) on a day."""
    done: dict[str, tuple[LevelDone, ...]] = {}
    events = list(snapshot.contact_events)
    for action in actions:
        if action.channel != "none":
            events.append(ContactEvent(action.contact_id, on_date, action.channel, notice_id))
        for item in action.items:
            gave_way = (LevelDone(key, on_date, "merged", notice_id=notice_id) for key in item.merged)
            own = LevelDone(item.level_key, on_date, state, item.tone, notice_id)
            done[item.receivable_id] = (*gave_way, own)
    items = tuple(_with(item, done.get(item.receivable_id, ())) for item in snapshot.items)
    return replace(snapshot, items=items, contact_events=tuple(events))


def _with(item: OpenItem, done: tuple[LevelDone, ...]) -> OpenItem:
    return replace(item, levels_done=(*item.levels_done, *done)) if done else item
