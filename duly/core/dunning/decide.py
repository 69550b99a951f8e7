"""The day's decision about one customer: one action per contact, and a reason for everything done and not done.

Running a day twice changes nothing, because what was done (and what is planned) is in the snapshot. After missed
days, nothing is lost and nothing doubled; `replay` says exactly what that means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from duly.core.dunning import schedule
from duly.core.dunning.compose import Entry, Frame, compose
from duly.core.dunning.contacts import Choice as Addressee
from duly.core.dunning.contacts import choose_contact
from duly.core.dunning.day import Day
from duly.core.dunning.decision import Action, ContactOutcome, CustomerDecision, ItemOutcome
from duly.core.dunning.guards import Facts, customer_guards, gather
from duly.core.dunning.outlook import Outlook
from duly.core.dunning.procedure import DunningProcedure
from duly.core.dunning.reasons import Reason, ranked, reason
from duly.core.dunning.schedule import Standing
from duly.core.dunning.snapshot import Contact, CustomerSnapshot
from duly.core.dunning.timing import day_guard, events_of, rhythm_guards

RECORD = "(record)"


@dataclass(frozen=True, slots=True)
class _Plan:
    """An invoice with the level it reached, and whom that goes to (None: nothing is due or a guard forbids it).

    `group` is the contact's id, or None when this invoice is in no message today.
    """

    facts: Facts
    choice: schedule.Choice
    addressee: Addressee | None
    group: str | None

    @property
    def entry(self) -> Entry:
        """This invoice as part of an action; only for one that is in a group."""
        level, planned = self.choice.level, self.choice.planned
        assert level is not None and planned is not None, "only a level that is due can be in an action"
        return Entry(self.facts, level, planned, self.choice.merged, self.choice.notes)


def decide(
    snapshot: CustomerSnapshot,
    procedure: DunningProcedure,
    as_of: date,
    now_local: datetime | None = None,
    *,
    day: Day | None = None,
) -> CustomerDecision:
    """Return what to do about a customer on a business date.

    `now_local` is the wall clock at the customer's place (naive); with it, actions say from when they may be sent.
    Whoever decides about many customers gives them all the same `day` of that procedure and date. The order of items,
    contacts and events in the snapshot does not matter. Raises NoBusinessDay when the holidays leave no business day
    within a year.
    """
    assert day is None or (day.procedure is procedure and day.as_of == as_of), "a day belongs to one procedure"
    frame = Frame(snapshot, day or Day(procedure, as_of), now_local)
    addressees: dict[tuple[str, str], Addressee] = {}
    plans = [_plan(one, frame, addressees) for one in gather(snapshot, procedure, as_of)]
    groups: dict[str, list[_Plan]] = {}
    for plan in plans:
        if plan.group is not None:
            groups.setdefault(plan.group, []).append(plan)
    blocked = {group: _contact_guards(frame, members) for group, members in groups.items() if group != RECORD}
    blocked = {group: guards for group, guards in blocked.items() if guards}
    actions = _actions(frame, plans, groups, blocked)
    return CustomerDecision(
        customer_id=snapshot.customer_id,
        procedure_name=procedure.name,
        procedure_version=procedure.version,
        as_of=as_of,
        actions=actions,
        items=_outcomes(frame, plans, actions, blocked),
        contacts=tuple(ContactOutcome(group, ranked(guards)) for group, guards in sorted(blocked.items())),
        reasons=ranked(customer_guards(snapshot, procedure, as_of)),
    )


def standing_of(one: Facts, snapshot: CustomerSnapshot) -> Standing:
    """Return what the conditions of levels look at for an invoice."""
    return Standing(snapshot.segment, snapshot.importance, one.ask_minor, one.total_minor)


def _plan(one: Facts, frame: Frame, addressees: dict[tuple[str, str], Addressee]) -> _Plan:
    if one.item.open_minor <= 0:
        return _Plan(one, schedule.Choice(), None, None)
    choice = frame.day.choose(one.item, standing_of(one, frame.snapshot), frame.as_of)
    if one.guards or choice.level is None:
        return _Plan(one, choice, None, None)
    if choice.level.channel == "none":
        return _Plan(one, choice, Addressee(None), RECORD)
    key = (choice.level.key, one.item.contact_id)  # all else that the choice looks at is the customer's
    if key not in addressees:
        addressees[key] = choose_contact(frame.snapshot, frame.procedure, choice.level, one.item)
    addressee = addressees[key]
    contact = addressee.contact
    group = None if addressee.guards else contact.contact_id if contact else ""
    return _Plan(one, choice, addressee, group)


def _contact_guards(frame: Frame, members: list[_Plan]) -> list[Reason]:
    addressee = members[0].addressee
    contact = addressee.contact if addressee else None
    day = day_guard(frame.day.calendar(frame.snapshot.holidays), frame.snapshot, frame.as_of)
    events = events_of(frame.snapshot, contact.contact_id if contact else "")
    return [*([day] if day else []), *rhythm_guards(frame.procedure, events, contact, frame.as_of)]


def _actions(
    frame: Frame, plans: list[_Plan], groups: Mapping[str, list[_Plan]], blocked: Mapping[str, list[Reason]]
) -> tuple[Action, ...]:
    """One action per contact; overdue invoices whose level is not due are listed once, in the first message."""
    idle = [one.facts for one in plans if one.group is None and not one.facts.guards]
    idle = [one for one in idle if one.item.due_date < frame.as_of]
    actions = []
    for group, members in sorted(groups.items()):
        if group in blocked:
            continue
        addressee = members[0].addressee
        assert addressee is not None, "a group has an addressee"
        listed = [] if group == RECORD else [one for one in idle if one.item.contact_id in ("", group)]
        if listed:
            idle = [one for one in idle if one.item.contact_id not in ("", group)]
        actions.append(compose(frame, addressee.contact, addressee.notes, [one.entry for one in members], listed))
    return tuple(actions)


def _outcomes(
    frame: Frame, plans: list[_Plan], actions: tuple[Action, ...], blocked: Mapping[str, list[Reason]]
) -> tuple[ItemOutcome, ...]:
    acting = {item.receivable_id: item.reasons for action in actions for item in action.items}
    listed = {item.receivable_id for action in actions for item in action.also_open}
    written_to = frozenset(action.contact_id for action in actions if action.channel != "none")
    outlook = Outlook(frame, written_to)
    return tuple(_outcome(plan, acting, listed, blocked, outlook) for plan in plans)


def _outcome(
    plan: _Plan,
    acting: Mapping[str, tuple[Reason, ...]],
    listed: set[str],
    blocked: Mapping[str, list[Reason]],
    outlook: Outlook,
) -> ItemOutcome:
    one, choice = plan.facts, plan.choice
    item, key = one.item, one.item.receivable_id
    if item.open_minor <= 0:
        return ItemOutcome(key, item.number, "paid", "", 0, one.guards)
    if key in acting and choice.level:
        after = outlook.after(one, choice.level)
        return ItemOutcome(key, item.number, "act", choice.level.key, one.ask_minor, acting[key], after)
    against = list(one.guards)
    if plan.addressee:
        against += plan.addressee.guards
    if plan.group is not None:
        against += blocked.get(plan.group, [])
    target = choice.level or choice.upcoming
    if target is None or choice.planned is None:
        done = reason("levels_finished", number=item.number)
        return ItemOutcome(key, item.number, "finished", "", one.ask_minor, (*ranked(against), done, *choice.notes))
    notes = [*choice.notes, *one.notes]
    if choice.level is None:
        about = (("number", item.number), ("level", target.key), ("planned", choice.planned.isoformat()))
        notes.append(Reason("level_not_reached", about))
    step = outlook.step(one, target, choice.planned, against)
    reasons = (*ranked(against), *ranked(notes))
    return ItemOutcome(key, item.number, "listed" if key in listed else "wait", "", one.ask_minor, reasons, step)


def contact_by_id(snapshot: CustomerSnapshot, contact_id: str) -> Contact | None:
    """Return a contact of the snapshot, None when it is gone."""
    return next((one for one in snapshot.contacts if one.contact_id == contact_id), None)
