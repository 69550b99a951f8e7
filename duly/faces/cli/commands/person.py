"""`duly person`: add people, hand them a link to set their password, list them."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, out, stop

group = typer.Typer(no_args_is_help=True, help="Add people, hand them a password link, list them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="person")


@group.command()
def add(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    company: Company = None,
    role: Annotated[str, typer.Option(help="clerk, manager, sales, viewer or admin.")] = "clerk",
    name: Annotated[str, typer.Option(help="The name shown to colleagues.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read a first password from standard input.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a person a place in a company; prints a one-time link for the password unless one was given.

    With --json prints user_id, email, role, company, is_new and link ("" when there is none to hand over).
    """
    boot()
    from duly.services.accounts.manage_people import add_person
    from duly.services.refused import ServiceRefused
    from duly.store.tenancy import in_company
    from duly.wiring.sign_in import password_link

    facts = find_company(company)
    password = _password() if password_stdin else None
    try:
        with in_company(facts.id):
            added = add_person(act=act_for(facts), email=email, role=role, name=name, password=password)
    except ServiceRefused as refusal:
        stop(str(refusal), EXIT_USAGE if refusal.code in ("email", "role") else EXIT_FAILED)
        return
    link = password_link(added.user_id) if added.is_new and not password else ""
    if as_json:
        answer = {"user_id": added.user_id, "email": email.strip().lower(), "role": role, "company": facts.slug}
        out.print_json(json.dumps(answer | {"is_new": added.is_new, "link": link}))
        return
    out.print(f"{email} is {role} in {facts.name}.", highlight=False)
    _say_link(link, added.is_new)


def _password() -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password)
    except ValidationError as problem:
        stop(" ".join(problem.messages), EXIT_USAGE)
    return password


def _say_link(link: str, is_new: bool) -> None:
    if link:
        out.print("They set their password with this link; it works once, for three days:", highlight=False)
        out.print(link, highlight=False, soft_wrap=True)
    elif not is_new:
        out.print("They have a password already and keep it.", highlight=False)


@group.command()
def link(email: Annotated[str, typer.Argument(help="Whose password is to be set.")], as_json: Json = False) -> None:
    """Print a one-time link with which a person sets a new password. With --json prints email and link."""
    boot()
    from duly.store.queries.people import person_by_email
    from duly.wiring.sign_in import password_link

    user_id = person_by_email(email)
    if user_id is None:
        stop(f"Nobody signs in with {email}. Known people: duly person list", EXIT_NOT_FOUND)
        return
    address = password_link(user_id)
    if as_json:
        out.print_json(json.dumps({"email": email, "link": address}))
    else:
        _say_link(address, True)


@group.command(name="list")
def list_people(company: Company = None, as_json: Json = False) -> None:
    """List the people of a company. With --json prints user_id, email, name, role, is_active, has_two_factor."""
    boot()
    from duly.store.queries.people import people_of
    from duly.store.tenancy import in_company

    facts = find_company(company)
    with in_company(facts.id):
        people = people_of(facts.id)
    if as_json:
        rows = [
            {"user_id": p.user_id, "email": p.email, "name": p.name, "role": p.role, "is_active": p.is_active,
             "has_two_factor": p.has_two_factor}
            for p in people
        ]  # fmt: skip
        out.print_json(json.dumps(rows))
        return
    for person in people:
        state = "" if person.is_active else ", switched off"
        out.print(f"{person.email}: {person.role}{state}", highlight=False)
    if not people:
        out.print(f"Nobody yet: duly person add EMAIL --company {facts.slug} --role admin", highlight=False)
