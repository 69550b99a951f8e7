"""What each kind of file may hold: the fields, which are required, and how to explain them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from duly.core.billing.intake.synonyms import SYNONYMS
from duly.core.billing.intake.values import Kind


class FieldType(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    MONEY = "amount"
    CURRENCY = "currency"
    YES_NO = "yes or no"
    SMALL_NUMBER = "whole number"
    EMAIL = "email"
    COUNTRY = "country"
    LANGUAGE = "language"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of file.

    `attribute` is its name in the row value; `synonyms` are (language, heading) pairs;
    `max_chars` limits the text of one cell.
    """

    name: str
    type: FieldType
    required: bool
    explanation: str
    attribute: str
    synonyms: tuple[tuple[str, str], ...]
    max_chars: int


_LIMITS = {FieldType.TEXT: 500, FieldType.EMAIL: 254, FieldType.STATUS: 200}


def _field(
    name: str, kind: FieldType, explanation: str, *, key: str = "", attribute: str = "", limit: int = 0
) -> Field:
    required = explanation.startswith("*")
    words = SYNONYMS[key or name] + (("en", name),)
    return Field(
        name, kind, required, explanation.removeprefix("*"), attribute or name, words, limit or _LIMITS.get(kind, 100)
    )


_T = FieldType
_OF_CUSTOMER = (
    _field("customer_name", _T.TEXT, "The customer's name; used when the import may create customers.", limit=200),
    _field("customer_email", _T.EMAIL, "Where the customer's reminders may go.", key="email"),
    _field("customer_country", _T.COUNTRY, "The customer's country, two letters (ISO 3166-1).", key="country"),
    _field("customer_language", _T.LANGUAGE, "The customer's language, such as de.", key="language"),
    _field("segment", _T.TEXT, "A group of customers to report by.", limit=60),
)
_CUSTOMER_ID = _field("customer_id", _T.IDENTIFIER, "*The customer's number in your system: who owes or pays.")
_EXTERNAL_ID = _field("external_id", _T.IDENTIFIER, "The record's own key in your system, if it is not the number.")
_CURRENCY = _field("currency", _T.CURRENCY, "*The currency, three letters (ISO 4217); a constant if the file has none.")
_DESCRIPTION = _field("description", _T.TEXT, "What it is for.", limit=1000)
_OPEN = _field("open_amount", _T.MONEY, "What is still open, if part was paid or used before.", attribute="open_minor")

