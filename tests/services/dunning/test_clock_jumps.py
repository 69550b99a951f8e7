"""A clock that ran ahead by days and was put right, one that lags, and days whose work goes on after midnight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from duly.services.act import Act
from duly.services.cases.record_promise import record_promise
from duly.services.cash.match_new_receipts import match_new_receipts
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import save_procedure
from duly.services.dunning.send_notice import send_notice
from duly.store.models import DunningNotice, PromiseToPay
from duly.wiring.ports import holidays, ports
from tests.builders import make_customer, make_invoice, make_receipt
from tests.services.dunning.test_day import MONDAY

TWO_LEVELS = """format: 1
name: Two levels
levels:
  - {key: reminder, name: Reminder, days: 3, channel: email, template: first_reminder, tone: polite}
  - {key: second, name: Second, days: 10, channel: email, template: second_reminder, tone: firm}
window: {opens: "00:00", closes: "23:59", weekdays: [mon, tue, wed, thu, fri, sat, sun], skip_holidays: false}
contact: {spacing_days: 5}
silence: {promise_grace_days: 1, bank_data_max_age_hours: 0}
"""


def on(act: Act, days: int, hour: int = 9) -> Act:
    """What a process reads off its clock so many days after Monday."""
    day = MONDAY + timedelta(days=days)
    return replace(act, business_date=day, at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def desk(company: int, act: Act) -> Act:
    save_procedure(act=on(act, 0), text=TWO_LEVELS, is_default=True)
    return on(act, 0)


def live(act: Act, *, later: Act | None = None) -> list[DunningNotice]:
    """Run the day of `act`, its shards by the clock of `later`, and send; return the messages of that day."""
    cycle_id, _ = start_cycle(act=act, ports=ports(), shard_size=100, inline=True)
    for number in waiting_shards(act.company_id, cycle_id):
        run_shard(act=later or act, ports=ports(), cycle_id=cycle_id, shard_no=number)
    for notice in DunningNotice.objects.filter(state="queued"):
        send_notice(act=later or act, ports=ports(), notice_id=notice.pk)
    return list(DunningNotice.objects.filter(cycle_id=cycle_id))


def test_what_went_out_while_the_clock_ran_ahead_does_not_go_out_again(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=2))
    assert [one.state for one in live(on(desk, 40))] == ["sent"]  # the clock is forty days ahead
    assert [live(on(desk, day)) for day in range(1, 8)] == [[]] * 7
    (second,) = live(on(desk, 8))
    assert second.level_key == "second", "and nothing waits until the wrong day has come"
    assert live(on(desk, 41)) == [], "what was done stays done when that day comes"


def test_a_promise_made_while_the_clock_ran_ahead_silences_once_it_is_right(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=5))
    record_promise(act=on(desk, 5), customer_id=customer.pk, promised_date=MONDAY + timedelta(days=9))
    assert PromiseToPay.objects.get().made_on_date > MONDAY
    assert live(desk) == []


def test_money_booked_for_tomorrow_stops_a_message_of_today(desk: Act) -> None:
    """So banks east of us do, and every bank while our own clock lags behind."""
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-2041", 45_678, due=MONDAY - timedelta(days=5))
    make_receipt(on(desk, 2), "line-1", 45_678, text="Invoice INV-2041", payer_name=customer.name)
    match_new_receipts(act=desk)
    assert live(desk) == []


def test_a_day_whose_work_goes_on_after_midnight_is_still_sent(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=5))
    (notice,) = live(on(desk, 0, hour=21), later=on(desk, 1))
    assert (notice.state, notice.state_code) == ("sent", "outbox")


def test_a_past_day_is_decided_from_what_was_known_by_then(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=5))
    live(desk)
    (before,) = explain_customers(
        act=on(desk, 3), holidays=holidays, customer_ids=[customer.pk], as_of=MONDAY - timedelta(days=1)
    )
    assert not before.decision.is_quiet


def test_a_day_lived_by_a_clock_that_lags_does_not_shorten_the_spacing(desk: Act) -> None:
    """The day nobody was there is run late, by a clock that lags: what went out meanwhile keeps its own day."""
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=7))
    assert [one.level_key for one in live(on(desk, 3))] == ["reminder"]
    assert live(on(desk, 0)) == [], "the clock lags by three days"
    assert [live(on(desk, day)) for day in range(4, 8)] == [[]] * 4
    assert [one.level_key for one in live(on(desk, 8))] == ["second"]
