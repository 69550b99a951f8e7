"""`duly events`: what happened, as other programs are told it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from duly.faces.cli.session import EXIT_USAGE, boot, find_company, out, stop

group = typer.Typer(no_args_is_help=True, help="Look at the events that webhooks send.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="events")


@group.command(name="list")
def list_events(
    kind: Annotated[str, typer.Option(help="Only this kind; `invoice.` is all that begin so.")] = "",
    after: Annotated[int | None, typer.Option(help="Only those after this id, the oldest first.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    company: Company = None,
    as_json: Json = False,
) -> None:
    """List events, the newest first.

    With --json prints id, uid, kind, at, customer_id, subject_id and data of each; docs/reference/events.md says what
    data holds.
    """
    boot()
    from duly.core.accounts.events.catalogue import BY_NAME
    from duly.store.queries.events_log import events_page
    from duly.store.tenancy import in_company

    if kind and kind not in BY_NAME and not (kind.endswith(".") and any(name.startswith(kind) for name in BY_NAME)):
        stop(f"There is no event {kind!r}. docs/reference/events.md lists them all.", EXIT_USAGE)
    facts = find_company(company)
    with in_company(facts.id):
        found = events_page(facts.id, kind=kind, after=after, limit=limit)
    if as_json:
        rows = [
            {"id": e.id, "uid": str(e.uid), "kind": e.kind, "at": e.at.isoformat(), "customer_id": e.customer_id,
             "subject_id": e.subject_id, "data": e.data}
            for e in found
        ]  # fmt: skip
        out.print_json(json.dumps(rows))
        return
    for event in found:
        number = event.data.get("number") or event.data.get("customer_number") or ""
        out.print(f"{event.id}  {event.at:%Y-%m-%d %H:%M:%S}  {event.kind}  {number}", highlight=False)
    if not found:
        out.print("No events.", highlight=False)
