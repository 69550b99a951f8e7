"""`duly company`: open companies and list them."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_FAILED, EXIT_USAGE, act_for, boot, find_company, out, stop

group = typer.Typer(no_args_is_help=True, help="Open companies and list them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="company")


def slug_of(name: str) -> str:
    """Return a name as a short word for commands: `Nord Süd GmbH` is nord-sud-gmbh."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


@group.command()
def add(
    name: Annotated[str, typer.Argument(help="The legal entity that invoices.")],
    slug: Annotated[str, typer.Option(help="Short name for commands; made from the name if not given.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217 code in which figures are summed.")] = "EUR",
    country: Annotated[str, typer.Option(help="ISO 3166 code of two letters.")] = "DE",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/Berlin.")] = "Europe/Berlin",
    language: Annotated[str, typer.Option(help="Language of messages: en, de, fr, es.")] = "en",
    as_json: Json = False,
) -> None:
    """Open a company. With --json prints its id, slug and name. Exit code 1 when the slug is taken."""
    boot()
    from django.db import IntegrityError

    from duly.services.accounts.create_company import create_company

    short = slug or slug_of(name)
    if problem := _problem(name, short, currency, country, time_zone, language):
        stop(problem, EXIT_USAGE)
    try:
        company_id = create_company(
            name=name.strip(), slug=short, currency=currency, country=country, time_zone=time_zone, language=language
        )
    except IntegrityError:
        stop(f"The short name {short!r} is taken. Give another with --slug.", EXIT_FAILED)
        return
    _install_procedure(short)
    if as_json:
        out.print_json(json.dumps({"id": company_id, "slug": short, "name": name.strip()}))
        return
    out.print(f"Opened [bold]{name.strip()}[/bold], short name {short}.", highlight=False)
    out.print(f"Give it an admin: duly person add EMAIL --company {short} --role admin", highlight=False)


def _install_procedure(slug: str) -> None:
    """Give a new company the shipped procedure, so that its first day can be looked at."""
    from duly.services.dunning.save_procedure import install_default_procedure
    from duly.store.tenancy import in_company

    company = find_company(slug)
    with in_company(company.id):
        install_default_procedure(act=act_for(company, reason="duly company add"))


def _problem(name: str, slug: str, currency: str, country: str, time_zone: str, language: str) -> str:
    """Return what is wrong with the words given, or ""."""
    from zoneinfo import available_timezones

    from django.conf import settings

    checks = (
        (bool(name.strip()), "The company needs a name."),
        (bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", slug)), "--slug takes small letters, digits and hyphens."),
        (bool(re.fullmatch(r"[A-Z]{3}", currency)), "--currency takes three capitals, such as EUR."),
        (bool(re.fullmatch(r"[A-Z]{2}", country)), "--country takes two capitals, such as DE."),
        (time_zone in available_timezones(), "--time-zone takes a name such as Europe/Berlin."),
        (language in dict(settings.LANGUAGES), "--language takes one of " + ", ".join(dict(settings.LANGUAGES)) + "."),
    )
    return next((words for holds, words in checks if not holds), "")


@group.command(name="list")
def list_companies(as_json: Json = False) -> None:
    """List the companies. With --json prints id, slug, name, currency, time_zone, is_demo, is_paused of each."""
    boot()
    from duly.store.queries.companies import all_companies

    companies = all_companies()
    if as_json:
        rows = [
            {"id": c.id, "slug": c.slug, "name": c.name, "currency": c.currency, "time_zone": c.time_zone,
             "is_demo": c.is_demo, "is_paused": c.paused_at is not None}
            for c in companies
        ]  # fmt: skip
        out.print_json(json.dumps(rows))
        return
    for company in companies:
        note = " (demo)" if company.is_demo else ""
        out.print(f"{company.slug}: {company.name}, {company.currency}, {company.time_zone}{note}", highlight=False)
    if not companies:
        out.print("There is no company yet. Open one: duly company add NAME", highlight=False)
