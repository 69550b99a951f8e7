"""The guards asked again by the job that sends: send as planned, send less, wait, or not at all.

A dropped or shortened notice loses nothing: a level that was not sent does not count as done, so the next run of
the day plans it again when it is due and nothing forbids it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from duly.core.dunning.compose import Entry, Frame, compose
from duly.core.dunning.day import Day
from duly.core.dunning.decide import contact_by_id, standing_of
from duly.core.dunning.decision import Action, ActionItem
from duly.core.dunning.guards import Facts, gather
from duly.core.dunning.procedure import DunningProcedure
from duly.core.dunning.reasons import Reason, ranked, reason
from duly.core.dunning.schedule import condition_unmet, last_done, planned_date, position
from duly.core.dunning.snapshot import Contact, CustomerSnapshot, without_notice
from duly.core.dunning.timing import calendar_of, events_of, next_day, next_opening, rhythm_guards, window_guard

DAY = timedelta(days=1)
PASSING = frozenset({"paused", "stale_bank_data", "bank_data_missing"})
"""Guards that make a planned message wait instead of ending it: they say nothing about the invoice itself."""


@dataclass(frozen=True, slots=True)
class Send:
    """Nothing has changed: send it as planned."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Do not send it; the next run of the day plans anew."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Defer:
    """Ask again at `until_local`, wall clock at the customer's place."""

    until_local: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Amend:
    """Send `action` instead: items, sums, tone or template changed. `left_out` says which invoices and why.

    `asks_more` is True when an amount grew, so that an approval given before does not cover it.
    """

    action: Action
    left_out: tuple[tuple[str, tuple[Reason, ...]], ...]
    reasons: tuple[Reason, ...]
    asks_more: bool


Verdict = Send | Drop | Defer | Amend


def recheck(
    action: Action,
    snapshot: CustomerSnapshot,
    procedure: DunningProcedure,
    now_local: datetime,
    *,
    notice_id: str = "",
) -> Verdict:
    """Ask every guard again about a planned action, with the newest snapshot.

    `now_local`: wall clock at the customer's place, naive. `notice_id`: under which the snapshot knows this very
    notice, so that it does not stand in its own way.
    """
    now_local = now_local.replace(tzinfo=None)
    frame = Frame(without_notice(snapshot, notice_id), Day(procedure, now_local.date()), now_local)
    facts = {one.item.receivable_id: one for one in gather(frame.snapshot, procedure, frame.as_of)}
    kept: list[Entry] = []
    left_out: list[tuple[str, tuple[Reason, ...]]] = []
    passing: list[Reason] = []
    for item in action.items:
        entry, against = _still_due(item, facts.get(item.receivable_id), frame)
        passing += [one for one in against if one.code in PASSING]
        final = [one for one in against if one.code not in PASSING]
        if entry and not final:
            kept.append(entry)
        else:
            left_out.append((item.receivable_id, ranked(final)))
    if not kept:
        return Drop(ranked([one for _, reasons in left_out for one in reasons]))
    contact = contact_by_id(frame.snapshot, action.contact_id)
    if action.channel != "none":
        gone = _contact_gone(action, contact, frame.snapshot)
        if gone:
            return Drop((gone,))
    wait = _wait(action, contact, frame, ranked(passing))
    return wait or _amended(action, contact, frame, kept, facts, left_out)


def _still_due(item: ActionItem, one: Facts | None, frame: Frame) -> tuple[Entry | None, list[Reason]]:
    """Return the invoice as it would go now, and everything that speaks against it."""
    if one is None:
        return None, [reason("paid", number=item.number)]
    level = frame.procedure.level(item.level_key)
    if level is None:
        return None, [reason("level_gone", level=item.level_key)]
    against = list(one.guards)
    about = {"number": item.number, "level": level.key}
    if position(one.item, frame.procedure) >= level.number:
        against.append(reason("level_done_already", **about))
    spacing = frame.procedure.contact.spacing_days
    earliest = planned_date(level, one.item, last_done(one.item.levels_done), spacing)
    if frame.as_of < earliest:
        against.append(reason("level_too_soon", earliest, planned=earliest, **about))
    if level.is_before_due and frame.as_of > one.item.due_date:
        against.append(reason("level_lapsed", **about))
    unmet = condition_unmet(level.conditions, item.currency, standing_of(one, frame.snapshot))
    if unmet and not one.guards:
        against.append(reason("level_not_applicable", condition=unmet, **about))
    return Entry(one, level, frame.as_of, item.merged), against


