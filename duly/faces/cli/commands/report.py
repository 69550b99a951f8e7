"""`duly report`: aging and figures of any day on the terminal, or as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from duly.faces.cli.session import EXIT_USAGE, boot, find_company, now, out, stop

if TYPE_CHECKING:
    from duly.core.insight.metrics.figure import Figure
    from duly.services.insight.measure_receivables import Measures
    from duly.store.queries.aging_report import AgingLine, AgingPage

Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; default today.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Code = Annotated[str, typer.Option("--currency", help="ISO 4217 code; default the company's.")]
Segment = Annotated[str, typer.Option(help="Only customers of this segment; ~ means those without one.")]
LIMIT = 1_000_000
WIDEST = 400

report = typer.Typer(help="Aging and figures of any day.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(report, name="report")


def _minor(minor: int, currency: str) -> str:
    from duly.core.money.money import Money

    return f"{Money(minor, currency).as_decimal():,}"


def _currency(given: str, default: str) -> str:
    from duly.core.money.currency import UnknownCurrency, exponent

    try:
        exponent(given or default)
    except UnknownCurrency as problem:
        stop(f"{problem}.", EXIT_USAGE)
    return given or default


@report.command()
def aging(
    as_of: AsOf = None,
    by: Annotated[str, typer.Option(help="customer, segment, owner or currency.")] = "customer",
    company: Company = None,
    currency: Code = "",
    segment: Segment = "",
    as_json: AsJson = False,
) -> None:
    """Print who owes what, by days past due, as of a day; credit notes and unapplied cash beside the buckets.

    JSON: {company, as_of, by, currency, buckets: [names], lines: [{key, name, currency, customers, buckets_minor,
    credit_minor, unapplied_minor, balance_minor}], totals: [...]}; amounts are minor units of the line's currency.
    """
    boot()
    from duly.store.queries.aging_report import KEYS, AgingFilter, aging_page
    from duly.store.queries.report_choices import report_choices
    from duly.store.tenancy import in_company

    if by not in KEYS:
        stop(f"--by is one of {', '.join(KEYS)}, not {by!r}.", EXIT_USAGE)
    facts = find_company(company)
    day = as_of.date() if as_of else facts.business_date(now())
    code = "" if by == "currency" else _currency(currency, facts.currency)
    with in_company(facts.id):
        found = aging_page(facts.id, AgingFilter(day, code, segment=segment), by=by, limit=LIMIT)  # type: ignore[arg-type]
        owners = {str(number): name for number, name in report_choices(facts.id).owners.items()}
    if as_json:
        said = {"company": facts.slug, "as_of": day.isoformat(), "by": by, "currency": code, "buckets": _heads()}
        lines = [_plain(line, _name(by, line, owners)) for line in found.lines]
        out.print_json(json.dumps(said | {"lines": lines, "totals": [_plain(one, "total") for one in found.totals]}))
        return
    _print_aging(f"{facts.name}, {day.isoformat()}", by, found, owners)


def _heads() -> list[str]:
    from duly.core.ledger.aging import buckets

    return [bucket.name for bucket in buckets()]


def _name(by: str, line: AgingLine, owners: dict[str, str]) -> str:
    from duly.store.queries.aging_report import NOTHING, UNIDENTIFIED

    if line.key == UNIDENTIFIED:
        return "unidentified payer"
    if line.key == NOTHING:
        return "no segment" if by == "segment" else "nobody"
    return owners.get(line.key, line.key) if by == "owner" else (line.label if by == "customer" else line.key)


def _plain(line: AgingLine, name: str) -> dict[str, Any]:
    return {
        "key": line.key, "name": name, "currency": line.currency, "customers": line.customers,
        "buckets_minor": list(line.buckets), "credit_minor": line.credit_minor,
        "unapplied_minor": line.unapplied_minor, "balance_minor": line.balance_minor,
    }  # fmt: skip


def _print_aging(title: str, by: str, found: AgingPage, owners: dict[str, str]) -> None:
    table = Table(
        by, *_heads(), "credit notes", "unapplied", "balance", "", title=title, title_justify="left", box=None
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for line, name in [
        *((one, _name(by, one, owners)) for one in found.lines),
        *((one, "Total") for one in found.totals),
    ]:
        minors = (*line.buckets, line.credit_minor, -line.unapplied_minor, line.balance_minor)
        table.add_row(name, *(_minor(minor, line.currency) if minor else "-" for minor in minors), line.currency)
    if not found.count:
        out.print(f"{title}: nothing is open.")
        return
    # An amount is never cut: where the terminal is too narrow, lines are longer than it.
    needed = Measurement.get(out, out.options.update(max_width=WIDEST), table).maximum
    Console(width=max(out.width, needed)).print(table)


@report.command()
def figures(
    as_of: AsOf = None,
    period: Annotated[str, typer.Option(help="month, quarter or year that the figures look back over.")] = "quarter",
    company: Company = None,
    currency: Code = "",
    segment: Segment = "",
    as_json: AsJson = False,
) -> None:
    """Print DSO and its family, CEI, payment, promise and dispute figures, each with its formula worked out.

    JSON: {company, as_of, period_after, currency, is_short, dso_month_ago, figures: {metric: {value, unit, worked,
    note}}, dso: [{date, value}], cash: [{until, received_minor}], levels: [...]}; values are decimal text or null.
    """
    boot()
    from duly.services.insight.measure_receivables import measure_receivables
    from duly.store.queries.metrics import Portfolio
    from duly.store.tenancy import in_company

    months = {"month": 1, "quarter": 3, "year": 12}.get(period)
    if months is None:
        stop(f"--period is month, quarter or year, not {period!r}.", EXIT_USAGE)
    assert months is not None
    facts = find_company(company)
    day: date = as_of.date() if as_of else facts.business_date(now())
    portfolio = Portfolio(facts.id, _currency(currency, facts.currency), segment=segment)
    with in_company(facts.id):
        measures = measure_receivables(portfolio=portfolio, as_of=day, period_months=months)
    if as_json:
        out.print_json(json.dumps({"company": facts.slug} | _measures(measures)))
        return
    _print_figures(f"{facts.name}, {day.isoformat()}, {period}, {measures.currency}", measures)


def _decimal(figure: Figure) -> str | None:
    value = figure.rounded(4)
    return None if value is None else str(value)


def _measures(measures: Measures) -> dict[str, Any]:
    return {
        "as_of": measures.as_of.isoformat(), "period_after": measures.after.isoformat(),
        "currency": measures.currency, "is_short": measures.is_short,
        "dso_month_ago": _decimal(measures.dso_month_ago),
        "figures": {
            key: {"value": _decimal(one), "unit": one.unit, "worked": one.worked(),
                  "note": one.note.sentence() if one.note else None}
            for key, one in measures.figures.items()
        },
        "dso": [{"date": day.isoformat(), "value": _decimal(one)} for day, one in measures.dso_line],
        "cash": [{"until": one.until.isoformat(), "received_minor": one.received.minor} for one in measures.cash],
        "levels": [
            {"level": one.level_key, "notices": one.notices, "invoices": one.items, "open_minor": one.open_minor,
             "paid_minor": one.paid_minor, "paid_invoices": one.paid_items}
            for one in measures.levels
        ],
    }  # fmt: skip


def _print_figures(title: str, measures: Measures) -> None:
    from duly.core.insight.metrics.catalogue import CATALOGUE

    table = Table("", "", "", title=title, title_justify="left", box=None, show_header=False)
    table.columns[1].justify = "right"
    for key, one in measures.figures.items():
        value = one.rounded(1)
        shown = "-" if value is None else f"{value} {'%' if one.unit == 'percent' else one.unit}"
        table.add_row(CATALOGUE[key].name, shown, one.note.sentence() if value is None and one.note else one.worked())
    out.print(table)
    before = measures.dso_month_ago.rounded(1)
    if before is not None:
        out.print(f"DSO a month before: {before} days.")
    if measures.is_short:
        out.print("The ledger begins inside this period: DSO comes out too high. Choose a shorter --period.")
