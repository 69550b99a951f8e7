"""The worklist's order is kept: scored by the core, stored, refreshed when something changes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from duly.core.insight.worklist import STANDARD_POLICY, rank_accounts
from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.insight.score_accounts import score_accounts, score_few, turn_day
from duly.services.insight.show_worklist import explain_place, show_worklist
from duly.store.models import CustomerBalance
from duly.store.queries.worklist import tab_counts, worklist_snapshot
from duly.store.queries.worklist_page import said_of
from duly.store.queries.worklist_places import left_out_accounts, unscored
from tests.builders import make_customer, make_invoice

POLICY = replace(STANDARD_POLICY, capacity=1000)


def order(company: int, as_of: date) -> list[str]:
    snapshot = worklist_snapshot(company, as_of, tab="all", user_id=1)
    return [row.account.name for row in rank_accounts(snapshot.accounts, POLICY, as_of=as_of).rows]


def some_accounts(act: Act, count: int) -> None:
    dice = random.Random(5)
    for n in range(count):
        buyer = make_customer(act, f"C{n}")
        due = act.business_date - timedelta(days=dice.randint(-6, 120))
        invoice = make_invoice(act, buyer, f"R{n}", dice.randint(100, 900_000), due=due)
        match n % 5:
            case 1:
                record_promise(
                    act=act, customer_id=buyer.pk, promised_date=act.business_date + timedelta(days=3), note=""
                )
            case 2:
                open_dispute(act=act, receivable_id=invoice, reason_code="price")
            case 3:
                place_hold(act=act, customer_id=buyer.pk, reason="new system", until_date=None)


def test_the_kept_order_is_the_order_of_the_core(company: int, act: Act) -> None:
    some_accounts(act, 60)
    by_core = order(company, act.business_date)
    turn_day(company_id=company, as_of=act.business_date)
    while score_accounts(company_id=company, limit=25):
        pass
    kept = CustomerBalance.objects.filter(score__gt=0).order_by("-score", "customer_id")
    assert [one.customer.name for one in kept.select_related("customer")] == by_core
    assert order(company, act.business_date) == by_core
    assert tab_counts(company, act.business_date, user_id=1)["all"] == len(by_core)
    pages = [
        [one.name for one in worklist_snapshot(
            company, act.business_date, tab="all", user_id=1, limit=10, offset=offset).accounts]
        for offset in range(0, len(by_core), 10)
    ]  # fmt: skip
    assert [name for page in pages for name in page] == by_core


def test_who_is_left_out_is_kept_with_the_reason(company: int, act: Act) -> None:
    some_accounts(act, 20)
    turn_day(company_id=company, as_of=act.business_date)
    score_few(company_id=company)
    found = left_out_accounts(company, act.business_date, tab="all", user_id=1)
    codes = {out.reason.code for out in found}
    assert codes == {"left_out.live_promise", "left_out.all_disputed", "left_out.on_hold"}
    promised = next(out.reason for out in found if out.reason.code == "left_out.live_promise")
    assert promised.param("promised_date") == act.business_date + timedelta(days=3)
    assert "promised" in promised.sentence()
    assert not left_out_accounts(company, act.business_date, tab="mine", user_id=1)


def test_little_is_scored_at_once_much_by_the_heaviest(company: int, act: Act) -> None:
    for n in range(105):
        make_invoice(act, make_customer(act, f"C{n}"), f"R{n}", 100 + n, due=act.business_date - timedelta(days=9))
    turn_day(company_id=company, as_of=act.business_date)
    score_few(company_id=company)
    assert unscored(company, 1000) == 85
    score_few(company_id=company)
    assert unscored(company, 1000) == 0


def test_a_page_says_what_the_core_says_from_what_was_kept(company: int, act: Act) -> None:
    some_accounts(act, 60)
    turn_day(company_id=company, as_of=act.business_date)
    while score_accounts(company_id=company, limit=25):
        pass
    snapshot = worklist_snapshot(company, act.business_date, tab="all", user_id=1)
    ranked = rank_accounts(snapshot.accounts, POLICY, as_of=act.business_date).rows
    asked: dict[str, Any] = {"as_of": act.business_date, "tab": "all", "user_id": 1, "only_owner_id": None}
    with CaptureQueriesContext(connection) as sent:
        placed = show_worklist(company_id=company, limit=100, offset=0, **asked)
    assert len(sent) == 1, "kept places need nothing else"
    assert [(one.name, one.said) for one in placed] == [(row.account.name, said_of(row)) for row in ranked]
    assert [one.facts for one in placed] == [snapshot.facts[row.account.customer_id, "EUR"] for row in ranked]
    assert show_worklist(company_id=company, limit=5, offset=3, **asked) == placed[3:8]


def test_an_estimate_on_a_page_is_scored_for_it(company: int, act: Act) -> None:
    some_accounts(act, 20)
    turn_day(company_id=company, as_of=act.business_date)
    asked: dict[str, Any] = {"as_of": act.business_date, "tab": "all", "user_id": 1, "only_owner_id": None}
    vague = show_worklist(company_id=company, limit=100, offset=0, **asked)
    while score_accounts(company_id=company, limit=25):
        pass
    assert vague == show_worklist(company_id=company, limit=100, offset=0, **asked)
    first = vague[0]
    explained = explain_place(company_id=company, as_of=act.business_date, account=first.account)
    assert explained is not None and said_of(explained[0]) == first.said and explained[1] == first.facts
    place_hold(act=act, customer_id=first.customer_id, reason="new system", until_date=None)
    again = show_worklist(company_id=company, limit=100, offset=0, **asked)
    assert [one.customer_id for one in again] == [one.customer_id for one in vague[1:]], "no longer for today"
    assert explain_place(company_id=company, as_of=act.business_date, account=first.account) is None
