"""Invoices and credit notes, with what a payment history says became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from duly.core.billing.intake import (
    CreditNoteRow,
    DuePart,
    DueParts,
    HistoryRow,
    IntakeRow,
    InvoiceRow,
    Outcome,
    RowError,
    Settlement,
    document_hash,
    due_parts,
    settlement_of,
)
from duly.core.money.calendar import Calendar
from duly.services.act import Act
from duly.services.billing.taking.batch import Sorted
from duly.services.billing.taking.book_documents import DocumentWork, book_documents
from duly.services.billing.taking.customers_of import CustomerFinder
from duly.services.billing.taking.ledger_view import LedgerView
from duly.services.billing.taking.settle_history import CREDIT, PAYMENT, Item, Settling
from duly.store.queries.import_matching import StoredDocument, StoredReceipt, stored_documents, stored_receipts

DocumentRow = InvoiceRow | CreditNoteRow


@dataclass(slots=True)
class _Stored:
    """What is there of a batch: documents, and receipts and credit notes that settled them before."""

    documents: dict[str, StoredDocument]
    receipts: dict[str, StoredReceipt]
    view: LedgerView | None = None


class InvoiceTaker:
    """Takes invoices, histories and credit notes of one source."""

    def __init__(
        self, *, act: Act, source: str, import_run_id: int, customers: CustomerFinder, calendar: Callable[[], Calendar]
    ) -> None:
        self._act, self._source, self._run_id = act, source, import_run_id
        self._customers, self._calendar = customers, calendar

    def sort(self, rows: Sequence[IntakeRow]) -> Sorted:
        """See Taker."""
        documents = [row for row in rows if isinstance(row, InvoiceRow | CreditNoteRow)]
        assert len(documents) == len(rows), "a batch of documents"
        self._customers.look_up(documents)
        stored = self._stored(documents)
        found = Sorted(work=DocumentWork())
        seen: set[str] = set()
        for row in documents:
            if row.external_id in seen:  # an invoice and a credit note of one batch under the same key
                found.refuse(row, "external_id", row.external_id, "repeated_differently",
                             external_id=row.external_id, first_line="")  # fmt: skip
                continue
            seen.add(row.external_id)
            before = stored.documents.get(row.external_id)
            if before is not None and before.is_live:
                self._compare(row, before, stored, found)
            else:
                self._plan(row, before, stored, found)
        return found

    def take(self, found: Sorted) -> None:
        """See Taker."""
        self._customers.create([row for row in found.new if isinstance(row, InvoiceRow | CreditNoteRow)])
        book_documents(
            act=self._act, source=self._source, import_run_id=self._run_id, work=found.work,
            owner=self._customers.id_of,
        )  # fmt: skip

    def _stored(self, rows: Sequence[DocumentRow]) -> _Stored:
        ids = [row.external_id for row in rows]
        documents = stored_documents(self._act.company_id, self._source, ids)
        again = [row.external_id for row in rows if isinstance(row, HistoryRow) and row.external_id in documents]
        if not again:
            return _Stored(documents, {})
        credits = stored_documents(self._act.company_id, self._source, [one + CREDIT for one in again])
        receipts = stored_receipts(self._act.company_id, self._source, [one + PAYMENT for one in again])
        open_ids = [p.receivable_id for one in again for p in documents[one].parts if p.open_minor > 0]
        return _Stored(documents | credits, receipts, LedgerView(self._act.company_id, open_ids))

    def _plan(self, row: DocumentRow, before: StoredDocument | None, stored: _Stored, found: Sorted) -> None:
        """Plan a new document, or the next revision of one that was reversed."""
        if self._customers.owner(row, found) is None:
            return
        work: DocumentWork = found.work
        revision = before.revision + 1 if before else 1
        digest = document_hash(row)
        if isinstance(row, CreditNoteRow):
            work.credit_notes.append((row, revision, digest))
        else:
            due = due_parts(row, self._calendar)
            if isinstance(due, RowError):
                found.refused.append((row, due))
                return
            work.add_invoice(row, due, revision, digest, settlement_of(row, due.parts, due.discounts))
        found.new.append(row)

    def _compare(self, row: DocumentRow, before: StoredDocument, stored: _Stored, found: Sorted) -> None:
        """Compare a row with the live document of the same key."""
        if before.content_hash != document_hash(row):
            difference = _difference(row, before)
            found.refuse(row, "external_id", row.external_id, "changed_document", difference=difference)
        elif not isinstance(row, HistoryRow) or row.outcome is Outcome.OPEN:
            found.unchanged.append(row)
        else:
            self._settle_stored(row, before, stored, found)

    def _settle_stored(self, row: HistoryRow, before: StoredDocument, stored: _Stored, found: Sorted) -> None:
        """An invoice that came open and is settled in this file: book it, unless that was done already."""
        receipt, credit = stored.receipts.get(row.external_id + PAYMENT), stored.documents.get(row.external_id + CREDIT)
        receipt = receipt if receipt and receipt.is_live else None
        credit = credit if credit and credit.is_live else None
        if receipt or credit:
            difference = _other_settlement(row, receipt, credit)
            if difference:
                found.refuse(row, "settled_date", row.number, "changed_settlement", difference=difference)
            else:
                found.unchanged.append(row)
            return
        left = sum(part.open_minor for part in before.parts)
        if left == 0:
            found.unchanged.append(row)  # settled here in another way: by the bank file, by a credit note
            return
        settlement = self._settlement(row, before, left)
        wanted = max(settlement.credit_minor, min(settlement.receipt_minor, row.amount_minor))
        if wanted > left or not _is_free(settlement, before, stored.view):
            amounts = {"wanted": f"{wanted} minor units", "open": str(left)}
            found.refuse(row, "settled_amount", row.number, "not_so_much_open", **amounts)
            return
        items = tuple(Item(part.instalment_no, part.receivable_id, part.open_minor) for part in before.parts)
        found.work.settlements.append(Settling(row, settlement, items, before.revision, before.customer_id))
        found.updated.append(row)

    def _settlement(self, row: HistoryRow, before: StoredDocument, left: int) -> Settlement:
        opened = [DuePart(p.instalment_no, len(before.parts), p.due_date, p.open_minor) for p in before.parts]
        due = due_parts(row, self._calendar)
        settlement = settlement_of(row, opened, due.discounts if isinstance(due, DueParts) else ())
        assert settlement is not None, "the row is not open"
        return replace(settlement, credit_minor=left) if settlement.credit_minor else settlement


def _is_free(settlement: Settlement, before: StoredDocument, view: LedgerView | None) -> bool:
    """Whether the ledger's own rule leaves as much free on every later day."""
    assert view is not None, "loaded with the stored documents"
    wanted = {part.no: part.principal_minor + part.residual_minor for part in settlement.parts}
    return all(
        view.receivable(part.receivable_id, settlement.on).free_minor
        >= (part.open_minor if settlement.credit_minor else wanted.get(part.instalment_no, 0))
        for part in before.parts
        if part.open_minor > 0
    )


