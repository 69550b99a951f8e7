"""The newest money is looked at before a message goes, whatever died between the bank file and the matcher."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from duly.services.act import Act
from duly.services.cases.record_promise import record_promise
from duly.services.cash.match_new_receipts import match_new_receipts
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import save_procedure
from duly.services.dunning.send_notice import send_notice
from duly.store.models import Company, DunningNotice, OpenItem, OpenReceipt
from duly.store.queries.cash_matching import ids_not_looked_at
from duly.wiring.ports import holidays, ports
from tests.builders import make_customer, make_invoice, make_receipt
from tests.services.dunning.test_day import MONDAY

PLAIN = """format: 1
name: Plain
levels:
  - {key: reminder, name: Reminder, days: 3, channel: email, template: first_reminder, tone: polite}
window: {opens: "00:00", closes: "23:59", weekdays: [mon, tue, wed, thu, fri, sat, sun], skip_holidays: false}
silence: {promise_grace_days: 3, bank_data_max_age_hours: 0}
"""


@pytest.fixture
def desk(company: int, act: Act) -> Act:
    """A company with a plain procedure, its date pinned to Monday."""
    Company.objects.filter(pk=company).update(business_date_override=MONDAY)
    save_procedure(act=act, text=PLAIN, is_default=True)
    return act


def plan_the_day(act: Act) -> DunningNotice:
    cycle_id, _ = start_cycle(act=act, ports=ports(), shard_size=100, inline=True)
    for number in waiting_shards(act.company_id, cycle_id):
        run_shard(act=act, ports=ports(), cycle_id=cycle_id, shard_no=number)
    return DunningNotice.objects.get()


def test_money_that_no_matcher_has_seen_stops_the_message(desk: Act) -> None:
    customer = make_customer(desk)
    invoice = make_invoice(desk, customer, "INV-2041", 45_678, due=MONDAY - timedelta(days=5))
    notice = plan_the_day(desk)
    receipt = make_receipt(desk, "line-1", 45_678, text="Invoice INV-2041", payer_name=customer.name)
    assert ids_not_looked_at(desk.company_id) == [receipt]
    assert send_notice(act=desk, ports=ports(), notice_id=notice.pk) == "dropped"
    assert ids_not_looked_at(desk.company_id) == []
    assert not OpenItem.objects.filter(pk=invoice).exists() or OpenReceipt.objects.get(pk=receipt).looked_at


def test_money_that_came_before_its_invoice_is_looked_at_again_when_the_invoice_comes(desk: Act) -> None:
    customer = make_customer(desk)
    make_receipt(desk, "line-1", 45_678, text="Invoice INV-2041", payer_name=customer.name)
    match_new_receipts(act=desk)
    assert ids_not_looked_at(desk.company_id) == []
    invoice = make_invoice(desk, customer, "INV-2041", 45_678, due=MONDAY - timedelta(days=5))
    assert match_new_receipts(act=desk) == 1
    assert not OpenItem.objects.filter(pk=invoice).exists()


def test_a_receipt_is_looked_at_once_and_again_when_it_changes(desk: Act) -> None:
    make_receipt(desk, "rent", 7_777, text="rent for the cellar")
    assert match_new_receipts(act=desk) == 1
    assert match_new_receipts(act=desk) == 0


@pytest.mark.parametrize(("days", "is_silent"), [(0, True), (2, True), (3, True), (4, False)])
def test_a_promise_silences_through_the_whole_grace_of_the_procedure(desk: Act, days: int, is_silent: bool) -> None:
    """The promise counts as broken after a day; how long that is forgiven is the procedure's to say."""
    customer = make_customer(desk)
    make_invoice(desk, customer, "INV-1", 20_000, due=MONDAY - timedelta(days=5))
    record_promise(act=desk, customer_id=customer.pk, promised_date=MONDAY)
    day = MONDAY + timedelta(days=days)
    Company.objects.filter(pk=desk.company_id).update(business_date_override=day)
    later = replace(desk, business_date=day, at=desk.at + timedelta(days=days))
    start_cycle(act=later, ports=ports(), shard_size=100, inline=True)
    (one,) = explain_customers(act=later, holidays=holidays, customer_ids=[customer.pk], as_of=day)
    assert one.decision.is_quiet is is_silent, (date.isoformat(day), one.decision)
