"""Send again: one delivery, or everything that did not arrive since an instant. And a test of an endpoint."""

from __future__ import annotations

from datetime import datetime

from duly.core.accounts.events.catalogue import TEST_KIND
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.events.deliver_events import enqueue_delivery
from duly.services.ports import Jobs
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import WebhookDelivery, WebhookEndpoint
from duly.store.queries.events_deliveries import insert_again, insert_missed
from duly.store.queries.events_subjects import write_subject_events

MOST_AT_ONCE = 100_000


def replay_delivery(*, act: Act, jobs: Jobs, delivery_id: int) -> int:
    """Send an event to an endpoint once more, under the same webhook-id; return the new delivery's id.

    Raises NotFound and ServiceRefused (it still waits, the endpoint is not active).
    """
    row = WebhookDelivery.objects.filter(company_id=act.company_id, pk=delivery_id).first()
    if row is None:
        raise NotFound("This delivery")
    endpoint = _active(act, row.endpoint_id)
    if row.state == "waiting" and row.attempts == 0:
        raise ServiceRefused("state", "This one waits to be sent already.")
    if row.state == "waiting":  # it would be tried again later: now, then
        row.next_attempt_at = act.at
        row.save(update_fields=["next_attempt_at"])
        made: int | None = row.pk
    else:
        made = insert_again(act.company_id, endpoint.pk, row.event_id, at=act.at)
    assert made is not None
    enqueue_delivery(jobs, act.company_id, endpoint.pk)
    said = f"Webhook {endpoint.url}: one delivery sent again"
    record_activity(act=act, verb="webhook.replayed", sentence=said, data={"endpoint_id": endpoint.pk, "count": 1})
    return made


def replay_missed(*, act: Act, jobs: Jobs, endpoint_id: int, since: datetime) -> int:
    """Send an endpoint every event since an instant that it takes and that neither arrived nor waits; return how many.

    Also what happened while it was disabled or before it was there; at most 100,000 at once. Raises NotFound and
    ServiceRefused (not active).
    """
    endpoint = _active(act, endpoint_id)
    count = insert_missed(act.company_id, endpoint_id, since=since, at=act.at, limit=MOST_AT_ONCE)
    if count:
        enqueue_delivery(jobs, act.company_id, endpoint_id)
        said = f"Webhook {endpoint.url}: {count} events since {since:%Y-%m-%d %H:%M} UTC sent again"
        data = {"endpoint_id": endpoint_id, "count": count}
        record_activity(act=act, verb="webhook.replayed", sentence=said, data=data)
    return count


def send_test_event(*, act: Act, jobs: Jobs, endpoint_id: int) -> int:
    """Send a test event to one endpoint; return the delivery's id. Raises NotFound and ServiceRefused (not active)."""
    endpoint = _active(act, endpoint_id)
    [event_id] = write_subject_events(
        company_id=act.company_id, at=act.at, kind=TEST_KIND, subject="endpoint", ids=[endpoint.pk],
        only_endpoint_id=endpoint.pk,
    )  # fmt: skip
    enqueue_delivery(jobs, act.company_id, endpoint.pk)
    made = WebhookDelivery.objects.get(company_id=act.company_id, endpoint_id=endpoint.pk, event_id=event_id)
    return made.pk


def _active(act: Act, endpoint_id: int) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.filter(company_id=act.company_id, pk=endpoint_id).first()
    if row is None:
        raise NotFound("This endpoint")
    if row.state != "active":
        raise ServiceRefused("state", f"This endpoint is {row.state}. Switch it on first, then send again.")
    return row
