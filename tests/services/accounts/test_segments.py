"""Rules of segments at work: facts from the ledger, a preview that keeps its word, moves with their reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from duly.core.accounts.default_segments import DEFAULT_TEXT
from duly.core.accounts.segments import SegmentRules, sentence
from duly.services.accounts.apply_segments import apply_segments, pin_segment, unpin_segment
from duly.services.accounts.assign_customer import Assignment, assign_customer
from duly.services.accounts.edit_company import edit_company
from duly.services.accounts.many.assign_many import assign_many
from duly.services.accounts.preview_segments import explain_segment, preview_segments
from duly.services.accounts.save_segments import restore_segments, save_segments
from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.unapply import unapply
from duly.services.dunning.explain import explain_customers
from duly.services.dunning.run_cycle import start_cycle
from duly.services.dunning.save_procedure import save_procedure
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Activity, Customer, Posting, PromiseToPay
from duly.store.queries.procedures import customers_ruled
from duly.store.queries.segments import list_segment_rules, segment_sizes, standings
from duly.store.tenancy import in_company
from duly.wiring.ports import holidays, ports
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.evening import PROCEDURE

RULES = """\
format: 1
segments:
  - name: Slow
    when: {paid_count: {at_least: 2}, median_days_late: {at_least: 8}}
  - name: Others
