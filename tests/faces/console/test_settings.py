"""Settings: what the company says about itself, the pause that everybody sees, the test message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse

from duly.services.accounts.edit_company import edit_company
from duly.services.accounts.send_test_message import send_test_message
from duly.services.act import Act
from duly.services.ports import MailOutcomeUnknown, MailRefused, OutgoingMail
from duly.services.refused import ServiceRefused
from duly.store.models import Activity, Company
from tests.faces.console.conftest import Enter, text

FORM = {
    "name": "Test Trading GmbH", "address": "Street 1\n10115 Town", "country": "DE", "currency": "EUR",
    "language": "en", "time_zone": "Europe/Berlin", "iban": "DE89 3704 0044 0532 0130 00",
    "bic": "COBADEFFXXX", "account_holder": "",
    "sender_name": "Demo Sender", "sender_email": "ar@test.example", "sender_phone": "",
    "bank_data_max_age_hours": "48",
    "business_date_override": "2026-03-16",
}  # fmt: skip


@pytest.fixture
def admin(enter: Enter) -> Client:
    return enter("admin")


def company(act: Act) -> Company:
    return Company.objects.get(pk=act.company_id)


def test_an_admin_saves_and_the_timeline_keeps_before_and_after(admin: Client, act: Act) -> None:
    assert "Saved." in text(admin.post("/settings/", FORM, follow=True))
    assert company(act).iban == "DE89370400440532013000"
    assert company(act).bank_data_max_age_hours == 48
    assert Activity.objects.latest("pk").data["before"]["bank_data_max_age_hours"] == 72
    assert "Nothing was different." in text(admin.post("/settings/", FORM, follow=True))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "check digits of the IBAN do not fit"),
        ({"iban": "DE89 3704"}, "An IBAN is two letters"),
        ({"bic": "COBA"}, "A BIC has 8 or 11 characters"),
        ({"currency": "euro"}, "valid value"),
        ({"bank_data_max_age_hours": "-1"}, "greater than or equal to 0"),
        ({"time_zone": "Mars/Olympus"}, "valid choice"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(
    admin: Client, act: Act, change: Mapping[str, str], words: str
) -> None:
    page = text(admin.post("/settings/", FORM | dict(change)))
    assert words in page
    assert 'class="error"' in page
    assert company(act).bic == ""


def test_a_manager_sees_but_does_not_change(enter: Enter, act: Act) -> None:
    client = enter("manager")
    page = text(client.post("/settings/", FORM))
    assert "An admin of the company may change this" in page
    assert company(act).iban == ""


def test_a_pause_is_seen_on_every_page_and_undone(admin: Client, enter: Enter, act: Act) -> None:
    clerk = enter("clerk")
    assert "Say why" in text(clerk.post(reverse("console:settings_pause"), {"reason": " "}, follow=True))
    clerk.post(reverse("console:settings_pause"), {"reason": "bank is on strike"})
    for address in ("/today/", "/customers/", "/people/", "/settings/", "/glossary/"):
        assert "bank is on strike" in text(admin.get(address)).partition("<main")[0], address
    assert company(act).paused_by
    admin.post(reverse("console:settings_resume"))
    assert company(act).paused_at is None
    assert "bank is on strike" not in text(admin.get("/today/")).partition("<main")[0]


def test_without_a_mail_server_the_page_says_what_happens_instead(admin: Client) -> None:
    page = text(admin.get("/settings/"))
    assert "messages stay in the Outbox" in page
    assert "No mail server is set up" in text(admin.post(reverse("console:settings_test_message"), follow=True))


@dataclass
class Server:
    """A mail server's end: takes messages, or answers as told."""

    problem: Exception | None = None
    taken: list[OutgoingMail] = field(default_factory=list)

    def is_configured(self) -> bool:
        return True

    def send(self, mail: OutgoingMail) -> None:
        if self.problem:
            raise self.problem
        self.taken.append(mail)


def test_a_test_message_goes_from_the_companys_sender_to_oneself(act: Act) -> None:
    server = Server()
    with pytest.raises(ServiceRefused, match="no sender address yet"):
        send_test_message(act=act, mailer=server, to_email="me@test.example", token="t")
    edit_company(act=act, changes={"sender_email": "ar@test.example", "sender_name": "Demo Sender"})
    send_test_message(act=act, mailer=server, to_email="me@test.example", token="t")
    assert (server.taken[0].from_email, server.taken[0].to_email) == ("ar@test.example", "me@test.example")
    assert server.taken[0].message_id == "<test.t@test.example>"


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (MailRefused("550 no such sender", permanent=True), "refused the message: 550"),
        (MailOutcomeUnknown("connection lost"), "did not answer to the end: connection lost"),
    ],
)
def test_the_servers_answer_is_passed_on(act: Act, problem: Exception, words: str) -> None:
    edit_company(act=act, changes={"sender_email": "ar@test.example"})
    with pytest.raises(ServiceRefused, match=words):
        send_test_message(act=act, mailer=Server(problem), to_email="me@test.example", token="t")
