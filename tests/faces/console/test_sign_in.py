"""Signing in: password, second step, limits, the way out, and the demo's open door only where it is asked for."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from duly.adapters.mail.smtp import SmtpMailer
from duly.services.act import Act
from duly.services.ports import OutgoingMail
from duly.store.models import Company
from tests.faces.console.conftest import PASSWORD, add, text

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    """Rate limits are counted in the cache: each test begins with none."""
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, follow: bool = False) -> object:
    return client.post(LOGIN, {"login": "clerk@test.example", "password": password}, follow=follow)


def test_a_password_opens_and_signing_out_closes(act: Act) -> None:
    add(act, "clerk")
    client = Client()
    sign_in(client)
    assert client.get("/today/").status_code == 200
    client.get("/account/logout/")
    assert client.get("/today/").status_code == 200, "a link alone signs nobody out"
    client.post("/account/logout/")
    assert client.get("/today/").status_code == 302


def test_signing_in_gives_a_new_session(act: Act) -> None:
    add(act, "clerk")
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    sign_in(client)
    assert client.session.session_key != old


def test_guessing_is_slowed_down(act: Act) -> None:
    add(act, "clerk")
    client = Client()
    pages = [text(sign_in(client, password=f"wrong {n}")) for n in range(6)]
    assert "not correct" in pages[0]
    assert "Too many" in pages[5]
    assert "Too many" in text(sign_in(client)), "even the right one has to wait"


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_two_factor_is_switched_on_and_asked_for(act: Act) -> None:
    add(act, "clerk")
    client = Client()
    sign_in(client)
    activate = reverse("mfa_activate_totp")
    page = text(client.get(activate, follow=True))
    if "authenticator_secret" not in page:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = text(client.get(activate))
    secret = re.search(r'id="authenticator_secret"[^>]*value="([^"]+)"', page)
    assert secret, "the secret can be typed in where a camera is not at hand"
    client.post(activate, {"code": code(secret[1])})
    client.post("/account/logout/")
    assert "Second step" in text(sign_in(client, follow=True))
    assert client.get("/today/").status_code == 302
    assert "Incorrect code" in text(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    time.sleep(0)
    cache.clear()  # a code is accepted once; the test uses the same half minute again
    client.post(reverse("mfa_authenticate"), {"code": code(secret[1])})
    assert client.get("/today/").status_code == 200


def test_a_message_about_a_password_leads_to_our_own_address(
    act: Act, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BASE_URL = "https://ar.example"
    sent: list[OutgoingMail] = []
    server = SmtpMailer("smtp+plain://localhost:2525", 1)
    monkeypatch.setattr(SmtpMailer, "send", lambda self, message: sent.append(message))
    monkeypatch.setattr("duly.wiring.ports.mailer", lambda: server)
    settings.ALLOWED_HOSTS = ["*"]
    add(act, "clerk")
    Client().post("/account/password/reset/", {"email": "clerk@test.example"}, headers={"host": "evil.example"})
    assert "https://ar.example/account/password/reset/key/" in sent[0].text
    assert "evil.example" not in sent[0].text + sent[0].subject


def test_nobody_registers_alone(db: None) -> None:
    assert "People join by invitation" in text(Client().get("/account/signup/"))
    answer = Client().post("/account/signup/", {"email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD})
    assert "People join by invitation" in text(answer)


def test_without_a_mail_server_nobody_waits_for_a_message(db: None) -> None:
    assert "cannot send you a link" in text(Client().get("/account/password/reset/"))
    answer = Client().post("/account/password/reset/", {"email": "clerk@test.example"}, follow=True)
    assert answer.status_code == 200


def demo_company(act: Act) -> int:
    Company.objects.filter(pk=act.company_id).update(is_demo=True)
    return add(act, "clerk", name="Demo Clerk")


def test_the_demo_door_opens_only_where_it_is_asked_for(act: Act) -> None:
    user = demo_company(act)
    assert "Demo Clerk" not in text(Client().get(LOGIN))
    assert Client().post("/demo/", {"person": user}).status_code == 404
    with override_settings(DEMO_OPEN_SIGN_IN=True):
        assert "Demo Clerk" in text(Client().get(LOGIN))
        client = Client()
        client.post("/demo/", {"person": user})
        assert client.get("/today/").status_code == 200


def test_the_demo_door_never_leads_to_somebody_of_a_real_company(act: Act, other_act: Act) -> None:
    from duly.services.accounts.manage_people import add_person
    from duly.store.tenancy import in_company

    user = demo_company(act)
    with in_company(other_act.company_id):
        add_person(act=other_act, email="clerk@test.example", role="admin")
    with override_settings(DEMO_OPEN_SIGN_IN=True):
        assert "Demo Clerk" not in text(Client().get(LOGIN))
        assert Client().post("/demo/", {"person": user}).status_code == 404
