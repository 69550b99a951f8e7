"""`duly customer`: who owes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from duly.faces.cli.named import customer_id_of, person_of
from duly.faces.cli.options import AsJson, Company, CreatedSince, Cursor, Customer, Limit, Reason, read_text, text
from duly.faces.cli.session import EXIT_REFUSED, out, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_json, show_list, show_one, show_table

if TYPE_CHECKING:
    from duly.services.accounts.assign_customer import Assignment
    from duly.services.accounts.save_customer import CustomerDetails
    from duly.services.act import Act
    from duly.store.queries.api_customers import CustomerRow

Status = Literal["active", "legal", "agency", "insolvent", "closed"]
Importance = Literal["low", "normal", "high", "key"]
NAMES = (
    "id", "source", "external_id", "number", "name", "country", "language", "time_zone", "address", "vat_id",
    "segment", "importance", "terms_text", "status", "owner_id", "parent_id", "procedure_name", "snoozed_until",
    "created_at",
)  # fmt: skip
COLUMNS = {"id": "id", "number": "number", "name": "name", "country": "country", "segment": "segment",
           "importance": "importance", "status": "status"}  # fmt: skip
SOURCE = "cli"
group = typer.Typer(no_args_is_help=True, help="Customers: who owes.")


Country = Annotated[str | None, text("Two capital letters of ISO 3166-1, such as DE, or empty.", pattern="([A-Z]{2})?")]
Language = Annotated[str | None, text("Such as de or de-AT, or empty.", pattern="([a-z]{2}(-[A-Z]{2})?)?")]
Zone = Annotated[str | None, text("Such as Europe/Berlin.", "--time-zone", most=64)]
Address = Annotated[str | None, text("Postal address.", most=1000)]
VatId = Annotated[str | None, text("VAT identification number.", most=30)]
Terms = Annotated[str | None, text("Payment terms in words.", "--terms", most=200)]
Parent = Annotated[str | None, text("The customer it belongs to, named as any customer; empty: none.")]
Owner = Annotated[str | None, text("Address of the colleague who looks after it; empty: nobody.")]
Segment = Annotated[str | None, text("Its segment, which rules then leave alone; empty: rules decide.", most=60)]
Weight = Annotated[Importance | None, typer.Option("--importance", help="How important it is.")]
Procedure = Annotated[str | None, text("A dunning procedure of its own; empty: its segment's or the default.", most=60)]
State = Annotated[Status | None, typer.Option("--status", help="How it stands.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="customer")


@group.command("list")
def list_customers(
    search: Annotated[str | None, typer.Argument(help="Part of the name or number.", parser=read_text,
                                                 metavar="[SEARCH]")] = None,
    number: Annotated[str | None, text("Exactly this number.")] = None,
    source: Annotated[str | None, text("Only from this system.")] = None,
    external_id: Annotated[str | None, text("Only with this id there.")] = None,
    segment: Annotated[str | None, text("Only of this segment.")] = None,
    status: State = None,
    owner: Annotated[str | None, text("Only of the colleague with this address.")] = None,
    parent: Annotated[str | None, text("Only those that belong to this customer.")] = None,
    created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List customers, the newest first. JSON: {data: [customer as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_customers import customer_rows

        rows = customer_rows(
            act.company_id, after=cursor, limit=limit + 1, q=search, number=number, source=source,
            external_id=external_id, segment=segment, status=status, created_since=created_since,
            owner_id=person_of(act.company_id, owner) if owner else None,
            parent_id=customer_id_of(act.company_id, parent) if parent else None,
        )  # fmt: skip
    kept, place = cut(rows, limit)
    show_list([plain(row, NAMES) for row in kept], place, COLUMNS, as_json=as_json)


@group.command("show")
def show(customer: Customer, company: Company = None, as_json: AsJson = False) -> None:
    """Show a customer and what it owes today. JSON: the customer as in the API, and `balances` by currency."""
    with working(company) as act:
        from duly.store.queries.account_page import account_sums

        customer_id = customer_id_of(act.company_id, customer)
        row = plain(_row(act, customer_id), NAMES)
        balances = [
            {"balance": money(one.balance_minor, one.currency), "overdue": money(one.late_minor, one.currency),
             "unapplied_cash": money(one.unapplied_minor, one.currency),
             "disputed": money(one.disputed_minor, one.currency),
             "oldest_due_date": one.oldest_due_date.isoformat() if one.oldest_due_date else None}
            for one in account_sums(act.company_id, customer_id, act.business_date)
        ]  # fmt: skip
    if as_json:
        show_json(row | {"balances": balances})
        return
    show_one(row, as_json=False)
    if balances:
        show_table(balances, {key: key.replace("_", " ") for key in balances[0]})
    else:
        out.print("Nothing is open.", highlight=False)


@group.command("add")
def add(
    number: Annotated[str, typer.Argument(help="Its number.", parser=text("", most=100).parser, metavar="NUMBER")],
    name: Annotated[str, typer.Argument(help="Its name.", parser=text("", most=200).parser, metavar="NAME")],
    external_id: Annotated[str, text("Its id in the system it comes from; default: the number.", most=120)] = "",
    source: Annotated[str, text("That system.", most=40)] = SOURCE,
    country: Country = None, language: Language = None, zone: Zone = None, address: Address = None,
    vat_id: VatId = None, terms: Terms = None, parent: Parent = None, owner: Owner = None, segment: Segment = None,
    importance: Weight = None, procedure: Procedure = None, status: State = None,
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add a customer, once: the same again adds nothing and exits with 0.

    Exit code 6 when another customer has this source and external id, or a value cannot be used. JSON: the customer
    as in the API, and is_new.
    """
    with working(company, reason=reason) as act:
        from duly.services.accounts.save_customer import add_customer
        from duly.store.queries.api_customers import customer_rows

        given = _given(act, number=number, name=name, country=country, language=language, time_zone=zone,
                       address=address, vat_id=vat_id, terms_text=terms, parent_id=parent, owner_id=owner,
                       segment=segment, importance=importance, procedure_name=procedure, status=status)  # fmt: skip
        key = {"source": source.strip() or SOURCE, "external_id": external_id or number}
        known = customer_rows(act.company_id, source=key["source"], external_id=key["external_id"], limit=1)
        if known:
            customer_id = _same(known[0], given)
        else:
            details, to = _split(_DEFAULTS | given)
            customer_id = add_customer(act=act, details=details, to=to, **key)
        row = plain(_row(act, customer_id), NAMES)
    said = "It was there already; nothing was added." if known else f"Customer {number} is added."
    show_one(row | {"is_new": not known}, as_json=as_json, said=said)