"""


def pay(act: Act, customer: Customer, number: str, *, due: date, late: int, minor: int = 10_000) -> int:
    """An invoice paid so many days late; the id of what was applied."""
    invoice = make_invoice(act, customer, number, minor, due=due)
    on = due + timedelta(days=late)
    receipt = make_receipt(act, f"R-{number}", minor, on=on, customer_id=customer.pk)
    then = replace(act, business_date=on)
    apply_receipt(act=then, receipt_id=receipt, lines=[AllocationLine(receivable_id=invoice, amount_minor=minor)])
    return receipt


@pytest.fixture
def slow(act: Act) -> Customer:
    """Paid 10 and 20 days late, and has something open."""
    customer = make_customer(act, "S1", name="Slow Demo GmbH", segment="")
    pay(act, customer, "A", due=date(2026, 1, 5), late=10)
    pay(act, customer, "B", due=date(2026, 2, 5), late=20)
    make_invoice(act, customer, "C", 70_000, due=date(2026, 3, 1))
    return customer


def segment_of(customer: Customer) -> str:
    customer.refresh_from_db()
    return customer.segment


def facts_of(act: Act, customer: Customer) -> Any:
    return standings(act.company_id, TODAY, SegmentRules(()), customer_ids=[customer.pk], everything=True)[0].facts


def test_facts_come_from_the_ledger(act: Act, slow: Customer) -> None:
    for state in ("kept", "broken", "broken", "open"):
        PromiseToPay.objects.create(
            company_id=act.company_id, customer=slow, promised_date=date(2026, 3, 1), amount_minor=1, currency="EUR",
            state=state, made_by="test", made_on_date=date(2026, 2, 20),
        )  # fmt: skip
    facts = facts_of(act, slow)
    assert (facts.paid_count, facts.average_days_late, facts.median_days_late) == (2, Decimal("15.0"), Decimal("15.0"))
    assert (facts.promises_judged, facts.promise_kept_percent) == (3, 33)
    assert (facts.open, facts.overdue) == ((("EUR", 70_000),), (("EUR", 70_000),))
    assert facts.oldest_overdue_days == 15 and facts.revenue == (("EUR", 90_000),)
    assert facts.days_known == (TODAY - date(2025, 12, 6)).days


def test_a_payment_that_was_taken_back_is_no_history(act: Act, slow: Customer) -> None:
    posting = Posting.objects.filter(kind="principal").latest("pk")
    unapply(act=act, entry_id=posting.entry_id)
    assert facts_of(act, slow).paid_count == 1


def test_history_is_of_the_months_that_the_rules_say(act: Act, slow: Customer) -> None:
    found = standings(act.company_id, TODAY, SegmentRules((), history_months=1), everything=True)
    assert [one.facts.paid_count for one in found] == [1], "only what was paid after the middle of February"


def test_rules_move_customers_with_a_line_each_and_only_once(act: Act, slow: Customer) -> None:
    prompt = make_customer(act, "P1")
    assert apply_segments(act=act) == 0, "without rules nothing moves"
    save_segments(act=act, text=RULES)
    assert segment_of(slow) == "", "saving moves nobody"
    assert apply_segments(act=act) == 2
    assert (segment_of(slow), segment_of(prompt)) == ("Slow", "Others")
    line = Activity.objects.get(verb="customer.segment", customer=slow)
    assert line.sentence == "Segment: Slow (was none)" and "median days late 15, at least 8" in line.reason
    assert apply_segments(act=act) == 0


def test_the_preview_says_what_applying_then_does(act: Act, slow: Customer) -> None:
    make_customer(act, "P1", segment="from the file")
    seen = preview_segments(act=act, text=RULES)
    assert [(one.name, one.before, one.after) for one in seen.shares] == [
        ("Slow", 0, 1), ("Others", 0, 1), ("from the file", 1, 0), ("", 1, 0)
    ]  # fmt: skip
    assert seen.shares[0].overdue == (("EUR", 70_000),)
    assert Customer.objects.filter(segment="Slow").count() == 0, "looking changes nothing"
    save_segments(act=act, text=RULES)
    apply_segments(act=act)
    by_name = {one.name: one.customers for one in segment_sizes(act.company_id, TODAY)}
    assert by_name == {one.name: one.after for one in seen.shares if one.after}


def test_a_segment_given_by_hand_stays_until_it_is_left_to_the_rules(act: Act, slow: Customer) -> None:
    save_segments(act=act, text=RULES)
    pin_segment(act=act, customer_id=slow.pk, segment="Others")
    assert apply_segments(act=act) == 0 and segment_of(slow) == "Others"
    assert explain_segment(act=act, customer_id=slow.pk).is_pinned
    unpin_segment(act=act, customer_id=slow.pk)
    assert segment_of(slow) == "Slow"


def test_why_a_customer_is_in_its_segment(act: Act, slow: Customer) -> None:
    save_segments(act=act, text=RULES)
    apply_segments(act=act)
    why = explain_segment(act=act, customer_id=slow.pk)
    assert [(one.segment, one.holds) for one in why.tried] == [("Slow", True)]
    assert sentence(why.tried[0].findings[0]) == "paid count 2, at least 2"
    with pytest.raises(NotFound):
        explain_segment(act=act, customer_id=10**9)


def test_versions_are_kept_and_can_be_restored(act: Act) -> None:
    assert save_segments(act=act, text=RULES, note="First") == 1
    assert save_segments(act=act, text=RULES) == 1, "the same text is no new version"
    assert save_segments(act=act, text=DEFAULT_TEXT) == 2
    assert restore_segments(act=act, version=1) == 3
    newest, *older = list_segment_rules(act.company_id)
    assert newest.source_text == RULES and newest.is_current and not any(one.is_current for one in older)
    with pytest.raises(ServiceRefused, match="line 3, segments"):
        save_segments(act=act, text="format: 1\nnote: x\nsegments: [{}]\n")


def test_the_segments_procedure_rules_its_customers_unless_they_have_their_own(act: Act, slow: Customer) -> None:
    save_procedure(act=act, text=PROCEDURE, is_default=True)
    save_procedure(act=act, text=PROCEDURE.replace("name: Standard", "name: Gentle"), segments=["Others"])
    save_procedure(act=act, text=PROCEDURE.replace("name: Standard", "name: Firm"))
    with pytest.raises(ServiceRefused, match="Did you mean “Firm”"):
        save_segments(act=act, text=RULES.replace("name: Slow\n", "name: Slow\n    procedure: Frim\n"))
    save_segments(act=act, text=RULES.replace("name: Slow\n", "name: Slow\n    procedure: Firm\n"))
    own = make_customer(act, "O1", procedure_name="Standard")
    apply_segments(act=act)
    assert customers_ruled(act.company_id) == {"Firm": 1, "Standard": 1}
    found = explain_customers(act=act, holidays=holidays, customer_ids=[slow.pk, own.pk], as_of=TODAY)
    assert [(one.procedure.name, one.ruled_by) for one in found] == [("Firm", "segment"), ("Standard", "customer")]


def test_each_day_begins_with_the_segments(act: Act, slow: Customer) -> None:
    edit_company(act=act, changes={"business_date_override": TODAY})
    save_procedure(act=act, text=PROCEDURE, is_default=True)
    save_segments(act=act, text=RULES)
    yesterday = replace(act, business_date=TODAY - timedelta(days=1))
    start_cycle(act=yesterday, ports=ports(), shard_size=100, inline=True)
    assert segment_of(slow) == "", "a day that is past leaves the segments of today alone"
    start_cycle(act=act, ports=ports(), shard_size=100, inline=True)
    assert segment_of(slow) == "Slow"


def test_another_companys_customers_are_never_moved(act: Act, slow: Customer, db: None) -> None:
    from duly.services.accounts.create_company import create_company

    other = replace(act, company_id=create_company(name="Other Company AG", slug="other-company"))
    with in_company(other.company_id):
        save_segments(act=other, text=RULES)
        assert apply_segments(act=other) == 0
    with in_company(act.company_id):
        assert segment_of(slow) == "" and list_segment_rules(act.company_id) == []


def test_an_assignment_by_a_person_pins_and_an_empty_one_leaves_it_to_the_rules(act: Act, slow: Customer) -> None:
    save_segments(act=act, text=RULES)
    by_hand = Assignment(None, "VIP", "normal", "", "active")
    assign_customer(act=act, customer_id=slow.pk, to=by_hand)
    assert apply_segments(act=act) == 0 and segment_of(slow) == "VIP"
    assign_customer(act=act, customer_id=slow.pk, to=replace(by_hand, segment=""))
    assert apply_segments(act=act) == 1 and segment_of(slow) == "Slow"
    assign_many(act=act, customer_ids=[slow.pk], field="segment", value="VIP")
    assert apply_segments(act=act) == 0 and segment_of(slow) == "VIP"
