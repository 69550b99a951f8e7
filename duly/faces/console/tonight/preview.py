"""The day before it is run: who will hear from us, who will not, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from duly.core.dunning.decision import Action
from duly.core.dunning.main_reason import UNHURRIED, WEIGHT, main_reason
from duly.faces.console.access import Desk
from duly.faces.console.tonight.words import counted, in_words, moment_text
from duly.services.dunning.decide_accounts import Decided, place_time
from duly.services.dunning.explain import preview_cycle
from duly.wiring.ports import holidays


def levels_of(one: Decided) -> dict[str, str]:
    """Return the names of the levels of the procedure that rules a customer."""
    return {level.key: level.name for level in one.procedure.levels}


@dataclass(frozen=True, slots=True)
class Planned:
    """One message or call of the day to come, as the list shows it."""

    customer_id: int
    name: str
    action: Action
    contact: str
    email: str
    levels: tuple[str, ...]
    when: str
    numbers: tuple[str, ...]

    @property
    def invoices(self) -> int:
        """How many invoices it is about."""
        return len(self.action.items)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A customer who hears nothing: the reason that weighs most, in words, and all that is open."""

    customer_id: int
    name: str
    code: str
    why: str
    totals: tuple[tuple[str, int], ...]
    next_day: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole day to come."""

    messages: tuple[Planned, ...]
    calls: tuple[Planned, ...]
    quiet: tuple[Quiet, ...]
    left_out: int

    @property
    def held(self) -> int:
        """How many messages wait for a person's approval."""
        return sum(one.action.approval == "manual" for one in self.messages)

    @property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """What the messages ask for, by currency."""
        sums: Counter[str] = Counter()
        for one in self.messages:
            sums.update(dict(one.action.asked))
        return tuple(sorted(sums.items()))

    @property
    def invoices(self) -> int:
        """How many invoices the messages are about."""
        return sum(one.invoices for one in self.messages)

    @property
    def words(self) -> str:
        """The messages in a phrase."""
        return counted(len(self.messages), len({m.customer_id for m in self.messages}), self.invoices, self.totals)

    def reasons(self) -> list[tuple[str, int]]:
        """Return why customers hear nothing: codes with counts, what forbids contact first."""
        counts = Counter(one.code for one in self.quiet)
        return sorted(counts.items(), key=lambda pair: (pair[0] in UNHURRIED, -pair[1], pair[0]))


def preview_of(desk: Desk) -> Preview:
    """Return the day to come. Raises ServiceRefused when no procedure rules."""
    decided, left_out = preview_cycle(act=desk.act(), holidays=holidays)
    planned = [planned_of(desk, one, action) for one in decided for action in one.decision.actions]
    planned.sort(key=lambda one: (-sum(minor for _, minor in one.action.asked), one.name))
    quiet = [quiet_of(one) for one in decided if one.decision.is_quiet]
    quiet.sort(key=lambda one: (one.code in UNHURRIED, WEIGHT[one.code], one.name))
    return Preview(
        messages=tuple(one for one in planned if one.action.channel == "email"),
        calls=tuple(one for one in planned if one.action.channel == "call_task"),
        quiet=tuple(quiet),
        left_out=left_out,
    )


def planned_of(desk: Desk, one: Decided, action: Action) -> Planned:
    """Return an action as a line."""
    contact = next((c for c in one.snapshot.contacts if c.contact_id == action.contact_id), None)
    names = levels_of(one)
    keys = sorted({(item.level_no, item.level_key) for item in action.items}, reverse=True)
    return Planned(
        customer_id=int(action.customer_id),
        name=one.snapshot.name,
        action=action,
        contact=contact.name if contact else "",
        email=contact.email if contact else "",
        levels=tuple(names.get(key, key) for _, key in keys),
        when=_when(desk, one, action),
        numbers=tuple(dict.fromkeys(item.number for item in action.items)),
    )


def _when(desk: Desk, one: Decided, action: Action) -> str:
    """When it goes, at the customer's place; "" for at once."""
    now = place_time(desk.now, desk.today, one.snapshot.time_zone)
    if action.send_from_local is None or action.send_from_local <= now:
        return ""
    return moment_text(action.send_from_local, desk.today)


def quiet_of(one: Decided) -> Quiet:
    """Return a customer who hears nothing as a line."""
    reason = main_reason(one.decision)
    totals: Counter[str] = Counter()
    for item in one.snapshot.items:
        totals[item.currency] += item.open_minor
    days = [item.next_step.planned for item in one.decision.items if item.next_step and item.next_step.planned]
    return Quiet(
        int(one.snapshot.customer_id),
        one.snapshot.name,
        reason.code,
        in_words(reason, levels_of(one)),
        tuple(sorted((code, minor) for code, minor in totals.items() if minor)),
        min(days, default=None),
    )
