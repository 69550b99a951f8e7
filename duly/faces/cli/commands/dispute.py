"""`duly dispute`: what customers contest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from duly.core.cases.reasons import DisputeReason, Resolution
from duly.core.money.money import Money
from duly.faces.cli.named import customer_id_of, customer_names, document_of, minor_of
from duly.faces.cli.options import (
    AsJson,
    Company,
    CreatedSince,
    Cursor,
    Id,
    Invoice,
    Limit,
    OfCustomer,
    OfInvoice,
    Reason,
    read_money,
    text,
)
from duly.faces.cli.session import EXIT_NOT_FOUND, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_list, show_one

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.api_cases import DisputeRow

NAMES = ("id", "customer_id", "invoice_id", "reason_code", "text", "state", "resolution", "resolution_text",
         "opened_by", "opened_via", "opened_on_date", "created_at", "resolved_on_date")  # fmt: skip
COLUMNS = {"id": "id", "customer": "customer", "invoice_id": "invoice", "reason_code": "why", "amount": "amount",
           "state": "state", "opened_on_date": "since", "text": "text"}  # fmt: skip
STATES = ("open", "resolved", "withdrawn")
VIA = "cli"
group = typer.Typer(no_args_is_help=True, help="Disputes: what customers contest.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="dispute")


@group.command("list")
def list_disputes(
    customer: OfCustomer = None, invoice: OfInvoice = None,
    state: Annotated[str | None, text("open, resolved or withdrawn.", pattern="|".join(STATES))] = None,
    why: Annotated[DisputeReason | None, typer.Option(help="Only for this reason.")] = None,
    created_since: CreatedSince = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List disputes, the newest first. JSON: {data: [dispute as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_cases import dispute_rows

        rows = dispute_rows(
            act.company_id, after=cursor, limit=limit + 1, state=state, reason_code=str(why) if why else None,
            created_since=created_since, customer_id=customer_id_of(act.company_id, customer) if customer else None,
            invoice_id=document_of(act.company_id, invoice).id if invoice else None,
        )  # fmt: skip
        kept, place = cut(rows, limit)
        names = customer_names(act.company_id, (row.customer_id for row in kept))
    data = [_plain(row) for row in kept]
    tabled = [row | {"customer": names[row["customer_id"]]} for row in data]
    show_list(data if as_json else tabled, place, COLUMNS, as_json=as_json)


@group.command("show")
def show(dispute: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show a dispute. JSON: the dispute as in the API."""
    with working(company) as act:
        row = _plain(_row(act, dispute))
    show_one(row, as_json=as_json)


@group.command("open")
def open_one(
    invoice: Invoice,
    why: Annotated[DisputeReason, typer.Argument(help="What is wrong according to the customer.")],
    amount: Annotated[Money | None, typer.Option(help="How much; default: all that is open and not disputed yet.",
                                                 parser=read_money, metavar='"1234.50 EUR"')] = None,
    said: Annotated[str, text("What the customer says.", "--text", most=4000)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Open a dispute on an invoice; only what is disputed is silenced. JSON: the dispute as in the API.

    Exit code 6 beyond what is open and not disputed yet.
    """
    with working(company, reason=reason) as act:
        from duly.services.cases.open_dispute import open_dispute

        found = document_of(act.company_id, invoice)
        dispute_id = open_dispute(
            act=act, receivable_id=found.id, reason_code=str(why), text=said, via=VIA,
            amount_minor=minor_of(amount, found.currency, invoice) if amount else None,
        )  # fmt: skip
        row = _plain(_row(act, dispute_id))
    show_one(row, as_json=as_json, said=f"Dispute {dispute_id} is open.")


@group.command("resolve")
def resolve(
    dispute: Id,
    resolution: Annotated[Resolution, typer.Argument(help="How it ended.")],
    said: Annotated[str, text("In words.", "--text", most=4000)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Resolve a dispute. Exit code 6 when it has ended already. JSON: the dispute as in the API."""
    with working(company, reason=reason) as act:
        from duly.services.cases.resolve_dispute import resolve_dispute

        resolve_dispute(act=act, dispute_id=_row(act, dispute).id, resolution=str(resolution), text=said)
        row = _plain(_row(act, dispute))
    show_one(row, as_json=as_json, said="Resolved.")


def _row(act: Act, dispute_id: int) -> DisputeRow:
    from duly.store.queries.api_cases import dispute_rows

    found = dispute_rows(act.company_id, id=dispute_id, limit=1)
    if not found:
        stop(f"There is no dispute {dispute_id}. Known disputes: duly dispute list", EXIT_NOT_FOUND)
    return found[0]


def _plain(row: DisputeRow) -> Plain:
    return plain(row, NAMES, amount=money(row.amount_minor, row.currency))
