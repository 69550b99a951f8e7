"""Small worlds for tests: customers, invoices, receipts, made through the product's own services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.store.models import Contact, Customer, OpenItem, OpenReceipt


def make_customer(act: Act, number: str = "C1", **details: Any) -> Customer:
    """A customer, with a billing contact unless email=None."""
    email = details.pop("email", f"{number.lower()}@customer.example")
    name = details.pop("name", f"Customer {number}")
    customer = Customer.objects.create(
        company_id=act.company_id, external_id=number, number=number, name=name, **details
    )
    if email:
        Contact.objects.create(company_id=act.company_id, customer=customer, name=f"Buyer {number}", email=email)
    return customer


def make_invoice(
    act: Act, customer: Customer, number: str, minor: int, *, due: date, issued: date | None = None, **details: Any
) -> int:
    """The id of a new receivable of `minor` cents due on a day (issued thirty days before unless given)."""
    new = NewReceivable(
        customer_id=customer.pk,
        kind=details.pop("kind", "invoice"),
        number=number,
        source="test",
        external_id=number,
        issue_date=issued or due - timedelta(days=30),
        due_date=due,
        currency=details.pop("currency", "EUR"),
        amount_minor=minor,
        **details,
    )
    return next(iter(open_receivables(act=act, receivables=[new]).values()))


def make_receipt(act: Act, external_id: str, minor: int, *, on: date | None = None, **details: Any) -> int:
    """The id of a new receipt of `minor` cents."""
    new = NewReceipt(
        source="test",
        external_id=external_id,
        received_date=on or act.business_date,
        currency=details.pop("currency", "EUR"),
        amount_minor=minor,
        **details,
    )
    return next(iter(record_receipts(act=act, receipts=[new]).values()))


def open_minor(receivable_id: int) -> int:
    """The open amount in the projection; 0 when the item is closed."""
    row = OpenItem.objects.filter(pk=receivable_id).first()
    return row.open_minor if row else 0


def unapplied_minor(receipt_id: int) -> int:
    """The unapplied cash of a receipt in the projection; 0 when all of it is used."""
    row = OpenReceipt.objects.filter(pk=receipt_id).first()
    return row.unapplied_minor if row else 0
