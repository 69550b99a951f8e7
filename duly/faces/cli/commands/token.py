"""`duly token`: make, list and revoke tokens of the API."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, now, out, stop

group = typer.Typer(no_args_is_help=True, help="Tokens with which programs use the API.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="token")


@group.command()
def add(
    name: Annotated[str, typer.Argument(help="The program that will use it.")],
    company: Company = None,
    role: Annotated[str, typer.Option(help="clerk, manager, sales, viewer or admin.")] = "viewer",
    days: Annotated[int, typer.Option(help="For how many days it works, 1 to 365.")] = 90,
    person: Annotated[
        str | None, typer.Option("--for", help="Address of the person whose token it is; a sales token needs one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a token and print it. It is readable only now: Duly keeps its hash.

    With --json prints id, token, prefix, role, company and expires_at.
    """
    boot()
    from duly.services.api.create_token import create_token
    from duly.services.refused import ServiceRefused
    from duly.store.queries.people import person_by_email
    from duly.store.tenancy import in_company

    facts = find_company(company)
    user_id = person_by_email(person) if person else None
    if person and user_id is None:
        stop(f"Nobody signs in with {person}. Known people: duly person list", EXIT_NOT_FOUND)
    try:
        with in_company(facts.id):
            made = create_token(act=act_for(facts), name=name, role=role, days=days, for_user_id=user_id)
    except ServiceRefused as refusal:
        stop(str(refusal), EXIT_FAILED if refusal.code == "too_many" else EXIT_USAGE)
        return
    if as_json:
        answer = {"id": made.id, "token": made.token, "prefix": made.prefix, "role": role, "company": facts.slug}
        out.print_json(json.dumps(answer | {"expires_at": made.expires_at.isoformat()}))
        return
    typer.echo(made.token)
    typer.echo(f"Works as {role} of {facts.name} until {made.expires_at:%Y-%m-%d}. It is not shown again.", err=True)


@group.command(name="list")
def list_tokens(company: Company = None, as_json: Json = False) -> None:
    """List the tokens of a company, without their secrets.

    With --json prints id, name, prefix, role, person, state (active, expired or revoked), created_at, expires_at,
    last_used_at and revoked_at.
    """
    boot()
    from duly.store.queries.api_tokens import tokens_of
    from duly.store.tenancy import in_company

    facts, at = find_company(company), now()
    with in_company(facts.id):
        tokens = tokens_of(facts.id)
    if as_json:
        rows = [
            {"id": t.id, "name": t.name, "prefix": t.prefix, "role": t.role, "person": t.person, "state": t.state(at)}
            | {key: value.isoformat() if (value := getattr(t, key)) else None for key in _INSTANTS}
            for t in tokens
        ]
        out.print_json(json.dumps(rows))
        return
    for token in tokens:
        used = f"last used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used"
        until = f"{token.state(at)}, until {token.expires_at:%Y-%m-%d}, {used}"
        out.print(f"{token.id}: {token.name}, {token.prefix}…, {token.role}, {until}", highlight=False, markup=False)
    if not tokens:
        out.print(f"None yet: duly token add NAME --company {facts.slug}", highlight=False)


_INSTANTS = ("created_at", "expires_at", "last_used_at", "revoked_at")


@group.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Its id or its prefix, as `duly token list` shows them.")],
    company: Company = None,
    as_json: Json = False,
) -> None:
    """Revoke a token; the next request with it is refused. With --json prints id and revoked (false: it was before)."""
    boot()
    from duly.services.api.revoke_token import revoke_token
    from duly.store.queries.api_tokens import tokens_of
    from duly.store.tenancy import in_company

    facts = find_company(company)
    with in_company(facts.id):
        found = [t for t in tokens_of(facts.id) if token in (str(t.id), t.prefix)]
        if len(found) != 1:
            stop(f"{len(found) or 'No'} tokens are called {token!r}. Known: duly token list", EXIT_NOT_FOUND)
        was_new = revoke_token(act=act_for(facts, reason="revoked on the command line"), token_id=found[0].id)
    if as_json:
        out.print_json(json.dumps({"id": found[0].id, "revoked": was_new}))
    else:
        out.print("Revoked." if was_new else "It was revoked before.", highlight=False)
