"""Arguments and options that many commands take, and how their values are read: money, days, instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from duly.core.money.currency import UnknownCurrency
from duly.core.money.money import Money, NotExact, from_decimal

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
MOST_MINOR = 10**15  # as imports and the API allow
_AMOUNT = re.compile(r"(?P<number>[0-9]{1,16}(?:\.[0-9]{1,6})?) ?(?P<code>[A-Z]{3})", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_money(text: str) -> Money:
    """Return the amount in `1234.50 EUR`: a decimal point, no grouping, more than nothing. Raises BadParameter."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is no amount. Write it as 1234.50 EUR: point, then currency, no grouping.")
    try:
        amount = from_decimal(Decimal(found["number"]), found["code"])
    except (NotExact, UnknownCurrency) as problem:
        raise typer.BadParameter(f"{text!r}: {problem}.") from problem
    if not 0 < amount.minor <= MOST_MINOR:
        raise typer.BadParameter(f"{text!r}: an amount is more than nothing, and at most {MOST_MINOR} minor units.")
    return amount


def read_day(text: str) -> date:
    """Return the day in `2026-03-16`. Raises BadParameter."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"{text!r} is no day. Write it as YYYY-MM-DD, from {FIRST_DAY} to {LAST_DAY}.")
    return day


def read_instant(text: str) -> datetime:
    """Return the instant in `2026-03-16T09:00:00Z`; without a zone it is UTC. Raises BadParameter."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as problem:
        raise typer.BadParameter(f"{text!r} is no instant. Write it as 2026-03-16T09:00:00Z.") from problem
    if not FIRST_DAY <= at.date() <= LAST_DAY:
        raise typer.BadParameter(f"{text!r}: instants lie between {FIRST_DAY} and {LAST_DAY}.")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read_text(given: str) -> str:
    """Return a text that can be stored. Raises BadParameter for bytes that are no characters."""
    try:
        given.encode()
    except UnicodeEncodeError as problem:
        raise typer.BadParameter("It holds bytes that are no characters (UTF-8).") from problem
    return given


def text(help_text: str, *names: str, most: int = 0, pattern: str = "") -> Any:
    """Return an option that takes a text of at most so many characters (0: any number) and of this form."""

    def read(given: str) -> str:
        read_text(given)
        if most and len(given) > most:
            raise typer.BadParameter(f"It has {len(given)} characters; {most} is most.")
        if pattern and not re.fullmatch(pattern, given):
            raise typer.BadParameter(f"{given!r} cannot be used. {help_text}")
        return given

    return typer.Option(*names, help=help_text, parser=read, metavar="TEXT")


Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]
Cursor = Annotated[int | None, typer.Option(min=1, help="Go on after this place, as the end of the page before says.")]
Reason = Annotated[str, text("Why; kept with what is done.", most=1000)]
Amount = Annotated[
    Money, typer.Argument(help="Decimal text with its currency, as one word or in quotes: \"1234.50 EUR\".",
                          parser=read_money, metavar="AMOUNT")
]  # fmt: skip
Customer = Annotated[
    str, typer.Argument(help="A customer: its number, one of its invoices, part of its name, or id:123.",
                        parser=read_text, metavar="CUSTOMER")
]  # fmt: skip
OfCustomer = Annotated[
    str | None, typer.Option("--customer", help="Only of this customer: number, invoice, name, or id:123.",
                             parser=read_text, metavar="CUSTOMER")
]  # fmt: skip
Invoice = Annotated[
    str, typer.Argument(help="An invoice: its number, or id:123.", parser=read_text, metavar="INVOICE")
]  # fmt: skip
OfInvoice = Annotated[
    str | None, typer.Option("--invoice", help="Only of this invoice: number, or id:123.", parser=read_text,
                             metavar="INVOICE")
]  # fmt: skip
CreatedSince = Annotated[
    datetime | None, typer.Option(help="Made since this instant.", parser=read_instant, metavar="INSTANT")
]  # fmt: skip
Id = Annotated[int, typer.Argument(min=1, help="Its id, as the list shows it.")]
ThirdParty = Annotated[
    bool, typer.Option("--third-party", help="The invoice is another customer's, and that is meant so.")
]  # fmt: skip
