"""The fields of events' data: name, type as JSON Schema calls it, meaning and an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event's data. Amounts are whole minor units of `currency`; days are ISO dates."""

    name: str
    type: str  # string, integer, object or array; "?" behind it: may be null
    meaning: str
    example: Any


CUSTOMER_ID = Field("customer_id", "integer", "The customer.", 117)
CUSTOMER_NUMBER = Field("customer_number", "string", "The customer's number in your books.", "C-1042")
SOME_CUSTOMER_ID = Field("customer_id", "integer?", "The customer, where known.", 117)
SOME_CUSTOMER_NUMBER = Field(
    "customer_number", "string?", "The customer's number in your books, where known.", "C-1042"
)
CHANGED = Field("change", "string", "added, changed, activated, deactivated, accepted or declined.", "changed")
CURRENCY = Field("currency", "string", "ISO 4217 code.", "EUR")
RECEIVABLE_ID = Field("receivable_id", "integer", "The open item.", 5021)
NUMBER = Field("number", "string", "The document's number.", "INV-2041")
RECEIPT_ID = Field("receipt_id", "integer", "The receipt.", 880)
ENTRY_ID = Field("entry_id", "integer", "The ledger entry that did it.", 9313)

WHOSE = (CUSTOMER_ID, CUSTOMER_NUMBER)
SOMEBODYS = (SOME_CUSTOMER_ID, SOME_CUSTOMER_NUMBER)
ITEM = (
    RECEIVABLE_ID,
    NUMBER,
    Field("instalment_no", "integer", "1, or which instalment of the document.", 1),
    *WHOSE,
    CURRENCY,
)


def amount(meaning: str, name: str = "amount_minor") -> Field:
    """Return a field for an amount in minor units."""
    return Field(name, "integer", meaning, 124000)


def day(name: str, meaning: str) -> Field:
    """Return a field for a day."""
    return Field(name, "string", meaning, "2026-03-16")


