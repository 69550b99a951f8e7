"""What every command needs: the database running, Django set up, the company found, the clock read once."""

from __future__ import annotations

import atexit
import getpass
import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.companies import CompanyFacts

out = Console()
err = Console(stderr=True)

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_NOT_FOUND, EXIT_BREACH = 0, 1, 2, 3, 4
"""Exit codes, documented in docs/reference/cli.md."""


def boot(*, as_owner: bool = False) -> None:
    """Start (or join) the embedded database and set Django up. Ends the command with a clear message if it cannot.

    `as_owner`: connect as the role that owns the tables, without a connection pooler, where such an address is given.
    """
    from duly.wiring.env import BadSetting

    try:
        from duly.wiring.database import ServerNotStarted

        try:
            start(as_owner=as_owner)
        except ServerNotStarted as problem:
            stop(str(problem))
    except BadSetting as problem:
        stop(str(problem), code=EXIT_USAGE)


def start(*, as_owner: bool = False) -> None:
    """Do what `boot` does; raises BadSetting or ServerNotStarted instead of ending the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    from duly.wiring.database import embedded_server, work_as_owner

    if as_owner:
        work_as_owner()
    server = embedded_server()
    if server is not None:
        server.acquire()
        atexit.register(server.release)
    import django

    django.setup()


def stop(message: str, code: int = EXIT_FAILED) -> None:
    """Say why on standard error and end with this exit code."""
    err.print(message, style="bold red", highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def now() -> datetime:
    """Read the clock: the one place on the command line."""
    return datetime.now(UTC)


def find_company(slug: str | None) -> CompanyFacts:
    """Return the named company; without a name, the only one there is."""
    from duly.store.queries.companies import all_companies

    companies = all_companies()
    if slug:
        for company in companies:
            if slug in {company.slug, str(company.id)}:
                return company
        stop(f"There is no company {slug!r}. Known: {', '.join(c.slug for c in companies) or 'none'}.", EXIT_NOT_FOUND)
    if len(companies) != 1:
        known = ", ".join(c.slug for c in companies) or "none; create one with `duly company add`"
        stop(f"Say which company with --company. Known: {known}.", EXIT_USAGE)
    return companies[0]


def act_for(company: CompanyFacts, *, reason: str = "", as_of: date | None = None) -> Act:
    """Return the circumstances of a command: the operating-system user, now, the company's business date."""
    from duly.services.act import Act

    at = now()
    day = as_of or company.business_date(at)
    return Act(company.id, "person", f"{getpass.getuser()} (command line)", at, day, reason)
