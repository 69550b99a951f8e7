"""The door: looking tells nothing and changes nothing; a person's press opens one customer's page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duly.services.payments.portal_link import revoke_portal_links
from duly.store.models import Activity, PortalLink
from tests.faces.portal.conftest import World
from tests.faces.portal.guest import MARK, Guest, new_link, words

ACTIONS = ["", "promise", "paid", "dispute", "contact", "pay", "nonsense"]


def neutral(html: str) -> str:
    return re.sub(r'value="[0-9a-f.]+"', "", html)


def tokens(world: World) -> dict[str, str]:
    expired = new_link(world.act, world.customer.pk)
    PortalLink.objects.filter().update(expires_at=world.act.at - timedelta(days=1))
    revoked = new_link(world.act, world.customer.pk)
    PortalLink.objects.filter(revoked_at=None, expires_at__gt=world.act.at).update(revoked_at=world.act.at)
    valid = world.link()
    return {"valid": valid, "expired": expired, "revoked": revoked, "unknown": valid[:-1] + "#", "junk": "zz"}


def test_a_look_is_the_same_for_every_token_and_asks_the_database_nothing(world: World) -> None:
    pages = set()
    for token in tokens(world).values():
        for action in ACTIONS:
            address = f"/p/{token.replace('#', 'x')}/" + (f"{action}/" if action else "")
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = Guest().look(address)
            assert answer.status_code == 200
            assert len(asked) == 0
            pages.add(neutral(answer.content.decode()))
    assert len(pages) == 1
    page = pages.pop()
    for secret in ("Test Trading", "Nord", "INV-", "EUR", "1,190", "ar@"):
        assert secret not in page


def test_what_scanners_do_changes_nothing(world: World) -> None:
    token = world.link()
    before = PortalLink.objects.values().get(), Activity.objects.count()
    for action in ACTIONS:
        address = f"/p/{token}/" + (f"{action}/" if action else "")
        robot = Guest()
        for headers in ({}, {"HTTP_PURPOSE": "prefetch", "HTTP_SEC_PURPOSE": "prefetch"}, {"HTTP_USER_AGENT": "bot"}):
            assert robot.look(address, **headers).status_code == 200
        assert robot.client.head(address).status_code == 200
        assert robot.client.options(address).status_code == 405
        assert robot.client.post(address).status_code == 403, "a POST without the form is no press of the button"
        assert "duly_visit" not in robot.client.cookies
    assert (PortalLink.objects.values().get(), Activity.objects.count()) == before


def test_the_button_opens_the_page_under_a_clean_address(world: World) -> None:
    answer = world.guest.enter(world.link(), "promise")
    assert (answer.status_code, answer["Location"]) == (303, "/p/home/promise/")
    cookie = world.guest.client.cookies["duly_visit"]
    assert cookie["path"] == "/p/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 7200
    page = world.guest.text("/p/home/")
    assert "1,190.00" in page
    assert "Pumps" in page
    assert "PO-77" in page
    assert "10 days late" in page
    assert "INV-2001" not in page
    assert PortalLink.objects.get().opened_count == 1


def test_dead_links_get_one_answer(world: World) -> None:
    answers = set()
    for name, token in tokens(world).items():
        if name != "valid":
            answer = Guest().enter(token.replace("#", "x"))
            assert answer.status_code == 404
            answers.add(neutral(answer.content.decode()))
    assert len(answers) == 1
    assert "does not work any more" in answers.pop()


def test_a_revoked_link_closes_open_pages_at_once(world: World) -> None:
    world.guest.enter(world.link())
    assert world.guest.look("/p/home/").status_code == 200
    revoke_portal_links(act=world.act, customer_id=world.customer.pk)
    for page in ("", "pay/", "promise/", "statement/", "statement.csv"):
        answer = world.guest.look(f"/p/home/{page}")
        assert answer.status_code == 404
        assert "Test Trading" not in answer.content.decode()


@pytest.mark.parametrize("ticket", ["", "x", "eyJjIjoxLCJsIjoxfQ:1abc:xyz"])
def test_a_made_up_visit_opens_nothing(world: World, ticket: str) -> None:
    world.guest.client.cookies["duly_visit"] = ticket
    assert world.guest.look("/p/home/").status_code == 404


def test_every_answer_forbids_storing_indexing_scripts_and_referrers(world: World) -> None:
    token = world.link()
    pages = [world.guest.look(f"/p/{token}/"), world.guest.look("/p/home/"), world.guest.enter(token)]
    pages += [world.guest.look(f"/p/home/{page}") for page in ("", "pay/", "statement.csv", "said/promise/9/")]
    for page in pages:
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert page["X-Frame-Options"] == "DENY"
        assert page["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script-src" not in page["Content-Security-Policy"]
        assert "<script" not in page.content.decode()
        assert not re.search(r'(src|href|action)="(https?:)?//', page.content.decode())


def test_a_form_from_elsewhere_does_nothing(world: World) -> None:
    world.guest.enter(world.link())
    mark = MARK.search(world.guest.look("/p/home/contact/").content.decode())
    assert mark
    post = world.guest.client.post
    assert post("/p/home/contact/", {"text": "x"}).status_code == 403
    assert post("/p/home/contact/", {"text": "x", "mark": "0.0"}).status_code == 403
    good = {"text": "x", "mark": mark[1]}
    assert post("/p/home/contact/", good, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    other = Guest()
    other.client.cookies["duly_visit"] = world.guest.client.cookies["duly_visit"].value
    assert other.client.post("/p/home/contact/", good).status_code == 403, "the mark belongs to one browser"
    assert post("/p/home/contact/", good, HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="same-origin").status_code == 303


def test_many_attempts_have_to_wait(world: World) -> None:
    token = world.link()
    answers = [world.guest.enter(token).status_code for _ in range(22)]
    assert answers[:20] == [303] * 20
    assert answers[20:] == [429, 429]
    guessing = Guest()
    assert [guessing.enter(f"1-{'a' * 20}{n}").status_code for n in range(61)][-2:] == [404, 429]


def test_tokens_do_not_reach_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    token = new_link(world.act, world.customer.pk)
    revoke_portal_links(act=world.act, customer_id=world.customer.pk)
    world.guest.enter(token)
    assert "Not Found: /p/[link]/" in caplog.text
    assert token not in caplog.text


def test_leaving_closes_the_page_on_this_device(world: World) -> None:
    world.guest.enter(world.link())
    assert "closed" in words(world.guest.send("/p/home/leave/", seen_on="/p/home/"))
    assert world.guest.look("/p/home/").status_code == 404
