"""Putting the invoices of one contact into one action: the highest level sets tone, channel and template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from duly.core.dunning.contacts import language_for
from duly.core.dunning.day import Day
from duly.core.dunning.decision import Action, ActionItem, Totals
from duly.core.dunning.guards import Facts
from duly.core.dunning.procedure import DunningProcedure, Level
from duly.core.dunning.reasons import Reason, reason
from duly.core.dunning.snapshot import Contact, CustomerSnapshot
from duly.core.dunning.timing import next_opening


@dataclass(frozen=True, slots=True)
class Entry:
    """An invoice, the level it has reached and was planned for, earlier levels that give way, and notes."""

    facts: Facts
    level: Level
    planned: date
    merged: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for every action of a customer on a day."""

    snapshot: CustomerSnapshot
    day: Day
    now_local: datetime | None = None

    @property
    def procedure(self) -> DunningProcedure:
        """The procedure that rules the customer."""
        return self.day.procedure

    @property
    def as_of(self) -> date:
        """The business date."""
        return self.day.as_of


def compose(
    frame: Frame, contact: Contact | None, notes: Sequence[Reason], entries: Sequence[Entry], listed: Sequence[Facts]
) -> Action:
    """Return the one action for a contact from its invoices (at least one), in the order given."""
    assert entries, "an action is about at least one invoice"
    top = max((entry.level for entry in entries), key=lambda level: level.number)
    items = tuple([_item(entry, top, frame.day) for entry in entries])
    also_open = tuple([_listed(one, frame.as_of) for one in listed])
    manual = any(entry.level.approval == "manual" for entry in entries)
    approval: Literal["automatic", "manual"] = "manual" if manual else "automatic"
    reasons = [*notes, reason("approval_needed", level=top.key)] if manual else list(notes)
    cash = _on_account(frame.snapshot, {one.currency for one in (*items, *also_open)})
    reasons += [reason("on_account", amount_minor=minor, currency=code) for code, minor in cash]
    return Action(
        customer_id=frame.snapshot.customer_id,
        contact_id=contact.contact_id if contact else "",
        channel=top.channel,
        level_key=top.key,
        tone=top.tone,
        template=_template(top, entries, frame.procedure),
        language=language_for(contact, frame.snapshot, frame.procedure),
        approval=approval,
        planned_date=frame.as_of,
        items=items,
        also_open=also_open,
        asked=_totals([(one.currency, one.ask_minor) for one in (*items, *also_open)]),
        on_account=cash,
        send_from_local=_send_from(frame, top),
        reasons=tuple(reasons),
    )


def _send_from(frame: Frame, top: Level) -> datetime | None:
    if frame.now_local is None or top.channel == "none":
        return None
    window = frame.procedure.window
    return next_opening(window, frame.day.calendar(frame.snapshot.holidays), frame.now_local)


def _template(top: Level, entries: Sequence[Entry], procedure: DunningProcedure) -> str:
    """The highest level's template; the mixed one when there are several, unless the tone is final."""
    several = len({entry.level.template for entry in entries if entry.level.template}) > 1
    mixed = procedure.contact.mixed_template
    return mixed if mixed and several and top.channel == "email" and top.tone != "final" else top.template


def _item(entry: Entry, top: Level, day: Day) -> ActionItem:
    item, level, as_of = entry.facts.item, entry.level, day.as_of
    about = (("number", item.number), ("level", level.key), ("planned", entry.planned.isoformat()))
    reasons = [Reason("level_reached", about)]
    if as_of > entry.planned:
        reasons.append(day.caught_up(level, entry.planned))
    reasons += [Reason("merged", (("level", key),)) for key in entry.merged]
    if level.key != top.key:
        reasons.append(reason("joined_message", number=item.number, level=top.key))
    return ActionItem(
        item.receivable_id,
        item.number,
        level.key,
        level.number,
        item.currency,
        item.open_minor,
        entry.facts.ask_minor,
        item.due_date,
        (as_of - item.due_date).days,
        level.tone,
        entry.merged,
        (*reasons, *entry.notes, *entry.facts.notes),
    )


def _listed(one: Facts, as_of: date) -> ActionItem:
    item = one.item
    return ActionItem(
        item.receivable_id,
        item.number,
        "",
        0,
        item.currency,
        item.open_minor,
        one.ask_minor,
        item.due_date,
        (as_of - item.due_date).days,
        "",
        (),
        (reason("listed", number=item.number), *one.notes),
    )


def _totals(pairs: Sequence[tuple[str, int]]) -> Totals:
    sums: dict[str, int] = {}
    for currency, minor in pairs:
        sums[currency] = sums.get(currency, 0) + minor
    return tuple(sorted(sums.items()))


def _on_account(snapshot: CustomerSnapshot, currencies: set[str]) -> Totals:
    mine = [(one.currency, one.unapplied_minor) for one in snapshot.receipts if one.is_identified]
    return _totals([pair for pair in mine if pair[0] in currencies and pair[1] > 0])
