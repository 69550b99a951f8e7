"""Today: the order, the reasons, and what one does from the panel."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.store.models import Activity, Customer, Dispute, PromiseToPay, Task
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


def names(page: str) -> list[str]:
    return re.findall(r'class="open" id="line-[^>]+>([^<]+)</a>', page)


def late(act: Act, number: str, minor: int, days: int, **details: object) -> Customer:
    customer = make_customer(act, number, **details)
    make_invoice(act, customer, f"R-{number}", minor, due=TODAY - timedelta(days=days))
    return customer


def test_more_money_and_more_days_come_first(clerk: Client, act: Act) -> None:
    late(act, "A", 100_00, 10)
    late(act, "B", 5000_00, 40)
    late(act, "C", 5000_00, 5)
    page = text(clerk.get("/today/?tab=all"))
    assert names(page) == ["Customer B", "Customer C", "Customer A"]
    assert "EUR\u00a05,000.00 is 40 days late" in page


def test_a_habit_outweighs_the_same_debt(clerk: Client, act: Act) -> None:
    usual, unusual = late(act, "U", 1000_00, 20), late(act, "V", 1000_00, 20)
    for customer, delay in ((usual, 25), (unusual, 0)):
        for month in (3, 4, 5, 6):
            due = TODAY - timedelta(days=30 * month)
            number = f"P-{customer.number}-{month}"
            invoice = make_invoice(act, customer, number, 500_00, due=due)
            paid = due + timedelta(days=delay)
            receipt = make_receipt(act, number, 500_00, on=paid, customer_id=customer.pk)
            apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 500_00)], on=paid)
    page = text(clerk.get("/today/?tab=all"))
    assert names(page) == ["Customer V", "Customer U"]
    assert "usually pays on time" in page
    assert "usually pays 25 days late" in page


def test_tabs_tell_mine_from_the_teams_and_nobodys(clerk: Client, enter: Enter, act: Act) -> None:
    colleague = enter("manager").user_id  # type: ignore[attr-defined]
    late(act, "M", 100_00, 5, owner_id=clerk.user_id)  # type: ignore[attr-defined]
    late(act, "T", 100_00, 5, owner_id=colleague)
    late(act, "N", 100_00, 5)
    shown = {tab: names(text(clerk.get(f"/today/?tab={tab}"))) for tab in ("mine", "team", "unassigned")}
    assert shown == {"mine": ["Customer M"], "team": ["Customer T"], "unassigned": ["Customer N"]}
    assert names(text(clerk.get("/today/"))) == ["Customer M"]


def test_what_is_disputed_or_snoozed_or_on_hold_is_not_for_today_and_says_why(clerk: Client, act: Act) -> None:
    from duly.services.accounts.add_note import snooze_customer
    from duly.services.accounts.place_hold import place_hold

    late(act, "A", 100_00, 5)
    disputed = make_customer(act, "D")
    open_dispute(
        act=act, reason_code="price",
        receivable_id=make_invoice(act, disputed, "R-D", 100_00, due=TODAY - timedelta(days=5)),
    )  # fmt: skip
    snooze_customer(act=act, customer_id=late(act, "S", 100_00, 5).pk, until_date=TODAY + timedelta(days=3))
    place_hold(act=act, customer_id=late(act, "H", 100_00, 5).pk, reason="relaunch of their system", until_date=None)
    page = text(clerk.get("/today/?tab=all"))
    assert names(page) == ["Customer A"]
    for words in ("Everything late is disputed", "Snoozed until Mar 19, 2026", "relaunch of their system"):
        assert words in page


def test_the_headline_sums_what_is_late_due_and_waiting(clerk: Client, act: Act) -> None:
    customer = late(act, "A", 1234_50, 40)
    make_invoice(act, customer, "R-2", 200_00, due=TODAY + timedelta(days=3))
    make_invoice(act, customer, "R-3", 999_00, due=TODAY + timedelta(days=8))
    make_receipt(act, "M-1", 77_00)
    page = text(clerk.get("/today/"))
    figures = [re.sub("<[^>]+>", "", value) for value in re.findall(r'<p class="figure-value">(.*?)</p>', page)]
    assert figures == [f"EUR\u00a0{amount}" for amount in ("1,234.50", "200.00", "77.00", "0.00")]


def chosen(clerk: Client, customer: Customer) -> str:
    return text(clerk.get(f"/today/?tab=all&account={customer.pk}-EUR"))


def test_the_panel_explains_the_place_and_leads_to_the_next_account(clerk: Client, act: Act) -> None:
    first, second = late(act, "A", 5000_00, 40), late(act, "B", 100_00, 5)
    page = chosen(clerk, first)
    assert "How the place on the list is reckoned" in page
    assert "late by 40 days on average" in page.lower()
    assert f"account={second.pk}-EUR&quot;" in page or f'account={second.pk}-EUR" data-key="n"' in page
    assert 'id="worklist"' in page and 'id="side"' in page  # what a click swaps


def test_a_call_a_note_a_promise_and_a_dispute_from_the_panel(clerk: Client, act: Act) -> None:
    customer = late(act, "A", 100_00, 5)
    invoice = customer.receivables.get().pk
    posts = {
        "call": {"outcome": "left_message", "text": "rings back"},
        "note": {"text": "prefers mornings"},
        "promise": {"promised_date": "2026-03-20", "note": "Buyer A"},
        "dispute": {"receivable": invoice, "reason": "price", "text": "too much"},
    }
    for name, data in posts.items():
        answer = clerk.post(reverse(f"console:today_{name}", args=[customer.pk]), data | {"next": "?tab=all"})
        assert answer["Location"] == "/today/?tab=all"
    verbs = list(Activity.objects.filter(customer=customer).order_by("pk").values_list("verb", flat=True))
    assert [v for v in verbs if v in ("call.logged", "note.added", "promise.recorded", "dispute.opened")] == [
        "call.logged", "note.added", "promise.recorded", "dispute.opened",
    ]  # fmt: skip
    assert PromiseToPay.objects.get(customer=customer).amount_minor == 100_00
    assert Dispute.objects.get(customer=customer).reason_code == "price"


def test_a_mistake_is_answered_in_words_and_changes_nothing(clerk: Client, act: Act) -> None:
    customer = late(act, "A", 100_00, 5)
    address = reverse("console:today_promise", args=[customer.pk])
    page = text(clerk.post(address, {"promised_date": "2020-01-01", "next": "?tab=all"}, follow=True))
    assert 'role="alert"' in page
    assert not PromiseToPay.objects.filter(customer=customer).exists()


def test_snoozing_is_undone_with_one_key(clerk: Client, act: Act) -> None:
    customer = late(act, "A", 100_00, 5)
    address = reverse("console:today_snooze", args=[customer.pk])
    page = text(clerk.post(address, {"until_date": "2026-03-20", "next": "?tab=all"}, follow=True))
    assert names(page) == []
    undo = re.search(r'action="([^"]+/undo/snooze/0/)"', page)
    assert undo and 'data-key="z"' in page
    here = {"Referer": "http://testserver/today/?tab=all"}
    assert names(text(clerk.post(undo[1], follow=True, headers=here))) == ["Customer A"]


def test_tasks_of_the_day_are_done_and_undone(clerk: Client, act: Act) -> None:
    task = Task.objects.create(company_id=act.company_id, kind="call", title="Ring the buyer", due_date=TODAY)
    assert "Ring the buyer" in text(clerk.get("/today/"))
    address = reverse("console:today_task", args=[task.pk])
    assert "Ring the buyer" not in text(clerk.post(address, follow=True))
    assert "Ring the buyer" in text(clerk.post(f"{address}?undo=1", follow=True))


def test_the_page_asks_the_database_as_often_for_many_as_for_few(clerk: Client, act: Act) -> None:
    clerk.get("/today/?tab=all")  # the first page of a day computes its balances
    late(act, "0", 100_00, 5)
    with CaptureQueriesContext(connection) as few:
        clerk.get("/today/?tab=all")
    for number in range(1, 70):
        late(act, str(number), 100_00 + number, 5)
    with CaptureQueriesContext(connection) as many:
        page = text(clerk.get("/today/?tab=all"))
    assert len(names(page)) == 50
    assert len(many) == len(few)
    rest = names(text(clerk.get("/today/?tab=all&page=2")))
    assert len(rest) == 20
    assert not set(rest) & set(names(page))


def test_a_target_elsewhere_is_not_followed(clerk: Client, act: Act) -> None:
    customer = late(act, "A", 100_00, 5)
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = clerk.post(reverse("console:today_note", args=[customer.pk]), {"text": "x", "next": target})
        assert answer["Location"] == "/today/"
