"""Register an endpoint that events are sent to, change it, remove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duly.core.accounts.events.catalogue import unknown_kinds
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.events.endpoint_secret import context_of, new_secret
from duly.services.ports import EventPorts
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import WebhookEndpoint
from duly.store.queries.locks import lock_name

MOST_ENDPOINTS = 20


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint that was registered; `secret` is readable only now."""

    id: int
    secret: str


def register_endpoint(
    *, act: Act, ports: EventPorts, url: str, kinds: Sequence[str] = (), description: str = ""
) -> NewEndpoint:
    """Register an address for some kinds of event (none: all kinds). Called inside the company's scope.

    Raises ServiceRefused (url, kinds, description, too_many).
    """
    wanted = _checked(ports, url, kinds, description)
    lock_name(f"webhook endpoints {act.company_id}")
    if WebhookEndpoint.objects.filter(company_id=act.company_id).count() >= MOST_ENDPOINTS:
        raise ServiceRefused("too_many", f"There are {MOST_ENDPOINTS} endpoints already. Remove one first.")
    row = WebhookEndpoint.objects.create(
        company_id=act.company_id, url=url.strip(), description=description.strip(), kinds=wanted,
        secret_encrypted="", created_by=act.actor[:200], created_at=act.at,
    )  # fmt: skip
    secret = new_secret()
    row.secret_encrypted = ports.sealer.seal(secret, context=context_of(row))
    row.save(update_fields=["secret_encrypted"])
    said = f"Webhook {row.url} added for {', '.join(wanted) or 'all events'}"
    record_activity(act=act, verb="webhook.added", sentence=said, data={"endpoint_id": row.pk, "kinds": wanted})
    return NewEndpoint(row.pk, secret)


def change_endpoint(
    *, act: Act, ports: EventPorts, endpoint_id: int, url: str, kinds: Sequence[str], description: str
) -> None:
    """Change where an endpoint is and what it takes; what waits for it goes to the new address.

    Raises NotFound and ServiceRefused (url, kinds, description).
    """
    row = WebhookEndpoint.objects.select_for_update().filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    wanted = _checked(ports, url, kinds, description)
    before = row.url
    row.url, row.kinds, row.description = url.strip(), wanted, description.strip()
    row.save(update_fields=["url", "kinds", "description"])
    said = f"Webhook {row.url} changed: {', '.join(wanted) or 'all events'}"
    data = {"endpoint_id": row.pk, "kinds": wanted, "url_before": before}
    record_activity(act=act, verb="webhook.changed", sentence=said, data=data)


def remove_endpoint(*, act: Act, endpoint_id: int) -> None:
    """Remove an endpoint with its deliveries; the events stay. Raises NotFound."""
    row = WebhookEndpoint.objects.select_for_update().filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    url = row.url
    row.delete()
    record_activity(
        act=act, verb="webhook.removed", sentence=f"Webhook {url} removed", data={"endpoint_id": endpoint_id}
    )


def _checked(ports: EventPorts, url: str, kinds: Sequence[str], description: str) -> list[str]:
    if problem := ports.sender.problem_with(url.strip()):
        raise ServiceRefused("url", problem)
    wanted = list(dict.fromkeys(kinds))
    if unknown := unknown_kinds(wanted):
        raise ServiceRefused("kinds", f"There is no event {unknown[0][:80]!r}: see docs/reference/events.md.")
    if len(description.strip()) > 200:
        raise ServiceRefused("description", "Describe it in at most 200 characters.")
    return wanted
