"""Reports: who owes what by age, the figures, a customer's statement of account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.insight.metrics.figure import Figure
from duly.core.ledger.aging import buckets
from duly.core.ledger.statement import statement
from duly.faces.api.access import ApiRequest
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, decode_cursor, encode_cursor, next_link
from duly.faces.api.problems import bad_field
from duly.faces.api.v1.customers import customer_row
from duly.faces.api.values import Currency, Day, Id, MoneyOut, amount_of, money
from duly.services.insight.measure_receivables import Measures, measure_receivables
from duly.store.queries.aging_report import AgingFilter, AgingLine, aging_page
from duly.store.queries.metrics import Portfolio
from duly.store.queries.statement import account_currencies, account_postings, document_names

reports = resource("Reports")
STATEMENT_DAYS = 90
PERIODS = {"month": 1, "quarter": 3, "year": 12}


class AgingLineOut(Schema):
    """What one customer, segment or person has open in one currency, by days past due."""

    key: str = Field(description="A customer's id, a segment, a person's id or a currency; `~`: none; empty: unknown.")
    name: str
    number: str
    currency: str
    customers: int
    invoices: int
    buckets: list[MoneyOut] = Field(description="By days past due, in the order of `bucket_names`.")
    credit_notes: MoneyOut
    unapplied_cash: MoneyOut
    overdue: MoneyOut
    balance: MoneyOut


class AgingOut(Schema):
    """The aged balance on a day."""

    as_of: date
    bucket_names: list[str]
    data: list[AgingLineOut]
    totals: list[AgingLineOut] = Field(description="Over all lines, by currency.")
    next: str | None = Field(description="The address of the page after; null on the last.")


class AgingAsked(Asking):
    """What is aged."""

    as_of: Annotated[Day | None, Field(description="Default: today.")] = None
    by: Literal["customer", "segment", "owner", "currency"] = "customer"
    currency: Currency | None = None
    segment: Annotated[str | None, Field(max_length=60)] = None
    owner_id: Id | None = None
    customer_id: Id | None = None


@reports.read("/reports/aging", answer=AgingOut)
def get_aging(request: ApiRequest, asked: Query[AgingAsked]) -> Schema:
    """Get the aged balance on a day, the most overdue first."""
    caller = request.caller
    key = decode_cursor(asked.cursor, (int,))
    offset = min(int(key[0]), 10**7) if key else 0
    wanted = AgingFilter(
        asked.as_of or caller.today, asked.currency or "", asked.segment or "", str(asked.owner_id or ""),
        asked.customer_id, only_owner_id=caller.only_owner_id,
    )  # fmt: skip
    found = aging_page(caller.company.id, wanted, by=asked.by, limit=asked.limit, offset=offset)
    end = offset + asked.limit
    return AgingOut.model_construct(
        as_of=wanted.as_of, bucket_names=[one.name for one in buckets()], data=[_line(one) for one in found.lines],
        totals=[_line(one) for one in found.totals],
        next=next_link(request, encode_cursor((end,))) if end < found.count else None,
    )  # fmt: skip


def _line(line: AgingLine) -> AgingLineOut:
    code = line.currency
    return AgingLineOut.model_construct(
        key=line.key, name=line.label, number=line.number, currency=code, customers=line.customers,
        invoices=line.items, buckets=[money(minor, code) for minor in line.buckets],
        credit_notes=money(line.credit_minor, code), unapplied_cash=money(line.unapplied_minor, code),
        overdue=money(line.late_minor, code), balance=money(line.balance_minor, code),
    )  # fmt: skip


class FigureOut(Schema):
    """A figure with its formula worked out."""

    metric: str
    name: str
    value: str | None = Field(description="A decimal number; null when it cannot be said, see `note`.")
    unit: str
    worked: str
    note: str


class DsoOut(Schema):
    """DSO at the end of a month."""

    day: date
    days: str | None


class CashOut(Schema):
    """Cash received in the month that ended on a day."""

    until: date
    received: MoneyOut


class LevelOut(Schema):
    """What followed on a dunning level's notices within two weeks."""

    level_key: str
    notices: int
    invoices: int
    open: MoneyOut
    paid: MoneyOut
    paid_invoices: int


class FiguresOut(Schema):
    """DSO and its family, payment, promise and dispute figures."""

    as_of: date
    after: date = Field(description="The period begins on the day after this one.")
    currency: str
    is_short: bool = Field(description="The ledger begins inside the period, so that DSO comes out too high.")
    dso_month_ago: str | None
    figures: list[FigureOut]
    dso: list[DsoOut]
    cash: list[CashOut]
    levels: list[LevelOut]


