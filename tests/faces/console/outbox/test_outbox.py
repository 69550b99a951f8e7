"""The Outbox: every message as the customer got it, and why it was sent, by whom, on what basis."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse

from duly.services.act import Act
from duly.services.dunning.run_cycle import run_shard, start_cycle
from duly.store.models import Activity, Customer, DunningNotice, PortalLink
from duly.wiring.ports import ports
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import make_evening, read, run_the_day

OUTBOX, MESSAGE, BODY = "console:outbox", "console:outbox_message", "console:outbox_body"


def sent(customer: Customer) -> DunningNotice:
    return DunningNotice.objects.get(customer=customer, business_date=TODAY)


def test_messages_are_found_by_customer_state_level_and_day(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    run_the_day(act, send=True)
    client = enter("viewer")
    everything = read(client.get(reverse(OUTBOX)))
    assert "Nord Demo GmbH" in everything and "Ost Demo AG" in everything
    for query, found, left in (
        ("?state=sent&q=Nord", "Nord Demo GmbH", "Ost Demo AG"),
        ("?state=held", "Ost Demo AG", "Nord Demo GmbH"),
        ("?level=reminder_1&from=2026-03-01", "Nord Demo GmbH", "Ost Demo AG"),
        ("?to=2026-03-01", "Ost Demo AG", "Nord Demo GmbH"),
    ):
        html = read(client.get(reverse(OUTBOX) + query))
        rows = html[html.index("<tbody") :]
        assert found in rows and left not in rows, query
    assert "No message fits" in read(client.get(reverse(OUTBOX) + "?q=nobody"))


def test_pages_go_by_place_and_back(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    for number in range(60):
        DunningNotice.objects.create(
            company_id=company, customer=evening.quiet, business_date=TODAY - timedelta(days=number % 7), state="sent",
            level_key="reminder_1", template_key="first_reminder", language="en", subject=f"Message {number}",
            idempotency_key=f"many-{number}",
        )  # fmt: skip
    client = enter("viewer")
    first = read(client.get(reverse(OUTBOX) + "?q=West"))
    onward = re.search(r'href="(\?[^"]*after=[^"]*)"', first)
    assert onward
    second = read(client.get(reverse(OUTBOX) + onward[1].replace("&amp;", "&")))
    seen = {*re.findall(r"Message (\d+)<", first), *re.findall(r"Message (\d+)<", second)}
    assert len(re.findall(r"Message (\d+)<", first)) == 50 and seen == {str(number) for number in range(60)}
    back = re.search(r'href="(\?[^"]*before=[^"]*)"', second)
    assert back
    again = read(client.get(reverse(OUTBOX) + back[1].replace("&amp;", "&")))
    assert re.findall(r"Message (\d+)<", again) == re.findall(r"Message (\d+)<", first)


def test_the_export_is_what_is_seen_and_runs_nothing(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    evening.reminded.name = "=HYPERLINK(1)"
    evening.reminded.save()
    run_the_day(act, send=True)
    answer = enter("viewer").get(reverse("console:outbox_export") + "?state=sent&from=2026-03-01")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Customer"] for row in rows] == ["'=HYPERLINK(1)"]
    assert (rows[0]["Asked for"], rows[0]["Currency"], rows[0]["State"]) == ("1000.00", "EUR", "sent")


def test_one_page_says_what_was_sent_why_by_whom_and_on_what_basis(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    run_the_day(act, send=True)
    notice = sent(evening.reminded)
    html = read(enter("viewer").get(reverse(MESSAGE, args=[notice.pk])))
    assert notice.subject in html and notice.message_id.strip("<>") in html and "c1@customer.example" in html
    assert "N-1 reached level" in html and "Standard, version 1" in html and "not needed at this level" in html
    assert "Age of bank data" in html, "the facts of the decision"
    assert "Message sent to" in html and "Planned when the day was run" in html, "its history"
    assert "N-2" in html, "what was decided about the other invoices"


def test_the_frame_shows_the_stored_message_without_keys_links_or_scripts(
    company: int, act: Act, enter: Enter
) -> None:  # fmt: skip
    evening = make_evening(act)
    run_the_day(act, send=True)
    notice = sent(evening.reminded)
    assert "/p/" in notice.body_html
    key = re.search(r"/p/([0-9a-z]+-[\w-]+)/", notice.body_text)
    assert key
    client = enter("viewer")
    for query in ("", "?text=1"):
        framed = client.get(reverse(BODY, args=[notice.pk]) + query)
        body = read(framed)
        assert "N-1" in body and key[1] not in body and "href=" not in body
        assert framed["Content-Security-Policy"].endswith("sandbox") and framed["X-Frame-Options"] == "SAMEORIGIN"
    assert key[1] not in read(client.get(reverse(MESSAGE, args=[notice.pk])))


def test_a_message_that_waits_is_shown_as_it_stands_now(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    run_the_day(act)
    notice = sent(evening.final)
    client = enter("clerk")
    html = read(client.get(reverse(MESSAGE, args=[notice.pk])))
    assert "Not sent yet" in html and "nobody yet" in html and reverse("console:tonight_approve") in html
    assert "O-1" in read(client.get(reverse(BODY, args=[notice.pk])))
    assert not DunningNotice.objects.get(pk=notice.pk).body_html, "looking stores nothing"
    assert not PortalLink.objects.exists()


def test_a_replayed_message_is_marked_and_reads_as_on_its_day(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    past = replace(act, business_date=TODAY - timedelta(days=1))
    cycle_id, _new = start_cycle(act=past, ports=ports(), shard_size=2000)
    run_shard(act=past, ports=ports(), cycle_id=cycle_id, shard_no=0)
    notice = DunningNotice.objects.get(customer=evening.reminded, state_code="replayed")
    client = enter("viewer")
    assert "Nothing left the house" in read(client.get(reverse(MESSAGE, args=[notice.pk])))
    assert "N-1" in read(client.get(reverse(BODY, args=[notice.pk])))


def test_opening_the_customers_page_makes_an_own_link_and_is_recorded(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    run_the_day(act, send=True)
    notice = sent(evening.reminded)
    before = PortalLink.objects.count()
    address = reverse("console:outbox_portal", args=[notice.pk])
    assert enter("viewer").post(address).status_code == 403
    client = enter("clerk")
    assert client.get(address).status_code == 405, "a link is never made by looking"
    answer = client.post(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/p/")
    assert PortalLink.objects.count() == before + 1
    told = Activity.objects.get(verb="portal.opened_by_us")
    assert told.customer_id == evening.reminded.pk and told.actor == "Clerk"


def test_sales_see_the_messages_of_their_own_customers_only(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    run_the_day(act, send=True)
    client = enter("sales")
    mine, others = sent(evening.reminded), sent(evening.final)
    evening.reminded.owner_id = client.user_id  # type: ignore[attr-defined]
    evening.reminded.save()
    html = read(client.get(reverse(OUTBOX)))
    assert "Nord Demo GmbH" in html and "Ost Demo AG" not in html
    assert "Ost Demo AG" not in read(client.get(reverse("console:outbox_export")))
    assert client.get(reverse(MESSAGE, args=[mine.pk])).status_code == 200
    for name in (MESSAGE, BODY):
        assert client.get(reverse(name, args=[others.pk])).status_code == 404
    assert client.post(reverse("console:outbox_portal", args=[others.pk])).status_code == 404
