"""What a document says, as one short text: equal exactly when two rows mean the same document."""

from __future__ import annotations

import hashlib
from operator import attrgetter

from duly.core.billing.intake.values import CreditNoteRow, HistoryRow, InvoiceRow

_INVOICE = attrgetter(
    "number", "customer_id", "issue_date", "due_date", "payment_terms", "currency", "amount_minor", "net_minor",
    "instalment_no", "customer_reference", "description",
)  # fmt: skip
_CREDIT_NOTE = attrgetter(
    "number", "customer_id", "issue_date", "currency", "amount_minor", "open_minor", "invoice_number", "reason",
    "description",
)  # fmt: skip


def document_hash(row: InvoiceRow | CreditNoteRow) -> str:
    """Return 32 hexadecimal digits of the document's content.

    What became of an invoice in a payment history, and who the customer is beside the number, are
    no part of it: an invoice that is paid in the next export is still the same document.
    """
    said: tuple[object, ...]
    if isinstance(row, CreditNoteRow):
        said = ("credit_note", *_CREDIT_NOTE(row))
    elif isinstance(row, HistoryRow):
        said = (*_INVOICE(row), None)
    else:
        said = (*_INVOICE(row), row.open_minor)
    text = "\x1f".join(map(str, said))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
