"""`duly note`, `duly call`: what the next person should know."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from duly.faces.cli.named import customer_id_of, customer_names, document_of
from duly.faces.cli.options import (
    AsJson,
    Company,
    Cursor,
    Customer,
    Limit,
    OfCustomer,
    OfInvoice,
    Reason,
    read_instant,
    read_text,
    text,
)
from duly.faces.cli.session import EXIT_USAGE, stop, working
from duly.faces.cli.show import cut, plain, show_list, show_one

NAMES = ("id", "customer_id", "invoice_id", "kind", "text", "author", "at", "business_date")
COLUMNS = {"id": "id", "business_date": "day", "customer": "customer", "kind": "kind", "text": "text",
           "author": "author"}  # fmt: skip
Outcome = Literal["reached", "left_message", "no_answer", "wrong_number", "promised", "disputes", "has_paid", "refuses"]
group = typer.Typer(no_args_is_help=True, help="Notes: what the next person should know.")
calls = typer.Typer(no_args_is_help=True, help="Calls that were made.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="note")
    app.add_typer(calls, name="call")


@group.command("list")
def list_notes(
    customer: OfCustomer = None, invoice: OfInvoice = None,
    since: Annotated[datetime | None, typer.Option(help="Written since this instant.", parser=read_instant,
                                                   metavar="INSTANT")] = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List notes and calls, the newest first. JSON: {data: [note as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_cases import note_rows

        rows = note_rows(
            act.company_id, after=cursor, limit=limit + 1, since=since,
            customer_id=customer_id_of(act.company_id, customer) if customer else None,
            invoice_id=document_of(act.company_id, invoice).id if invoice else None,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [plain(row, NAMES) for row in kept]
    tabled = [row | {"customer": names[row["customer_id"]]} for row in data]
    show_list(data if as_json else tabled, place, COLUMNS, as_json=as_json)


@group.command("add")
def add(
    customer: Customer,
    words: Annotated[str, typer.Argument(help="The note.", parser=read_text, metavar="TEXT")],
    invoice: Annotated[str | None, text("The invoice it is about: number, or id:123.")] = None,
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write a note about a customer. Exit code 6 when it is empty. JSON: the note as in the API."""
    with working(company, reason=reason) as act:
        from duly.services.accounts.add_note import add_note
        from duly.store.queries.api_cases import note_rows

        customer_id = customer_id_of(act.company_id, customer)
        about = document_of(act.company_id, invoice) if invoice else None
        if about and about.customer_id != customer_id:
            stop(f"{invoice} is an invoice of another customer.", EXIT_USAGE)
        note_id = add_note(act=act, customer_id=customer_id, text=words, receivable_id=about.id if about else None)
        row = plain(note_rows(act.company_id, id=note_id, limit=1)[0], NAMES)
    show_one(row, as_json=as_json, said="Written down.")


@calls.command("log")
def log(
    customer: Customer,
    outcome: Annotated[Outcome, typer.Argument(help="What came of it.")],
    said: Annotated[str, text("What was said.", "--text", most=4000)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Log a call with its outcome; `duly note list` lists calls too. JSON: the note as in the API."""
    with working(company, reason=reason) as act:
        from duly.services.accounts.add_note import log_call
        from duly.store.queries.api_cases import note_rows

        customer_id = customer_id_of(act.company_id, customer)
        log_call(act=act, customer_id=customer_id, outcome=outcome, text=said)
        row = plain(note_rows(act.company_id, customer_id=customer_id, limit=1)[0], NAMES)
    show_one(row, as_json=as_json, said="Logged.")
