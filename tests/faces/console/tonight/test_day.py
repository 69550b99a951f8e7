"""After the day was run: what stands where, and what a person does about it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duly.services.act import Act
from duly.store.models import Activity, Cycle, DunningNotice, NoticeItem
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice
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


def test_all_of_a_group_is_approved_at_once_in_words_first(
    company: int, act: Act, enter: Enter, evening: Evening
) -> None:
    other = make_customer(act, "C5", name="Fern Demo SA")
    make_invoice(act, other, "F-1", 10_000, due=date(2026, 3, 10))
    run_the_day(act)
    DunningNotice.objects.filter(business_date=TODAY, channel="email").update(state="held")
    client = enter("clerk")
    html = read(client.get(reverse(TONIGHT) + "?tab=held"))
    assert "Approve all 3" in html and "Every level" in html
    one_level = read(client.get(reverse(TONIGHT) + "?tab=held&level=reminder_1"))
    assert "Approve all 2" in one_level and "Ost Demo AG" not in one_level
    group = {"all": "1", "day": TODAY.isoformat(), "level": "reminder_1"}
    asked = read(client.post(reverse("console:tonight_approve"), group))
    assert "Sends 2 messages to 2 customers" in asked and DunningNotice.objects.filter(state="queued").count() == 0
    ids = re.search(r'name="ids" value="([0-9,]+)"', asked)
    assert ids is not None
    client.post(reverse("console:tonight_approve"), {"ids": ids[1], "confirmed": "1"})
    assert sorted(DunningNotice.objects.filter(state="queued").values_list("customer__number", flat=True)) == [
        "C1",
        "C5",
    ]
    assert client.post(reverse("console:tonight_approve"), {**group, "day": "2020-01-01"}).status_code == 404


def test_of_two_people_the_second_hears_who_was_quicker(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    run_the_day(act)
    final, other = notice_of(evening.final), notice_of(evening.reminded)
    DunningNotice.objects.filter(pk=other.pk).update(state="held")
    first, second = enter("clerk"), enter("manager")
    do(first, "approve", final, confirmed="1")
    html = read(second.post(reverse("console:tonight_approve"), {"ids": [final.pk, other.pk]}))
    assert "Ost Demo AG: approved by Clerk meanwhile, queued now." in html
    alone = do(second, "approve", final, confirmed="1")
    assert "None of these messages can be treated so" in alone and "approved by Clerk meanwhile" in alone


def test_the_file_holds_exactly_what_the_tab_shows(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    client = enter("viewer")
    address = reverse("console:tonight_export")

    def rows(query: str) -> list[str]:
        return client.get(address + query).content.decode("utf-8-sig").splitlines()[1:]

    assert [row.split(",")[0] for row in rows("")] == ["Nord Demo GmbH", "Ost Demo AG"], "before the day is run"
    assert [row.split(",")[0] for row in rows("?tab=quiet&reason=disputed")] == ["Sued Demo KG"]
    run_the_day(act)
    day = f"?day={TODAY.isoformat()}"
    assert len(rows(day)) == 2 and [row.split(",")[1] for row in rows(day + "&tab=held")] == ["Ost Demo AG"]
    assert [row.split(",")[1] for row in rows(day + "&level=reminder_1")] == ["Nord Demo GmbH"]
    assert [row.split(",")[0] for row in rows(day + "&tab=quiet&reason=disputed")] == ["Sued Demo KG"]
    assert client.get(address + "?day=2020-01-01").status_code == 404


def test_why_or_why_not_is_answered_for_anybody(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    client = enter("viewer")
    ask = reverse("console:tonight_find")
    assert "S-1 is disputed" in read(client.get(ask + "?q=S-1", follow=True))
    several = read(client.get(ask + "?q=Demo"))
    assert "Nord Demo GmbH" in several and "West Demo Ltd" in several
    assert "Nobody and no invoice is called" in read(client.get(ask + "?q=zzz"))
    nord = read(client.get(ask + "?q=C1", follow=True))
    assert "by Standard, version 1 (for everybody without another)" in nord


def test_the_money_is_drawn_level_by_level(company: int, act: Act, enter: Enter, evening: Evening) -> None:
    client = enter("viewer")
    assert "level-amounts" in read(client.get(reverse(TONIGHT)))
    run_the_day(act)
    html = read(client.get(reverse(TONIGHT)))
    assert "level-amounts" in html and "67 % of the money is asked for at \u201cFirst reminder\u201d" in html


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
