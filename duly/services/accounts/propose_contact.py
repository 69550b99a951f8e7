"""Somebody at the customer names another person to write to: noted, and left to a clerk to accept."""

from __future__ import annotations

from datetime import timedelta

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound
from duly.store.models import Contact, Customer, Task

ANSWER_DAYS = 2


def propose_contact(
    *, act: Act, customer_id: int, name: str = "", email: str = "", phone: str = "", text: str = "", via: str = "portal"
) -> int:
    """Store a proposed contact (when an address or a name is given) and a task to check it; return the task's id.

    A proposed contact is not written to before a person has accepted it. The same proposal while the first still
    waits changes nothing. Raises NotFound.
    """
    customer = Customer.objects.select_for_update(no_key=True).filter(company_id=act.company_id, pk=customer_id).first()
    if customer is None:
        raise NotFound(f"Customer {customer_id}")
    said = {"name": name[:120], "email": email[:254], "phone": phone[:40], "text": text[:2000]}
    waiting = Task.objects.filter(
        company_id=act.company_id, customer_id=customer_id, kind="check_contact", state="open", data__said=said
    ).first()
    if waiting is not None:
        return waiting.pk
    contact = _proposed(act, customer_id, said, via) if name or email or phone else None
    whom = ", ".join(part for part in (name, email, phone) if part)
    title = f"{act.actor} says: write to {whom}" if whom else f"{act.actor} says: this is not for us"
    task = Task.objects.create(
        company_id=act.company_id,
        customer_id=customer_id,
        kind="check_contact",
        title=title[:300],
        due_date=act.business_date + timedelta(days=ANSWER_DAYS),
        data={"contact_id": contact, "said": said, "via": via},
    )
    record_activity(
        act=act, verb="contact.proposed", sentence=title, customer_id=customer_id,
        data={"contact_id": contact, "task_id": task.pk, "text": said["text"], "who": whom},
    )  # fmt: skip
    return task.pk


def _proposed(act: Act, customer_id: int, said: dict[str, str], via: str) -> int:
    known = Contact.objects.filter(
        company_id=act.company_id, customer_id=customer_id, name=said["name"], email=said["email"], phone=said["phone"]
    ).first()
    if known is not None:
        return known.pk
    return Contact.objects.create(
        company_id=act.company_id,
        customer_id=customer_id,
        source=via,
        name=said["name"],
        email=said["email"],
        phone=said["phone"],
        proposed_by=via,
    ).pk
