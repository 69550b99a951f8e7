"""A customer with a debt, and its browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from duly.services.act import Act
from duly.store.models import Company, Contact, Customer
from tests.builders import make_customer, make_invoice
from tests.faces.portal.guest import Guest, new_link

IBAN = "DE89370400440532013000"  # the example of the IBAN registry


@dataclass
class World:
    """Nord owes 1,190.00 since ten days, 500.00 in five days; Sued is another customer."""

    act: Act
    customer: Customer
    late: int
    coming: int
    stranger: Customer
    strangers: int
    guest: Guest

    def link(self, **details: Any) -> str:
        """A link for Nord's contact."""
        contact = Contact.objects.get(customer=self.customer)
        return new_link(self.act, self.customer.pk, contact_id=contact.pk, **details)


@pytest.fixture(autouse=True)
def only_the_portal(settings: Any) -> None:
    """The other faces are not mounted."""
    settings.ROOT_URLCONF = "tests.faces.portal.addresses"


@pytest.fixture
def world(company: int) -> World:
    """Everything happens today by the clock, as on the portal itself."""
    now = datetime.now(UTC)
    today = date(2026, 3, 16)
    Company.objects.filter(pk=company).update(
        business_date_override=today, iban=IBAN, bic="COBADEFFXXX", account_holder="Test Trading GmbH",
        sender_email="ar@test-trading.example", sender_phone="+49 30 000000", address="Teststr. 1\n10115 Berlin",
    )  # fmt: skip
    act = Act(company, "person", "clerk@test.example", now, today, "as the test says")
    nord, sued = make_customer(act, "Nord"), make_customer(act, "Sued", name="Sued Secret AG")
    details: dict[str, Any] = {"purchase_order": "PO-77", "description": "Pumps"}
    late = make_invoice(act, nord, "INV-1001", 119000, due=today - timedelta(days=10), **details)
    coming = make_invoice(act, nord, "INV-1002", 50000, due=today + timedelta(days=5))
    strangers = make_invoice(act, sued, "INV-2001", 77700, due=today - timedelta(days=3))
    return World(act, nord, late, coming, sued, strangers, Guest())
