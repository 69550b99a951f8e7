"""Every kind of event, with what it says. Documentation, checks and subscriptions are made from this table.

An event carries identifiers, numbers, amounts and days, and no name, address or free text: events are never
changed or erased, people's data must be. Whoever needs more asks the API with the identifier.
"""

from __future__ import annotations

from dataclasses import dataclass

from duly.core.accounts.events import fields as f


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event: `when` it is told, and the fields of its data in order."""

    name: str
    when: str
    fields: tuple[f.Field, ...]

    @property
    def room(self) -> str:
        """What it is about: the part before the dot."""
        return self.name.partition(".")[0]


TEST_KIND = "endpoint.test"

KINDS: tuple[EventKind, ...] = (
    EventKind("invoice.opened", "An invoice or debit note was booked; one event per instalment.", f.OPENED),
    EventKind("invoice.settled", "Nothing is open on an invoice any more.", f.SETTLED),
    EventKind("invoice.reopened", "Something is open again on an invoice that was settled.", f.SETTLED),
    EventKind("invoice.written_off", "An amount of an invoice was written off as bad debt.", f.USED),
    EventKind("invoice.reversed", "An invoice or debit note was taken back.", f.USED),
    EventKind("credit_note.opened", "A credit note was booked.", f.OPENED),
    EventKind("credit_note.applied", "A credit note was used on an invoice.", f.CREDIT_USED),
    EventKind("credit_note.refunded", "A credit note was paid out.", f.USED),
    EventKind("credit_note.reversed", "A credit note was taken back.", f.USED),
    EventKind("receipt.recorded", "Money arrived.", f.RECEIPT),
    EventKind("receipt.identified", "It became known whose money a receipt is.", f.USED_RECEIPT),
    EventKind("receipt.applied", "Money of a receipt was put on an invoice.", f.RECEIPT_USED),
    EventKind("receipt.refunded", "Unapplied money was sent back.", f.USED_RECEIPT),
    EventKind("receipt.not_ours", "Money turned out to pay no receivable.", f.USED_RECEIPT),
    EventKind("receipt.reversed", "A receipt was taken back.", f.USED_RECEIPT),
    EventKind(
        "allocation.reversed",
        "A use of a receipt, a credit note, a write-off or a refund was undone.",
        f.UNDONE,
    ),
    EventKind("promise.made", "A customer promised to pay by a day.", f.PROMISE),
    EventKind("promise.kept", "A promise was kept.", f.SETTLED_PROMISE),
    EventKind("promise.broken", "A promise was not kept.", f.SETTLED_PROMISE),
    EventKind("promise.withdrawn", "A promise was taken back.", f.SETTLED_PROMISE),
    EventKind("dispute.opened", "An amount of an invoice is contested.", f.DISPUTE),
    EventKind("dispute.resolved", "A dispute ended.", f.ENDED_DISPUTE),
    EventKind("payment.claimed", "A customer says that it has paid.", f.CLAIM),
    EventKind(
        "notice.sent", "A message to a customer was accepted by the mail server, or put into the Outbox.", f.NOTICE
    ),
    EventKind("notice.failed", "A message was refused by the mail server for good.", f.NOTICE),
    EventKind("notice.unknown", "Nobody knows whether a message arrived; it is not repeated by itself.", f.NOTICE),
    EventKind("notice.dropped", "A planned message was dropped: its reason went away before it was sent.", f.NOTICE),
    EventKind(
        "customer.added", "A customer was added by hand or by a program; those of an import are not told.", f.CUSTOMER
    ),
    EventKind(
        "customer.changed",
        "Particulars, owner, segment, importance, procedure or status of a customer changed.",
        f.CUSTOMER,
    ),
    EventKind("customer.hold_placed", "Contact with a customer, or about one invoice, rests.", f.HOLD),
    EventKind("customer.hold_ended", "Contact is taken up again.", f.HOLD),
    EventKind("contact.changed", "A contact was added, changed, silenced, taken up again or accepted.", f.CONTACT),
    EventKind("note.added", "Somebody wrote a note about a customer.", f.TALK),
    EventKind("call.logged", "Somebody logged a call with a customer.", f.CALL),
    EventKind("cycle.finished", "The reminders of a day were decided and planned.", f.CYCLE),
    EventKind("import.finished", "A file was taken into the ledger.", f.IMPORT),
    EventKind("import.reversed", "A whole import was taken back.", f.IMPORT),
    EventKind("bank.imported", "A bank file was read.", f.FILE),
    EventKind("company.paused", "All messages of the company are held back.", f.COMPANY),
    EventKind("company.resumed", "Messages go out again.", f.COMPANY),
    EventKind(TEST_KIND, "Somebody asked for a test of an endpoint; sent to that endpoint alone.", f.TEST),
)
BY_NAME: dict[str, EventKind] = {kind.name: kind for kind in KINDS}
SUBSCRIBABLE: tuple[str, ...] = tuple(kind.name for kind in KINDS if kind.name != TEST_KIND)
LEDGER_KINDS: tuple[str, ...] = tuple(
    kind.name for kind in KINDS if kind.room in ("invoice", "credit_note", "receipt", "allocation")
)
BULK_POSTINGS = 200
"""A step that writes more postings than this, or belongs to an import, tells its single facts only to endpoints that
subscribed to them by name or to all; otherwise only its summary (`import.finished`, `bank.imported`) is kept."""

assert len(BY_NAME) == len(KINDS), "every kind is named once"


def unknown_kinds(names: list[str]) -> list[str]:
    """Return those of the names that cannot be subscribed to."""
    return [name for name in names if name not in SUBSCRIBABLE]
