"""Turn lines of the timeline into events: the one place that says which verb is which kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duly.services.act import Act
from duly.services.events.record_event import record_event


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    subject: str
    key: str  # where the activity's data names the subject; "customer": its customer, "company": the company
    keep: tuple[str, ...] = ()  # what of the activity's data goes into the event
    more: Mapping[str, Any] | None = None


def _contact(change: str) -> _Told:
    return _Told("contact.changed", "contact", "contact_id", more={"change": change})


TOLD: dict[str, _Told] = {
    "promise.recorded": _Told("promise.made", "promise", "promise_id"),
    "promise.kept": _Told("promise.kept", "settled promise", "promise_id"),
    "promise.broken": _Told("promise.broken", "settled promise", "promise_id"),
    "promise.withdrawn": _Told("promise.withdrawn", "settled promise", "promise_id"),
    "dispute.opened": _Told("dispute.opened", "dispute", "dispute_id"),
    "dispute.resolved": _Told("dispute.resolved", "ended dispute", "dispute_id"),
    "payment.claimed": _Told("payment.claimed", "claim", "claim_id"),
    "notice.sent": _Told("notice.sent", "notice", "notice_id"),
    "notice.failed": _Told("notice.failed", "notice", "notice_id"),
    "notice.unknown": _Told("notice.unknown", "notice", "notice_id"),
    "notice.dropped": _Told("notice.dropped", "notice", "notice_id"),
    "customer.added": _Told("customer.added", "customer", "customer"),
    "customer.changed": _Told("customer.changed", "customer", "customer"),
    "customer.assigned": _Told("customer.changed", "customer", "customer"),
    "hold.placed": _Told("customer.hold_placed", "hold", "hold_id"),
    "hold.ended": _Told("customer.hold_ended", "hold", "hold_id"),
    "contact.added": _contact("added"),
    "contact.changed": _contact("changed"),
    "contact.activated": _contact("activated"),
    "contact.deactivated": _contact("deactivated"),
    "contact.accepted": _contact("accepted"),
    "contact.declined": _contact("declined"),
    "note.added": _Told("note.added", "talk", "customer", keep=("receivable_id",)),
    "call.logged": _Told("call.logged", "talk", "customer", keep=("outcome",)),
    "cycle.done": _Told("cycle.finished", "cycle", "cycle_id"),
    "import.finished": _Told("import.finished", "import", "import_run_id"),
    "import.reversed": _Told("import.reversed", "import", "import_run_id"),
    "bank.imported": _Told("bank.imported", "file", "file_id", keep=("receipts",)),
    "company.paused": _Told("company.paused", "company", "company", keep=("by",)),
    "company.resumed": _Told("company.resumed", "company", "company", keep=("by",)),
}


def tell_activity(
    *, act: Act, verb: str, customer_id: int | None, receivable_id: int | None, data: Mapping[str, Any]
) -> None:
    """Record the event that a line of the timeline stands for, if there is one; in the same database transaction."""
    told = TOLD.get(verb)
    if told is None:
        return
    known = {**data, "customer": customer_id, "company": act.company_id, "receivable_id": receivable_id}
    known["by"] = act.actor_kind
    subject_id = known.get(told.key)
    if subject_id is None:
        return
    kept = {name: known.get(name) for name in told.keep}
    record_event(act=act, kind=told.kind, subject=told.subject, ids=[subject_id], more={**kept, **(told.more or {})})
