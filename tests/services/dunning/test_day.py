"""A controller's days: who is written to, who is not and why, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.record_receipts import NewReceipt, record_receipts
from duly.services.dunning.explain import explain_customers, preview_cycle
from duly.services.dunning.review_notice import approve_notice, exclude_notice, send_again
from duly.services.dunning.run_cycle import run_shard, start_cycle, waiting_shards
from duly.services.dunning.save_procedure import check_procedure, install_default_procedure, save_procedure
from duly.services.dunning.send_notice import _prepare, send_notice
from duly.services.refused import ServiceRefused
from duly.store import mapping
from duly.store.models import Activity, Cycle, Decision, DunningNotice, NoticeItem, Receipt, Task
from duly.store.queries.audit import run_audit
from duly.wiring.ports import holidays, ports
from tests.builders import make_customer, make_invoice, make_receipt

MONDAY = date(2026, 3, 16)


def run_day(act: Act, days: int = 0) -> Act:
    """Run the day `days` after Monday, as the scheduler would, and send what it queued."""
    day = replace(act, business_date=act.business_date + timedelta(days=days), at=act.at + timedelta(days=days))
    cycle_id, _ = start_cycle(act=day, ports=ports(), shard_size=100, inline=True)
    for number in waiting_shards(day.company_id, cycle_id):
        run_shard(act=day, ports=ports(), cycle_id=cycle_id, shard_no=number)
    return day


def send_all(day: Act) -> list[str]:
    queued = DunningNotice.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True)
    return [send_notice(act=day, ports=ports(), notice_id=pk) for pk in list(queued)]


@pytest.fixture
def desk(company: int, act: Act) -> Act:
    """A company with the shipped procedure, its date pinned to Monday, and fresh bank data."""
    from duly.store.models import Company

    Company.objects.filter(pk=company).update(business_date_override=MONDAY)
    install_default_procedure(act=act)
    make_receipt(act, "yesterday", 1)
    return act


def fresh_money(day: Act) -> None:
    """A cent that arrives today: the bank data is fresh."""
    new = NewReceipt("test", f"fresh-{day.business_date}", day.business_date, "EUR", 1)
    record_receipts(act=day, receipts=[new])


def test_one_message_per_customer_however_many_invoices(desk: Act) -> None:
    customer = make_customer(desk, "C1", language="de")
    for number, late in (("R-1", 4), ("R-2", 12), ("R-3", -3)):
        make_invoice(desk, customer, number, 10_000, due=MONDAY - timedelta(days=late))
    run_day(desk)
    notice = DunningNotice.objects.get()
    assert notice.items.count() == 3
    assert send_all(desk) == ["sent"]
    notice.refresh_from_db()
    assert "R-2" in notice.body_text
    assert notice.language == "de"
    assert notice.message_id
    assert "/p/" in notice.body_html
    assert Activity.objects.filter(verb="notice.sent").count() == 1


def test_running_the_day_twice_changes_nothing(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    send_all(desk)
    before = (Cycle.objects.count(), Decision.objects.count(), DunningNotice.objects.count())
    run_day(desk)
    assert (Cycle.objects.count(), Decision.objects.count(), DunningNotice.objects.count()) == before
    (again,) = explain_customers(act=desk, holidays=holidays, customer_ids=[customer.pk])
    assert again.decision.is_quiet


def test_nobody_who_pays_between_decision_and_sending_is_written_to(desk: Act) -> None:
    customer = make_customer(desk)
    invoice = make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    receipt = make_receipt(desk, "just-in", 10_000)
    apply_receipt(act=desk, receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)])
    assert send_all(desk) == ["dropped"]
    notice = DunningNotice.objects.get()
    assert notice.state_code == "paid"
    assert NoticeItem.objects.get().is_void


def test_a_part_payment_before_sending_changes_what_is_asked(desk: Act) -> None:
    customer = make_customer(desk)
    first = make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    make_invoice(desk, customer, "R-2", 7_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    receipt = make_receipt(desk, "just-in", 10_000)
    apply_receipt(act=desk, receipt_id=receipt, lines=[AllocationLine(first, 10_000)])
    assert send_all(desk) == ["sent"]
    notice = DunningNotice.objects.get()
    assert notice.total_minor == 7_000
    assert "R-1" not in notice.body_text
    assert "70,00" in notice.body_text


@pytest.mark.parametrize("what", ["dispute", "promise", "hold", "waiting"])
def test_guards_keep_quiet_with_a_reason(desk: Act, what: str) -> None:
    customer = make_customer(desk)
    invoice = make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    match what:
        case "dispute":
            open_dispute(act=desk, receivable_id=invoice, reason_code="price")
        case "promise":
            record_promise(act=desk, customer_id=customer.pk, promised_date=MONDAY + timedelta(days=3))
        case "hold":
            place_hold(act=desk, customer_id=customer.pk, reason="new buyer", until_date=None)
        case _:
            make_receipt(desk, "waits", 10_000, customer_id=customer.pk)
    run_day(desk)
    assert not DunningNotice.objects.exists()
    decision, _ = mapping.to_decision(Decision.objects.get())
    codes = {reason.code for item in decision.items for reason in item.reasons}
    expected = {"dispute": "disputed", "promise": "promised", "hold": "on_hold", "waiting": "receipt_waiting"}[what]
    assert expected in codes


def test_the_last_reminder_waits_for_a_person(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=3))
    seen = []
    for days in range(40):
        fresh_money(replace(desk, business_date=MONDAY + timedelta(days=days), at=desk.at + timedelta(days=days)))
        day = run_day(desk, days)
        from duly.store.models import Company

        Company.objects.filter(pk=desk.company_id).update(business_date_override=day.business_date)
        send_all(day)
        seen += [n.level_key for n in DunningNotice.objects.filter(business_date=day.business_date)]
    assert seen == ["reminder_1", "reminder_2", "final"], "100 euros are too little for a call"
    held = DunningNotice.objects.get(level_key="final")
    assert held.state == "held"
    approve_notice(act=day, ports=ports(), notice_id=held.pk)
    held.refresh_from_db()
    assert (held.state, held.approved_by) == ("queued", day.actor)


def test_a_left_out_message_does_not_count(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    notice = DunningNotice.objects.get()
    with pytest.raises(ServiceRefused):
        exclude_notice(act=desk, notice_id=notice.pk, reason=" ")
    exclude_notice(act=desk, notice_id=notice.pk, reason="the owner calls today")
    assert send_all(desk) == []
    tomorrow = run_day(desk, 1)
    assert DunningNotice.objects.filter(business_date=tomorrow.business_date).count() == 1


def test_an_interrupted_send_is_unknown_and_not_repeated_by_itself(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    notice = DunningNotice.objects.get()
    _prepare(desk, ports(), notice.pk)  # and here the process dies
    assert send_notice(act=desk, ports=ports(), notice_id=notice.pk) == "sending", "it may still be talking"
    later = replace(desk, at=desk.at + timedelta(minutes=5))
    assert send_notice(act=later, ports=ports(), notice_id=notice.pk) == "unknown"
    assert send_notice(act=later, ports=ports(), notice_id=notice.pk) == "unknown"
    tomorrow = run_day(desk, 1)
    assert not DunningNotice.objects.filter(business_date=tomorrow.business_date).exists()
    with pytest.raises(ServiceRefused):
        send_again(act=later, ports=ports(), notice_id=notice.pk, reason="")
    send_again(act=later, ports=ports(), notice_id=notice.pk, reason="the customer says nothing came")
    assert send_all(later) == ["sent"]


def test_a_replayed_day_sends_nothing(desk: Act) -> None:
    customer = make_customer(desk)
    invoice = make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=40))
    receipt = make_receipt(desk, "later", 10_000, on=MONDAY - timedelta(days=10), customer_id=customer.pk)
    apply_receipt(act=desk, receipt_id=receipt, lines=[AllocationLine(invoice, 10_000)], on=MONDAY - timedelta(days=10))
    for back in (35, 20, 5):
        run_day(desk, -back)
    replayed = DunningNotice.objects.order_by("business_date")
    assert [(n.state, n.state_code) for n in replayed] == [("sent", "replayed")] * 2, "on the last day it was paid"
    assert send_all(desk) == []
    assert Receipt.objects.count() == 2
    assert not Task.objects.exists()


def test_a_preview_writes_nothing(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    decided, left_out = preview_cycle(act=desk, holidays=holidays)
    assert (len(decided), left_out) == (1, 0)
    assert decided[0].decision.actions
    assert not Decision.objects.exists()
    assert not Cycle.objects.exists()


def test_procedures_are_checked_and_versioned(company: int, act: Act) -> None:
    assert install_default_procedure(act=act) == 1
    assert install_default_procedure(act=act) == 1
    level = "{key: a, name: A, days: 1, channel: email, template: first_reminder, tone: polite}"
    text = f"format: 1\nname: Short\nlevels:\n  - {level}\n"
    assert save_procedure(act=act, text=text, segments=["small"]) == 1
    assert save_procedure(act=act, text=text, segments=["small"]) == 1, "the same text is the same version"
    assert save_procedure(act=act, text=text.replace("days: 1", "days: 2"), segments=["small"]) == 2
    for bad in ("levels: [", "a: &x 1\nb: *x", "just words", text.replace("first_reminder", "frist_reminder"), ""):
        checked = check_procedure(bad)
        assert not checked.is_usable
        assert all(problem.remedy for problem in checked.problems)
        with pytest.raises(ServiceRefused):
            save_procedure(act=act, text=bad)


def test_the_books_hold_after_it_all(desk: Act) -> None:
    customer = make_customer(desk)
    make_invoice(desk, customer, "R-1", 10_000, due=MONDAY - timedelta(days=5))
    run_day(desk)
    send_all(desk)
    assert [f for check in run_audit(desk.company_id) for f in check.findings] == []


def levels_reached(act: Act, skip: set[int], twice: bool) -> set[tuple[str, str]]:
    """Run sixty days of a small ledger, missing some and running others twice; return what each invoice was told."""
    from duly.store.models import Company, Receivable

    for number, late in (("A", 30), ("B", 2), ("C", -4), ("D", -20)):
        customer = make_customer(act, f"{number}{act.company_id}")
        make_invoice(act, customer, number, 10_000, due=MONDAY - timedelta(days=late), issued=date(2026, 1, 2))
        make_invoice(
            act, customer, f"{number}2", 20_000, due=MONDAY - timedelta(days=late - 3), issued=date(2026, 1, 2)
        )
    for days in range(60):
        today = MONDAY + timedelta(days=days)
        Company.objects.filter(pk=act.company_id).update(business_date_override=today)
        if days in skip:
            continue
        for _ in range(2 if twice else 1):
            fresh_money(replace(act, business_date=today, at=act.at + timedelta(days=days)))
            send_all(run_day(act, days))
        for held in DunningNotice.objects.filter(state="held"):
            approve_notice(act=replace(act, business_date=today), ports=ports(), notice_id=held.pk)
    numbers = dict(Receivable.objects.values_list("pk", "number"))
    done = NoticeItem.objects.filter(is_void=False, notice__state__in=["sent", "done"])
    told = [(numbers[pk], level) for pk, level in done.values_list("receivable_id", "level_key")]
    assert len(told) == len(set(told)), "no level twice"
    return set(told)


def test_days_run_twice_or_missed_end_where_single_days_end(db: None, act: Act) -> None:
    from duly.services.accounts.create_company import create_company
    from duly.store.models import Company
    from duly.store.tenancy import in_company

    ends = {}
    for name, skip, twice in (
        ("once", set(), False),
        ("twice", set(), True),
        ("missed", {9, 10, 11, 24, 25, 26}, False),
    ):
        company_id = create_company(name=name, slug=name, currency="EUR", country="DE")
        one = replace(act, company_id=company_id)
        with in_company(company_id):
            Company.objects.filter(pk=company_id).update(business_date_override=MONDAY)
            install_default_procedure(act=one)
            ends[name] = levels_reached(one, skip, twice)
    assert ends["twice"] == ends["once"]
    assert ends["missed"] == ends["once"]
    assert len(ends["once"]) > 15
