"""`duly portal`: links into a customer's own page."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, out, stop

LONGEST_DAYS = 730
group = typer.Typer(no_args_is_help=True, help="The customers' own page.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group.callback()(_group)
    app.add_typer(group, name="portal")


def _group() -> None:
    """Keep `link` a word of its own although it is the only one."""


@group.command()
def link(
    customer: Annotated[str, typer.Argument(help="Number or name of the customer.")],
    company: Annotated[str | None, typer.Option(help="Slug of the company.")] = None,
    days: Annotated[int | None, typer.Option(help="For how many days it works; default DULY_PORTAL_LINK_DAYS.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: url, customer_id, days.")] = False,
) -> None:
    """Make a link into a customer's page and print it. It is readable only now: Duly keeps its hash."""
    boot()
    from django.conf import settings

    from duly.services.accounts.record_activity import record_activity
    from duly.services.payments.portal_link import NewLink, issue_portal_links
    from duly.store.queries.find import find_customers
    from duly.store.tenancy import in_company

    works = settings.PORTAL_LINK_DAYS if days is None else days
    if not 1 <= works <= LONGEST_DAYS:
        stop(f"--days takes 1 to {LONGEST_DAYS}.", EXIT_USAGE)
    one = find_company(company)
    act = act_for(one)
    with in_company(one.id):
        ids = find_customers(one.id, customer)
        if not ids:
            stop(f"No customer of {one.name} is called {customer!r}.", EXIT_NOT_FOUND)
        if len(ids) > 1:
            stop(f"Several customers match {customer!r}. Give the number.", EXIT_USAGE)
        (token,) = issue_portal_links(act=act, links=[NewLink(ids[0])], days=works)
        said = f"A link to the customer's page was made; it works for {works} days"
        record_activity(act=act, verb="portal.issued", sentence=said, customer_id=ids[0])
    url = f"{settings.BASE_URL.rstrip('/')}/p/{token}/"
    if as_json:
        out.print_json(json.dumps({"url": url, "customer_id": ids[0], "days": works}))
    else:
        typer.echo(url)
