"""Store the demo customers and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from duly.core.insight.simulator.values import SimulatedCompany, SimulatedContact, SimulatedCustomer
from duly.services.act import Act
from duly.store.models import Contact, Customer

SOURCE = "demo"
ROLES = {"payables": "billing", "finance": "escalation", "purchasing": "main"}
IMPORTANCE = {"key": "high", "small": "low"}
WITHOUT_ADDRESS_EVERY = 37
"""One customer in so many has given no mail address."""


def store_customers(*, act: Act, company: SimulatedCompany, owners: Mapping[str, int]) -> dict[str, int]:
    """Store the customers and return their ids by number. Called inside the company's scope."""
    rows = [_customer(act, customer, owners) for customer in company.customers]
    return {row.number: row.pk for row in Customer.objects.bulk_create(rows, batch_size=1000)}


def store_contacts(*, act: Act, company: SimulatedCompany, customers: Mapping[str, int]) -> dict[str, Contact]:
    """Store the contacts; return each customer's first one by customer number."""
    rows = [_contact(act, contact, customers) for contact in company.contacts]
    Contact.objects.bulk_create(rows, batch_size=1000)
    first: dict[str, Contact] = {}
    for contact, row in zip(company.contacts, rows, strict=True):
        first.setdefault(contact.customer_number, row)
    return first


def _customer(act: Act, customer: SimulatedCustomer, owners: Mapping[str, int]) -> Customer:
    insolvent = customer.payer.insolvent_date
    return Customer(
        company_id=act.company_id,
        source=SOURCE,
        external_id=customer.number,
        number=customer.number,
        name=customer.name,
        country=customer.country,
        language=customer.language,
        time_zone=customer.time_zone,
        address=f"{customer.street}\n{customer.postal_code} {customer.city}",
        segment=customer.segment,
        importance=IMPORTANCE.get(customer.segment, "normal"),
        terms_text=customer.terms_text,
        status="insolvent" if insolvent and insolvent < act.business_date else "active",
        owner_id=owners[customer.owner],
    )


def _contact(act: Act, contact: SimulatedContact, customers: Mapping[str, int]) -> Contact:
    has_address = int(contact.customer_number[1:]) % WITHOUT_ADDRESS_EVERY != 5
    bounces = has_address and contact.email.endswith(".invalid")
    return Contact(
        company_id=act.company_id,
        customer_id=customers[contact.customer_number],
        source=SOURCE,
        external_id=contact.number,
        name=contact.name[:120],
        email=contact.email if has_address else "",
        phone=contact.phone,
        role=ROLES[contact.role],
        language=contact.language,
        bounced_at=morning(act.business_date) if bounces else None,
        bounce_reason="550 5.1.2 The domain of this demo address does not exist" if bounces else "",
    )


def morning(day: date) -> datetime:
    """Return nine o'clock UTC of a day: when things of the demo's past happened."""
    return datetime.combine(day, time(9), UTC)
