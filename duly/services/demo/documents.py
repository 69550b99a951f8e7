"""Store the demo company's documents and what was booked about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from duly.core.cash.references import create_creditor_reference
from duly.core.insight.simulator.books import Books, known_customer
from duly.core.insight.simulator.parts import discounts_of, part_key
from duly.core.insight.simulator.values import SimulatedCompany, SimulatedInvoice
from duly.core.ledger.postings import Id, Posting
from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.demo.accounts import SOURCE
from duly.services.ledger.record_postings import record_postings

VERB = "demo"


@dataclass(frozen=True, slots=True)
class StoredDocuments:
    """Ids of the database by the simulation's keys."""

    receivables: Mapping[str, int]
    receipts: Mapping[str, int]
    posting_count: int


def store_documents(
    *, act: Act, company: SimulatedCompany, books: Books, customers: Mapping[str, int]
) -> StoredDocuments:
    """Open the receivables, record the receipts, book what settles them: three entries. Inside the company's scope."""
    opened = open_receivables(act=act, receivables=_receivables(company, books, customers), verb=VERB)
    receivables = {part_key(external_id, no): pk for (_, external_id, no), pk in opened.items()}
    arrived = record_receipts(act=act, receipts=_receipts(company, customers), verb=VERB)
    receipts = {external_id: pk for (_, external_id), pk in arrived.items()}
    rows = [_stored(row, customers, receivables, receipts) for row in books.postings]
    record_postings(act=act, verb=VERB, postings=rows)
    return StoredDocuments(receivables, receipts, len(rows))


def _receivables(company: SimulatedCompany, books: Books, customers: Mapping[str, int]) -> Iterator[NewReceivable]:
    for invoice in company.invoices:
        yield from _open_items(invoice, books, customers[invoice.customer_number])
    for note in company.credit_notes:
        yield NewReceivable(
            customer_id=customers[note.customer_number],
            kind="credit_note",
            number=note.number,
            source=SOURCE,
            external_id=note.number,
            issue_date=note.credit_date,
            due_date=note.credit_date,
            currency=note.currency,
            amount_minor=note.amount_minor,
            description=note.reason,
        )


def _open_items(invoice: SimulatedInvoice, books: Books, customer_id: int) -> Iterator[NewReceivable]:
    parts = books.parts[invoice.number]
    discounts = [
        {"until_date": one.until_date.isoformat(), "percent": f"{one.percent:f}", "discount_minor": one.discount.minor}
        for one in discounts_of(invoice)
    ]
    for part in parts:
        yield NewReceivable(
            customer_id=customer_id,
            kind="invoice",
            number=invoice.number,
            source=SOURCE,
            external_id=invoice.number,
            issue_date=invoice.invoice_date,
            due_date=part.due_date,
            currency=part.currency,
            amount_minor=part.amount_minor,
            instalment_no=part.no,
            instalment_count=part.count,
            net_minor=invoice.net_minor if part.count == 1 else None,
            terms_text=invoice.terms_text,
            discounts=discounts if part.count == 1 else (),
            purchase_order=invoice.order_number,
            description=invoice.subject,
            creditor_reference=create_creditor_reference(invoice.number),
        )


def _receipts(company: SimulatedCompany, customers: Mapping[str, int]) -> Iterator[NewReceipt]:
    for receipt in company.receipts:
        known = known_customer(receipt)
        yield NewReceipt(
            source=SOURCE,
            external_id=receipt.number,
            received_date=receipt.receipt_date,
            currency=receipt.currency,
            amount_minor=receipt.amount_minor,
            customer_id=customers[known] if known else None,
            payer_name=receipt.debtor_name,
            payer_account=receipt.debtor_iban,
            text=" ".join(filter(None, (receipt.remittance_text, receipt.creditor_reference))),
        )


def _stored(
    row: Posting, customers: Mapping[str, int], receivables: Mapping[str, int], receipts: Mapping[str, int]
) -> Posting:
    def found(ids: Mapping[str, int], key: Id | None) -> int | None:
        return None if key is None else ids[str(key)]

    return replace(
        row,
        customer_id=found(customers, row.customer_id),
        receivable_id=found(receivables, row.receivable_id),
        receipt_id=found(receipts, row.receipt_id),
        source_receivable_id=found(receivables, row.source_receivable_id),
    )
