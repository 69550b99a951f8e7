"""Contacts at a customer: added, changed, silenced, and accepted when the customer proposed them itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Contact
from duly.store.queries.locks import lock_customer

CONTACT_ROLES = {
    "billing": "Accounts payable",
    "main": "Main contact",
    "escalation": "Escalation",
    "sales": "Purchasing",
}


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is known of a contact; an address, a number or both must be given."""

    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = "billing"
    language: str = ""


def save_contact(*, act: Act, customer_id: int, details: ContactDetails, contact_id: int | None = None) -> int:
    """Add a contact (without `contact_id`) or change one; return its id.

    A changed address counts as never bounced. Raises NotFound and ServiceRefused (no way to reach, bad address,
    unknown role, the address is there already). Called inside the company's scope.
    """
    if not lock_customer(act.company_id, customer_id):  # the same address twice at once: the second is told
        raise NotFound(f"Customer {customer_id}")
    given = _checked(act, customer_id, details, contact_id)
    if contact_id is None:
        row = Contact(company_id=act.company_id, customer_id=customer_id)
    else:
        row = _contact(act, customer_id, contact_id)
    if row.email != given.email:
        row.bounced_at, row.bounce_reason = None, ""
    before = _said(row)
    row.name, row.email, row.phone = given.name, given.email, given.phone
    row.role, row.language = given.role, given.language
    row.save()
    if contact_id is None:
        said, verb = f"Contact added: {_said(row)}", "contact.added"
    else:
        said, verb = f"Contact changed: {_said(row)} (was {before})", "contact.changed"
    data = {"contact_id": row.pk, "who": _said(row), "was": before if contact_id is not None else ""}
    record_activity(act=act, verb=verb, sentence=said, customer_id=customer_id, data=data)
    return row.pk


def set_contact_active(*, act: Act, customer_id: int, contact_id: int, is_active: bool) -> None:
    """Stop (or take up again) writing to a contact. Setting what is set changes nothing. Raises NotFound."""
    row = _contact(act, customer_id, contact_id)
    if row.is_active == is_active:
        return
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    verb, word = ("contact.activated", "is used again") if is_active else ("contact.deactivated", "is no longer used")
    record_activity(
        act=act, verb=verb, sentence=f"Contact {word}: {_said(row)}", customer_id=customer_id,
        data={"contact_id": row.pk, "who": _said(row)},
    )  # fmt: skip


def answer_proposed_contact(*, act: Act, customer_id: int, contact_id: int, is_accepted: bool) -> None:
    """Accept a contact that the customer proposed, or turn it down. Raises NotFound; answered ones stay as they are."""
    row = _contact(act, customer_id, contact_id)
    if not row.proposed_by:
        return
    row.proposed_by, row.is_active = "", is_accepted
    row.save(update_fields=["proposed_by", "is_active"])
    verb, word = ("contact.accepted", "accepted") if is_accepted else ("contact.declined", "not taken over")
    record_activity(
        act=act, verb=verb, sentence=f"Proposed contact {word}: {_said(row)}", customer_id=customer_id,
        data={"contact_id": row.pk, "who": _said(row)},
    )  # fmt: skip


def _contact(act: Act, customer_id: int, contact_id: int) -> Contact:
    rows = Contact.objects.select_for_update().filter(company_id=act.company_id, customer_id=customer_id)
    row = rows.filter(pk=contact_id).first()
    if row is None:
        raise NotFound("The contact")
    return row


def _checked(act: Act, customer_id: int, details: ContactDetails, contact_id: int | None) -> ContactDetails:
    given = ContactDetails(
        name=details.name.strip()[:120],
        email=details.email.strip(),
        phone=details.phone.strip()[:40],
        role=details.role,
        language=details.language.strip()[:8],
    )
    if given.role not in CONTACT_ROLES:
        raise ServiceRefused("role", f"Choose one of: {', '.join(CONTACT_ROLES)}.")
    if not given.email and not given.phone:
        raise ServiceRefused("email", "Give an e-mail address or a telephone number: how else to reach them?")
    if given.email:
        try:
            validate_email(given.email)
        except ValidationError as error:
            raise ServiceRefused("email", f"{given.email} is no e-mail address, such as ada@nord.example.") from error
        same = Contact.objects.filter(company_id=act.company_id, customer_id=customer_id, email__iexact=given.email)
        if same.exclude(pk=contact_id or 0).exists():
            raise ServiceRefused("email", f"{given.email} is a contact of this customer already. Change that one.")
    return given


def _said(row: Contact) -> str:
    ways = [way for way in (row.email, row.phone) if way]
    return f"{row.name} <{', '.join(ways)}>" if row.name else ", ".join(ways)
