"""Integrations: tokens and webhooks are an admin's, secrets show once, deliveries can be looked at and sent again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from duly.services.act import Act
from duly.services.events.deliver_events import deliver_events
from duly.services.ports import OutgoingWebhook, WebhookAnswer
from duly.store.models import ApiToken, Event, WebhookDelivery, WebhookEndpoint
from duly.store.tenancy import in_company
from duly.wiring.ports import event_ports
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import NOW, TODAY
from tests.faces.console.conftest import Enter, text

URL = "https://hooks.example.com/duly"
PAGES = ("integrations", "integrations_events", "integrations_tokens")


@pytest.fixture
def admin(enter: Enter) -> Client:
    return enter("admin")


def shown_secret(page: str) -> str:
    found = re.search(r'class="secret"[^>]*>([^<]+)<', page)
    return found[1] if found else ""


def add(admin: Client, *kinds: str) -> tuple[int, str]:
    """Add an endpoint; return its id and the page that follows."""
    page = text(admin.post(reverse("console:integrations_add"), {"url": URL, "kinds": kinds}, follow=True))
    return WebhookEndpoint.objects.latest("pk").pk, page


class Answers:
    """A receiver that answers a status."""

    def __init__(self, status: int) -> None:
        self.status = status

    def problem_with(self, url: str) -> str:
        return ""

    def send(self, message: OutgoingWebhook) -> WebhookAnswer:
        return WebhookAnswer(self.status, "" if self.status < 300 else f"it answered {self.status}")


def deliver(act: Act, endpoint: int, status: int) -> None:
    from dataclasses import replace

    ports = replace(event_ports(), sender=Answers(status))
    deliver_events(
        company_id=act.company_id, endpoint_id=endpoint, ports=ports, clock=lambda: NOW + timedelta(days=400)
    )


@pytest.mark.parametrize("role", ["viewer", "clerk", "manager", "sales"])
def test_only_an_admin_comes_in(enter: Enter, role: str) -> None:
    client = enter(role)
    for name in PAGES:
        assert client.get(reverse(f"console:{name}")).status_code == 403
    assert client.post(reverse("console:integrations_add"), {"url": URL}).status_code == 403
    assert client.post(reverse("console:integrations_token_add"), {"name": "x"}).status_code == 403
    assert 'title="Integrations"' not in text(client.get("/customers/"))


def test_an_empty_room_says_what_it_is_for(admin: Client) -> None:
    for name, words in zip(
        PAGES, ("Nobody is told yet", "Nothing has happened yet", "No program uses the API yet"), strict=True
    ):
        assert words in text(admin.get(reverse(f"console:{name}")))
    assert 'title="Integrations"' in text(admin.get("/customers/"))


def test_an_endpoint_is_added_and_its_secret_shown_once(admin: Client) -> None:
    endpoint, page = add(admin, "invoice.settled", "promise.broken")
    secret = shown_secret(page)
    assert secret.startswith("whsec_")
    assert not shown_secret(text(admin.get(reverse("console:integrations_endpoint", args=[endpoint]))))
    assert WebhookEndpoint.objects.get().kinds == ["invoice.settled", "promise.broken"]
    again = text(admin.post(reverse("console:integrations_act", args=[endpoint, "rotate"]), follow=True))
    assert shown_secret(again) not in ("", secret)


def test_the_session_does_not_hold_the_secret_readably(admin: Client) -> None:
    admin.post(reverse("console:integrations_add"), {"url": URL})
    kept = str(Session.objects.get(session_key=admin.session.session_key).get_decoded())
    assert "integration_secret" in kept
    assert "whsec_" not in kept


def test_what_is_wrong_with_an_address_is_said_beside_it(admin: Client) -> None:
    page = text(admin.post(reverse("console:integrations_add"), {"url": "https://10.0.0.1/"}))
    assert "is not a public address" in page
    page = text(admin.post(reverse("console:integrations_add"), {"url": URL, "kinds": ["invoice.exploded"]}))
    assert "invoice.exploded" in page
    assert not WebhookEndpoint.objects.exists()


def test_deliveries_are_seen_with_their_message_and_sent_again(admin: Client, act: Act) -> None:
    endpoint, _ = add(admin)
    make_invoice(act, make_customer(act), "INV-77", 100_00, due=TODAY)
    deliver(act, endpoint, 503)
    page = text(admin.get(reverse("console:integrations_endpoint", args=[endpoint])))
    assert "to be tried again" in page
    assert "503" in page
    delivered = reverse("console:integrations_endpoint", args=[endpoint]) + "?state=delivered"
    assert "None here." in text(admin.get(delivered))
    row = WebhookDelivery.objects.get()
    page = text(admin.get(reverse("console:integrations_delivery", args=[row.pk])))
    assert "INV-77" in page
    admin.post(reverse("console:integrations_again", args=[row.pk]))
    deliver(act, endpoint, 204)
    assert "delivered" in text(admin.get(reverse("console:integrations_delivery", args=[row.pk])))
    admin.post(reverse("console:integrations_again", args=[row.pk]))
    assert WebhookDelivery.objects.count() == 2


def test_pause_switch_on_test_replay_change_and_remove(admin: Client, act: Act) -> None:
    endpoint, _ = add(admin)

    def do(deed: str, **data: str) -> str:
        return text(admin.post(reverse("console:integrations_act", args=[endpoint, deed]), data, follow=True))

    assert "Paused" in do("pause")
    assert "Switch it on first" in do("test")
    assert "sent there again" in do("resume")
    assert "A test is on its way" in do("test")
    WebhookEndpoint.objects.update(state="disabled", disabled_reason="It answered 410: it is gone for good.")
    make_receipt(act, "R1", 100)
    assert "it is gone for good" in text(admin.get(reverse("console:integrations_endpoint", args=[endpoint])))
    do("resume")
    assert "Nothing was missed" in do("replay", hours="720"), "the day of the test is long past"
    changed = {"url": f"{URL}/2", "description": "Till", "kinds": ["receipt.recorded"]}
    assert "Saved" in text(admin.post(reverse("console:integrations_change", args=[endpoint]), changed, follow=True))
    assert "Till" in text(admin.get(reverse("console:integrations")))
    assert "is removed" in do("remove")
    assert admin.post(reverse("console:integrations_act", args=[endpoint, "pause"])).status_code == 404
    assert admin.post(reverse("console:integrations_act", args=[endpoint, "explode"])).status_code == 404


def test_events_are_listed_and_narrowed(admin: Client, act: Act) -> None:
    make_invoice(act, make_customer(act), "INV-77", 100_00, due=TODAY)
    make_receipt(act, "R1", 100)
    page = text(admin.get(reverse("console:integrations_events")))
    assert "INV-77" in page
    page = text(admin.get(reverse("console:integrations_events") + "?kind=receipt."))
    assert "INV-77" not in page
    one = Event.objects.get(kind="invoice.opened")
    page = text(admin.get(reverse("console:integrations_event", args=[one.pk])))
    assert "No endpoint asked for it" in page
    assert "&quot;number&quot;: &quot;INV-77&quot;" in page


def test_long_lists_go_page_by_page(admin: Client, act: Act) -> None:
    for n in range(60):
        make_receipt(act, f"R{n}", 100)
    page = text(admin.get(reverse("console:integrations_events")))
    older = re.search(r'href="(\?[^"]*before=\d+)"', page)
    assert older
    assert page.count('role="rowheader"') == 50
    rest = text(admin.get(reverse("console:integrations_events") + older[1].replace("&amp;", "&")))
    assert rest.count('role="rowheader"') == 10


def test_a_token_is_made_shown_once_and_revoked(admin: Client) -> None:
    given = {"name": "Warehouse", "role": "viewer", "days": "90"}
    page = text(admin.post(reverse("console:integrations_token_add"), given, follow=True))
    token = shown_secret(page)
    assert token.startswith("duly_")
    row = ApiToken.objects.get()
    assert not shown_secret(text(admin.get(reverse("console:integrations_tokens"))))
    assert row.prefix in page
    page = text(admin.post(reverse("console:integrations_token_revoke", args=[row.pk]), follow=True))
    assert "revoked" in page
    bad = text(admin.post(reverse("console:integrations_token_add"), {"name": "", "role": "emperor", "days": "4000"}))
    assert bad.count('class="error"') == 3


def test_nothing_of_another_company_is_found(admin: Client, other_act: Act) -> None:
    with in_company(other_act.company_id):
        row = WebhookEndpoint.objects.create(
            company_id=other_act.company_id, url=URL, secret_encrypted="x", created_at=NOW, state="active"
        )
        make_receipt(other_act, "R1", 100)
        delivery, event = WebhookDelivery.objects.get().pk, Event.objects.get().pk
    for name, key in (("endpoint", row.pk), ("delivery", delivery), ("event", event)):
        assert admin.get(reverse(f"console:integrations_{name}", args=[key])).status_code == 404
    for name, arguments in (
        ("act", [row.pk, "remove"]),
        ("change", [row.pk]),
        ("again", [delivery]),
        ("token_revoke", [1]),
    ):
        assert admin.post(reverse(f"console:integrations_{name}", args=arguments), {"url": URL}).status_code == 404
    with in_company(other_act.company_id):
        assert WebhookEndpoint.objects.filter(pk=row.pk, state="active").exists()


def test_the_limit_is_said_in_words(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from duly.services.events import register_endpoint as module

    monkeypatch.setattr(module, "MOST_ENDPOINTS", 0)
    assert "already" in text(admin.post(reverse("console:integrations_add"), {"url": URL}))
