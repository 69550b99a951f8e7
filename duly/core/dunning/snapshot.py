"""What the decision about one customer needs to know: plain values, storable, replayable.

Ids are text. Amounts are whole minor units of the item's currency. Dates are days in the company's calendar.
A snapshot holds one customer's whole open account, so that "owes nothing net" can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from duly.core.dunning.encoding import decode, encode

CustomerStatus = Literal["active", "legal", "insolvent", "agency", "closed"]
HoldKind = Literal["hold", "excluded", "paused"]
DoneState = Literal["planned", "sent", "unknown", "merged"]
ItemKind = Literal["invoice", "debit_note", "credit_note"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A person's "not now": `until_date` is the last silent day; None means until it is released."""

    kind: HoldKind
    reason: str
    until_date: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """An open promise to pay; `amount_minor` None is the whole of what is open."""

    made_date: date
    promised_date: date
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The customer said "I have paid"; `amount_minor` None is the whole of what is open.

    `rests_until_date` is the last silent day; None: the procedure's `claim_days` after the claim.
    """

    claimed_date: date
    amount_minor: int | None = None
    rests_until_date: date | None = None


@dataclass(frozen=True, slots=True)
class LevelDone:
    """A level already done for an item, or planned and waiting. `tone` keeps its sense when the procedure changes.

    `unknown` (the send's outcome is not known) counts as done: it is never repeated by itself.
    """

    level_key: str
    done_date: date
    state: DoneState = "sent"
    tone: str = ""
    notice_id: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable of the customer. A credit note has `open_minor` < 0; `for_receivable_id` names its invoice."""

    receivable_id: str
    number: str
    currency: str
    amount_minor: int
    open_minor: int
    issue_date: date
    due_date: date
    kind: ItemKind = "invoice"
    instalment_no: int = 1
    disputed_minor: int = 0
    promises: tuple[Promise, ...] = ()
    claims: tuple[Claim, ...] = ()
    holds: tuple[Hold, ...] = ()
    collection_date: date | None = None
    contact_id: str = ""
    for_receivable_id: str = ""
    levels_done: tuple[LevelDone, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingReceipt:
    """Money that arrived and is not (wholly) applied. `candidate_ids` are receivables proposed for it.

    An unidentified receipt belongs to nobody yet: only its candidates are spared.
    """

    receipt_id: str
    currency: str
    unapplied_minor: int
    received_date: date
    candidate_ids: tuple[str, ...] = ()
    is_identified: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox at the customer. `bounced_date` is set while mail to the address comes back."""

    contact_id: str
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    language: str = ""
    is_primary: bool = False
    bounced_date: date | None = None
    is_contact_allowed: bool = True


@dataclass(frozen=True, slots=True)
class ContactEvent:
    """A message or call to a contact (by Duly or by a person); `contact_id` empty: to somebody there."""

    contact_id: str
    event_date: date
    channel: str = "email"
    notice_id: str = ""


@dataclass(frozen=True, slots=True)
class CustomerSnapshot:
    """One customer's account and circumstances at one moment.

    `bank_data_age_hours` None: no bank data was ever imported; `bank_data_limit_hours` is the company's own limit, for
    procedures that name none (0: any age will do). `holidays` are those of the customer's place.
    `company_holds` are the company's own pause (kind "paused").
    """

    customer_id: str
    name: str
    language: str = ""
    time_zone: str = "UTC"
    segment: str = ""
    importance: str = ""
    status: CustomerStatus = "active"
    contacts: tuple[Contact, ...] = ()
    items: tuple[OpenItem, ...] = ()
    receipts: tuple[WaitingReceipt, ...] = ()
    holds: tuple[Hold, ...] = ()
    company_holds: tuple[Hold, ...] = ()
    contact_events: tuple[ContactEvent, ...] = ()
    bank_data_age_hours: int | None = None
    bank_data_limit_hours: int = 0
    holidays: frozenset[date] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return encode(self)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CustomerSnapshot:
        """Return the snapshot that `to_dict` stored. Raises ValueError naming an unknown or missing field."""
        return decode(cls, data)


def without_notice(snapshot: CustomerSnapshot, notice_id: str) -> CustomerSnapshot:
    """Return the snapshot as if this notice had not been planned (for asking the guards again about it)."""
    if not notice_id:
        return snapshot
    items = tuple(
        replace(item, levels_done=tuple(done for done in item.levels_done if done.notice_id != notice_id))
        for item in snapshot.items
    )
    events = tuple(event for event in snapshot.contact_events if event.notice_id != notice_id)
    return replace(snapshot, items=items, contact_events=events)
