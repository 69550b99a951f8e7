"""What a customer says is noted once, in its name, silences only what it is about, and is confirmed in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duly.store.models import Activity, Contact, Dispute, PaymentClaim, PromiseToPay, Task
from tests.builders import make_invoice
from tests.faces.portal.conftest import World
from tests.faces.portal.guest import words


@pytest.fixture
def inside(world: World) -> World:
    world.guest.enter(world.link())
    return world


def test_a_promise_is_kept_once(inside: World) -> None:
    values = {"promised_date": "2026-03-27", "note": "after payday", "r": [inside.late, inside.coming]}
    first = inside.guest.send("/p/home/promise/", values)
    again = inside.guest.send("/p/home/promise/", values)
    assert first.status_code == again.status_code == 303
    assert first["Location"] == again["Location"]
    promise = PromiseToPay.objects.get()
    assert (promise.amount_minor, promise.made_via, promise.made_by) == (
        169000,
        "portal",
        "Buyer Nord <nord@customer.example>",
    )
    said = Activity.objects.get(verb="promise.recorded")
    assert (said.actor_kind, said.actor) == ("customer", "Buyer Nord <nord@customer.example>")
    page = inside.guest.text(first["Location"])
    assert "You will pay EUR 1,690.00 by March 27, 2026." in page
    assert "INV-1001, INV-1002" in page


def test_another_day_replaces_the_promise(inside: World) -> None:
    for day in ("2026-03-27", "2026-03-30"):
        inside.guest.send("/p/home/promise/", {"promised_date": day, "r": inside.late})
    states = list(PromiseToPay.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "open"]


@pytest.mark.parametrize("day", ["2026-03-15", "2027-03-15", "soon", "", "9999-12-31"])
def test_days_beyond_the_limits_are_refused_in_words(inside: World, day: str) -> None:
    answer = inside.guest.send("/p/home/promise/", {"promised_date": day, "r": inside.late})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not PromiseToPay.objects.exists()


def test_a_promise_needs_an_invoice_and_one_currency(inside: World) -> None:
    day = {"promised_date": "2026-03-27"}
    assert "Choose at least one invoice." in words(inside.guest.send("/p/home/promise/", day))
    usd = make_invoice(inside.act, inside.customer, "U-1", 5, due=inside.act.business_date, currency="USD")
    mixed = inside.guest.send("/p/home/promise/", day | {"r": [inside.late, usd]})
    assert "several currencies" in words(mixed)
    assert not PromiseToPay.objects.exists()


def test_a_payment_that_was_made_rests_and_is_looked_for(inside: World) -> None:
    values = {"paid_date": "2026-03-13", "method": "transfer", "text": "E2E-9", "r": inside.late}
    answers = [inside.guest.send("/p/home/paid/", values) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    claim = PaymentClaim.objects.get()
    assert claim.receivables == [inside.late]
    assert Task.objects.get().kind == "find_payment"
    assert "will not remind you of these invoices until March 21, 2026" in inside.guest.text(answers[0]["Location"])
    assert "you say it is paid" in inside.guest.text("/p/home/")
    ahead = inside.guest.send("/p/home/paid/", values | {"paid_date": "2026-03-17"})
    assert "promise a date instead" in words(ahead)


def test_a_dispute_silences_only_what_is_wrong(inside: World) -> None:
    seen_on = f"/p/home/dispute/?r={inside.late}"
    values = {"r": inside.late, "reason": "quantity", "amount": "190.00", "text": "two missing"}
    first = inside.guest.send("/p/home/dispute/", values, seen_on=seen_on)
    inside.guest.send("/p/home/dispute/", values, seen_on=seen_on)
    dispute = Dispute.objects.get()
    assert (dispute.amount_minor, dispute.opened_via, dispute.reason_code) == (19000, "portal", "quantity")
    page = inside.guest.text(first["Location"])
    assert "The quantity is wrong: EUR 190.00" in page
    assert "The rest of this invoice, EUR 1,000.00, stays due as agreed." in page


def test_all_of_an_invoice_is_disputed_once(inside: World) -> None:
    seen_on = f"/p/home/dispute/?r={inside.coming}"
    for _ in range(2):
        sent = inside.guest.send("/p/home/dispute/", {"r": inside.coming, "reason": "duplicate"}, seen_on=seen_on)
        assert sent.status_code == 303
    assert Dispute.objects.get().amount_minor == 50000


@pytest.mark.parametrize("amount", ["0", "-5", "1e9", "99999999", "0.001", "abc", "1,2,3", "NaN", "9" * 29])
def test_amounts_that_make_no_sense_are_refused(inside: World, amount: str) -> None:
    values = {"r": inside.late, "reason": "price", "amount": amount}
    answer = inside.guest.send("/p/home/dispute/", values, seen_on=f"/p/home/dispute/?r={inside.late}")
    assert answer.status_code == 200
    assert not Dispute.objects.exists()


def test_amounts_are_read_as_the_reader_writes_them(inside: World) -> None:
    inside.guest.look("/p/home/?lang=de")
    values = {"r": inside.late, "reason": "price", "amount": "1.000,50 €"}
    inside.guest.send("/p/home/dispute/", values, seen_on=f"/p/home/dispute/?r={inside.late}")
    assert Dispute.objects.get().amount_minor == 100050


def test_another_contact_is_proposed_never_used(inside: World) -> None:
    values = {"name": "Pat Payables", "email": "pat@customer.example", "text": "since May"}
    first = inside.guest.send("/p/home/contact/", values)
    inside.guest.send("/p/home/contact/", values)
    proposed = Contact.objects.get(email="pat@customer.example")
    assert proposed.proposed_by == "portal"
    task = Task.objects.get(kind="check_contact")
    assert "Pat Payables, pat@customer.example" in task.title
    assert task.due_date == inside.act.business_date + timedelta(days=2)
    assert Contact.objects.filter(customer=inside.customer, proposed_by="").count() == 1
    assert Activity.objects.filter(verb="contact.proposed").count() == 1
    assert "Until then nothing changes" in inside.guest.text(first["Location"])


def test_not_for_us_is_a_task_without_a_contact(inside: World) -> None:
    assert inside.guest.send("/p/home/contact/", {"text": "wrong company"}).status_code == 303
    assert "not for us" in Task.objects.get().title
    assert Contact.objects.filter(customer=inside.customer).count() == 1
    assert "Tell us a name" in words(inside.guest.send("/p/home/contact/", {}))
    assert inside.guest.send("/p/home/contact/", {"email": "nonsense"}).status_code == 200


def test_hostile_text_is_only_text(inside: World) -> None:
    evil = "<script>alert(1)</script>\r\nBcc: x@y.example"
    values = {"r": inside.late, "reason": "other", "text": evil}
    sent = inside.guest.send("/p/home/dispute/", values, seen_on=f"/p/home/dispute/?r={inside.late}")
    assert "<script>" not in inside.guest.look(sent["Location"]).content.decode()
    bad = inside.guest.send("/p/home/contact/", {"email": evil})
    assert "<script>" not in bad.content.decode()
    assert inside.guest.send("/p/home/contact/", {"text": "a\x00b"}).status_code == 200


def test_looking_at_every_page_changes_nothing(inside: World) -> None:
    before = Activity.objects.count()
    for page in (
        "",
        "pay/",
        "promise/",
        "paid/",
        "dispute/",
        f"dispute/?r={inside.late}",
        "contact/",
        "statement/",
        "statement.csv",
        "leave/",
    ):
        answer = inside.guest.look(f"/p/home/{page}")
        assert answer.status_code in {200, 302}
        assert inside.guest.client.head(f"/p/home/{page}").status_code == answer.status_code
    assert Activity.objects.count() == before
    assert not (PromiseToPay.objects.exists() or Dispute.objects.exists() or PaymentClaim.objects.exists())
    assert inside.guest.look("/p/home/").status_code == 200