def _contact_gone(action: Action, contact: Contact | None, snapshot: CustomerSnapshot) -> Reason | None:
    if contact is None:
        return reason("no_address", customer=snapshot.name) if action.contact_id else None
    if action.channel == "email" and contact.bounced_date:
        return reason("bounced", None, address=contact.email, bounced=contact.bounced_date)
    usable = contact.is_contact_allowed and (action.channel != "email" or contact.email)
    return None if usable else reason("no_address", customer=snapshot.name)


def _wait(action: Action, contact: Contact | None, frame: Frame, passing: tuple[Reason, ...]) -> Defer | None:
    reasons = list(passing)
    window, calendar = frame.procedure.window, calendar_of(frame.procedure.window, frame.snapshot)
    now = frame.now_local
    assert now is not None, "a recheck knows the time"
    if action.channel != "none":
        events = events_of(frame.snapshot, action.contact_id)
        reasons += rhythm_guards(frame.procedure, events, contact, frame.as_of)
        closed = window_guard(window, calendar, frame.snapshot, now)
        if closed:
            reasons.append(closed)
    if not reasons:
        return None
    days = [one.clear_date or frame.as_of + DAY for one in reasons]
    return Defer(_opening(max(days), frame, now), ranked(reasons))


def _opening(day: date, frame: Frame, now: datetime) -> datetime:
    window, calendar = frame.procedure.window, calendar_of(frame.procedure.window, frame.snapshot)
    if day <= now.date():
        return next_opening(window, calendar, now)
    return datetime.combine(next_day(calendar, day), window.opens)


def _amended(
    action: Action,
    contact: Contact | None,
    frame: Frame,
    kept: list[Entry],
    facts: Mapping[str, Facts],
    left_out: list[tuple[str, tuple[Reason, ...]]],
) -> Send | Amend:
    listed = [facts[one.receivable_id] for one in action.also_open if one.receivable_id in facts]
    listed = [one for one in listed if not one.guards and one.item.due_date < frame.as_of]
    fresh = compose(frame, contact, (), kept, listed)
    if _message(fresh) == _message(action):
        return Send()
    before = {one.receivable_id: one.ask_minor for one in (*action.items, *action.also_open)}
    changed = [
        reason(
            "amount_changed",
            number=one.number,
            currency=one.currency,
            amount_minor=one.ask_minor,
            before_minor=before[one.receivable_id],
        )
        for one in (*fresh.items, *fresh.also_open)
        if one.ask_minor != before[one.receivable_id]
    ]
    asks_more = any(one.ask_minor > before[one.receivable_id] for one in (*fresh.items, *fresh.also_open))
    kept_reasons = {one.receivable_id: one.reasons for one in action.items}
    items = tuple(replace(one, reasons=kept_reasons[one.receivable_id]) for one in fresh.items)
    amended = replace(fresh, items=items, planned_date=action.planned_date, reasons=action.reasons)
    return Amend(amended, tuple(left_out), ranked(changed), asks_more)


def _message(action: Action) -> tuple[object, ...]:
    """What the customer would read; the days that passed since planning do not count as a change."""
    items = [(one.receivable_id, one.level_key, one.open_minor, one.ask_minor) for one in action.items]
    others = [(one.receivable_id, one.open_minor, one.ask_minor) for one in action.also_open]
    return (items, others, action.level_key, action.tone, action.template, action.channel, action.approval)
