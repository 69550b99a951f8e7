"""Book the documents of a batch: open items, cash from a history, credit notes, all by sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from duly.core.billing.intake import CreditNoteRow, DueParts, InvoiceRow, Settlement, used_before
from duly.core.cash.references import BadReference, create_creditor_reference
from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.billing.taking.credit_invoices import use_credit_notes
from duly.services.billing.taking.settle_history import Item, Settling, settle_history, withdrawals

VERB = "import"


@dataclass(slots=True)
class DocumentWork:
    """What is to be booked of a batch: new documents, and settlements of new or of stored invoices."""

    invoices: list[tuple[InvoiceRow, DueParts, int, str]] = field(default_factory=list)
    credit_notes: list[tuple[CreditNoteRow, int, str]] = field(default_factory=list)
    settlements: list[Settling] = field(default_factory=list)

    def add_invoice(
        self, row: InvoiceRow, due: DueParts, revision: int, digest: str, settlement: Settlement | None
    ) -> None:
        """Plan a new invoice and what settles it."""
        self.invoices.append((row, due, revision, digest))
        if settlement:
            items = tuple(Item(part.no, None, part.amount_minor) for part in due.parts)
            self.settlements.append(Settling(row, settlement, items, revision))


def book_documents(
    *, act: Act, source: str, import_run_id: int, work: DocumentWork, owner: Callable[[str], int]
) -> None:
    """Write a batch into the ledger. Called inside the company's scope, in the transaction that sorted it."""

    def documents() -> Iterator[NewReceivable]:
        for row, due, revision, digest in work.invoices:
            yield from _open_items(row, due, revision, digest, source, owner(row.customer_id))
        for note, revision, digest in work.credit_notes:
            yield from _credit_note(note, revision, digest, source, owner(note.customer_id))
        yield from withdrawals(work.settlements, source, owner)

    ids = open_receivables(act=act, receivables=documents(), verb=VERB, import_run_id=import_run_id)
    if work.settlements:
        settle_history(
            act=act, source=source, import_run_id=import_run_id, settlements=work.settlements, ids=ids, owner=owner
        )
    if work.credit_notes:
        notes = [note for note, _, _ in work.credit_notes]
        use_credit_notes(act=act, source=source, import_run_id=import_run_id, notes=notes, ids=ids)


def _open_items(
    row: InvoiceRow, due: DueParts, revision: int, digest: str, source: str, customer_id: int
) -> Iterator[NewReceivable]:
    discounts = json.dumps(due.discounts) if due.discounts else "[]"
    for part in due.parts:
        yield NewReceivable(
            customer_id, "invoice", row.number, source, row.external_id, row.issue_date, part.due_date, row.currency,
            part.amount_minor, part.no, part.count, revision, digest,
            row.net_minor if part.count == 1 else None, row.payment_terms or "", discounts,
            row.customer_reference or "", row.description or "", _reference(row.number),
        )  # fmt: skip


def _reference(number: str) -> str:
    """Return the creditor reference (ISO 11649) for a number; none where it is too long for one."""
    try:
        return create_creditor_reference(number)
    except BadReference:
        return ""


def _credit_note(
    note: CreditNoteRow, revision: int, digest: str, source: str, customer_id: int
) -> Iterator[NewReceivable]:
    text = ". ".join(filter(None, (note.reason, note.description)))
    yield NewReceivable(
        customer_id, "credit_note", note.number, source, note.external_id, note.issue_date, note.issue_date,
        note.currency, note.amount_minor, revision=revision, content_hash=digest, description=text,
    )  # fmt: skip
    if used_before(note):  # a debit note that uses up what the source used before
        yield NewReceivable(
            customer_id, "debit_note", f"{note.number[:95]}/used", source, f"{note.external_id}#used",
            note.issue_date, note.issue_date, note.currency, used_before(note), revision=revision,
            description=f"Used in the source system before the import of {note.number}",
        )  # fmt: skip
