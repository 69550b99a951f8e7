"""The placeholders a template may use: the one catalogue for editors, checks, previews and the composer.

Every value is text by the time a template sees it. A name is true in `[[if name]]` when its text is neither
empty nor "0". A block stands alone in its paragraph; the composer draws it (a table, a button).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a placeholder may be used."""

    TEXT = "text"
    CONDITION = "condition"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One name: what it stands for, and what it looks like in an English message."""

    name: str
    meaning: str
    example: str
    kind: Kind = Kind.TEXT


def _text(name: str, meaning: str, example: str) -> Placeholder:
    return Placeholder(name, meaning, example)


def _condition(name: str, meaning: str, example: str = "yes") -> Placeholder:
    return Placeholder(name, meaning, example, Kind.CONDITION)


def _block(name: str, meaning: str) -> Placeholder:
    return Placeholder(name, meaning, "", Kind.BLOCK)


_ALL = (
    _text("greeting", "Greeting by name, in the reader's language", "Hello Ada Example,"),
    _text("contact_name", "Name of the person written to", "Ada Example"),
    _text("customer_name", "Name of the customer", "Nord Example GmbH"),
    _text("customer_number", "Number of the customer", "C-1001"),
    _text("company_name", "Name of the company that writes", "Demo Trading Ltd"),
    _text("sender_name", "Name of the person who writes", "Sam Sender"),
    _text("sender_phone", "Telephone number of the person who writes", "+44 20 7946 0000"),
    _text("sender_email", "Address of the person who writes", "sam@demo.example"),
    _text("today", "The date of the message", "16 March 2026"),
    _text("total_due", "What is asked for: all open amounts less what is disputed", "€12,400.00"),
    _text("invoice_count", "How many invoices are asked for", "3"),
    _text("invoice_numbers", "Their numbers; beyond five, how many more", "INV-1001, INV-1002, and INV-1003"),
    _text("due_date", "The earliest due date among them", "16 February 2026"),
    _text("oldest_days", "How many days the oldest of them is late", "28"),
    _text("oldest_days_text", "The same in words, as after 'for' (German: after 'seit')", "28 days"),
    _text("overdue_count", "How many of them are past due", "2"),
    _text("overdue_numbers", "Numbers of the invoices past due", "INV-1001 and INV-1002"),
    _text("overdue_total", "What is past due", "€9,150.00"),
    _text("upcoming_count", "How many of them are due today or later", "1"),
    _text("upcoming_total", "What is due today or later", "€3,250.00"),
    _text("reminded_count", "How many invoices this very message is about (the others are listed beside)", "2"),
    _text("reminded_numbers", "Their numbers", "INV-1001 and INV-1002"),
    _text("reminded_total", "What is asked for on them", "€9,150.00"),
    _text("pay_amount", "The same, or less when credit notes make the whole account owe less", "€9,150.00"),
    _text("reminded_due_date", "The earliest due date among them", "16 February 2026"),
    _text("reminded_days_text", "How late the oldest of them is, as after 'for' (German: after 'seit')", "28 days"),
    _text("others_total", "What is asked for on the invoices listed beside them", "€3,250.00"),
    _text("disputed_count", "How many invoices are being clarified", "1"),
    _text("disputed_total", "What is being clarified and not asked for", "€400.00"),
    _text("pay_by_date", "The date by which payment is asked for, when the level names one", "23 March 2026"),
    _text("last_contact_date", "The date of our last message about this, when there was one", "2 March 2026"),
    _text("pay_link", "Address of the customer's page", "https://pay.demo.example/k/4f…"),
    _text("creditor_reference", "Reference that brings a bank transfer to its invoice", "RF18 5390 0754 7034"),
    _text("paid_amount", "What was paid (thanks)", "€1,250.00"),
    _text("paid_date", "When the payment arrived (thanks)", "13 March 2026"),
    _text("settled_numbers", "Numbers of the invoices now settled (thanks)", "INV-0987"),
    _condition("one_invoice", "True when one invoice is asked for"),
    _condition("several_invoices", "True when two or more invoices are asked for", ""),
    _condition("one_reminded", "True when this very message is about one invoice"),
    _condition("several_reminded", "True when it is about two or more", ""),
    _condition("one_overdue", "True when one invoice is past due"),
    _condition("several_overdue", "True when two or more invoices are past due", ""),
    _condition("one_settled", "True when one invoice is settled (thanks)"),
    _condition("several_settled", "True when two or more invoices are settled (thanks)", ""),
    _condition("is_firm", "True when the tone of the highest level is firm or final", ""),
    _condition("is_final", "True when the tone of the highest level is final", ""),
    _block("invoice_table", "The table of invoices with its totals"),
    _block("pay_button", "The button to the customer's page and the quiet links below it"),
    _block("bank_details", "The details for a bank transfer; at the end of the message when not placed"),
)

PLACEHOLDERS: dict[str, Placeholder] = {entry.name: entry for entry in _ALL}
BLOCKS: frozenset[str] = frozenset(entry.name for entry in _ALL if entry.kind is Kind.BLOCK)
