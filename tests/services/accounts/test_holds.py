"""Holds: one silence for one reason, however often the button is pressed."""

from __future__ import annotations

from datetime import timedelta

from duly.services.accounts.many.hold_many import hold_many
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.act import Act
from duly.store.models import Activity, Hold
from tests.builders import make_customer
from tests.conftest import TODAY


def in_force() -> list[tuple[int, str]]:
    rows = Hold.objects.filter(ended_at=None).order_by("customer_id", "id")
    return list(rows.values_list("customer_id", "reason"))


def test_the_same_hold_pressed_twice_is_one_and_ends_at_once(act: Act) -> None:
    customer = make_customer(act).pk
    first = place_hold(act=act, customer_id=customer, reason="In court", until_date=None)
    assert place_hold(act=act, customer_id=customer, reason=" In court ", until_date=None) == first
    assert Activity.objects.filter(verb="hold.placed").count() == 1
    end_hold(act=act, hold_id=first)
    assert in_force() == [], "nothing else keeps the customer silent unseen"
    assert place_hold(act=act, customer_id=customer, reason="In court", until_date=None) != first


def test_another_reason_or_day_is_another_hold(act: Act) -> None:
    customer = make_customer(act).pk
    ids = {
        place_hold(act=act, customer_id=customer, reason="In court", until_date=None),
        place_hold(act=act, customer_id=customer, reason="On holiday", until_date=None),
        place_hold(act=act, customer_id=customer, reason="In court", until_date=TODAY + timedelta(days=7)),
    }
    assert len(ids) == 3


def test_many_customers_pressed_twice_are_held_once(act: Act) -> None:
    one, two = make_customer(act, "K-1").pk, make_customer(act, "K-2").pk
    for until in (None, TODAY + timedelta(days=7)):
        place_hold(act=act, customer_id=one, reason=f"Strike {until}", until_date=until)
        made = hold_many(act=act, customer_ids=[one, two], reason=f"Strike {until}", until_date=until)
        assert made.customers == 1
        again = hold_many(act=act, customer_ids=[one, two], reason=f"Strike {until}", until_date=until)
        assert (again.activity_id, again.customers) == (None, 0)
    assert len(in_force()) == 4
