"""`duly webhook`: endpoints that events are sent to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from duly.faces.cli.session import EXIT_FAILED, EXIT_NOT_FOUND, EXIT_USAGE, act_for, boot, find_company, now, out, stop

group = typer.Typer(no_args_is_help=True, help="Send events to other programs: add an endpoint, test it, send again.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Company = Annotated[str | None, typer.Option(help="Slug of the company; needed when there are several.")]
Endpoint = Annotated[int, typer.Argument(help="The endpoint's id, see `duly webhook list`.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="webhook")


@contextmanager
def _scope(company: str | None) -> Iterator[Any]:
    """Open the company's scope and yield the circumstances; say a refusal and end with the exit code that fits it."""
    boot()
    from duly.services.refused import NotFound, ServiceRefused
    from duly.store.tenancy import in_company

    facts = find_company(company)
    try:
        with in_company(facts.id):
            yield act_for(facts)
    except NotFound as missing:
        stop(f"{missing} Known endpoints: duly webhook list --company {facts.slug}", EXIT_NOT_FOUND)
    except ServiceRefused as refusal:
        stop(str(refusal), EXIT_FAILED if refusal.code in ("state", "too_many") else EXIT_USAGE)


def _print(as_json: bool, answer: Any, *lines: str) -> None:
    if as_json:
        out.print_json(json.dumps(answer))
    else:
        for line in lines:
            out.print(line, highlight=False, soft_wrap=True)


@group.command()
def add(
    url: Annotated[str, typer.Argument(help="The https address that events are sent to.")],
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of event, such as invoice.settled; repeat it. None: all kinds.")
    ] = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    company: Company = None,
    as_json: Json = False,
) -> None:
    """Add an endpoint and print its signing secret, which is shown only now. With --json prints id and secret."""
    with _scope(company) as act:
        from duly.services.events.register_endpoint import register_endpoint
        from duly.wiring.ports import event_ports

        made = register_endpoint(act=act, ports=event_ports(), url=url, kinds=kind or [], description=description)
    _print(
        as_json, {"id": made.id, "secret": made.secret}, f"Endpoint {made.id} is added. Its secret, shown only now:",
        made.secret, f"Try it: duly webhook test {made.id}",
    )  # fmt: skip


@group.command(name="list")
def list_endpoints(company: Company = None, as_json: Json = False) -> None:
    """List the endpoints with their state.

    With --json prints id, url, description, kinds (empty: all), state (active, paused or disabled), disabled_reason,
    failing_since, waiting, retrying, and of the last seven days delivered and given_up.
    """
    with _scope(company) as act:
        from duly.store.queries.events_endpoints import endpoints_of

        found = endpoints_of(act.company_id, act.at)
    rows = [
        {"id": e.id, "url": e.url, "description": e.description, "kinds": list(e.kinds), "state": e.state,
         "disabled_reason": e.disabled_reason, "waiting": e.waiting, "retrying": e.retrying,
         "failing_since": e.failing_since.isoformat() if e.failing_since else None, "delivered": e.delivered,
         "given_up": e.given_up}
        for e in found
    ]  # fmt: skip
    lines = [
        f"{e.id}  {e.url}  {e.state}, {e.waiting} waiting, {e.delivered} delivered and {e.given_up} given up this week"
        for e in found
    ]
    _print(as_json, rows, *(lines or ["No endpoints yet: duly webhook add URL"]))


@group.command()
def test(endpoint: Endpoint, company: Company = None, as_json: Json = False) -> None:
    """Send a test event to an endpoint now, and say what it answered.

    Exit code 1 when it did not arrive. With --json prints delivery_id, state, last_status and last_error.
    """
    with _scope(company) as act:
        from duly.services.events.replay_deliveries import send_test_event
        from duly.store.queries.events_deliveries import delivery_facts
        from duly.store.tenancy import in_company
        from duly.wiring.ports import event_ports

        delivery = send_test_event(act=act, jobs=event_ports().jobs, endpoint_id=endpoint)
    from duly.services.events.deliver_events import deliver_events

    deliver_events(company_id=act.company_id, endpoint_id=endpoint, ports=event_ports(), clock=now)
    with in_company(act.company_id):
        facts = delivery_facts(act.company_id, delivery)
    assert facts is not None
    arrived = facts.state == "delivered"
    answer = {"delivery_id": facts.id, "state": facts.state, "last_status": facts.last_status,
              "last_error": facts.last_error}  # fmt: skip
    waits = "It waits behind others; see `duly webhook list`."
    said = f"It arrived ({facts.last_status})." if arrived else f"It did not arrive: {facts.last_error or waits}"
    _print(as_json, answer, said)
    if not arrived:
        raise typer.Exit(EXIT_FAILED)


