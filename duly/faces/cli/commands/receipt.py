"""`duly receipt`: money that arrived."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from duly.faces.cli.documents import day
from duly.faces.cli.named import customer_id_of, customer_names, minor_of
from duly.faces.cli.options import (
    Amount,
    AsJson,
    Company,
    CreatedSince,
    Cursor,
    Customer,
    Id,
    Limit,
    OfCustomer,
    Reason,
    text,
)
from duly.faces.cli.session import EXIT_NOT_FOUND, EXIT_REFUSED, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_list, show_one

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.api_cash import ReceiptRow

SOURCE = "cli"
NAMES = ("id", "customer_id", "source", "external_id", "method", "received_date", "payer_name", "payer_account", "text",
         "created_at")  # fmt: skip
COLUMNS = {"id": "id", "received_date": "received", "customer": "customer", "payer_name": "payer", "amount": "amount",
           "unapplied": "unapplied", "text": "text"}  # fmt: skip
EXTERNAL_ID = text("Its id in the system it comes from; must hold more than blanks.", most=200, pattern=r"(?s).*\S.*")
group = typer.Typer(no_args_is_help=True, help="Receipts: money that arrived.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="receipt")


@group.command("list")
def list_receipts(
    customer: OfCustomer = None,
    state: Annotated[
        Literal["open", "closed"] | None, typer.Option(help="open: some of it settles no invoice yet.")
    ] = None,
    unidentified: Annotated[
        bool | None, typer.Option("--unidentified/--identified", help="Whether nobody knows whose it is.")
    ] = None,
    source: Annotated[str | None, text("Only from this system.")] = None,
    external_id: Annotated[str | None, text("Only with this id there.")] = None,
    currency: Annotated[str | None, text("Only in this currency, ISO 4217.", most=3)] = None,
    received_from: Annotated[date | None, day("Received on this day or later.")] = None,
    received_to: Annotated[date | None, day("Received on this day or before.")] = None,
    created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List receipts, the newest first. JSON: {data: [receipt as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_cash import receipt_rows

        rows = receipt_rows(
            act.company_id, after=cursor, limit=limit + 1, state=state, unidentified=unidentified, source=source,
            external_id=external_id, currency=currency, received_from=received_from, received_to=received_to,
            created_since=created_since, customer_id=customer_id_of(act.company_id, customer) if customer else None,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [_plain(row) for row in kept]
    tabled = [row | {"customer": names.get(row["customer_id"], "not known")} for row in data]
    show_list(data if as_json else tabled, place, COLUMNS, as_json=as_json)


@group.command("show")
def show(receipt: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a receipt and what settles no invoice yet. JSON: the receipt as in the API."""
    with working(company) as act:
        row = _plain(_row(act, receipt))
    show_one(row, as_json=as_json)


