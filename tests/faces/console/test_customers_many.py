"""One change for many customers: said in words before, done at once, taken back at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.dunning.save_procedure import install_default_procedure
from duly.store.models import Activity, Customer, Hold
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


@pytest.fixture
def three(act: Act) -> list[Customer]:
    found = [make_customer(act, number, segment="key" if number != "C" else "") for number in "ABC"]
    for customer in found:
        make_invoice(act, customer, f"R-{customer.number}", 100_00, due=TODAY - timedelta(days=10))
    return found


def said(page: str) -> str:
    found = re.search(r'id="consequence"[^>]*>([^<]+)', page)
    assert found, page
    return found[1].replace("\u00a0", " ")


def ids(customers: list[Customer]) -> list[int]:
    return [customer.pk for customer in customers]


def test_a_hold_says_whom_it_silences_and_is_taken_back_in_one_go(
    clerk: Client, act: Act, three: list[Customer]
) -> None:
    install_default_procedure(act=act)
    place_hold(act=act, customer_id=three[1].pk, reason="call first", until_date=None)
    page = text(clerk.post("/customers/many/hold/", {"ids": ids(three[:2])}))
    assert said(page).startswith("Puts 2 customers on hold until Mar 30, 2026")
    assert said(page).endswith("1 of them is on hold already.")
    assert Hold.objects.count() == 1, "nothing happens before one is sure"
    data = {"ids": ids(three[:2]), "count": 2, "sent": 1, "sure": 1, "reason": "trade fair", "until_date": "2026-03-20"}
    answer = clerk.post("/customers/many/hold/?late=1", data, follow=True)
    assert "2 customers are on hold." in text(answer)
    assert answer.redirect_chain == [("/customers/?late=1", 302)]
    assert Activity.objects.filter(verb="hold.placed", reason="trade fair").count() == 2
    [undo] = re.findall(r'action="(/customers/many/\d+/undo/)"', text(answer))
    answer = clerk.post(undo, follow=True, headers={"referer": "http://testserver/customers/?late=1"})
    assert "Taken back for 2 customers." in text(answer)
    assert answer.redirect_chain == [("/customers/?late=1", 302)], "the list stays as it was filtered"
    head = Activity.objects.filter(verb="customers.changed").latest("pk")
    assert head.sentence.startswith("Taken back for 2 customers: On hold")
    assert [hold.reason for hold in Hold.objects.filter(ended_at=None)] == ["call first"]
    assert "taken back already" in text(clerk.post(undo, follow=True))


def test_taking_customers_out_of_their_segment_is_said_as_that(clerk: Client, three: list[Customer]) -> None:
    page = text(clerk.post("/customers/many/segment/", {"ids": ids(three[:2])}))
    assert said(page) == "Takes 2 customers out of theirs." and ">Change segment</button>" in page
    data = {"ids": ids(three[:2]), "count": 2, "sent": 1, "sure": 1, "value": ""}
    assert "The segment of 2 customers is changed." in text(clerk.post("/customers/many/segment/", data, follow=True))
    assert {row.segment for row in Customer.objects.all()} == {""}


def test_all_that_match_means_other_pages_too_and_only_what_matches(clerk: Client, act: Act) -> None:
    for at in range(60):
        make_customer(act, f"K{at:02}", segment="key" if at else "other")
    page = text(clerk.get("/customers/?segment=key"))
    assert "all 59 that match" in page
    colleague = clerk.user_id  # type: ignore[attr-defined]
    data = {"everything": 1, "count": 59, "sent": 1, "sure": 1, "value": colleague}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        clerk.post("/customers/many/owner/?segment=key", data)
    assert len(queries) < 60, "no statement for each customer"
    assert Customer.objects.filter(owner_id=colleague).count() == 59
    assert Customer.objects.get(number="K00").owner_id is None


def test_a_list_that_changed_meanwhile_is_shown_again(clerk: Client, three: list[Customer]) -> None:
    data = {"everything": 1, "count": 2, "sent": 1, "sure": 1, "until_date": "2026-04-01"}
    page = text(clerk.post("/customers/many/snooze/", data))
    assert "The list has changed meanwhile" in page
    assert said(page) == "Takes 3 customers off the worklist until Apr 1, 2026. Reminders go on."
    assert not Customer.objects.exclude(snoozed_until=None).exists()


def test_undo_leaves_alone_what_somebody_changed_since(clerk: Client, three: list[Customer]) -> None:
    data = {"ids": ids(three), "count": 3, "sent": 1, "sure": 1, "value": "export"}
    page = text(clerk.post("/customers/many/segment/", data, follow=True))
    Customer.objects.filter(pk=three[0].pk).update(segment="vip")
    [undo] = re.findall(r'action="(/customers/many/\d+/undo/)"', page)
    assert "Taken back for 2 customers." in text(clerk.post(undo, follow=True))
    assert list(Customer.objects.order_by("number").values_list("segment", flat=True)) == ["vip", "key", ""]


def test_ending_holds_names_how_many_there_are(clerk: Client, act: Act, three: list[Customer]) -> None:
    place_hold(act=act, customer_id=three[0].pk, reason="fair", until_date=None)
    page = text(clerk.post("/customers/many/end-hold/", {"ids": ids(three)}))
    assert said(page).startswith("Ends the hold on 1 customer.")
    page = text(
        clerk.post("/customers/many/end-hold/", {"ids": ids(three), "count": 3, "sent": 1, "sure": 1}, follow=True)
    )
    assert not Hold.objects.filter(ended_at=None).exists()
    [undo] = re.findall(r'action="(/customers/many/\d+/undo/)"', page)
    clerk.post(undo)
    assert Hold.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("what", "data", "words"),
    [
        ("hold", {"reason": " ", "until_date": ""}, "This field is required"),
        ("hold", {"reason": "x", "until_date": "2020-01-01"}, "Choose today or a later day"),
        ("snooze", {"until_date": "2026-03-16"}, "Choose a day after today"),
        ("owner", {"value": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    clerk: Client, three: list[Customer], what: str, data: dict[str, str], words: str
) -> None:
    page = text(clerk.post(f"/customers/many/{what}/", {"ids": ids(three), "count": 3, "sent": 1, "sure": 1, **data}))
    assert words in page
    assert not Hold.objects.exists()


def test_nobody_changes_customers_they_may_not_see(enter: Enter, act: Act, three: list[Customer]) -> None:
    sales = enter("sales")
    data = {"ids": ids(three), "count": 3, "sent": 1, "sure": 1, "until_date": "2026-04-01", "value": ""}
    assert "No customer is selected" in text(sales.post("/customers/many/snooze/", data, follow=True))
    assert sales.post("/customers/many/hold/", data).status_code == 403
    assert enter("viewer").post("/customers/many/snooze/", data).status_code == 403
    assert not Customer.objects.exclude(snoozed_until=None).exists()


def test_the_selected_rows_as_a_file(clerk: Client, three: list[Customer]) -> None:
    answer = clerk.post("/customers/many/export/?cols=late&sort=name", {"ids": ids(three[1:])})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == ["Number,Customer,Currency,Overdue", "B,Customer B,EUR,100.00", "C,Customer C,EUR,100.00"]
