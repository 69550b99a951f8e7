"""A customer promises, disputes and claims; the day comes, and each is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from duly.services.accounts.add_note import add_note, log_call, snooze_customer
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cases.settle_promises import settle_promises
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.unapply import unapply
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Dispute, PromiseToPay, Task
from tests.builders import make_customer, make_invoice, make_receipt

FRIDAY = date(2026, 3, 20)


def later(act: Act, days: int) -> Act:
    return replace(act, business_date=act.business_date + timedelta(days=days), at=act.at + timedelta(days=days))


def state(promise_id: int) -> str:
    return PromiseToPay.objects.get(pk=promise_id).state


def test_a_promise_is_kept_when_the_money_comes_in_time(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    promise = record_promise(act=act, customer_id=customer.pk, promised_date=FRIDAY)
    settle_promises(act=later(act, 2))
    assert state(promise) == "open"
    receipt = make_receipt(act, "bank-1", 10_000, on=date(2026, 3, 19))
    apply_receipt(act=later(act, 3), receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)])
    assert settle_promises(act=later(act, 3))["kept"] == 1
    assert state(promise) == "kept"


def test_a_promise_is_broken_after_its_day_and_grace(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    promise = record_promise(act=act, customer_id=customer.pk, promised_date=FRIDAY)
    receipt = make_receipt(act, "bank-1", 10_000)
    entry = apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)])
    unapply(act=later(act, 1), entry_id=entry)  # the payment came back
    settle_promises(act=later(act, 5))
    assert state(promise) == "open", "Saturday is the day of grace"
    settle_promises(act=later(act, 6))
    assert state(promise) == "broken"


def test_a_second_promise_takes_the_place_of_the_first(company: int, act: Act) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    first = record_promise(act=act, customer_id=customer.pk, promised_date=FRIDAY)
    second = record_promise(act=act, customer_id=customer.pk, promised_date=FRIDAY + timedelta(days=3), amount_minor=1)
    assert (state(first), state(second)) == ("withdrawn", "open")


@pytest.mark.parametrize("day", [date(2026, 3, 15), date(2026, 12, 31)])
def test_a_promise_for_a_day_past_or_far_is_refused(company: int, act: Act, day: date) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    with pytest.raises(ServiceRefused):
        record_promise(act=act, customer_id=customer.pk, promised_date=day)


def test_only_what_is_not_disputed_yet_can_be_disputed(company: int, act: Act) -> None:
    customer, stranger = make_customer(act, "C1"), make_customer(act, "C2")
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    first = open_dispute(act=act, receivable_id=invoice, reason_code="price", amount_minor=4_000)
    with pytest.raises(ServiceRefused, match=r"60\.00"):
        open_dispute(act=act, receivable_id=invoice, reason_code="quality", amount_minor=6_001)
    with pytest.raises(NotFound):
        open_dispute(act=act, receivable_id=invoice, reason_code="price", customer_id=stranger.pk)
    resolve_dispute(act=act, dispute_id=first, resolution="rejected", text="the order says so")
    with pytest.raises(ServiceRefused):
        resolve_dispute(act=act, dispute_id=first, resolution="rejected")
    open_dispute(act=act, receivable_id=invoice, reason_code="quality")
    assert Dispute.objects.get(state="open").amount_minor == 10_000


def test_a_claim_of_payment_makes_somebody_look(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 10_000, due=date(2026, 3, 1))
    claim_payment(act=act, customer_id=customer.pk)
    assert Task.objects.get().data["receivables"] == [invoice]
    with pytest.raises(ServiceRefused, match="promise"):
        claim_payment(act=act, customer_id=customer.pk, paid_date=date(2026, 3, 17))


def test_holds_notes_calls_and_snoozing_are_on_the_timeline(company: int, act: Act) -> None:
    customer = make_customer(act)
    hold = place_hold(act=act, customer_id=customer.pk, reason="moving house", until_date=FRIDAY)
    end_hold(act=act, hold_id=hold)
    end_hold(act=act, hold_id=hold)
    add_note(act=act, customer_id=customer.pk, text="prefers mornings")
    log_call(act=act, customer_id=customer.pk, outcome="no_answer")
    snooze_customer(act=act, customer_id=customer.pk, until_date=FRIDAY)
    with pytest.raises(ServiceRefused):
        place_hold(act=act, customer_id=customer.pk, reason=" ", until_date=None)
    verbs = list(Activity.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["hold.placed", "hold.ended", "note.added", "call.logged", "customer.snoozed"]
