"""`duly allocation`: which money, or which credit note, settles which invoice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from duly.faces.cli.documents import day
from duly.faces.cli.named import CREDIT_NOTES, customer_id_of, document_of, minor_of
from duly.faces.cli.options import (
    AsJson,
    Company,
    Cursor,
    Id,
    Limit,
    OfCustomer,
    OfInvoice,
    Reason,
    ThirdParty,
    read_money,
    text,
)
from duly.faces.cli.session import EXIT_NOT_FOUND, EXIT_REFUSED, EXIT_USAGE, out, stop, working
from duly.faces.cli.show import Plain, cut, money, plain, show_json, show_list, show_one, show_table

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.services.cash.apply_receipt import AllocationLine
    from duly.store.queries.api_cash import AllocationRow

NAMES = ("id", "entry_id", "kind", "invoice_id", "receipt_id", "credit_note_id", "customer_id", "effective_date",
         "actor", "reason", "recorded_at", "undone_at")  # fmt: skip
COLUMNS = {
    "id": "id", "entry_id": "entry", "kind": "kind", "invoice_id": "invoice", "receipt_id": "receipt",
    "credit_note_id": "credit note", "amount": "amount", "effective_date": "day", "undone_at": "undone",
}  # fmt: skip
RESIDUALS = ("discount", "bank_fee", "short_payment", "fx_difference", "rounding")
MOST_PARTS = 3000
group = typer.Typer(no_args_is_help=True, help="Allocations: which money settles which invoice.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="allocation")


@group.command("list")
def list_allocations(
    customer: OfCustomer = None, invoice: OfInvoice = None,
    receipt: Annotated[int | None, typer.Option(min=1, help="Only of this receipt.")] = None,
    credit_note: Annotated[str | None, text("Only of this credit note: number, or id:123.")] = None,
    entry: Annotated[int | None, typer.Option(min=1, help="Only what was made together in this entry.")] = None,
    effective_from: Annotated[date | None, day("Effective on this day or later.")] = None,
    effective_to: Annotated[date | None, day("Effective on this day or before.")] = None,
    limit: Limit = 50, cursor: Cursor = None, company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """List allocations, the newest first. JSON: {data: [allocation as in the API], next: the cursor or null}."""
    with working(company) as act:
        from duly.store.queries.api_cash import allocation_rows

        rows = allocation_rows(
            act.company_id, after=cursor, limit=limit + 1, entry_id=entry, receipt_id=receipt,
            invoice_id=document_of(act.company_id, invoice).id if invoice else None,
            credit_note_id=document_of(act.company_id, credit_note, CREDIT_NOTES).id if credit_note else None,
            customer_id=customer_id_of(act.company_id, customer) if customer else None,
            effective_from=effective_from, effective_to=effective_to,
        )  # fmt: skip
    kept, place = cut(rows, limit)
    show_list([_plain(row) for row in kept], place, COLUMNS, as_json=as_json)


@group.command("show")
def show(allocation: Id, company: Company = None, as_json: AsJson = False) -> None:
    """Show one part of an allocation. JSON: the allocation as in the API."""
    with working(company) as act:
        row = _plain(_row(act, allocation))
    show_one(row, as_json=as_json)


@group.command("apply")
def apply(
    receipt: Id,
    to: Annotated[list[str], typer.Option(help='INVOICE=AMOUNT, such as R-1="100.00 EUR"; repeat it.',
                                          metavar="INVOICE=AMOUNT")],
    close: Annotated[
        list[str] | None,
        typer.Option(help=f"INVOICE:KIND=AMOUNT: closed beside the money; KIND is {', '.join(RESIDUALS)}.",
                     metavar="INVOICE:KIND=AMOUNT"),
    ] = None,
    customer: Annotated[str | None, text("Whose money it is, when it is not identified yet.")] = None,
    third_party: ThirdParty = False,
    key: Annotated[str, text("Names this allocation: with the same key nothing is allocated again.", most=100)] = "",
    reason: Reason = "", company: Company = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Put a receipt against invoices: all lines or none. JSON: {entry_id, data: [allocation as in the API]}.

    Exit code 6 when more is applied than is open of the receipt or an invoice, or when an invoice is another
    customer's.
    """
    with working(company, reason=reason) as act:
        from duly.services.cash.apply_receipt import apply_receipt
        from duly.store.queries.api_cash import entry_with_key

        known = entry_with_key(act.company_id, f"cli:{key}") if key else None
        lines = _lines(act, to, close or [])
        if known is None:
            entry_id = apply_receipt(
                act=act, receipt_id=receipt, lines=lines, third_party=third_party, evidence={"by": "cli"},
                customer_id=customer_id_of(act.company_id, customer) if customer else None,
                idempotency_key=f"cli:{key}" if key else None,
            )  # fmt: skip
        else:
            entry_id = _same(act, known, receipt, lines, key)
        made = [_plain(row) for row in _made_with(act, entry_id)]
    _show(entry_id, made, "Allocated." if known is None else "It was allocated before; nothing was done.", as_json)


