"""What is done from Today is taken back from Today: one key, and the account stands where it stood."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from duly.services.act import Act
from duly.store.models import Activity, Customer, Dispute, Hold, PromiseToPay, Receivable, Task
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


@pytest.fixture
def nord(act: Act) -> Customer:
    customer = make_customer(act, "N", name="Nord GmbH")
    make_invoice(act, customer, "R-1", 100_00, due=TODAY - timedelta(days=10))
    return customer


def do(client: Client, customer: Customer, what: str, **data: object) -> str:
    address = f"/today/customer/{customer.pk}/{what}/"
    place = f"/today/?tab=all&account={customer.pk}-EUR"
    return text(client.post(address, {"next": place, **data}, follow=True, headers={"Referer": place}))


def undo(client: Client, page: str) -> tuple[str, str]:
    """Press Undo on Today; return where that leads and what is said."""
    [address] = re.findall(r'class="toast success">.*?action="([^"]+)"', page)
    answer = client.post(address, headers={"Referer": "http://testserver/today/?tab=all"})
    return answer["Location"], text(client.get(answer["Location"]))


def names(page: str) -> list[str]:
    return re.findall(r'class="open" id="line-[^>]+>([^<]+)</a>', page)


def test_a_promise_takes_the_account_off_the_list_and_undo_puts_it_back(clerk: Client, nord: Customer) -> None:
    page = do(clerk, nord, "promise", promised_date="2026-03-23", note="by phone")
    assert names(page) == []
    place, page = undo(clerk, page)
    assert place == "/today/?tab=all"
    assert names(page) == ["Nord GmbH"]
    assert PromiseToPay.objects.get().state == "withdrawn"


def test_a_dispute_is_taken_back(clerk: Client, nord: Customer, act: Act) -> None:
    invoice = Receivable.objects.get(customer_id=nord.pk).pk
    page = do(clerk, nord, "dispute", receivable=invoice, reason="price")
    assert Dispute.objects.get().state == "open"
    _place, page = undo(clerk, page)
    assert Dispute.objects.get().state == "withdrawn"
    assert names(page) == ["Nord GmbH"]


def test_a_note_is_taken_back_from_the_timeline_but_not_from_the_log(clerk: Client, nord: Customer) -> None:
    page = do(clerk, nord, "note", text="pays after the fair")
    assert "pays after the fair" in text(clerk.get(f"/customers/{nord.pk}/"))
    undo(clerk, page)
    assert "pays after the fair" not in text(clerk.get(f"/customers/{nord.pk}/"))
    assert Activity.objects.filter(verb__in=["note.added", "note.withdrawn"]).count() == 2


def test_a_hold_and_a_snooze_are_taken_back(clerk: Client, nord: Customer) -> None:
    page = do(clerk, nord, "hold", reason="call first", until_date="2026-03-20")
    assert names(page) == []
    assert names(undo(clerk, page)[1]) == ["Nord GmbH"]
    assert Hold.objects.exclude(ended_at=None).count() == 1
    page = do(clerk, nord, "snooze", until_date="2026-03-20")
    assert names(page) == []
    assert names(undo(clerk, page)[1]) == ["Nord GmbH"]


def test_handing_over_gives_the_account_and_a_task_and_undo_takes_both(
    clerk: Client, enter: Enter, nord: Customer
) -> None:
    colleague = enter("manager")
    to = colleague.user_id  # type: ignore[attr-defined]
    page = do(clerk, nord, "hand-over", to=to, note="knows the buyer")
    assert "Handed over to Manager" in page
    assert Customer.objects.get(pk=nord.pk).owner_id == to
    assert "knows the buyer" in text(colleague.get("/today/?tab=mine"))
    undo(clerk, page)
    assert Customer.objects.get(pk=nord.pk).owner_id is None
    assert Task.objects.get(kind="handed_over").state == "dropped"


def test_a_hand_over_needs_a_note_and_a_colleague(clerk: Client, enter: Enter, nord: Customer) -> None:
    to = enter("manager").user_id  # type: ignore[attr-defined]
    assert "required" in do(clerk, nord, "hand-over", to=to, note=" ")
    assert "valid choice" in do(clerk, nord, "hand-over", to=clerk.user_id, note="x")  # type: ignore[attr-defined]
    assert not Task.objects.exists()


def test_sales_do_not_give_customers_away(enter: Enter, nord: Customer) -> None:
    sales = enter("sales")
    Customer.objects.filter(pk=nord.pk).update(owner_id=sales.user_id)  # type: ignore[attr-defined]
    assert sales.post(f"/today/customer/{nord.pk}/hand-over/", {"to": 1, "note": "x"}).status_code == 403
    page = text(sales.get(f"/today/?account={nord.pk}-EUR"))
    assert f"/today/customer/{nord.pk}/note/" in page
    assert f"/today/customer/{nord.pk}/hand-over/" not in page


def test_another_customers_note_is_not_taken_back_by_address(clerk: Client, nord: Customer, act: Act) -> None:
    other = make_customer(act, "O")
    do(clerk, nord, "note", text="mine")
    note = Activity.objects.get(verb="note.added").pk
    assert clerk.post(f"/customers/{other.pk}/undo/note/{note}/").status_code == 404
