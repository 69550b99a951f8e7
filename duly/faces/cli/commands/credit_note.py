"""`duly credit-note`: what is owed to a customer."""

from __future__ import annotations

from typing import Annotated

import typer

from duly.faces.cli import documents
from duly.faces.cli.named import CREDIT_NOTES, customer_id_of, document_of, minor_of
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
    Reason,
    ThirdParty,
    read_text,
)
from duly.faces.cli.session import working
from duly.faces.cli.show import show_one

group = typer.Typer(no_args_is_help=True, help="Credit notes: what is owed to a customer.")
CreditNote = Annotated[
    str, typer.Argument(help="A credit note: its number, or id:123.", parser=read_text, metavar="CREDIT_NOTE")
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="credit-note")


@group.command("list")
def list_credit_notes(
    customer: OfCustomer = None, state: documents.State = None, number: documents.Number = None,
    source: documents.Source = None, external_id: documents.ExternalId = None,
    purchase_order: documents.PurchaseOrder = None, currency: documents.Currency = None,
    issued_from: documents.IssuedFrom = None, issued_to: documents.IssuedTo = None, created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List credit notes, the newest first. JSON: {data: [credit note as in the API], next: the cursor or null}."""
    with working(company) as act:
        documents.list_documents(
            act, CREDIT_NOTES, customer=customer, limit=limit, cursor=cursor, as_json=as_json, state=state,
            number=number, source=source, external_id=external_id, purchase_order=purchase_order, currency=currency,
            issued_from=issued_from, issued_to=issued_to, created_since=created_since,
        )  # fmt: skip


@group.command("show")
def show(credit_note: CreditNote, company: Company = None, as_json: AsJson = False) -> None:
    """Show a credit note and what can still be used of it. JSON: the credit note as in the API."""
    with working(company) as act:
        row = documents.document(document_of(act.company_id, credit_note, CREDIT_NOTES))
    show_one(row, as_json=as_json)


@group.command("add")
def add(
    customer: Customer, number: documents.NewNumber, amount: Amount, issued: documents.Issued = None,
    external_id: documents.NewExternalId = "", source: documents.NewSource = documents.SOURCE,
    terms: documents.Terms = "", purchase_order: documents.NewOrder = "", description: documents.Description = "",
    reference: documents.Reference = "", reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Enter a credit note (its amount is positive), once: the same again adds nothing and exits with 0.

    Exit code 6 when another document has this source and external id. JSON: the credit note as in the API, and
    is_new.
    """
    with working(company, reason=reason) as act:
        from duly.services.billing.open_receivables import NewReceivable

        day = issued or act.business_date
        new = NewReceivable(
            customer_id=customer_id_of(act.company_id, customer), kind="credit_note", number=number, source=source,
            external_id=external_id or number, issue_date=day, due_date=day, currency=amount.currency,
            amount_minor=amount.minor, terms_text=terms, purchase_order=purchase_order, description=description,
            creditor_reference=reference,
        )  # fmt: skip
        row, is_new = documents.enter(act, new)
        answer = documents.document(row) | {"is_new": is_new}
    said = f"Credit note {number} is entered." if is_new else "It was there already; nothing was added."
    show_one(answer, as_json=as_json, said=said)


@group.command("use")
def use(
    credit_note: CreditNote, invoice: Invoice, amount: Amount, third_party: ThirdParty = False, reason: Reason = "",
    company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Use a credit note on an invoice; `duly allocation undo` takes it back. JSON: the credit note as in the API.

    Exit code 6 beyond what is open of either, or when the invoice is another customer's.
    """
    with working(company, reason=reason) as act:
        from duly.services.ledger.settle_receivable import apply_credit_note

        credit = document_of(act.company_id, credit_note, CREDIT_NOTES)
        paid = document_of(act.company_id, invoice)
        apply_credit_note(
            act=act, credit_note_id=credit.id, receivable_id=paid.id, third_party=third_party,
            amount_minor=minor_of(amount, paid.currency, invoice),
        )  # fmt: skip
        answer = documents.document(documents.row_of(act, credit.id, CREDIT_NOTES))
    show_one(answer, as_json=as_json, said=f"Used on {paid.number}.")


@group.command("refund")
def refund(
    credit_note: CreditNote, amount: Amount, reason: Reason = "", company: Company = None, as_json: AsJson = False
) -> None:
    """Record that a credit note was paid out. Exit code 6 beyond what is open of it. JSON: the credit note."""
    with working(company, reason=reason) as act:
        from duly.services.ledger.settle_receivable import refund_credit_note

        credit = document_of(act.company_id, credit_note, CREDIT_NOTES)
        minor = minor_of(amount, credit.currency, credit_note)
        refund_credit_note(act=act, credit_note_id=credit.id, amount_minor=minor)
        answer = documents.document(documents.row_of(act, credit.id, CREDIT_NOTES))
    show_one(answer, as_json=as_json, said="Recorded as paid out.")
