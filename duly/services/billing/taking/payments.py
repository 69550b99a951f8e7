"""Payments: receipts, applied to the invoices they name, the rest unapplied cash of the customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from duly.core.billing.intake import IntakeRow, PaymentRow
from duly.core.ledger.postings import Posting
from duly.core.ledger.refusal import Refused
from duly.core.ledger.rules.apply_receipt import Line, apply_receipt
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.billing.taking.batch import Sorted
from duly.services.billing.taking.customers_of import CustomerFinder
from duly.services.billing.taking.ledger_view import LedgerView
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.ledger.record_postings import record_postings
from duly.store.queries.import_matching import OpenByNumber, StoredReceipt, open_by_number, stored_receipts

VERB = "import"
Named: TypeAlias = dict[str, list[OpenByNumber]]
Work: TypeAlias = list[tuple[PaymentRow, int]]


class PaymentTaker:
    """Takes payments of one source."""

    def __init__(self, *, act: Act, source: str, import_run_id: int, customers: CustomerFinder) -> None:
        self._act, self._source, self._run_id, self._customers = act, source, import_run_id, customers

    def sort(self, rows: Sequence[IntakeRow]) -> Sorted:
        """See Taker."""
        payments = [row for row in rows if isinstance(row, PaymentRow)]
        assert len(payments) == len(rows), "a batch of payments"
        self._customers.look_up(payments)
        stored = stored_receipts(self._act.company_id, self._source, [row.external_id for row in payments])
        work: Work = []
        found = Sorted(work=work)
        for row in payments:
            before = stored.get(row.external_id)
            if before is not None and before.is_live:
                self._compare(row, before, found)
            elif row.amount_minor <= 0:
                found.refuse(row, "amount", str(row.amount_minor), "amount_negative")
            elif row.customer_id is None or self._customers.owner(row, found) is not None:
                work.append((row, before.revision + 1 if before else 1))
                found.new.append(row)
        return found

    @staticmethod
    def _compare(row: PaymentRow, before: StoredReceipt, found: Sorted) -> None:
        pairs = [
            ("date", before.received_date, row.received_date), ("currency", before.currency, row.currency),
            ("amount in minor units", before.amount_minor, row.amount_minor),
        ]  # fmt: skip
        named = [f"{name} {old} there, {new} in the file" for name, old, new in pairs if old != new]
        if named:
            found.refuse(row, "external_id", row.external_id, "changed_payment", difference="; ".join(named))
        else:
            found.unchanged.append(row)

    def take(self, found: Sorted) -> None:
        """See Taker."""
        work: Work = found.work
        self._customers.create([row for row, _ in work if row.customer_id])
        numbers = {number for row, _ in work for number in _numbers(row)}
        named = open_by_number(self._act.company_id, numbers)
        owners = {row.external_id: self._owner(row, named) for row, _ in work}
        ids = record_receipts(
            act=self._act, verb=VERB, import_run_id=self._run_id,
            receipts=(self._receipt(row, revision, owners[row.external_id]) for row, revision in work),
        )  # fmt: skip
        applying = [(row, ids[self._source, row.external_id]) for row, _ in work if owners[row.external_id]]
        made = apply_by_number(self._act, [pair for pair in applying if _numbers(pair[0])], named, owners.__getitem__)
        if made:
            record_postings(act=self._act, verb=VERB, postings=made, import_run_id=self._run_id)

    def _owner(self, row: PaymentRow, named: Named) -> int | None:
        """Return whose money it is: as the row says, else the one customer of the invoices it names."""
        if row.customer_id:
            return self._customers.id_of(row.customer_id)
        owners = {item.customer_id for number in _numbers(row) for item in named.get(number, ())}
        return owners.pop() if len(owners) == 1 else None

    def _receipt(self, row: PaymentRow, revision: int, customer_id: int | None) -> NewReceipt:
        return NewReceipt(
            self._source, row.external_id, row.received_date, row.currency, row.amount_minor, customer_id,
            row.method or "import", payer_name=row.payer_name or row.customer_name or "",
            payer_account=row.payer_account or "", revision=revision,
            text=" ".join(filter(None, (row.reference, row.invoice_number))),
        )  # fmt: skip


def _numbers(row: PaymentRow) -> list[str]:
    """Return the invoice numbers a payment names: the cell as it is, and its parts."""
    if not row.invoice_number:
        return []
    parts = [part.strip() for part in re.split(r"[,;\s]+", row.invoice_number)]
    return list(dict.fromkeys([row.invoice_number, *filter(None, parts)]))


def apply_by_number(
    act: Act, pairs: Sequence[tuple[PaymentRow, int]], named: Named, owner: Callable[[str], int | None]
) -> list[Posting]:
    """Return the allocations of receipts to the open items they name, the earliest due first, by the ledger's rule.

    What the rule refuses, and what is left over, stays unapplied.
    """
    targets = {item.receivable_id for row, _ in pairs for number in _numbers(row) for item in named.get(number, ())}
    if not targets:
        return []
    view = LedgerView(act.company_id, targets, [receipt_id for _, receipt_id in pairs])
    made: list[Posting] = []
    for row, receipt_id in pairs:
        items = [item for number in _numbers(row) for item in named.get(number, ())]
        for item in items:
            if item.customer_id != owner(row.external_id) or item.currency != row.currency:
                continue
            used = _apply(view, receipt_id, item, row)
            view.add(used)
            made += used
    return made


def _apply(view: LedgerView, receipt_id: int, item: OpenByNumber, row: PaymentRow) -> tuple[Posting, ...]:
    on = max(row.received_date, item.issue_date)
    receipt, debt = view.receipt(receipt_id, on), view.receivable(item.receivable_id, on)
    amount = min(receipt.free_minor, debt.free_minor)
    if amount <= 0:
        return ()
    decision = apply_receipt(receipt, [Line(debt, Money(amount, row.currency))])
    return () if isinstance(decision, Refused) else decision
