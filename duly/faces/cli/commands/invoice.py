"""`duly invoice`: what is owed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import typer

from duly.core.money.money import Money
from duly.faces.cli import documents
from duly.faces.cli.named import INVOICES, customer_id_of, document_of, minor_of
from duly.faces.cli.options import (
    Amount,
    AsJson,
    Company,
    CreatedSince,
    Cursor,
    Customer,
    Invoice,
    Limit,
    OfCustomer,
    read_day,
    read_money,
    text,
)
from duly.faces.cli.session import EXIT_USAGE, stop, working
from duly.faces.cli.show import show_one

group = typer.Typer(no_args_is_help=True, help="Invoices and debit notes: what is owed.")
Discount = Annotated[
    list[str] | None,
    typer.Option(help='DAY=AMOUNT: what may be deducted when paid by a day, such as 2026-03-16="20.00 EUR".',
                 metavar="DAY=AMOUNT"),
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="invoice")


@group.command("list")
def list_invoices(
    customer: OfCustomer = None, state: documents.State = None, number: documents.Number = None,
    source: documents.Source = None, external_id: documents.ExternalId = None,
    purchase_order: documents.PurchaseOrder = None, currency: documents.Currency = None,
    issued_from: documents.IssuedFrom = None, issued_to: documents.IssuedTo = None,
    due_from: documents.DueFrom = None, due_to: documents.DueTo = None, created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List invoices, the newest first. JSON: {data: [invoice as in the API], next: the cursor or null}."""
    with working(company) as act:
        documents.list_documents(
            act, INVOICES, customer=customer, limit=limit, cursor=cursor, as_json=as_json, state=state, number=number,
            source=source, external_id=external_id, purchase_order=purchase_order, currency=currency,
            issued_from=issued_from, issued_to=issued_to, due_from=due_from, due_to=due_to,
            created_since=created_since,
        )  # fmt: skip


@group.command("show")
def show(invoice: Invoice, company: Company = None, as_json: AsJson = False) -> None:
    """Show an invoice and what is open of it today. JSON: the invoice as in the API."""
    with working(company) as act:
        row = documents.document(document_of(act.company_id, invoice))
    show_one(row, as_json=as_json)


@group.command("add")
def add(
    customer: Customer, number: documents.NewNumber, amount: Amount,
    due: Annotated[date, documents.day("The day it is due.")],
    issued: documents.Issued = None,
    kind: Annotated[Literal["invoice", "debit_note"], typer.Option(help="What it is.")] = "invoice",
    external_id: documents.NewExternalId = "", source: documents.NewSource = documents.SOURCE,
    net: Annotated[Money | None, typer.Option(help="The amount without tax, for discounts on net.",
                                              parser=read_money, metavar='"1234.50 EUR"')] = None,
    instalment: Annotated[int, typer.Option(min=1, max=120, help="Which instalment of the document.")] = 1,
    instalments: Annotated[int, typer.Option(min=1, max=120, help="Of how many.")] = 1,
    discount: Discount = None, terms: documents.Terms = "", purchase_order: documents.NewOrder = "",
    description: documents.Description = "", reference: documents.Reference = "",
    reason: Annotated[str, text("Why; kept with what is done.", most=1000)] = "",
    company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Enter an invoice, once: the same again adds nothing and exits with 0. Many at a time: `duly import`.

    Exit code 6 when another document has this source and external id. JSON: the invoice as in the API, and is_new.
    """
    if instalment > instalments:
        stop(f"There is no instalment {instalment} of {instalments}.", EXIT_USAGE)
    with working(company, reason=reason) as act:
        from duly.services.billing.open_receivables import NewReceivable

        new = NewReceivable(
            customer_id=customer_id_of(act.company_id, customer), kind=kind, number=number, source=source,
            external_id=external_id or number, issue_date=issued or act.business_date, due_date=due,
            currency=amount.currency, amount_minor=amount.minor, instalment_no=instalment,
            instalment_count=instalments, net_minor=minor_of(net, amount.currency, number) if net else None,
            discounts=[_discount(one, amount.currency) for one in discount or []], terms_text=terms,
            purchase_order=purchase_order, description=description, creditor_reference=reference,
        )  # fmt: skip
        row, is_new = documents.enter(act, new)
        answer = documents.document(row) | {"is_new": is_new}
    said = f"Invoice {number} is entered." if is_new else "It was there already; nothing was added."
    show_one(answer, as_json=as_json, said=said)


@group.command("write-off")
def write_off(
    invoice: Invoice, amount: Amount,
    reason: Annotated[str, text("Why; kept in the ledger.", most=1000)],
    company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write off part or all of an invoice as bad debt. Exit code 6 beyond what is open. JSON: the invoice."""
    if not reason.strip():
        stop("Say why with --reason.", EXIT_USAGE)
    with working(company, reason=reason) as act:
        from duly.services.ledger.settle_receivable import write_off_receivable

        row = document_of(act.company_id, invoice)
        minor = minor_of(amount, row.currency, invoice)
        write_off_receivable(act=act, receivable_id=row.id, amount_minor=minor)
        answer = documents.document(documents.row_of(act, row.id, INVOICES))
    show_one(answer, as_json=as_json, said="Written off.")


def _discount(given: str, currency: str) -> dict[str, Any]:
    until, _, amount = given.partition("=")
    minor = minor_of(read_money(amount), currency, "The invoice")
    return {"until_date": read_day(until).isoformat(), "discount_minor": minor, "percent": "0"}
