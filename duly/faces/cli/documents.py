"""What `duly invoice` and `duly credit-note` have in common: how documents are listed, shown and entered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from duly.faces.cli.named import customer_id_of, customer_names
from duly.faces.cli.options import read_day, text
from duly.faces.cli.session import EXIT_REFUSED, stop
from duly.faces.cli.show import Plain, cut, money, plain, show_list

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.services.billing.open_receivables import NewReceivable
    from duly.store.queries.api_documents import DocumentRow

SOURCE = "cli"
NAMES = (
    "id", "customer_id", "kind", "number", "instalment_no", "instalment_count", "source", "external_id", "revision",
    "issue_date", "due_date", "net_minor", "terms_text", "purchase_order", "description", "creditor_reference",
    "created_at",
)  # fmt: skip
COLUMNS = {"id": "id", "number": "number", "customer": "customer", "issue_date": "issued", "due_date": "due",
           "amount": "amount", "open": "open", "state": "state"}  # fmt: skip
DISCOUNT = ("until_date", "percent", "discount_minor")


def day(help_text: str, *names: str) -> Any:
    """Return an option that takes a day."""
    return typer.Option(*names, help=help_text, parser=read_day, metavar="YYYY-MM-DD")


State = Annotated[Literal["open", "closed"] | None, typer.Option(help="Whether anything is open of it today.")]
Number = Annotated[str | None, text("Only with this number.")]
Source = Annotated[str | None, text("Only from this system.")]
ExternalId = Annotated[str | None, text("Only with this id there.")]
PurchaseOrder = Annotated[str | None, text("Only with this order number of the customer.")]
Currency = Annotated[str | None, text("Only in this currency, ISO 4217.", most=3)]
IssuedFrom = Annotated[date | None, day("Issued on this day or later.")]
IssuedTo = Annotated[date | None, day("Issued on this day or before.")]
DueFrom = Annotated[date | None, day("Due on this day or later.")]
DueTo = Annotated[date | None, day("Due on this day or before.")]

NAME_OF_IT = text("It must hold more than blanks.", most=100, pattern=r"(?s).*\S.*")
NewNumber = Annotated[str, typer.Argument(help="Its number.", parser=NAME_OF_IT.parser, metavar="NUMBER")]
Issued = Annotated[date | None, day("Its date; default: the business date.")]
NewExternalId = Annotated[str, text("Its id in the system it comes from; default: the number.", most=120)]
NewSource = Annotated[str, text("That system.", most=40)]
Terms = Annotated[str, text("Payment terms in words.", "--terms", most=200)]
NewOrder = Annotated[str, text("The customer's order number.", most=80)]
Description = Annotated[str, text("What it is for.", most=2000)]
Reference = Annotated[str, text("ISO 11649 reference for the transfer.", "--creditor-reference", most=35)]


def document(row: DocumentRow) -> Plain:
    """Return a document as the API answers it."""
    discounts = [{key: one.get(key) for key in DISCOUNT} for one in row.discounts]
    return plain(
        row, NAMES, amount=money(row.amount_minor, row.currency), open=money(row.open_minor, row.currency),
        state="open" if row.open_minor else "closed", discounts=discounts,
    )  # fmt: skip


def list_documents(
    act: Act,
    kinds: Collection[str],
    *,
    customer: str | None,
    limit: int,
    cursor: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Print a page of documents of some kinds, the newest first."""
    from duly.store.queries.api_documents import document_rows

    customer_id = customer_id_of(act.company_id, customer) if customer else None
    rows = document_rows(act.company_id, kinds=kinds, after=cursor, limit=limit + 1, customer_id=customer_id, **given)
    kept, place = cut(rows, limit)
    data = [document(row) for row in kept]
    if not as_json:
        names = customer_names(act.company_id, (row.customer_id for row in kept))
        data = [row | {"customer": names[row["customer_id"]]} for row in data]
    show_list(data, place, COLUMNS, as_json=as_json)


def row_of(act: Act, document_id: int, kinds: Collection[str]) -> DocumentRow:
    """Return a document that is known to be there."""
    from duly.store.queries.api_documents import document_rows

    return document_rows(act.company_id, kinds=kinds, id=document_id, limit=1)[0]


def enter(act: Act, new: NewReceivable) -> tuple[DocumentRow, bool]:
    """Enter a document once; return it, and whether it is new. Ends the command when another one has its id."""
    from duly.services.billing.add_documents import add_documents
    from duly.store.queries.api_documents import document_rows

    kinds = ("invoice", "debit_note", "credit_note")
    found = document_rows(act.company_id, kinds=kinds, source=new.source, external_id=new.external_id, limit=200)
    known = [row for row in found if row.instalment_no == new.instalment_no]
    if not known:
        (made,) = add_documents(act=act, documents=[new])
        return row_of(act, made, kinds), True
    differs = [name for name in _SAME if getattr(known[0], name) != getattr(new, name)]
    if differs:
        words = ", ".join(name.removesuffix("_minor").removesuffix("_id").replace("_", " ") for name in differs)
        what = (
            f"There is a document {new.external_id} of {new.source} already (id:{known[0].id}), with another {words}."
        )
        stop(f"{what} A document is entered once; nothing was changed.", EXIT_REFUSED)
    return known[0], False


_SAME = ("customer_id", "kind", "number", "issue_date", "due_date", "currency", "amount_minor")