@group.command("undo")
def undo(allocation: Id, reason: Reason = "", company: Company = None, as_json: AsJson = False) -> None:
    """Undo an allocation with everything that was made together with it. JSON: {entry_id, data: [allocation]}.

    Exit code 6 when it was undone before, or came with an import (take that back instead).
    """
    with working(company, reason=reason) as act:
        from duly.services.cash.unapply import unapply

        entry_id = _row(act, allocation).entry_id
        if len(_made_with(act, entry_id)) > MOST_PARTS:
            stop(f"It was made together with more than {MOST_PARTS:,} others: take the import back.", EXIT_REFUSED)
        unapply(act=act, entry_id=entry_id)
        undone = [_plain(row) for row in _made_with(act, entry_id)]
    _show(entry_id, undone, "Undone.", as_json)


def _show(entry_id: int, data: Sequence[Plain], said: str, as_json: bool) -> None:
    if as_json:
        show_json({"entry_id": entry_id, "data": data})
        return
    out.print(said, highlight=False)
    show_table(data, COLUMNS)


def _lines(act: Act, to: Sequence[str], close: Sequence[str]) -> list[AllocationLine]:
    from duly.services.cash.apply_receipt import AllocationLine

    residuals: dict[int, dict[str, int]] = defaultdict(dict)
    for given in close:
        target, _, amount = given.rpartition("=")
        invoice, _, kind = target.rpartition(":")
        if kind not in RESIDUALS:
            stop(
                f"{given!r} names no kind. Write INVOICE:KIND=AMOUNT; KIND is one of {', '.join(RESIDUALS)}.",
                EXIT_USAGE,
            )
        found = document_of(act.company_id, invoice)
        residuals[found.id][kind] = minor_of(read_money(amount), found.currency, invoice)
    lines = []
    for given in to:
        invoice, _, amount = given.rpartition("=")
        found = document_of(act.company_id, invoice)
        minor = minor_of(read_money(amount), found.currency, invoice)
        lines.append(AllocationLine(found.id, minor, residuals.pop(found.id, {})))
    if residuals:
        stop("--close names an invoice that --to does not.", EXIT_USAGE)
    return lines


def _same(act: Act, entry_id: int, receipt_id: int, lines: Sequence[AllocationLine], key: str) -> int:
    before = {(row.receipt_id, row.invoice_id, row.kind, row.amount_minor) for row in _made_with(act, entry_id)}
    now = {(receipt_id, line.receivable_id, kind, minor) for line in lines
           for kind, minor in {"principal": line.amount_minor, **line.residuals}.items()}  # fmt: skip
    if before != now:
        stop(f"The key {key!r} stands for another allocation (entry {entry_id}). Give a new key.", EXIT_REFUSED)
    return entry_id


def _row(act: Act, allocation_id: int) -> AllocationRow:
    from duly.store.queries.api_cash import allocation_rows

    found = allocation_rows(act.company_id, id=allocation_id, limit=1)
    if not found:
        stop(f"There is no allocation {allocation_id}. Known: duly allocation list", EXIT_NOT_FOUND)
    return found[0]


def _made_with(act: Act, entry_id: int) -> list[AllocationRow]:
    from duly.store.queries.api_cash import allocation_rows

    return allocation_rows(act.company_id, entry_id=entry_id, limit=MOST_PARTS + 1)


def _plain(row: AllocationRow) -> Plain:
    return plain(row, NAMES, amount=money(row.amount_minor, row.currency))
