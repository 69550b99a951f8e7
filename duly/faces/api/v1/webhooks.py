"""Webhooks: where events are sent to, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query, Schema
from pydantic import Field

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import ApiRequest, Caller
from duly.faces.api.endpoint import resource
from duly.faces.api.paging import Asking, after_id, by_id, paged
from duly.faces.api.problems import not_found
from duly.faces.api.v1.cases import EmptyIn
from duly.faces.api.values import Given, Instant, fill
from duly.services.events.endpoint_secret import read_secret, rotate_secret
from duly.services.events.pause_endpoint import pause_endpoint, resume_endpoint
from duly.services.events.register_endpoint import change_endpoint, register_endpoint, remove_endpoint
from duly.services.events.replay_deliveries import replay_delivery, replay_missed, send_test_event
from duly.store.queries.events_deliveries import DeliveryFacts, deliveries_of, delivery_facts
from duly.store.queries.events_endpoints import EndpointFacts, endpoint_facts, endpoints_of
from duly.wiring.ports import event_ports

webhooks = resource("Webhooks")
Url = Annotated[str, Field(max_length=500, description="An https address that can be reached from the internet.")]
Kinds = Annotated[
    list[Annotated[str, Field(max_length=60)]], Field(max_length=100, description="Kinds of event; none: all of them.")
]


class WebhookOut(Schema):
    """An endpoint that events are sent to."""

    id: int
    url: str
    description: str
    kinds: list[str] = Field(description="The kinds of event it takes; none: all of them.")
    state: str = Field(description="`active`, `paused` by a person, or `disabled` after long failure.")
    disabled_reason: str
    failing_since: datetime | None
    waiting: int = Field(description="Deliveries that wait.")
    retrying: int = Field(description="Those of them that failed before.")
    delivered: int = Field(description="Deliveries that arrived in the last seven days.")
    given_up: int = Field(description="Deliveries that were given up in the last seven days.")
    created_at: datetime


class WebhookPage(Schema):
    """The endpoints, the oldest first."""

    data: list[WebhookOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class WebhookIn(Given):
    """An endpoint to be added; its secret is read from `/webhooks/{id}/secret`."""

    url: Url
    kinds: Kinds = []
    description: Annotated[str, Field(max_length=200)] = ""


class WebhookChange(Given):
    """What changes; whatever is left out stays."""

    url: Url | None = None
    kinds: Kinds | None = None
    description: Annotated[str | None, Field(max_length=200)] = None
    state: Literal["active", "paused"] | None = None


class SecretOut(Schema):
    """The secret with which messages to the endpoint are signed."""

    secret: str


class RemovedOut(Schema):
    """What was removed."""

    id: int


class DeliveryOut(Schema):
    """One event on its way to one endpoint."""

    id: int
    endpoint_id: int
    event_id: int
    kind: str
    state: str = Field(description="`waiting`, `delivered` or `given_up`.")
    attempts: int
    last_status: int | None = Field(description="The HTTP status of the last answer, if there was one.")
    last_error: str
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    delivered_at: datetime | None


class DeliveryPage(Schema):
    """Deliveries, the newest first."""

    data: list[DeliveryOut]
    next: str | None = Field(description="The address of the page after; null on the last.")


class DeliveriesAsked(Asking):
    """How the list is narrowed."""

    state: Literal["waiting", "retrying", "delivered", "given_up"] | None = None


class ReplayIn(Given):
    """From when on."""

    since: Instant


class ReplayOut(Schema):
    """How much is sent again."""

    count: int


def _facts(caller: Caller, endpoint_id: int) -> EndpointFacts:
    found = endpoint_facts(caller.company.id, endpoint_id, caller.now)
    if found is None:
        raise not_found("This endpoint")
    return found


def _out(facts: EndpointFacts) -> WebhookOut:
    return fill(WebhookOut, facts, kinds=list(facts.kinds))


def _delivery(caller: Caller, delivery_id: int) -> DeliveryFacts:
    found = delivery_facts(caller.company.id, delivery_id)
    if found is None:
        raise not_found("This delivery")
    return found


@webhooks.read("/webhooks", answer=WebhookPage, verb=Verb.INTEGRATE)
def list_webhooks(request: ApiRequest, asked: Query[Asking]) -> Schema:
    """List the endpoints."""
    after = after_id(asked.cursor) or 0
    found = [one for one in endpoints_of(request.caller.company.id, request.caller.now) if one.id > after]
    kept, link = paged(request, found[: asked.limit + 1], asked.limit, by_id)
    return WebhookPage.model_construct(data=[_out(one) for one in kept], next=link)


@webhooks.read("/webhooks/{int:endpoint_id}", answer=WebhookOut, verb=Verb.INTEGRATE)
def get_webhook(request: ApiRequest, endpoint_id: int) -> Schema:
    """Get an endpoint."""
    return _out(_facts(request.caller, endpoint_id))


@webhooks.create("/webhooks", answer=WebhookOut, verb=Verb.INTEGRATE)
def create_webhook(request: ApiRequest, body: WebhookIn) -> Schema:
    """Add an endpoint."""
    caller = request.caller
    made = register_endpoint(
        act=caller.act(), ports=event_ports(), url=body.url, kinds=body.kinds, description=body.description
    )
    return _out(_facts(caller, made.id))


@webhooks.change("/webhooks/{int:endpoint_id}", answer=WebhookOut, verb=Verb.INTEGRATE, shown=get_webhook)
def update_webhook(request: ApiRequest, endpoint_id: int, body: WebhookChange) -> Schema:
    """Change an endpoint, pause it, or switch it on again."""
    caller, facts = request.caller, _facts(request.caller, endpoint_id)
    given: dict[str, Any] = {name: value for name, value in body.dict().items() if value is not None}
    state = given.pop("state", None)
    if given:
        values = {"url": facts.url, "kinds": list(facts.kinds), "description": facts.description} | given
        change_endpoint(act=caller.act(), ports=event_ports(), endpoint_id=endpoint_id, **values)
    if state == "active":
        resume_endpoint(act=caller.act(), endpoint_id=endpoint_id)
    elif state == "paused" and facts.state != "paused":
        pause_endpoint(act=caller.act(), endpoint_id=endpoint_id)
    return _out(_facts(caller, endpoint_id))


@webhooks.act("/webhooks/{int:endpoint_id}/remove", answer=RemovedOut, verb=Verb.INTEGRATE)
def remove_webhook(request: ApiRequest, endpoint_id: int, body: EmptyIn) -> Schema:
    """Remove an endpoint with its deliveries; the events stay."""
    remove_endpoint(act=request.caller.act(), endpoint_id=endpoint_id)
    return RemovedOut.model_construct(id=endpoint_id)


@webhooks.read("/webhooks/{int:endpoint_id}/secret", answer=SecretOut, verb=Verb.INTEGRATE)
def get_webhook_secret(request: ApiRequest, endpoint_id: int) -> Schema:
    """Read the signing secret; that it was read is written down."""
    secret = read_secret(act=request.caller.act(), sealer=event_ports().sealer, endpoint_id=endpoint_id)
    return SecretOut.model_construct(secret=secret)


@webhooks.act("/webhooks/{int:endpoint_id}/rotate-secret", answer=WebhookOut, verb=Verb.INTEGRATE)
def rotate_webhook_secret(request: ApiRequest, endpoint_id: int, body: EmptyIn) -> Schema:
    """Give an endpoint a new secret; for a day both sign."""
    rotate_secret(act=request.caller.act(), sealer=event_ports().sealer, endpoint_id=endpoint_id)
    return _out(_facts(request.caller, endpoint_id))


@webhooks.act("/webhooks/{int:endpoint_id}/test", answer=DeliveryOut, verb=Verb.INTEGRATE)
def test_webhook(request: ApiRequest, endpoint_id: int, body: EmptyIn) -> Schema:
    """Send a test event to an endpoint."""
    made = send_test_event(act=request.caller.act(), jobs=event_ports().jobs, endpoint_id=endpoint_id)
    return fill(DeliveryOut, _delivery(request.caller, made))


@webhooks.act("/webhooks/{int:endpoint_id}/replay", answer=ReplayOut, verb=Verb.INTEGRATE)
def replay_webhook(request: ApiRequest, endpoint_id: int, body: ReplayIn) -> Schema:
    """Send again what did not arrive since an instant."""
    act, jobs = request.caller.act(), event_ports().jobs
    return ReplayOut.model_construct(count=replay_missed(act=act, jobs=jobs, endpoint_id=endpoint_id, since=body.since))


@webhooks.read("/webhooks/{int:endpoint_id}/deliveries", answer=DeliveryPage, verb=Verb.INTEGRATE)
def list_deliveries(request: ApiRequest, endpoint_id: int, asked: Query[DeliveriesAsked]) -> Schema:
    """List what was sent to an endpoint, the newest first."""
    _facts(request.caller, endpoint_id)
    rows = deliveries_of(
        request.caller.company.id, endpoint_id, state=asked.state or "", before=after_id(asked.cursor),
        limit=asked.limit + 1,
    )  # fmt: skip
    kept, link = paged(request, rows, asked.limit, by_id)
    return DeliveryPage.model_construct(data=[fill(DeliveryOut, row) for row in kept], next=link)


@webhooks.act("/deliveries/{int:delivery_id}/replay", answer=DeliveryOut, verb=Verb.INTEGRATE)
def replay_one_delivery(request: ApiRequest, delivery_id: int, body: EmptyIn) -> Schema:
    """Send one delivery again."""
    made = replay_delivery(act=request.caller.act(), jobs=event_ports().jobs, delivery_id=delivery_id)
    return fill(DeliveryOut, _delivery(request.caller, made))
