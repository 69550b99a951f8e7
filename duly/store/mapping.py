"""Rows to core values and back: the only translator between the tables and the core."""

from __future__ import annotations

from collections.abc import Iterable

from duly.core.dunning.decision import Action, CustomerDecision
from duly.core.dunning.snapshot import CustomerSnapshot
from duly.core.dunning.writing import action_of, read_record, to_text
from duly.core.ledger import documents, postings
from duly.store.models import Decision, DunningNotice, Posting, Receipt, Receivable
from duly.store.packed import pack, unpack


def to_posting(row: Posting) -> postings.Posting:
    """Return the core value of a stored posting."""
    return postings.Posting(
        kind=postings.Kind(row.kind),
        debit_account=postings.Account(row.debit_account),
        credit_account=postings.Account(row.credit_account),
        amount_minor=row.amount_minor,
        currency=row.currency,
        effective_date=row.effective_date,
        customer_id=row.customer_id,
        receivable_id=row.receivable_id,
        receipt_id=row.receipt_id,
        source_receivable_id=row.source_receivable_id,
        reverses_id=row.reverses_id,
        third_party=row.third_party,
        id=row.pk,
        entry_id=row.entry_id,
    )


def from_postings(values: Iterable[postings.Posting], *, company_id: int, entry_id: int) -> list[Posting]:
    """Return unsaved rows for new core postings."""
    return [
        Posting(
            company_id=company_id,
            entry_id=entry_id,
            kind=value.kind,
            debit_account=value.debit_account,
            credit_account=value.credit_account,
            amount_minor=value.amount_minor,
            currency=value.currency,
            effective_date=value.effective_date,
            customer_id=value.customer_id,
            receivable_id=value.receivable_id,
            receipt_id=value.receipt_id,
            source_receivable_id=value.source_receivable_id,
            reverses_id=value.reverses_id,
            third_party=value.third_party,
        )
        for value in values
    ]


def to_receivable(row: Receivable) -> documents.Receivable:
    """Return the core value of a receivable."""
    return documents.Receivable(
        id=row.pk,
        customer_id=row.customer_id,
        kind=postings.Kind(row.kind),
        number=row.number,
        document_date=row.issue_date,
        due_date=row.due_date,
        amount_minor=row.amount_minor,
        currency=row.currency,
        instalment_no=row.instalment_no,
    )


def to_receipt(row: Receipt) -> documents.Receipt:
    """Return the core value of a receipt."""
    return documents.Receipt(
        id=row.pk,
        customer_id=row.customer_id,
        receipt_date=row.received_date,
        amount_minor=row.amount_minor,
        currency=row.currency,
        reference=row.text,
    )


def to_decision(row: Decision) -> tuple[CustomerDecision, CustomerSnapshot]:
    """Return a stored decision and the facts it was made from."""
    if row.record is not None:
        return read_record(unpack(row.record))
    assert row.decision is not None and row.snapshot is not None, "a decision is stored in one way or the other"
    return CustomerDecision.from_dict(row.decision), CustomerSnapshot.from_dict(row.snapshot)


def to_action(row: DunningNotice) -> Action | None:
    """Return what a notice says, None where it was not kept."""
    if row.action_record is not None:
        return action_of(unpack(row.action_record))
    return Action.from_dict(row.action) if row.action else None


def from_action(action: Action) -> bytes:
    """Return what is stored of a notice's action."""
    return pack(to_text(action))
