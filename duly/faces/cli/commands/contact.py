"""`duly contact`: the people and mailboxes that are written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from duly.faces.cli.named import customer_id_of, customer_names
from duly.faces.cli.options import AsJson, Company, CreatedSince, Cursor, Customer, Id, Limit, OfCustomer, Reason, text
from duly.faces.cli.session import EXIT_NOT_FOUND, stop, working
from duly.faces.cli.show import Plain, cut, plain, show_list, show_one

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.api_customers import ContactRow

NAMES = (
    "id", "customer_id", "name", "email", "phone", "role", "language", "is_active", "bounced_at", "bounce_reason",
    "proposed_by", "created_at",
)  # fmt: skip
COLUMNS = {"id": "id", "customer": "customer", "name": "name", "email": "e-mail", "phone": "telephone",
           "role": "role", "language": "language", "is_active": "written to"}  # fmt: skip
Name = Annotated[str | None, text("Name of the person.")]
Email = Annotated[str | None, text("E-mail address.")]
Phone = Annotated[str | None, text("Telephone number.")]
Role = Annotated[Literal["billing", "main", "escalation", "sales"] | None, typer.Option(help="What for.")]
Language = Annotated[str | None, text("Such as de; empty: the customer's.", most=8, pattern="([a-z]{2}(-[A-Z]{2})?)?")]
group = typer.Typer(no_args_is_help=True, help="Contacts: the people and mailboxes that are written to.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="contact")


@group.command("list")
def list_contacts(
    customer: OfCustomer = None,
    email: Annotated[str | None, text("Only with this address.")] = None,
    is_active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Only those that are, or are not, written to.")
    ] = None,
    created_since: CreatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List contacts, the newest first. JSON: {data: [contact as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_customers import contact_rows

        rows = contact_rows(
            act.company_id, after=cursor, limit=limit + 1, email=email, is_active=is_active,
            customer_id=customer_id_of(act.company_id, customer) if customer else None, created_since=created_since,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [plain(row, NAMES) for row in kept]
    tabled = [row | {"customer": names[row["customer_id"]]} for row in data]
    show_list(data if as_json else tabled, place, COLUMNS, as_json=as_json)


@group.command("show")
def show(contact: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a contact. JSON: the contact as in the API."""
    with working(company) as act:
        row = _plain(act, contact)
    show_one(row, as_json=as_json)


@group.command("add")
def add(
    customer: Customer,
    name: Name = None,
    email: Email = None,
    phone: Phone = None,
    role: Role = None,
    language: Language = None,
    reason: Reason = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Add a contact to a customer, once: the same address again with the same particulars adds nothing.

    Exit code 6 without a way to reach it, or when the address is there with other particulars. JSON: the contact as
    in the API, and is_new.
    """
    with working(company, reason=reason) as act:
        from duly.services.accounts.save_contact import ContactDetails, save_contact
        from duly.store.queries.api_customers import contact_rows

        customer_id = customer_id_of(act.company_id, customer)
        details = ContactDetails(name or "", email or "", phone or "", role or "billing", language or "")
        there = contact_rows(act.company_id, customer_id=customer_id, email=email, limit=1) if email else []
        is_new = not any(_details(row) == details for row in there)
        contact_id = save_contact(act=act, customer_id=customer_id, details=details) if is_new else there[0].id
        row = _plain(act, contact_id)
    said = f"Contact {contact_id} is added." if is_new else "It was there already; nothing was added."
    show_one(row | {"is_new": is_new}, as_json=as_json, said=said)


@group.command("change")
def change(
    contact: Id,
    name: Name = None,
    email: Email = None,
    phone: Phone = None,
    role: Role = None,
    language: Language = None,
    is_active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it is written to from now on.")
    ] = None,
    reason: Reason = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given of a contact, or stop writing to it; the rest stays. JSON: the contact as in the API."""
    options: dict[str, Any] = {"name": name, "email": email, "phone": phone, "role": role, "language": language}
    given = {key: value for key, value in options.items() if value is not None}
    with working(company, reason=reason) as act:
        from duly.services.accounts.save_contact import ContactDetails, save_contact, set_contact_active

        now = _row(act, contact)
        if given:
            details = ContactDetails(**{key: given.get(key, getattr(now, key)) for key in options})
            save_contact(act=act, customer_id=now.customer_id, details=details, contact_id=contact)
        if is_active is not None:
            set_contact_active(act=act, customer_id=now.customer_id, contact_id=contact, is_active=is_active)
        row = _plain(act, contact)
    show_one(row, as_json=as_json)


def _details(row: ContactRow) -> Any:
    from duly.services.accounts.save_contact import ContactDetails

    return ContactDetails(row.name, row.email, row.phone, row.role, row.language)


def _row(act: Act, contact_id: int) -> ContactRow:
    from duly.store.queries.api_customers import contact_rows

    found = contact_rows(act.company_id, id=contact_id, limit=1)
    if not found:
        stop(f"There is no contact {contact_id}. Known contacts: duly contact list", EXIT_NOT_FOUND)
    return found[0]


def _plain(act: Act, contact_id: int) -> Plain:
    return plain(_row(act, contact_id), NAMES)
