"""Book what a payment history says became of invoices: cash, discounts, short payments, withdrawals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from duly.core.billing.intake import HistoryRow, InvoiceRow, Settlement
from duly.core.ledger.postings import Kind, Posting, posting
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.ledger.record_postings import record_postings
from duly.store.bulk import refresh_young_statistics
from duly.store.models import Activity

VERB = "import"
PAYMENT, CREDIT = "#payment", "#credit"
"""What is put behind an invoice's external id for the receipt and the credit note its history makes."""

Keys = Mapping[tuple[str, str, int], int]
Owner = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Item:
    """One open item of an invoice: its receivable (None: made in this batch) and open minor units."""

    no: int
    receivable_id: int | None
    open_minor: int


@dataclass(frozen=True, slots=True)
class Settling:
    """An invoice, its items, and what settles them; `customer_id` is given for stored invoices."""

    row: InvoiceRow
    settlement: Settlement
    items: tuple[Item, ...]
    revision: int
    customer_id: int | None = None

    def owner(self, owner: Owner) -> int:
        """Return the customer's id."""
        return self.customer_id if self.customer_id is not None else owner(self.row.customer_id)


def withdrawals(settlements: Sequence[Settling], source: str, owner: Owner) -> Iterator[NewReceivable]:
    """Return the credit notes of invoices that were closed without money."""
    for one in settlements:
        if one.settlement.credit_minor:
            row, on = one.row, one.settlement.on
            yield NewReceivable(
                one.owner(owner), "credit_note", f"{row.number[:93]}/credit", source, row.external_id + CREDIT, on, on,
                row.currency, one.settlement.credit_minor, revision=one.revision,
                description=f"{one.settlement.credit_reason}; invoice {row.number}",
            )  # fmt: skip


def settle_history(
    *, act: Act, source: str, import_run_id: int, settlements: Sequence[Settling], ids: Keys, owner: Owner
) -> None:
    """Record receipts, allocate them, use the credit notes of withdrawals: two entries."""
    receipts = record_receipts(
        act=act, receipts=_receipts(settlements, source, owner), verb=VERB, import_run_id=import_run_id
    )
    rows: list[Posting] = []
    for one in settlements:
        items = {
            item.no: (item.receivable_id or ids[source, one.row.external_id, item.no], item.open_minor)
            for item in one.items
        }
        customer_id = one.owner(owner)
        if one.settlement.credit_minor:
            rows += _credited(one, items, ids[source, one.row.external_id + CREDIT, 1], customer_id)
        else:
            rows += _paid(one, items, receipts[source, one.row.external_id + PAYMENT], customer_id)
    refresh_young_statistics(["posting", "receivable", "receipt", "open_item", "open_receipt"], 2 * len(ids))
    record_postings(act=act, verb=VERB, postings=rows, import_run_id=import_run_id)
    _tell_disputed(act, settlements, ids, source, owner)


def _receipts(settlements: Sequence[Settling], source: str, owner: Owner) -> Iterator[NewReceipt]:
    for one in settlements:
        if one.settlement.receipt_minor:
            assert one.settlement.received_date is not None
            yield NewReceipt(
                source, one.row.external_id + PAYMENT, one.settlement.received_date, one.row.currency,
                one.settlement.receipt_minor, one.owner(owner), "history", payer_name=one.row.customer_name or "",
                text=f"Payment of {one.row.number}", revision=one.revision,
            )  # fmt: skip


def _paid(one: Settling, items: Mapping[int, tuple[int, int]], receipt_id: int, customer_id: int) -> Iterator[Posting]:
    for part in one.settlement.parts:
        parts = ((Kind.PRINCIPAL, part.principal_minor), (one.settlement.residual_kind, part.residual_minor))
        for kind, minor in parts:
            if minor:
                yield posting(
                    Kind(kind), Money(minor, one.row.currency), one.settlement.on, customer_id=customer_id,
                    receivable_id=items[part.no][0], receipt_id=receipt_id,
                )  # fmt: skip


def _credited(one: Settling, items: Mapping[int, tuple[int, int]], note_id: int, customer_id: int) -> Iterator[Posting]:
    left = one.settlement.credit_minor
    for _, (receivable_id, open_minor) in sorted(items.items()):
        used = min(left, open_minor)
        left -= used
        if used:
            yield posting(
                Kind.CREDIT_APPLIED, Money(used, one.row.currency), one.settlement.on, customer_id=customer_id,
                receivable_id=receivable_id, source_receivable_id=note_id,
            )  # fmt: skip


def _tell_disputed(act: Act, settlements: Sequence[Settling], ids: Keys, source: str, owner: Owner) -> None:
    """Note on the timeline, on the day the source knew, that an invoice was disputed; no dispute is opened."""
    told = []
    for one in settlements:
        if isinstance(one.row, HistoryRow) and one.row.disputed:
            item = one.items[0]
            told.append(
                Activity(
                    company_id=act.company_id, at=act.at, business_date=one.settlement.on, actor_kind=act.actor_kind,
                    actor=act.actor, verb="receivable.was_disputed", customer_id=one.owner(owner),
                    receivable_id=item.receivable_id or ids[source, one.row.external_id, item.no],
                    sentence=f"{one.row.number} was disputed, says the file it was imported from",
                )
            )  # fmt: skip
    Activity.objects.bulk_create(told, batch_size=1000)