class FiguresAsked(Schema):
    """What is measured."""

    as_of: Annotated[Day | None, Field(description="Default: today.")] = None
    period: Literal["month", "quarter", "year"] = "quarter"
    currency: Annotated[Currency | None, Field(description="Default: the company's.")] = None
    segment: Annotated[str | None, Field(max_length=60)] = None


@reports.read("/reports/figures", answer=FiguresOut)
def get_figures(request: ApiRequest, asked: Query[FiguresAsked]) -> Schema:
    """Get DSO and its family on a day."""
    caller = request.caller
    portfolio = Portfolio(
        caller.company.id, asked.currency or caller.company.currency, owner_id=caller.only_owner_id,
        segment=asked.segment or "",
    )  # fmt: skip
    return _figures(
        measure_receivables(portfolio=portfolio, as_of=asked.as_of or caller.today, period_months=PERIODS[asked.period])
    )


def _value(figure: Figure) -> str | None:
    value = figure.rounded(4)
    return None if value is None else f"{value:f}"


def _figures(found: Measures) -> FiguresOut:
    figures = [
        FigureOut.model_construct(
            metric=key, name=CATALOGUE[key].name, value=_value(one), unit=one.unit, worked=one.worked(),
            note=one.note.sentence() if one.note else "",
        )
        for key, one in found.figures.items()
    ]  # fmt: skip
    levels = [
        LevelOut.model_construct(
            level_key=one.level_key, notices=one.notices, invoices=one.items,
            open=money(one.open_minor, found.currency), paid=money(one.paid_minor, found.currency),
            paid_invoices=one.paid_items,
        )
        for one in found.levels
    ]  # fmt: skip
    return FiguresOut.model_construct(
        as_of=found.as_of, after=found.after, currency=found.currency, is_short=found.is_short,
        dso_month_ago=_value(found.dso_month_ago), figures=figures, levels=levels,
        dso=[DsoOut.model_construct(day=day, days=_value(one)) for day, one in found.dso_line],
        cash=[CashOut.model_construct(until=one.until, received=amount_of(one.received)) for one in found.cash],
    )  # fmt: skip


class StatementLineOut(Schema):
    """A line of a statement."""

    day: date
    kind: str
    document: str
    invoice_id: int | None
    receipt_id: int | None
    change: MoneyOut
    balance: MoneyOut


class StatementOut(Schema):
    """A customer's statement of account in one currency."""

    customer_id: int
    currency: str
    currencies: list[str] = Field(description="Those in which the customer was ever invoiced or paid.")
    from_date: date
    to_date: date
    opening: MoneyOut
    lines: list[StatementLineOut]
    closing: MoneyOut


class StatementAsked(Schema):
    """Whose statement, and of when."""

    customer_id: Id
    from_date: Annotated[Day | None, Field(description="Default: 90 days before `to_date`.")] = None
    to_date: Annotated[Day | None, Field(description="Default: today.")] = None
    currency: Annotated[Currency | None, Field(description="Default: the one most used.")] = None


@reports.read("/reports/statement", answer=StatementOut)
def get_statement(request: ApiRequest, asked: Query[StatementAsked]) -> Schema:
    """Get a customer's statement of account."""
    caller = request.caller
    customer_row(caller, asked.customer_id)
    until = asked.to_date or caller.today
    since = asked.from_date or until - timedelta(days=STATEMENT_DAYS)
    if since > until:
        raise bad_field("query.from_date", "It lies after to_date.", "Give a day before it.")
    used = account_currencies(caller.company.id, asked.customer_id)
    code = asked.currency or next(iter(used), caller.company.currency)
    rows = account_postings(caller.company.id, asked.customer_id, until)
    paper = statement(asked.customer_id, code, rows, since, until)
    items = {int(line.receivable_id) for line in paper.lines if line.receivable_id is not None}
    cash = {int(line.receipt_id) for line in paper.lines if line.receipt_id is not None}
    named, received = document_names(caller.company.id, items, cash)
    lines = []
    for line in paper.lines:
        item = int(line.receivable_id) if line.receivable_id is not None else None
        receipt = int(line.receipt_id) if line.receipt_id is not None else None
        known = named.get(item) if item is not None else received.get(receipt) if receipt is not None else None
        lines.append(
            StatementLineOut.model_construct(
                day=line.effective_date, kind=str(line.kind), document=known.number if known else "", invoice_id=item,
                receipt_id=receipt, change=money(line.change_minor, code), balance=money(line.balance_minor, code),
            )
        )  # fmt: skip
    return StatementOut.model_construct(
        customer_id=asked.customer_id, currency=code, currencies=used, from_date=since, to_date=until,
        opening=money(paper.opening_minor, code), lines=lines, closing=money(paper.closing_minor, code),
    )  # fmt: skip
