"""`duly doctor`: look at everything Duly stands on, and say what to fix."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from duly.faces.cli.session import EXIT_BREACH, EXIT_OK, now, out, start

if TYPE_CHECKING:
    from duly.services.health.check import Check

_MARKS = {"ok": "[green]ok  [/green]", "warn": "[yellow]warn[/yellow]", "bad": "[bold red]bad [/bold red]"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check this installation and say what to fix; changes nothing and sends nothing.

    Exit code 0 when nothing is bad (warnings allowed), 4 otherwise. JSON: {sound, checks: [{name, state, sentence,
    remedy}]}, where state is ok, warn or bad.
    """
    checks = list(_checks())
    broken = sum(one.state == "bad" for one in checks)
    if as_json:
        out.print_json(json.dumps({"sound": broken == 0, "checks": [one.as_dict() for one in checks]}))
    else:
        for one in checks:
            _print(one)
        doubtful = sum(one.state == "warn" for one in checks)
        out.print(f"{len(checks)} checks: {broken} bad, {doubtful} to look at.", highlight=False)
    raise typer.Exit(EXIT_BREACH if broken else EXIT_OK)


def _print(check: Check) -> None:
    from rich.markup import escape

    out.print(f"{_MARKS[check.state]} {escape(check.name)}: {escape(check.sentence)}", highlight=False, soft_wrap=True)
    if check.remedy:
        out.print(f"       {escape(check.remedy)}", highlight=False, soft_wrap=True)


def _checks() -> Iterator[Check]:
    """Look from the ground up; what stands on something broken is not looked at."""
    from duly.services.health.check import bad
    from duly.services.health.check_packages import check_packages
    from duly.wiring.env import BadSetting
    from duly.wiring.installation import packages, python_version

    yield from check_packages(python_version(), packages())
    try:
        start()
    except BadSetting as problem:
        yield bad("settings", f"{problem}.", "Correct it (docs/reference/settings.md).")
        return
    except RuntimeError as problem:  # the embedded server did not start; the message says why
        yield bad("database", str(problem), "See the server's log in the data folder (postgres/server.log).")
        return
    yield from _running()


def _running() -> Iterator[Check]:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from duly.services.health.check import bad
    from duly.services.health.check_database import check_database
    from duly.services.health.check_installation import check_installation
    from duly.store.queries.database_state import database_state
    from duly.wiring.installation import installation_facts

    facts = installation_facts()
    yield from check_installation(facts)
    try:
        state = database_state()
        yield from check_database(state, now())
    except OperationalError as problem:
        said = " ".join(str(problem).split())
        yield bad("database", f"It cannot be reached: {said}", "Correct DATABASE_URL, or start the server.")
        return
    except ImproperlyConfigured as problem:
        yield bad("database role", str(problem), "See docs/how-to/external-postgresql.md.")
        return
    if not state.unapplied_migrations:
        yield from _at_work(is_mail_configured=facts.is_mail_configured)


def _at_work(*, is_mail_configured: bool) -> Iterator[Check]:
    from duly.services.health.check import warn
    from duly.services.health.check_company import check_company
    from duly.services.health.check_work import ALIVE_SECONDS, check_work
    from duly.store.queries.companies import all_companies
    from duly.store.queries.work_state import work_state
    from duly.store.tenancy import in_company

    yield from check_work(work_state(alive_seconds=ALIVE_SECONDS))
    companies = all_companies()
    if not companies:
        yield warn("companies", "There is no company yet.", "duly company add NAME")
    for company in companies:
        with in_company(company.id):
            yield from check_company(company, now(), is_mail_configured=is_mail_configured)
