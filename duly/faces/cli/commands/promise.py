"""`duly promise`: what customers promised to pay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from duly.core.money.money import Money
from duly.faces.cli.documents import day
from duly.faces.cli.named import customer_id_of, customer_names, document_of, minor_of
from duly.faces.cli.options import (
    AsJson,
    Company,
    CreatedSince,
    Cursor,
    Customer,
    Id,
    Limit,
    OfCustomer,
    Reason,
    read_day,
    read_money,
    text,
)
from duly.faces.cli.session import EXIT_NOT_FOUND, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_list, show_one

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.api_cases import PromiseRow

NAMES = ("id", "customer_id", "promised_date", "invoice_ids", "state", "note", "made_by", "made_via", "made_on_date",
         "created_at", "settled_at")  # fmt: skip
COLUMNS = {"id": "id", "customer": "customer", "promised_date": "by", "amount": "amount", "state": "state",
           "note": "note"}  # fmt: skip
VIA = "cli"
group = typer.Typer(no_args_is_help=True, help="Promises to pay.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="promise")


@group.command("list")
def list_promises(
    customer: OfCustomer = None,
    state: Annotated[
        Literal["open", "kept", "broken", "withdrawn"] | None, typer.Option(help="What became of it.")
    ] = None,
    promised_from: Annotated[date | None, day("Promised for this day or later.")] = None,
    promised_to: Annotated[date | None, day("Promised for this day or before.")] = None,
    created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List promises, the newest first. JSON: {data: [promise as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_cases import promise_rows

        rows = promise_rows(
            act.company_id, after=cursor, limit=limit + 1, state=state, promised_from=promised_from,
            promised_to=promised_to, created_since=created_since,
            customer_id=customer_id_of(act.company_id, customer) if customer else None,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [_plain(row) for row in kept]
    tabled = [row | {"customer": names[row["customer_id"]]} for row in data]
    show_list(data if as_json else tabled, place, COLUMNS, as_json=as_json)


@group.command("show")
def show(promise: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a promise. JSON: the promise as in the API."""
    with working(company) as act:
        row = _plain(_row(act, promise))
    show_one(row, as_json=as_json)


@group.command("add")
def add(
    customer: Customer,
    by: Annotated[date, typer.Argument(help="The promised day.", parser=read_day, metavar="YYYY-MM-DD")],
    invoice: Annotated[
        list[str] | None, typer.Option(help="An invoice it is about; repeat it. None: all that is due by then.")
    ] = None,
    amount: Annotated[Money | None, typer.Option(help="How much; default: all that is open on them.",
                                                 parser=read_money, metavar='"1234.50 EUR"')] = None,
    note: Annotated[str, text("What was said.", most=2000)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Record what a customer promised; reminders about it rest until then. JSON: the promise as in the API.

    An open promise about one of the same invoices is superseded. Exit code 6 for a day that is past, more than is
    open, or when nothing is open.
    """
    with working(company, reason=reason) as act:
        from duly.services.cases.record_promise import record_promise

        promise_id = record_promise(
            act=act, customer_id=customer_id_of(act.company_id, customer), promised_date=by, note=note, via=VIA,
            receivable_ids=[document_of(act.company_id, one).id for one in invoice] if invoice else None,
            amount_minor=amount.minor if amount else None,
        )  # fmt: skip
        row = _row(act, promise_id)
        if amount:
            minor_of(amount, row.currency, "What is open")
        answer = _plain(row)
    show_one(answer, as_json=as_json, said=f"Promise {promise_id} is recorded.")


@group.command("withdraw")
def withdraw(promise: Id, reason: Reason = "", company: Company = None, as_json: AsJson = False) -> None:
    """Take a promise back; one that is settled stays as it is. JSON: the promise as in the API."""
    with working(company, reason=reason) as act:
        from duly.services.cases.withdraw_promise import withdraw_promise

        withdraw_promise(act=act, promise_id=_row(act, promise).id)
        row = _plain(_row(act, promise))
    show_one(row, as_json=as_json)


def _row(act: Act, promise_id: int) -> PromiseRow:
    from duly.store.queries.api_cases import promise_rows

    found = promise_rows(act.company_id, id=promise_id, limit=1)
    if not found:
        stop(f"There is no promise {promise_id}. Known promises: duly promise list", EXIT_NOT_FOUND)
    return found[0]


def _plain(row: PromiseRow) -> Plain:
    return plain(row, NAMES, amount=money(row.amount_minor, row.currency))
