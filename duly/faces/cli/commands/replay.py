"""`duly replay`: run a stretch of past days again, and show who would have been reminded when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from rich.progress import track
from rich.table import Table

from duly.faces.cli.session import EXIT_BREACH, EXIT_USAGE, act_for, boot, err, find_company, out, stop

LONGEST_DAYS = 3660


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD; before today.")],
    company: Annotated[str | None, typer.Option(help="Slug of the company.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run every business day from one past day to another as of that day. Nothing is sent.

    Prints who would have been reminded when, and checks that nobody was asked for an invoice that was paid by
    that day (exit code 4 if somebody was).
    """
    boot()
    from duly.faces.cli.commands.cycle import run_day
    from duly.store.queries.replay import reminded_between, reminded_though_paid
    from duly.store.tenancy import in_company

    one = find_company(company)
    today = one.business_date(act_for(one).at)
    begin, end = _span(first, last, today)
    days = list(_business_days(begin, end, one.country))
    for day in track(days, "Replaying", console=err, transient=True):
        run_day(act_for(one, as_of=day, reason="duly replay"))
    with in_company(one.id):
        rows = reminded_between(one.id, begin, end)
        wrong = reminded_though_paid(one.id, begin, end)
    if as_json:
        out.print_json(json.dumps(_plain(rows, wrong, len(days))))
    else:
        _print(rows, wrong, len(days))
    raise typer.Exit(EXIT_BREACH if wrong else 0)


def _span(first: str, last: str, today: date) -> tuple[date, date]:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        stop(f"{first!r} to {last!r} are no days. Write them as YYYY-MM-DD.", EXIT_USAGE)
        raise
    if not begin <= end < today or (end - begin).days > LONGEST_DAYS:
        stop(f"The days must lie before today ({today}), in order, and within {LONGEST_DAYS} days.", EXIT_USAGE)
    return begin, end


def _business_days(begin: date, end: date, country: str) -> Iterator[date]:
    from duly.wiring.ports import holidays

    free = holidays(country, begin.year, end.year)
    day = begin
    while day <= end:
        if day.weekday() < 5 and day not in free:
            yield day
        day += timedelta(days=1)


def _plain(rows: list[Any], wrong: list[tuple[date, str]], days: int) -> dict[str, Any]:
    return {
        "days": days,
        "reminded": [
            {"date": r.business_date.isoformat(), "customer": r.customer_number, "name": r.customer_name,
             "channel": r.channel, "level": r.level_key, "invoices": list(r.numbers), "total_minor": r.total_minor,
             "currency": r.currency} for r in rows
        ],
        "reminded_though_paid": [{"date": day.isoformat(), "invoice": number} for day, number in wrong],
    }  # fmt: skip


def _print(rows: list[Any], wrong: list[tuple[date, str]], days: int) -> None:
    from duly.core.money.money import Money

    table = Table("day", "customer", "how", "level", "invoices", "asked", box=None)
    for row in rows:
        asked = f"{row.currency} {Money(row.total_minor, row.currency).plain()}"
        numbers = ", ".join(row.numbers[:4]) + (f" and {len(row.numbers) - 4} more" if len(row.numbers) > 4 else "")
        table.add_row(row.business_date.isoformat(), row.customer_name, row.channel, row.level_key, numbers, asked)
    out.print(table)
    levels = ", ".join(f"{count} {level}" for level, count in Counter(row.level_key for row in rows).most_common())
    people = len({row.customer_number for row in rows})
    out.print(f"{days} business days, {len(rows)} messages and calls to {people} customers: {levels or 'none'}.")
    for day, number in wrong:
        out.print(f"[red]{day}: {number} had been paid[/red]")
    out.print(
        "Nobody was reminded about an invoice that was paid by that day." if not wrong else f"{len(wrong)} wrong."
    )
