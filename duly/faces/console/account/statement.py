"""The statement of account: a customer's period on paper, on screen and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from duly.core.accounts.permissions import Verb
from duly.core.ledger.statement import StatementLine, StatementOfAccount, statement
from duly.core.money.money import Money
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.account.customer import find_account
from duly.faces.console.account.words import posting_words
from duly.faces.console.addresses import address, customer_address, invoice_address
from duly.faces.console.export import csv_response
from duly.faces.look.figures import date_text
from duly.store.queries.account_page import AccountFacts
from duly.store.queries.statement import DocumentName, account_currencies, account_postings, document_names

EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is printed: amounts in minor units, 0 for none; `url` leads to the document."""

    day: date
    what: str
    document: str
    text: str
    due_date: date | None
    debit_minor: int
    credit_minor: int
    balance_minor: int
    url: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A statement with its lines in words, and the sums of both columns."""

    account: AccountFacts
    statement: StatementOfAccount
    lines: tuple[Line, ...]
    currencies: tuple[str, ...]
    debit_minor: int
    credit_minor: int


@require_GET
@page(Verb.SEE_OWN)
def statement_page(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show the statement, ready to be printed."""
    made = _made(request, find_account(request.desk, customer_id))
    context: dict[str, Any] = {
        "title": _("Statement of account"), "nav": "customers", "account": made.account, "made": made,
        "paper": made.statement, "customer_url": customer_address(customer_id), "periods": _periods(request),
        "company": request.desk.company, "sender": ", ".join(request.desk.company.address.splitlines()),
        "is_own_favour": made.statement.closing_minor < 0,
    }  # fmt: skip
    return render(request, "console/account/statement.html", context)


@require_GET
@page(Verb.SEE_OWN)
def statement_file(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Answer with the statement as a CSV file."""
    made = _made(request, find_account(request.desk, customer_id))
    paper = made.statement
    head = (
        _("Date"), _("What"), _("Document"), _("Text"), _("Due"), _("Charged"), _("Credited"), _("Balance"),
        _("Currency"),
    )  # fmt: skip
    opening: tuple[object, ...] = (
        paper.from_date, _("Balance brought forward"), "", "", None, None, None,
        Money(paper.opening_minor, paper.currency), paper.currency,
    )  # fmt: skip
    rows = [opening, *((
        line.day, line.what, line.document, line.text, line.due_date, Money(line.debit_minor, paper.currency),
        Money(line.credit_minor, paper.currency), Money(line.balance_minor, paper.currency), paper.currency,
    ) for line in made.lines)]  # fmt: skip
    return csv_response(f"statement-{made.account.id}-{paper.from_date}-{paper.to_date}", head, rows)


def _made(request: DeskRequest, account: AccountFacts) -> Printed:
    desk = request.desk
    until = _day(request.GET.get("to", ""), desk.today)
    since = _day(request.GET.get("from", ""), _quarter_start(until))
    since, until = min(since, until), max(since, until)
    currencies = account_currencies(desk.company.id, account.id) or [desk.company.currency]
    wanted = request.GET.get("currency", "")
    currency = wanted if wanted in currencies else currencies[0]
    rows = account_postings(desk.company.id, account.id, until)
    paper = statement(account.id, currency, rows, since, until)
    items = {int(line.receivable_id) for line in paper.lines if line.receivable_id is not None}
    receipts = {int(line.receipt_id) for line in paper.lines if line.receipt_id is not None}
    named, received = document_names(desk.company.id, items, receipts)
    lines = tuple(_line(line, named, received) for line in paper.lines)
    debit, credit = sum(line.debit_minor for line in lines), sum(line.credit_minor for line in lines)
    return Printed(account, paper, lines, tuple(currencies), debit, credit)


def _line(line: StatementLine, named: dict[int, DocumentName], received: dict[int, DocumentName]) -> Line:
    code = f"{line.kind}:{line.reversed_kind}" if line.reversed_kind else str(line.kind)
    item = named.get(int(line.receivable_id)) if line.receivable_id is not None else None
    cash = received.get(int(line.receipt_id)) if line.receipt_id is not None else None
    url = ""
    if item and line.receivable_id is not None:
        url = invoice_address(line.receivable_id)
    elif cash and line.receipt_id is not None:
        url = address("cash_receipt", line.receipt_id)
    shown = item or cash
    is_opening = line.kind in ("invoice", "debit_note")
    return Line(
        day=line.effective_date, what=posting_words(code), document=shown.number if shown else "",
        text=shown.text if shown else "", due_date=item.due_date if item and is_opening else None,
        debit_minor=max(line.change_minor, 0), credit_minor=max(-line.change_minor, 0),
        balance_minor=line.balance_minor, url=url,
    )  # fmt: skip


def _day(text: str, otherwise: date) -> date:
    try:
        return max(EARLIEST, date.fromisoformat(text))
    except ValueError:
        return otherwise


def _quarter_start(day: date) -> date:
    """Return the first day of the quarter before the one `day` lies in."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1)


def _periods(request: DeskRequest) -> list[dict[str, str]]:
    today = request.desk.today
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    spans = (
        (_("This month"), month, today), (_("Last month"), last_month, month - timedelta(days=1)),
        (_("This year"), today.replace(month=1, day=1), today),
        (_("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        (_("Everything"), EARLIEST, today),
    )  # fmt: skip
    return [
        {"label": label, "query": f"from={since.isoformat()}&to={until.isoformat()}", "span": date_text(until)}
        for label, since, until in spans
    ]
