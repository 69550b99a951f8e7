"""What `decide` returns: actions, what became of every invoice, and what comes next. Storable as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from duly.core.dunning.encoding import decode, encode
from duly.core.dunning.procedure import Channel
from duly.core.dunning.reasons import Reason

Totals = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ActionItem:
    """An invoice in a message at a level. `ask_minor` is what is asked for, `open_minor` what is open.

    `level_key` empty: listed for completeness, its level stays as it is. `merged` are earlier levels that give way.
    `days_overdue` is negative before the due date; `tone` is that of its own level.
    """

    receivable_id: str
    number: str
    level_key: str
    level_no: int
    currency: str
    open_minor: int
    ask_minor: int
    due_date: date
    days_overdue: int
    tone: str = ""
    merged: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One message or task for one contact about all its invoices.

    Channel `none`: the levels are recorded, nobody is contacted, `contact_id` is empty. `level_key` and `tone` are
    those of the highest level in it. `also_open` are overdue invoices listed beside. `asked` sums both, by currency;
    `on_account` is the customer's unapplied cash. `send_from_local`: the earliest moment at the customer's place.
    """

    customer_id: str
    contact_id: str
    channel: Channel
    level_key: str
    tone: str
    template: str
    language: str
    approval: Literal["automatic", "manual"]
    planned_date: date
    items: tuple[ActionItem, ...]
    also_open: tuple[ActionItem, ...] = ()
    asked: Totals = ()
    on_account: Totals = ()
    send_from_local: datetime | None = None
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return encode(self)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Action:
        """Return the action that `to_dict` stored."""
        return decode(cls, data)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is planned for an invoice next. `planned` None: it waits for `waits_for` (codes) without a known end."""

    level_key: str
    level_name: str
    planned: date | None
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of one invoice, why, and what comes next (None: nothing).

    act: in an action at `level_key`; listed: named in a message; wait: nothing today; finished: every level is done;
    paid: nothing is open.
    """

    receivable_id: str
    number: str
    outcome: Literal["act", "listed", "wait", "finished", "paid"]
    level_key: str
    ask_minor: int
    reasons: tuple[Reason, ...]
    next_step: NextStep | None = None


@dataclass(frozen=True, slots=True)
class ContactOutcome:
    """A contact that would have been written to today and was not, and why."""

    contact_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CustomerDecision:
    """Everything decided about one customer on one day; items in order of due date, number and id."""

    customer_id: str
    procedure_name: str
    procedure_version: int
    as_of: date
    actions: tuple[Action, ...]
    items: tuple[ItemOutcome, ...]
    contacts: tuple[ContactOutcome, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is to be done today."""
        return not self.actions

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return encode(self)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CustomerDecision:
        """Return the decision that `to_dict` stored."""
        return decode(cls, data)


def next_step_sentence(step: NextStep) -> str:
    """Say a next step in English: `Second reminder on 2026-12-03 unless paid, promised or disputed before.`"""
    if step.planned is None:
        return f"{step.level_name} once this is settled: {', '.join(step.waits_for)}."
    return f"{step.level_name} on {step.planned.isoformat()} unless paid, promised or disputed before."
