"""After the day was run: what stands where, and what a person does about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duly.services.act import Act
from duly.store.models import Activity, Cycle, DunningNotice, NoticeItem
from duly.store.tenancy import in_company
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import Evening, decide_the_day, make_evening, read, run_the_day, send_all

TONIGHT = "console:tonight"


@pytest.fixture
def evening(act: Act) -> Evening:
    return make_evening(act)


def notice_of(customer: Any) -> DunningNotice:
    return DunningNotice.objects.get(customer=customer, business_date=TODAY, channel="email")


def do(client: Client, deed: str, notice: DunningNotice, **more: str) -> str:
    return read(client.post(reverse(f"console:tonight_{deed}"), {"ids": [notice.pk], **more}, follow=True))


def test_the_run_day_shows_its_messages_by_state(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    run_the_day(act)
    client = enter("clerk")
    html = read(client.get(reverse(TONIGHT)))
    assert "Nord Demo GmbH" in html and "queued" in html and "waits for approval" in html
    assert "1,500" in html and "run by" in html
    held = read(client.get(reverse(TONIGHT) + "?tab=held"))
    assert "Ost Demo AG" in held and "Nord Demo GmbH" not in held and reverse("console:tonight_approve") in held
    quiet = read(client.get(reverse(TONIGHT) + "?tab=quiet&reason=disputed"))
    assert "S-1 is disputed" in quiet and "West Demo Ltd" not in quiet


def test_the_progress_asks_again_until_nothing_moves(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    client = enter("manager")
    client.post(reverse("console:tonight_run"))
    address = reverse("console:tonight_progress") + f"?day={TODAY.isoformat()}"
    deciding = client.get(address)
    assert "0 of 1" in read(deciding) and "hx-get" in read(deciding)
    decide_the_day(act, Cycle.objects.get().pk)
    assert "Sending" in read(client.get(address)) and "0 of 1" in read(client.get(address))
    send_all(act)
    done = client.get(address)
    assert done["HX-Refresh"] == "true" and read(done) == ""
    assert client.get(reverse("console:tonight_progress") + "?day=never").status_code == 404


def test_a_held_message_goes_only_after_a_person_approves(
    company: int, act: Act, enter: Enter, evening: Evening
) -> None:
    run_the_day(act, send=True)
    notice = notice_of(evening.final)
    assert notice.state == "held"
    client = enter("clerk")
    asked = do(client, "approve", notice)
    assert "Sends 1 message to 1 customer about 1 invoice, EUR 500.00." in asked
    notice.refresh_from_db()
    assert notice.state == "held", "saying the consequence changes nothing"
    assert "Approved: 1." in do(client, "approve", notice, confirmed="1")
    notice.refresh_from_db()
    assert (notice.state, notice.approved_by) == ("queued", "Clerk")
    send_all(act)
    notice.refresh_from_db()
    assert notice.state == "sent" and notice.body_html


def test_a_message_is_left_out_only_with_a_reason(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    run_the_day(act)
    notice = notice_of(evening.reminded)
    client = enter("clerk")
    assert "Say why" in do(client, "leave_out", notice, confirmed="1")
    notice.refresh_from_db()
    assert notice.state == "queued"
    do(client, "leave_out", notice, confirmed="1", reason="They pay on Thursday, by word of mouth")
    notice.refresh_from_db()
    assert notice.state == "excluded" and "Thursday" in notice.state_reason
    assert NoticeItem.objects.filter(notice=notice, is_void=False).count() == 0, "its level does not count"
    send_all(act)
    notice.refresh_from_db()
    assert notice.state == "excluded"
    assert "Thursday" in read(client.get(reverse(TONIGHT) + "?tab=excluded"))


def test_a_message_of_unknown_outcome_is_sent_again_by_a_person_only(
    company: int, act: Act, enter: Enter, evening: Evening
) -> None:
    run_the_day(act)
    notice = notice_of(evening.reminded)
    DunningNotice.objects.filter(pk=notice.pk).update(state="unknown", state_reason="Sending was interrupted")
    client = enter("clerk")
    html = read(client.get(reverse(TONIGHT)))
    assert "To look at" in html and "outcome unknown" in html
    assert "may get it twice" in do(client, "send_again", notice)
    do(client, "send_again", notice, confirmed="1", reason="They say nothing arrived")
    send_all(act)
    notice.refresh_from_db()
    assert notice.state == "sent"
    assert Activity.objects.filter(verb="notice.again", reason="They say nothing arrived").exists()


def test_what_is_sent_cannot_be_left_out_any_more(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    run_the_day(act, send=True)
    notice = notice_of(evening.reminded)
    assert notice.state == "sent"
    html = do(enter("clerk"), "leave_out", notice, confirmed="1", reason="too late")
    assert "None of these messages can be treated so" in html
    notice.refresh_from_db()
    assert notice.state == "sent"


@pytest.mark.parametrize("role", ["viewer", "sales"])
@pytest.mark.parametrize("deed", ["approve", "leave_out", "send_now", "send_again"])
def test_who_may_only_look_changes_nothing(
    company: int, act: Act, enter: Enter, evening: Evening, role: str, deed: str
) -> None:
    run_the_day(act)
    notice = notice_of(evening.final)
    answer = enter(role).post(
        reverse(f"console:tonight_{deed}"), {"ids": [notice.pk], "confirmed": "1", "reason": "no"}
    )  # fmt: skip
    assert answer.status_code == 403
    notice.refresh_from_db()
    assert notice.state == "held"


def test_the_messages_of_another_company_stay_as_they_are(
    company: int, act: Act, enter: Enter, other_act: Act
) -> None:  # fmt: skip
    with in_company(other_act.company_id):
        theirs = make_evening(other_act)
        run_the_day(other_act)
        notice = notice_of(theirs.final)
        DunningNotice.objects.filter(pk=notice.pk).update(state="held")
    with in_company(company):
        client = enter("manager")
        html = do(client, "approve", notice, confirmed="1")
        assert "None of these messages" in html
        assert client.get(reverse("console:outbox_message", args=[notice.pk])).status_code == 404
    with in_company(other_act.company_id):
        notice.refresh_from_db()
        assert notice.state == "held"


def test_days_before_are_listed_and_open_again(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    run_the_day(act, send=True)
    client = enter("viewer")
    html = read(client.get(reverse("console:tonight_days")))
    assert "Monday, March 16, 2026" in html and f"?day={TODAY.isoformat()}" in html
    assert client.get(reverse(TONIGHT) + "?day=2026-03-13").status_code == 404
    assert client.get(reverse(TONIGHT) + "?day=tomorrow").status_code == 404
    stored = reverse("console:tonight_customer", args=[evening.disputed.pk]) + f"?day={TODAY.isoformat()}"
    assert "S-1 is disputed" in read(client.get(stored))