@group.command("add")
def add(
    external_id: Annotated[str, typer.Argument(help=EXTERNAL_ID.help, parser=EXTERNAL_ID.parser, metavar="ID")],
    amount: Amount,
    received: Annotated[date | None, day("The day it arrived; default: the business date.")] = None,
    customer: Annotated[str | None, text("Whose it is, named as any customer; left out: not known yet.")] = None,
    source: Annotated[str, text("The system it comes from.", most=40)] = SOURCE,
    method: Annotated[str, text("Small letters, such as bank or card.", most=20, pattern="[a-z_]+")] = "bank",
    payer_name: Annotated[str, text("Who paid.", most=200)] = "",
    payer_account: Annotated[str, text("The account it came from.", most=40)] = "",
    purpose: Annotated[str, text("What the payer wrote.", "--text", most=2000)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Record money that arrived, once: the same again adds nothing and exits with 0.

    Many at a time: `duly bank import`. It settles nothing until it is allocated. Exit code 6 when another receipt has
    this source and id. JSON: the receipt as in the API, and is_new.
    """
    with working(company, reason=reason) as act:
        from duly.services.cash.record_receipts import NewReceipt, record_receipts
        from duly.store.queries.api_cash import receipt_rows

        new = NewReceipt(
            source=source, external_id=external_id, received_date=received or act.business_date,
            currency=amount.currency, amount_minor=amount.minor, method=method, payer_name=payer_name,
            customer_id=customer_id_of(act.company_id, customer) if customer else None, payer_account=payer_account,
            text=purpose,
        )  # fmt: skip
        is_new = not receipt_rows(act.company_id, source=source, external_id=external_id, limit=1)
        if is_new:
            record_receipts(act=act, receipts=[new])
        (row,) = receipt_rows(act.company_id, source=source, external_id=external_id, limit=1)
        differs = [name for name in _SAME if getattr(row, name) != getattr(new, name)]
        if differs:
            stop(f"There is a receipt {external_id} of {source} already (id {row.id}), with another "
                 f"{', '.join(differs).replace('_', ' ')}. Nothing was changed.", EXIT_REFUSED)  # fmt: skip
    said = f"Receipt {row.id} is recorded." if is_new else "It was there already; nothing was added."
    show_one(_plain(row) | {"is_new": is_new}, as_json=as_json, said=said)


@group.command("identify")
def identify(
    receipt: Id,
    customer: Customer,
    reassign: Annotated[bool, typer.Option("--reassign", help="It was another's, and that was wrong.")] = False,
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say whose money a receipt is; it stays on account until it is allocated. JSON: the receipt as in the API.

    Exit code 6 when it is a customer's already.
    """
    with working(company, reason=reason) as act:
        from duly.services.cash.settle_otherwise import identify_receipt

        customer_id = customer_id_of(act.company_id, customer)
        identify_receipt(act=act, receipt_id=_row(act, receipt).id, customer_id=customer_id, reassign=reassign)
        row = _plain(_row(act, receipt))
    show_one(row, as_json=as_json, said="Identified.")


@group.command("refund")
def refund(receipt: Id, amount: Amount, reason: Reason = "", company: Company = None, as_json: AsJson = False) -> None:
    """Record that unapplied cash was sent back. Exit code 6 beyond what is unapplied. JSON: the receipt."""
    with working(company, reason=reason) as act:
        from duly.services.cash.settle_otherwise import refund_receipt

        minor = minor_of(amount, _row(act, receipt).currency, f"Receipt {receipt}")
        refund_receipt(act=act, receipt_id=receipt, amount_minor=minor)
        row = _plain(_row(act, receipt))
    show_one(row, as_json=as_json, said="Recorded as sent back.")


@group.command("not-ours")
def not_ours(
    receipt: Id, amount: Amount, reason: Reason = "", company: Company = None, as_json: AsJson = False
) -> None:
    """Say that money pays no receivable of ours. Exit code 6 beyond what is unapplied. JSON: the receipt."""
    with working(company, reason=reason) as act:
        from duly.services.cash.settle_otherwise import mark_not_ours

        minor = minor_of(amount, _row(act, receipt).currency, f"Receipt {receipt}")
        mark_not_ours(act=act, receipt_id=receipt, amount_minor=minor)
        row = _plain(_row(act, receipt))
    show_one(row, as_json=as_json, said="Set aside.")


_SAME = ("received_date", "currency", "amount_minor")


def _row(act: Act, receipt_id: int) -> ReceiptRow:
    from duly.store.queries.api_cash import receipt_rows

    found = receipt_rows(act.company_id, id=receipt_id, limit=1)
    if not found:
        stop(f"There is no receipt {receipt_id}. Known receipts: duly receipt list", EXIT_NOT_FOUND)
    return found[0]


def _plain(row: ReceiptRow) -> Plain:
    return plain(row, NAMES, amount=money(row.amount_minor, row.currency),
                 unapplied=money(row.unapplied_minor, row.currency))  # fmt: skip
