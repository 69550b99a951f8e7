"""Some documents with their postings, grouped so that each one's state is found in its own few rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from duly.core.ledger.postings import Posting
from duly.core.ledger.state import ReceiptState, ReceivableState, receipt_on, receivable_on
from duly.store.queries.ledger import ledger_slice, lock_documents


class LedgerView:
    """The state of locked documents, kept current while a batch decides one posting after the other."""

    def __init__(self, company_id: int, receivable_ids: Collection[int], receipt_ids: Collection[int] = ()) -> None:
        lock_documents(company_id, receivable_ids, receipt_ids)
        self._receivables: dict[int, list[Posting]] = defaultdict(list)
        self._receipts: dict[int, list[Posting]] = defaultdict(list)
        if receivable_ids or receipt_ids:
            self.add(ledger_slice(company_id, receivable_ids, receipt_ids).postings)

    def add(self, postings: Iterable[Posting]) -> None:
        """Take further postings into account."""
        for row in postings:
            for one in {row.receivable_id, row.source_receivable_id} - {None}:
                self._receivables[int(one)].append(row)  # type: ignore[arg-type]
            if row.receipt_id is not None:
                self._receipts[int(row.receipt_id)].append(row)

    def receivable(self, receivable_id: int, on: date) -> ReceivableState:
        """Return a receivable's state on a day."""
        state = receivable_on(self._receivables[receivable_id], receivable_id, on)
        assert state is not None, "the document was loaded"
        return state

    def receipt(self, receipt_id: int, on: date) -> ReceiptState:
        """Return a receipt's state on a day."""
        state = receipt_on(self._receipts[receipt_id], receipt_id, on)
        assert state is not None, "the receipt was loaded"
        return state
