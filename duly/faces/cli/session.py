"""What every command needs: the database running, Django set up, the company found, the clock read once."""

from __future__ import annotations

import atexit
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console

if TYPE_CHECKING:
    from duly.services.act import Act
    from duly.store.queries.companies import CompanyFacts

out = Console()
err = Console(stderr=True)

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_NOT_FOUND, EXIT_BREACH, EXIT_QUESTIONS, EXIT_REFUSED = 0, 1, 2, 3, 4, 5, 6
EXIT_MEANINGS = {
    EXIT_OK: "done, or it was so already",
    EXIT_FAILED: "it could not be done; standard error says why and what to do",
    EXIT_USAGE: "an argument, option or setting cannot be used",
    EXIT_NOT_FOUND: "what was named does not exist",
    EXIT_BREACH: "something is wrong with what was looked at; it is named (a check, an audit, lines in quarantine)",
    EXIT_QUESTIONS: "only a person can answer what is asked; nothing was changed",
    EXIT_REFUSED: "a rule refuses it; nothing was changed, and standard error says which rule and what to do",
}
"""What a program may rely on when a command ends; docs/reference/cli.md is made from it."""


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
    err.print(message, style="bold red", highlight=False, soft_wrap=True, markup=False)
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


@contextmanager
def working(company: str | None, *, reason: str = "") -> Iterator[Act]:
    """Open the company's scope, one database transaction, and yield the circumstances of a command.

    What is refused in it changes nothing; it is said, and the command ends with the exit code that fits.
    """
    boot()
    from duly.services.refused import NotFound, ServiceRefused
    from duly.store.tenancy import in_company

    facts = find_company(company)
    try:
        with in_company(facts.id):
            yield act_for(facts, reason=reason)
    except NotFound as missing:
        stop(str(missing), EXIT_NOT_FOUND)
    except ServiceRefused as refusal:
        stop(str(refusal), EXIT_REFUSED)