@group.command("change")
def change(
    customer: Customer,
    number: Annotated[str | None, text("Another number.", most=100)] = None,
    name: Annotated[str | None, text("Another name.", most=200)] = None,
    country: Country = None, language: Language = None, zone: Zone = None, address: Address = None,
    vat_id: VatId = None, terms: Terms = None, parent: Parent = None, owner: Owner = None, segment: Segment = None,
    importance: Weight = None, procedure: Procedure = None, status: State = None,
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Change what is given of a customer; the rest stays. JSON: the customer as in the API, and changes in words."""
    with working(company, reason=reason) as act:
        from duly.services.accounts.save_customer import change_customer

        customer_id = customer_id_of(act.company_id, customer)
        given = _given(act, number=number, name=name, country=country, language=language, time_zone=zone,
                       address=address, vat_id=vat_id, terms_text=terms, parent_id=parent, owner_id=owner,
                       segment=segment, importance=importance, procedure_name=procedure, status=status)  # fmt: skip
        details, to = _split(asdict(_row(act, customer_id)) | given)
        changes = change_customer(act=act, customer_id=customer_id, details=details, to=to)
        row = plain(_row(act, customer_id), NAMES)
    show_one(row | {"changes": changes}, as_json=as_json, said="" if changes else "Nothing changed.")


_DEFAULTS: dict[str, Any] = {
    "country": "", "language": "", "time_zone": "", "address": "", "vat_id": "", "terms_text": "", "parent_id": None,
    "owner_id": None, "segment": "", "importance": "normal", "procedure_name": "", "status": "active",
}  # fmt: skip


def _row(act: Act, customer_id: int) -> CustomerRow:
    from duly.store.queries.api_customers import customer_rows

    return customer_rows(act.company_id, id=customer_id, limit=1)[0]


def _given(act: Act, **options: str | None) -> dict[str, Any]:
    """Return what was given, customers and colleagues by id; ends the command where a value cannot be used."""
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if "parent_id" in given:
        given["parent_id"] = customer_id_of(act.company_id, given["parent_id"]) if given["parent_id"] else None
    if "owner_id" in given:
        given["owner_id"] = person_of(act.company_id, given["owner_id"]) if given["owner_id"] else None
    return given


def _same(known: CustomerRow, given: Plain) -> int:
    differs = [name.replace("_", " ") for name, value in given.items() if getattr(known, name) != value]
    if differs:
        what = f"There is a customer {known.external_id} of {known.source} already, with another {', '.join(differs)}."
        stop(f"{what} Change it: duly customer change id:{known.id}", EXIT_REFUSED)
    return known.id


def _split(values: Plain) -> tuple[CustomerDetails, Assignment]:
    from duly.services.accounts.assign_customer import Assignment
    from duly.services.accounts.save_customer import CustomerDetails

    def of(make: type) -> Plain:
        return {name: values[name] for name in make.__slots__}  # type: ignore[attr-defined]

    return CustomerDetails(**of(CustomerDetails)), Assignment(**of(Assignment))
