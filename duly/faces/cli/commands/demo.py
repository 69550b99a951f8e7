"""`duly demo`: make a demo company, and bank files for it."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, now, out, stop

if TYPE_CHECKING:
    from duly.services.demo.make_demo import DemoCounts
    from duly.store.queries.companies import CompanyFacts

NAME, SLUG, SEED, CUSTOMERS, MONTHS = "Demo Supplies GmbH", "demo", 1, 300, 18
TIME_ZONE = ZoneInfo("Europe/Berlin")

group = typer.Typer(invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="demo")


@group.callback()
def demo(
    context: typer.Context,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same company.")] = SEED,
    customers: Annotated[int, typer.Option(min=1, max=20_000, help="How many customers.")] = CUSTOMERS,
    months: Annotated[int, typer.Option(min=1, max=60, help="How long its past is.")] = MONTHS,
    name: Annotated[str, typer.Option(help="Name of the company.")] = NAME,
    slug: Annotated[str, typer.Option(help="Short name for commands and addresses.")] = SLUG,
    replace: Annotated[bool, typer.Option("--replace", help="Refused, with what to do instead.")] = False,
    as_json: Json = False,
) -> None:
    """Make a demo company whose past ends yesterday: invented customers, invoices, payments, disputes, promises.

    With --json prints what was made: company_id, slug, currency, counts, and open_minor in minor units.
    """
    if context.invoked_subcommand is not None:
        return
    if replace:
        stop("A ledger only grows, so no company is replaced. Make another one: duly demo --slug another", EXIT_USAGE)
    boot()
    _make_tables()
    counts, seconds = _make(seed=seed, customers=customers, months=months, name=name, slug=slug)
    if as_json:
        out.print_json(json.dumps(counts.as_dict() | {"seconds": round(seconds, 1)}))
        return
    _print(counts, seconds)
    for line in sign_in_lines():
        out.print(line, highlight=False)


def _make_tables() -> None:
    """Make the tables of a new database, as `duly run` does; one that has some is brought up to date by a person."""
    from django.core.management import call_command

    from duly.store.queries.schema_state import applied_migrations
    from duly.wiring.database import MIGRATE_URL

    if applied_migrations():
        return
    if MIGRATE_URL:
        stop("The database has no tables yet: run `duly migrate`, which works as the role that owns them.")
    call_command("migrate", interactive=False, verbosity=0)


def _make(*, seed: int, customers: int, months: int, name: str, slug: str) -> tuple[DemoCounts, float]:
    from duly.core.insight.simulator import SimulationConfig
    from duly.services.demo.make_demo import make_demo
    from duly.services.refused import ServiceRefused

    at, started = now(), time.monotonic()
    yesterday = at.astimezone(TIME_ZONE).date() - timedelta(days=1)
    config = SimulationConfig(seed, yesterday, customers, months, seller_name=name)
    try:
        counts = make_demo(config=config, slug=slug, at=at)
    except ServiceRefused as problem:
        stop(str(problem))
        raise AssertionError from problem
    return counts, time.monotonic() - started


def _print(counts: DemoCounts, seconds: float) -> None:
    values: dict[str, Any] = counts.as_dict()
    names = ("customers", "contacts", "invoices", "credit_notes", "receipts", "notices", "promises", "disputes")
    made = ", ".join(f"{values[name]:,} {name.replace('_', ' ')}" for name in names)
    out.print(f"Made the demo company [bold]{counts.slug}[/bold] in {seconds:.1f} s: {made}.", highlight=False)


@group.command("bank-file")
def bank_file(
    company: Annotated[str | None, typer.Option(help="Slug of the demo company.")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Number of a customer: pay all that it owes. Default: ten varied payments.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="Where to write; default demo-bank-DATE.camt053.xml.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a bank file (camt.053) of today that pays open invoices of a demo company. Changes nothing itself.

    With --json prints the path and the size in bytes of the file.
    """
    boot()
    from duly.services.refused import NotFound, ServiceRefused
    from duly.wiring.demo_bank import DEMO_BANK_SUFFIX

    facts = find_company(company)
    act = act_for(facts)
    try:
        content = _bank_bytes(facts, act, customer)
    except ServiceRefused as problem:
        stop(str(problem), EXIT_NOT_FOUND if isinstance(problem, NotFound) else EXIT_FAILED)
        return
    path = to or Path(f"demo-bank-{act.business_date.isoformat()}{DEMO_BANK_SUFFIX}")
    try:
        path.write_bytes(content)
    except OSError as problem:
        stop(f"{path} cannot be written: {problem.strerror}. Choose another place with --out.")
    if as_json:
        out.print_json(json.dumps({"path": str(path), "bytes": len(content)}))
    else:
        out.print(f"Wrote {path}. Import it on the Cash page, or:", highlight=False)
        out.print(f"duly bank import --company {facts.slug} {path}", highlight=False, soft_wrap=True)


def _bank_bytes(facts: CompanyFacts, act: Any, number: str | None) -> bytes:
    from duly.services.demo.bank_file import demo_bank_file
    from duly.store.tenancy import in_company
    from duly.wiring.demo_bank import DEMO_BANK_WRITER

    with in_company(facts.id):
        return demo_bank_file(act=act, write=DEMO_BANK_WRITER, customer_number=number)


def ensure_demo() -> bool:
    """Make the demo company when there is no company at all; tell whether there is a demo company now."""
    from duly.store.queries.companies import all_companies

    companies = all_companies()
    if not companies:
        out.print("Making a demo company…")
        counts, seconds = _make(seed=SEED, customers=CUSTOMERS, months=MONTHS, name=NAME, slug=SLUG)
        _print(counts, seconds)
        return True
    return any(company.is_demo for company in companies)


def sign_in_lines() -> list[str]:
    """Return how to sign in to the demo company, a line for each person; empty without a demo company."""
    from duly.services.demo.people import DEMO_PEOPLE
    from duly.store.queries.companies import all_companies

    if not any(company.is_demo for company in all_companies()):
        return []
    return [f"Sign in ({person.role}): {person.email} / {person.password}" for person in DEMO_PEOPLE]