@group.command()
def replay(
    endpoint: Endpoint,
    hours: Annotated[int, typer.Option(min=1, max=24 * 90, help="How far back.")] = 24,
    since: Annotated[datetime | None, typer.Option(help="From this instant (UTC) instead of --hours.")] = None,
    delivery: Annotated[int | None, typer.Option(help="Only this one delivery, whatever came of it.")] = None,
    company: Company = None,
    as_json: Json = False,
) -> None:
    """Send again what did not arrive, also what happened while it was disabled. With --json prints count."""
    with _scope(company) as act:
        from duly.services.events.replay_deliveries import replay_delivery, replay_missed
        from duly.wiring.ports import event_ports

        jobs = event_ports().jobs
        if delivery is not None:
            replay_delivery(act=act, jobs=jobs, delivery_id=delivery)
            count = 1
        else:
            begin = since.replace(tzinfo=act.at.tzinfo) if since else act.at - timedelta(hours=hours)
            count = replay_missed(act=act, jobs=jobs, endpoint_id=endpoint, since=begin)
    _print(as_json, {"count": count}, f"{count} to be sent; a worker does it.")


@group.command()
def rotate(endpoint: Endpoint, company: Company = None, as_json: Json = False) -> None:
    """Give an endpoint a new secret; for a day both sign. With --json prints id and secret."""
    with _scope(company) as act:
        from duly.services.events.endpoint_secret import rotate_secret
        from duly.wiring.ports import sealer

        secret = rotate_secret(act=act, sealer=sealer(), endpoint_id=endpoint)
    _print(as_json, {"id": endpoint, "secret": secret}, "The new secret, shown only now:", secret)


@group.command()
def pause(endpoint: Endpoint, company: Company = None, as_json: Json = False) -> None:
    """Hold back what is due for an endpoint; it waits. With --json prints id and state."""
    with _scope(company) as act:
        from duly.services.events.pause_endpoint import pause_endpoint

        pause_endpoint(act=act, endpoint_id=endpoint)
    _print(as_json, {"id": endpoint, "state": "paused"}, "Paused. What happens meanwhile waits.")


@group.command()
def resume(endpoint: Endpoint, company: Company = None, as_json: Json = False) -> None:
    """Send to a paused or disabled endpoint again. With --json prints id and state."""
    with _scope(company) as act:
        from duly.services.events.pause_endpoint import resume_endpoint

        resume_endpoint(act=act, endpoint_id=endpoint)
    _print(as_json, {"id": endpoint, "state": "active"}, "Active again.")


@group.command()
def remove(endpoint: Endpoint, company: Company = None, as_json: Json = False) -> None:
    """Remove an endpoint with its deliveries; the events stay. With --json prints id."""
    with _scope(company) as act:
        from duly.services.events.register_endpoint import remove_endpoint

        remove_endpoint(act=act, endpoint_id=endpoint)
    _print(as_json, {"id": endpoint}, "Removed.")


@group.command()
def reseal(company: Company = None, as_json: Json = False) -> None:
    """Encrypt the endpoints' secrets with the newest key of DULY_ENCRYPTION_KEY. With --json prints count."""
    with _scope(company) as act:
        from duly.services.events.endpoint_secret import reseal_secrets
        from duly.services.ports import CannotUnseal
        from duly.wiring.ports import sealer

        try:
            count = reseal_secrets(act=act, sealer=sealer())
        except CannotUnseal as problem:
            stop(str(problem))
            return
    _print(as_json, {"count": count}, f"{count} endpoints changed to the newest key.")