def _difference(row: DocumentRow, before: StoredDocument) -> str:
    """Name in words what differs, as far as it is kept in clear."""
    total = sum(part.amount_minor for part in before.parts)
    due: Any = before.parts[-1].due_date
    pairs = [
        ("number", before.number, row.number), ("date", before.issue_date, row.issue_date),
        ("currency", before.currency, row.currency), ("amount in minor units", total, row.amount_minor),
        ("due date", due, getattr(row, "due_date", None) or due),
    ]  # fmt: skip
    named = [f"{name} {old} there, {new} in the file" for name, old, new in pairs if old != new]
    return "; ".join(named) or "customer, terms, open amount or texts differ"


def _other_settlement(row: HistoryRow, receipt: StoredReceipt | None, credit: StoredDocument | None) -> str:
    """Return how a settlement that was booked differs from the row's; empty when it is the same."""
    if row.outcome is Outcome.WITHDRAWN:
        return "" if credit else "paid there, withdrawn in the file"
    if receipt is None:
        return "withdrawn there, paid in the file"
    if (receipt.received_date, receipt.amount_minor) == (row.settled_date, row.settled_minor):
        return ""
    there = f"{receipt.received_date} with {receipt.amount_minor} minor units there"
    return f"{there}, {row.settled_date} with {row.settled_minor} in the file"