_INVOICE = (
    _field("number", _T.IDENTIFIER, "*The invoice number as printed on the invoice.", key="invoice_number"),
    _EXTERNAL_ID,
    _CUSTOMER_ID,
    _field("issue_date", _T.DATE, "*The date of the invoice."),
    _field("due_date", _T.DATE, "The date by which it is to be paid; may follow from the payment terms."),
    _field("payment_terms", _T.TEXT, "Terms such as '2/10 net 30', from which the due date follows.", limit=200),
    _field("amount", _T.MONEY, "*What the customer owes, tax included.", attribute="amount_minor"),
    _CURRENCY,
    _OPEN,
    _field("net_amount", _T.MONEY, "The amount before tax.", attribute="net_minor"),
    _field("tax_amount", _T.MONEY, "The tax in the amount.", attribute="tax_minor"),
    _field("instalment_no", _T.SMALL_NUMBER, "Which instalment of the invoice the row is: 1, 2, ..."),
    _field("customer_reference", _T.TEXT, "The customer's own reference, such as a purchase order.", limit=80),
    _DESCRIPTION,
    *_OF_CUSTOMER,
)
_HISTORY = (
    _field("settled_date", _T.DATE, "*The day the invoice was paid or withdrawn; an empty cell means still open."),
    _field("settled_amount", _T.MONEY, "The money that came; the full amount if not given.", attribute="settled_minor"),
    _field("status", _T.STATUS, "What became of the invoice; each value is given a meaning.", attribute="close_reason"),
    _field("disputed", _T.YES_NO, "Whether the customer disputed the invoice."),
)
_CREDIT_NOTE = (
    _field("number", _T.IDENTIFIER, "*The credit note's number.", key="credit_note_number"),
    _EXTERNAL_ID,
    _CUSTOMER_ID,
    _field("issue_date", _T.DATE, "*The date of the credit note.", key="credit_issue_date"),
    _field("amount", _T.MONEY, "*What is credited, tax included.", key="credit_amount", attribute="amount_minor"),
    _CURRENCY,
    _OPEN,
    _field("invoice_number", _T.IDENTIFIER, "The invoice that is credited.", key="credited_invoice"),
    _field("reason", _T.TEXT, "Why it was credited."),
    _DESCRIPTION,
    _OF_CUSTOMER[0],
)
_PAYMENT = (
    _field("external_id", _T.IDENTIFIER, "*The payment's own number or bank reference.", key="payment_id"),
    _field("received_date", _T.DATE, "*The day the money arrived."),
    _field("amount", _T.MONEY, "*The money that arrived.", key="paid_amount", attribute="amount_minor"),
    _CURRENCY,
    _field("customer_id", _T.IDENTIFIER, "Who paid; empty for an unidentified receipt."),
    _field("invoice_number", _T.IDENTIFIER, "The invoice that was paid.", key="credited_invoice"),
    _field("reference", _T.TEXT, "What the payer wrote.", limit=1000),
    _field("payer_name", _T.TEXT, "The name on the payment.", limit=200),
    _field("payer_account", _T.IDENTIFIER, "The account it came from.", limit=40),
    _field("method", _T.TEXT, "How it was paid.", limit=20),
    _OF_CUSTOMER[0],
)
_CUSTOMER = (
    _field("external_id", _T.IDENTIFIER, "*The customer's number in your system.", key="customer_id"),
    _field("name", _T.TEXT, "*The customer's name.", key="customer_name", limit=200),
    _field("email", _T.EMAIL, "Where reminders may go."),
    _field("phone", _T.TEXT, "A telephone number.", limit=40),
    _field("language", _T.LANGUAGE, "The language to write in, such as de."),
    _field("currency", _T.CURRENCY, "The currency of the credit limit and of new invoices."),
    _field("country", _T.COUNTRY, "The country, two letters (ISO 3166-1)."),
    _field("street", _T.TEXT, "Street and house number."),
    _field("postal_code", _T.TEXT, "The postal code.", limit=20),
    _field("city", _T.TEXT, "The town.", limit=200),
    _field("vat_number", _T.IDENTIFIER, "The VAT or tax number.", limit=30),
    _field("registration_number", _T.IDENTIFIER, "The number in the company register."),
    _field("payment_terms", _T.TEXT, "The usual terms, such as 'net 30'.", limit=200),
    _field("credit_limit", _T.MONEY, "How much the customer may owe.", attribute="credit_limit_minor"),
    _field("segment", _T.TEXT, "A group of customers to report by.", limit=60),
    _field("owner", _T.TEXT, "Who looks after the customer, as an email address or name.", limit=254),
    _field("parent_id", _T.IDENTIFIER, "The customer to whose group this one belongs."),
    _field("time_zone", _T.TEXT, "The customer's time zone, such as Europe/Berlin.", limit=64),
    _field("note", _T.TEXT, "A remark.", limit=2000),
)
_CONTACT = (
    _field("external_id", _T.IDENTIFIER, "The contact's own number, if there is one.", key="contact_id"),
    _CUSTOMER_ID,
    _field("name", _T.TEXT, "The person's name.", key="contact_name", limit=120),
    _field("email", _T.EMAIL, "The person's email address."),
    _field("phone", _T.TEXT, "The person's telephone number.", limit=40),
    _field("role", _T.TEXT, "What the person does, such as accounts payable.", limit=200),
    _field("language", _T.LANGUAGE, "The language to write in, such as de."),
    _field("primary", _T.YES_NO, "Whether this person comes first."),
)
_EXTRA_WORDS = {(Kind.CUSTOMERS, "external_id"): "own_customer_id", (Kind.CUSTOMERS, "name"): "own_name"}
_NOT_A_CUSTOMER_NAME = ("contact name", "contact id")  # in a list of customers these are people


def _with_extra(kind: Kind, item: Field) -> Field:
    more = SYNONYMS.get(_EXTRA_WORDS.get((kind, item.name), ""), ())
    words = tuple(word for word in item.synonyms + more if word[1] not in _NOT_A_CUSTOMER_NAME)
    return replace(item, synonyms=words)


CATALOGUE: Mapping[Kind, tuple[Field, ...]] = MappingProxyType(
    {
        Kind.CUSTOMERS: tuple(_with_extra(Kind.CUSTOMERS, item) for item in _CUSTOMER),
        Kind.CONTACTS: _CONTACT,
        Kind.INVOICES: _INVOICE,
        Kind.CREDIT_NOTES: _CREDIT_NOTE,
        Kind.PAYMENTS: _PAYMENT,
        Kind.PAYMENT_HISTORY: _INVOICE + _HISTORY,
    }
)


@lru_cache(maxsize=16)
def fields_of(kind: Kind) -> Mapping[str, Field]:
    """Return the fields of a kind of file by name, in the order they are explained."""
    return MappingProxyType({item.name: item for item in CATALOGUE[kind]})