OPEN_NOW = amount("What is open on it afterwards.", "open_minor")
TAKES_EFFECT = day("effective_date", "The day on which it takes effect.")
OPENED = (
    *ITEM,
    Field("document_kind", "string", "invoice, debit_note or credit_note.", "invoice"),
    day("issue_date", "The day of the document."),
    day("due_date", "The day by which it is to be paid."),
    amount("Its amount, positive for every kind."),
    ENTRY_ID,
)
SETTLED = (
    *ITEM,
    amount("Its full amount."),
    OPEN_NOW,
    day("due_date", "The day by which it is to be paid."),
    TAKES_EFFECT,
    Field("days_late", "integer", "Days from the due date to the effective date; negative when early.", -3),
)
USED = (*ITEM, amount("The amount of it."), OPEN_NOW, TAKES_EFFECT, ENTRY_ID)
CREDIT_USED = (*USED, Field("credit_note_id", "integer", "The credit note that was used.", 5100))
RECEIPT = (
    RECEIPT_ID, *SOMEBODYS, CURRENCY, amount("The money that arrived."), day("received_date", "The day it arrived."),
    Field("method", "string", "bank, history or the name of another way.", "bank"), ENTRY_ID,
)  # fmt: skip
USED_RECEIPT = (RECEIPT_ID, *SOMEBODYS, CURRENCY, amount("The amount of it."), TAKES_EFFECT, ENTRY_ID)
RECEIPT_USED = (
    *USED,
    RECEIPT_ID,
    Field("residuals", "object", "What was closed together with it without money, by kind, in minor units.",
          {"discount": 2480}),
)  # fmt: skip
UNDONE = (
    Field("undone", "string", "The kind of posting that was undone, such as principal or write_off.", "principal"),
    Field("receivable_id", "integer?", "The open item it was on, if any.", 5021),
    Field("number", "string?", "That document's number.", "INV-2041"),
    Field("receipt_id", "integer?", "The receipt it came from, if any.", 880),
    *SOMEBODYS, CURRENCY, amount("The amount of it."), TAKES_EFFECT, ENTRY_ID,
)  # fmt: skip
RECEIVABLES = (
    Field("receivable_ids", "array", "The open items it is about, the first hundred.", [5021, 5022]),
    Field("receivable_count", "integer", "How many there are.", 2),
)
PROMISE = (
    Field("promise_id", "integer", "The promise.", 310), *WHOSE, CURRENCY, amount("The promised amount."),
    day("promised_date", "The day by which it is to be paid."), *RECEIVABLES,
    Field("via", "string", "console, portal or api.", "portal"),
)  # fmt: skip
SETTLED_PROMISE = (*PROMISE, Field("state", "string", "kept, broken or withdrawn.", "kept"))
DISPUTE = (
    Field("dispute_id", "integer", "The dispute.", 77), *ITEM, amount("The contested amount."),
    Field("reason_code", "string", "Why, as one of the reasons Duly knows.", "price"),
    Field("via", "string", "console, portal or api.", "portal"),
)  # fmt: skip
ENDED_DISPUTE = (
    *DISPUTE,
    Field("resolution", "string", "How it ended.", "credited"),
)
CLAIM = (
    Field("claim_id", "integer", "The claim.", 41), *WHOSE, Field("paid_date", "string?", "When, says the customer.",
    "2026-03-12"), day("rests_until_date", "Reminders rest until this day."), *RECEIVABLES,
    Field("via", "string", "console, portal or api.", "portal"),
)  # fmt: skip
NOTICE = (
    Field("notice_id", "integer", "The message.", 6010), *WHOSE,
    Field("contact_id", "integer?", "The contact it is for.", 210),
    Field("level_key", "string", "The level of the procedure.", "second_reminder"), CURRENCY,
    amount("The amount it asks for.", "total_minor"),
    Field("channel", "string", "email.", "email"),
    Field("state_code", "string", "A code for why the state is what it is; empty when there is nothing to add.", ""),
)  # fmt: skip
CUSTOMER = (
    *WHOSE, Field("owner_id", "integer?", "Who looks after the customer.", 3),
    Field("segment", "string", "The segment.", "wholesale"),
    Field("importance", "string", "low, normal, high or key.", "normal"),
    Field("procedure_name", "string", "The dunning procedure; empty: the company's default.", ""),
    Field("status", "string", "active, legal, agency, insolvent or closed.", "active"),
)  # fmt: skip
HOLD = (
    Field("hold_id", "integer", "The hold.", 15), *WHOSE,
    Field("receivable_id", "integer?", "The open item it is about; null: everything.", None),
    day("from_date", "The first day."), Field("until_date", "string?", "The last day; null: until it is ended.", None),
)  # fmt: skip
CONTACT = (Field("contact_id", "integer", "The contact.", 210), *WHOSE, CHANGED)
TALK = (*WHOSE, Field("receivable_id", "integer?", "The open item it is about, if any.", None))
CALL = (*WHOSE, Field("outcome", "string", "reached, left_message, no_answer and so on.", "reached"))
CYCLE = (
    Field("cycle_id", "integer", "The cycle.", 64),
    day("business_date", "The day that was run."),
    Field("counts", "object", "What was decided, by kind.", {"email": 41, "call_task": 3}),
)
IMPORT = (
    Field("import_run_id", "integer", "The import.", 12), Field("source", "string", "Where its rows come from.", "erp"),
    Field("import_kind", "string", "What was imported, such as invoices.", "invoices"),
    Field("rows_created", "integer", "New rows.", 940), Field("rows_updated", "integer", "Changed rows.", 12),
    Field("rows_unchanged", "integer", "Rows that were there already.", 48),
    Field("rows_quarantined", "integer", "Rows that wait for a person.", 2),
)  # fmt: skip
FILE = (
    Field("file_id", "integer", "The bank file.", 9),
    Field("format", "string", "Its format.", "camt.053"),
    Field("receipts", "integer", "New receipts in it.", 35),
)
COMPANY = (Field("by", "string", "person, system or api.", "person"),)
TEST = (Field("endpoint_id", "integer", "The endpoint that is tested.", 2),)
