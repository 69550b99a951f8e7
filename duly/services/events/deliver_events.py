"""Send what waits for one endpoint, at least once each, the oldest first.

Each attempt is three steps: take (the delivery is ours for two minutes), send outside any database transaction, write
down what came of it. A worker that dies in between leaves a delivery that is due again when the two minutes are over;
receivers recognise a message they have had by its `webhook-id`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from duly.core.accounts.events.envelope import envelope, message_id
from duly.core.accounts.events.retry import REST_AFTER_FAILURES, is_given_up, next_attempt, rest
from duly.services.act import Act
from duly.services.events.endpoint_secret import signing_secrets
from duly.services.events.pause_endpoint import disable_endpoint
from duly.services.ports import CannotUnseal, EventPorts, Jobs, OutgoingWebhook, WebhookAnswer
from duly.store.models import WebhookDelivery, WebhookEndpoint
from duly.store.queries.companies import company_facts
from duly.store.queries.events_deliveries import LEASE, TakenDelivery, endpoints_with_due, let_rest, take_delivery
from duly.store.tenancy import in_company

TASK = "deliver_events"
MOST_A_RUN = 100
GONE = 410
Clock = Callable[[], datetime]


def enqueue_delivery(jobs: Jobs, company_id: int, endpoint_id: int) -> bool:
    """Enqueue the job of an endpoint; False when one waits already."""
    name = f"webhook-{company_id}-{endpoint_id}"
    values = {"company_id": company_id, "endpoint_id": endpoint_id}
    return jobs.enqueue(TASK, values, queueing_lock=name, lock=name)


def deliver_events(*, company_id: int, endpoint_id: int, ports: EventPorts, clock: Clock) -> int:
    """Send what is due for an endpoint, at most a hundred messages; return how many arrived.

    After three failures in a row the endpoint rests, so that a dead one does not hold a worker up. Opens its own
    company scopes; call it outside any. Time passes while it runs, so it is given a clock.
    """
    arrived = failures = 0
    for _ in range(MOST_A_RUN):
        with in_company(company_id):
            taken = _take(company_id, endpoint_id, ports, clock())
        if taken is None:
            return arrived
        delivery, message = taken
        answer = ports.sender.send(message) if message else WebhookAnswer(problem="not sent: its secret does not open")
        with in_company(company_id):
            _conclude(company_id, endpoint_id, delivery, answer, clock())
            arrived, failures = (arrived + 1, 0) if answer.is_accepted else (arrived, failures + 1)
            if failures >= REST_AFTER_FAILURES:
                _rest(company_id, endpoint_id, clock())
                return arrived
    with in_company(company_id):
        if endpoint_id in endpoints_with_due(company_id, clock()):
            enqueue_delivery(ports.jobs, company_id, endpoint_id)
    return arrived


def _take(
    company_id: int, endpoint_id: int, ports: EventPorts, at: datetime
) -> tuple[TakenDelivery, OutgoingWebhook | None] | None:
    endpoint = WebhookEndpoint.objects.filter(company_id=company_id, pk=endpoint_id, state="active").first()
    if endpoint is None:
        return None
    taken = take_delivery(company_id, endpoint_id, at=at, until=at + LEASE)
    if taken is None:
        return None
    try:
        secrets = signing_secrets(ports.sealer, endpoint, at)
    except CannotUnseal:
        return taken, None
    body = envelope(uid=taken.uid, kind=taken.kind, at=taken.at, company_id=company_id, data=taken.data)
    return taken, OutgoingWebhook(endpoint.url, message_id(taken.uid), at, body, secrets)


def _conclude(company_id: int, endpoint_id: int, taken: TakenDelivery, answer: WebhookAnswer, at: datetime) -> None:
    endpoint = WebhookEndpoint.objects.select_for_update().filter(company_id=company_id, pk=endpoint_id).first()
    waiting = WebhookDelivery.objects.select_for_update().filter(company_id=company_id, pk=taken.id, state="waiting")
    row = waiting.first()
    if endpoint is None or row is None:  # deleted, or another worker had it delivered meanwhile
        return
    row.last_status, row.last_error = answer.status, answer.problem[:300]
    if answer.is_accepted:
        row.state, row.delivered_at, row.next_attempt_at = "delivered", at, None
        row.save()
        if endpoint.failing_since is not None:
            WebhookEndpoint.objects.filter(pk=endpoint_id).update(failing_since=None)
        return
    asked = timedelta(seconds=answer.retry_after_seconds) if answer.retry_after_seconds else None
    row.next_attempt_at = next_attempt(row.attempts, at, seed=str(row.pk), asked=asked)
    if row.next_attempt_at is None or answer.status == GONE:
        row.state, row.next_attempt_at = "given_up", None
    row.save()
    _count_failure(company_id, endpoint, answer, at)


def _count_failure(company_id: int, endpoint: WebhookEndpoint, answer: WebhookAnswer, at: datetime) -> None:
    """Note that the endpoint fails; disable it when it said that it is gone, or after days of nothing but failures."""
    if endpoint.failing_since is None:
        endpoint.failing_since = at
        endpoint.save(update_fields=["failing_since"])
    if answer.status == GONE:
        why = "It answered 410: it is gone for good."
    elif is_given_up(endpoint.failing_since, at):
        why = f"Nothing has arrived for three days; at last {answer.problem}."
    else:
        return
    company = company_facts(company_id)
    assert company is not None
    act = Act(company_id, "system", "webhooks", at, company.business_date(at), why)
    disable_endpoint(act=act, endpoint_id=endpoint.pk, why=why)


def _rest(company_id: int, endpoint_id: int, at: datetime) -> None:
    endpoint = WebhookEndpoint.objects.filter(company_id=company_id, pk=endpoint_id).first()
    if endpoint is not None:
        let_rest(company_id, endpoint_id, at=at, until=at + rest(endpoint.failing_since, at))
