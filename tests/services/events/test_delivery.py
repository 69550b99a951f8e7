"""Events reach those who asked for them: at least once, in order, again and again, and not for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from duly.adapters.secrets.sealer import AesSealer
from duly.adapters.webhooks.sender import HttpWebhookSender
from duly.adapters.webhooks.signature import signature_headers
from duly.core.accounts.events.retry import MOST_ATTEMPTS
from duly.services.act import Act
from duly.services.events.deliver_events import deliver_events
from duly.services.events.endpoint_secret import OVERLAP, reseal_secrets, rotate_secret
from duly.services.events.pause_endpoint import pause_endpoint, resume_endpoint
from duly.services.events.register_endpoint import (
    MOST_ENDPOINTS,
    change_endpoint,
    register_endpoint,
    remove_endpoint,
)
from duly.services.events.replay_deliveries import replay_delivery, replay_missed, send_test_event
from duly.services.events.wake_endpoints import wake_endpoints
from duly.services.ports import EventPorts, OutgoingWebhook, WebhookAnswer
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Event, WebhookDelivery, WebhookEndpoint
from duly.store.queries.events_deliveries import LEASE, deliveries_of
from duly.store.queries.events_endpoints import endpoint_facts
from tests.builders import make_receipt
from tests.conftest import NOW

URL = "https://hooks.example.com/duly"


@dataclass
class Queue:
    """A queue that writes down what is put into it; one of a lock waits at a time."""

    jobs: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def enqueue(self, task: str, arguments: Mapping[str, Any], **options: Any) -> bool:
        if (task, arguments) in self.jobs:
            return False
        self.jobs.append((task, arguments))
        return True


@dataclass
class Post:
    """A receiver in memory, with the address rules of the real sender; answers what the test says."""

    answers: Iterator[WebhookAnswer] | None = None
    got: list[OutgoingWebhook] = field(default_factory=list)
    answer: WebhookAnswer = field(default_factory=lambda: WebhookAnswer(204))

    def problem_with(self, url: str) -> str:
        return HttpWebhookSender().problem_with(url)

    def send(self, message: OutgoingWebhook) -> WebhookAnswer:
        self.got.append(message)
        return next(self.answers) if self.answers else self.answer


@dataclass
class World:
    """A company with one endpoint and a clock that the test moves."""

    act: Act
    post: Post
    ports: EventPorts
    queue: Queue
    endpoint: int = 0
    secret: str = ""
    now: datetime = NOW

    def run(self) -> int:
        return deliver_events(
            company_id=self.act.company_id, endpoint_id=self.endpoint, ports=self.ports, clock=lambda: self.now
        )

    def then(self) -> Act:
        return replace(self.act, at=self.now)

    def rows(self) -> list[WebhookDelivery]:
        return list(WebhookDelivery.objects.filter(endpoint_id=self.endpoint).order_by("pk"))

    def row(self) -> WebhookDelivery:
        [row] = self.rows()
        return row

    def facts(self) -> WebhookEndpoint:
        return WebhookEndpoint.objects.get(pk=self.endpoint)


@pytest.fixture
def world(act: Act) -> World:
    queue, post = Queue(), Post()
    ports = EventPorts(sender=post, sealer=AesSealer(["key"]), jobs=queue)
    made = register_endpoint(act=act, ports=ports, url=URL, kinds=["receipt.recorded", "receipt.refunded"])
    return World(act, post, ports, queue, made.id, made.secret)


def test_what_happens_arrives_signed_in_order_and_once(world: World) -> None:
    for n in range(3):
        make_receipt(world.act, f"R{n}", 100 + n)
    assert world.run() == 3
    assert [json.loads(m.body)["data"]["amount_minor"] for m in world.post.got] == [100, 101, 102]
    first = world.post.got[0]
    body = json.loads(first.body)
    assert (body["type"], body["id"], body["timestamp"]) == (
        "receipt.recorded", first.message_id, "2026-03-16T09:00:00Z",
    )  # fmt: skip
    real = replace(first, at=datetime.now(first.at.tzinfo))
    headers = signature_headers(real.secrets, real.message_id, int(real.at.timestamp()), real.body)
    assert Webhook(world.secret).verify(first.body.decode(), headers) == body
    assert {row.state for row in world.rows()} == {"delivered"}
    assert world.run() == 0


def test_a_failure_is_tried_again_on_schedule_until_it_arrives(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.post.answers = iter(
        [WebhookAnswer(500, "it answered 500"), WebhookAnswer(problem="nobody"), WebhookAnswer(200)]
    )
    world.run()
    row = world.row()
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("waiting", 1, 500, "it answered 500")
    assert row.next_attempt_at is not None
    assert timedelta(seconds=8) <= row.next_attempt_at - NOW <= timedelta(seconds=12)
    assert world.facts().failing_since == NOW
    assert world.run() == 0, "not before its time"
    world.now += timedelta(seconds=13)
    world.run()
    world.now += timedelta(minutes=2)
    assert world.run() == 1
    row = world.row()
    assert (row.state, row.attempts, row.last_error) == ("delivered", 3, "")
    assert world.facts().failing_since is None
    assert len({m.message_id for m in world.post.got}) == 1, "the same message each time"


def test_it_waits_as_long_as_the_receiver_asks(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.post.answer = WebhookAnswer(429, "it answered 429", 3600)
    world.run()
    assert world.row().next_attempt_at == NOW + timedelta(hours=1)


def test_after_three_days_of_nothing_but_failures_the_endpoint_is_disabled_and_that_is_told(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.post.answer = WebhookAnswer(503, "it answered 503")
    begun = world.now
    while world.facts().state == "active":
        world.run()
        due = world.row().next_attempt_at
        world.now = due if due is not None else world.now
        assert world.now - begun < timedelta(days=5)
    facts = world.facts()
    assert facts.state == "disabled"
    assert "three days" in facts.disabled_reason
    assert world.row().state == "given_up"
    assert world.row().attempts <= MOST_ATTEMPTS
    assert timedelta(days=3) <= world.now - begun <= timedelta(days=4)
    told = Activity.objects.filter(verb="webhook.disabled").get()
    assert (told.actor_kind, "three days" in told.sentence) == ("system", True)
    make_receipt(world.then(), "R2", 100)
    assert len(world.rows()) == 1, "a disabled endpoint is owed nothing"


def test_one_that_says_it_is_gone_is_disabled_at_once(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    make_receipt(world.act, "R2", 100)
    world.post.answer = WebhookAnswer(410, "it answered 410")
    world.run()
    assert (len(world.post.got), world.facts().state) == (1, "disabled")
    assert {row.state for row in world.rows()} == {"given_up"}


def test_enabled_again_it_is_sent_what_it_missed(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.post.answer = WebhookAnswer(410, "it answered 410")
    world.run()
    make_receipt(world.act, "R2", 200)
    with pytest.raises(ServiceRefused, match="disabled"):
        replay_missed(act=world.act, jobs=world.queue, endpoint_id=world.endpoint, since=NOW)
    resume_endpoint(act=world.act, endpoint_id=world.endpoint)
    world.post.answer = WebhookAnswer(200)
    assert replay_missed(act=world.act, jobs=world.queue, endpoint_id=world.endpoint, since=NOW) == 2
    assert replay_missed(act=world.act, jobs=world.queue, endpoint_id=world.endpoint, since=NOW) == 0
    assert world.run() == 2
    assert replay_missed(act=world.act, jobs=world.queue, endpoint_id=world.endpoint, since=NOW) == 0


def test_a_paused_endpoint_gets_everything_afterwards(world: World) -> None:
    pause_endpoint(act=world.act, endpoint_id=world.endpoint)
    make_receipt(world.act, "R1", 100)
    assert (world.run(), world.row().state) == (0, "waiting")
    with pytest.raises(ServiceRefused, match="paused"):
        pause_endpoint(act=world.act, endpoint_id=world.endpoint)
    resume_endpoint(act=world.act, endpoint_id=world.endpoint)
    assert world.run() == 1


def test_one_delivery_is_sent_again_under_the_same_name(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.run()
    again = replay_delivery(act=world.act, jobs=world.queue, delivery_id=world.row().pk)
    assert world.run() == 1
    assert len({m.message_id for m in world.post.got}) == 1
    assert [(row.pk == again, row.replay_no) for row in world.rows()] == [(False, 0), (True, 1)]


def test_one_that_is_to_be_tried_later_is_tried_now(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    with pytest.raises(ServiceRefused, match="already"):
        replay_delivery(act=world.act, jobs=world.queue, delivery_id=world.row().pk)
    world.post.answer = WebhookAnswer(500, "it answered 500")
    world.run()
    world.post.answer = WebhookAnswer(200)
    assert replay_delivery(act=world.act, jobs=world.queue, delivery_id=world.row().pk) == world.row().pk
    assert world.run() == 1


def test_a_worker_that_dies_between_sending_and_writing_sends_again(world: World) -> None:
    make_receipt(world.act, "R1", 100)

    def die(message: OutgoingWebhook) -> WebhookAnswer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_events(
            company_id=world.act.company_id, endpoint_id=world.endpoint, clock=lambda: NOW,
            ports=replace(world.ports, sender=Dying(die)),
        )  # fmt: skip
    assert world.run() == 0, "it belongs to the other worker for two minutes"
    world.now += LEASE
    assert world.run() == 1
    assert world.row().attempts == 2


@dataclass
class Dying:
    """A sender during whose work the process ends."""

    send: Any

    def problem_with(self, url: str) -> str:
        return ""


def test_a_dead_endpoint_does_not_hold_a_worker_up(world: World) -> None:
    for n in range(20):
        make_receipt(world.act, f"R{n}", 100)
    world.post.answer = WebhookAnswer(problem="it took too long to answer")
    world.run()
    assert len(world.post.got) == 3
    assert world.run() == 0
    assert len(world.post.got) == 3, "it rests for a minute"
    world.now += timedelta(seconds=61)
    world.run()
    assert len(world.post.got) == 6


def test_a_tick_wakes_those_for_whom_something_is_due_and_nobody_else(world: World) -> None:
    silent = register_endpoint(act=world.act, ports=world.ports, url=URL, kinds=["promise.made"])
    assert wake_endpoints(at=NOW, jobs=world.queue) == 0
    make_receipt(world.act, "R1", 100)
    assert wake_endpoints(at=NOW, jobs=world.queue) == 1
    assert wake_endpoints(at=NOW, jobs=world.queue) == 0, "one job waits already"
    [(task, arguments)] = world.queue.jobs
    assert (task, arguments["endpoint_id"] != silent.id) == ("deliver_events", True)


def test_a_secret_is_replaced_without_a_gap(world: World) -> None:
    fresh = rotate_secret(act=world.act, sealer=world.ports.sealer, endpoint_id=world.endpoint)
    make_receipt(world.act, "R1", 100)
    world.run()
    assert world.post.got[0].secrets == (fresh, world.secret)
    world.now += OVERLAP
    make_receipt(world.then(), "R2", 100)
    world.run()
    assert world.post.got[1].secrets == (fresh,)


def test_secrets_are_not_readable_in_the_database_and_move_to_a_new_key(world: World) -> None:
    row = world.facts()
    assert world.secret not in row.secret_encrypted
    assert world.secret.removeprefix("whsec_") not in row.secret_encrypted
    newer = AesSealer(["newer", "key"])
    assert reseal_secrets(act=world.act, sealer=newer) == 1
    assert reseal_secrets(act=world.act, sealer=newer) == 0
    assert AesSealer(["newer"]).unseal(
        world.facts().secret_encrypted, context=f"webhook/{row.company_id}/{row.pk}"
    ) == (world.secret)


def test_a_secret_that_does_not_open_is_a_failure_that_is_said(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.ports = replace(world.ports, sealer=AesSealer(["another"]))
    world.run()
    assert (world.post.got, world.row().last_error) == ([], "not sent: its secret does not open")


def test_a_test_event_goes_to_one_endpoint_only(world: World) -> None:
    other = register_endpoint(act=world.act, ports=world.ports, url=URL)
    delivery = send_test_event(act=world.act, jobs=world.queue, endpoint_id=world.endpoint)
    assert world.run() == 1
    assert WebhookDelivery.objects.get().pk == delivery
    assert not deliveries_of(world.act.company_id, other.id)
    assert Event.objects.get().kind == "endpoint.test"
    assert replay_missed(act=world.act, jobs=world.queue, endpoint_id=other.id, since=NOW) == 0


def test_an_endpoint_moves_and_what_waits_moves_with_it(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    change_endpoint(
        act=world.act, ports=world.ports, endpoint_id=world.endpoint, url=f"{URL}/new", kinds=[], description="Till"
    )
    world.run()
    assert world.post.got[0].url == f"{URL}/new"


def test_a_removed_endpoint_leaves_its_events(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    remove_endpoint(act=world.act, endpoint_id=world.endpoint)
    assert (world.run(), Event.objects.count(), WebhookDelivery.objects.count()) == (0, 1, 0)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"url": "http://hooks.example.com/"}, "url"), ({"url": "https://10.0.0.1/"}, "url"),
     ({"kinds": ["invoice.exploded"]}, "kinds"), ({"kinds": ["endpoint.test"]}, "kinds"),
     ({"description": "x" * 201}, "description")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(world: World, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ServiceRefused) as refusal:
        register_endpoint(act=world.act, ports=world.ports, **({"url": URL} | given))
    assert refusal.value.code == code


def test_there_is_a_limit(world: World) -> None:
    for _ in range(MOST_ENDPOINTS - 1):
        register_endpoint(act=world.act, ports=world.ports, url=URL)
    with pytest.raises(ServiceRefused, match="already"):
        register_endpoint(act=world.act, ports=world.ports, url=URL)


def test_what_is_not_there_is_not_found(world: World) -> None:
    for act_on in (
        lambda: pause_endpoint(act=world.act, endpoint_id=0),
        lambda: remove_endpoint(act=world.act, endpoint_id=0),
        lambda: replay_delivery(act=world.act, jobs=world.queue, delivery_id=0),
        lambda: send_test_event(act=world.act, jobs=world.queue, endpoint_id=0),
        lambda: rotate_secret(act=world.act, sealer=world.ports.sealer, endpoint_id=0),
    ):
        with pytest.raises(NotFound):
            act_on()


def test_the_facts_count_what_arrived_and_what_waits(world: World) -> None:
    make_receipt(world.act, "R1", 100)
    world.run()
    world.post.answer = WebhookAnswer(500, "it answered 500")
    make_receipt(world.act, "R2", 100)
    world.run()
    make_receipt(world.act, "R3", 100)
    facts = endpoint_facts(world.act.company_id, world.endpoint, NOW)
    assert facts is not None
    assert (facts.delivered, facts.waiting, facts.retrying, facts.given_up) == (1, 2, 1, 0)
    assert [d.attempts for d in deliveries_of(world.act.company_id, world.endpoint, state="retrying")] == [1]
