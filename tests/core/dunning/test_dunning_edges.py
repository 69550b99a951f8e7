"""The first and last day of every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from duly.core.dunning.decide import decide
from duly.core.dunning.recheck import Amend, Defer, recheck
from duly.core.dunning.replay import after_actions
from duly.core.dunning.snapshot import ContactEvent, Hold, LevelDone
from tests.core.dunning.accounts_for_dunning import BILLING, ESCALATION, STANDARD, codes, customer, day, invoice

FIRST = LevelDone("reminder_1", day(-14), tone="polite")
SECOND = LevelDone("reminder_2", day(-7), tone="firm")
TEN = datetime(2026, 11, 2, 10, 0)


def test_the_final_reminder_leaves_a_week_after_the_level_before() -> None:
    called = LevelDone("call", day(-6), tone="firm")
    late = invoice(due=-60, levels_done=(called,))
    assert decide(customer(late), STANDARD, day(0)).is_quiet
    assert not decide(customer(late), STANDARD, day(1)).is_quiet


def test_the_order_in_which_levels_were_stored_does_not_send_an_invoice_back() -> None:
    late = invoice(due=-60, open_minor=2000_00, levels_done=(SECOND, FIRST))
    assert decide(customer(late), STANDARD, day(0)).actions[0].level_key == "call"


def test_the_last_day_of_a_hold_is_silent_and_the_next_is_not() -> None:
    held = customer(invoice(due=-3, holds=(Hold("hold", "goods late", day(0)),)))
    assert codes(decide(held, STANDARD, day(0)))[0] == "on_hold"
    assert not decide(held, STANDARD, day(1)).is_quiet


def test_the_last_day_a_collection_may_arrive_and_the_first_day_an_invoice_is_no_longer_new() -> None:
    collected = customer(invoice(due=-9, collection_date=day(-5)))
    assert decide(collected, STANDARD, day(0)).is_quiet
    assert not decide(collected, STANDARD, day(1)).is_quiet
    assert not decide(customer(invoice(due=-3, issue_date=day(-3))), STANDARD, day(0)).is_quiet


def test_bank_data_just_young_enough_will_do() -> None:
    assert not decide(customer(invoice(due=-3), bank_data_age_hours=96), STANDARD, day(0)).is_quiet


def test_a_credit_that_covers_exactly_what_is_open_leaves_nothing_to_ask() -> None:
    credit = invoice("CN-1", open_minor=-500_00, kind="credit_note")
    assert codes(decide(customer(invoice(due=-3), credit), STANDARD, day(0)))[0] == "credit_balance"


def test_a_credit_note_in_another_currency_takes_nothing_off() -> None:
    credit = invoice("CN-1", open_minor=-100_00, kind="credit_note", for_receivable_id="inv-1", currency="USD")
    assert decide(customer(invoice(due=-3), credit), STANDARD, day(0)).actions[0].items[0].ask_minor == 500_00


def test_what_is_silenced_does_not_lift_a_customer_over_the_minimum() -> None:
    small = invoice(due=-3, open_minor=6_00)
    disputed = invoice("INV-2", due=-3, open_minor=900_00, holds=(Hold("hold", "with sales"),))
    assert codes(decide(customer(small, disputed), STANDARD, day(0)))[0] == "below_minimum"


def test_an_invoice_due_today_is_not_listed_as_overdue_and_none_is_listed_twice() -> None:
    today = invoice("INV-2", due=0, levels_done=(LevelDone("before_due", day(-5)),))
    waiting = invoice("INV-3", due=-8, levels_done=(replace(FIRST, done_date=day(-6)),))
    final = invoice("INV-4", due=-60, levels_done=(replace(SECOND, level_key="call", done_date=day(-9)),))
    snapshot = customer(invoice(due=-3), today, waiting, final, contacts=(BILLING, ESCALATION))
    actions = decide(snapshot, STANDARD, day(0)).actions
    assert len(actions) == 2
    assert [one.number for action in actions for one in action.also_open] == ["INV-3"]


def test_a_message_to_somebody_at_the_customer_counts_for_every_contact() -> None:
    spoken = customer(invoice(due=-3), contact_events=(ContactEvent("", day(-1), "call"),))
    assert codes(decide(spoken, STANDARD, day(0)))[0] == "contacted_recently"


def test_the_cap_looks_at_the_newest_messages_only() -> None:
    old = tuple(ContactEvent("c1", day(offset)) for offset in (-90, -80, -70, -18, -12, -6))
    assert codes(decide(customer(invoice(due=-3), contact_events=old), STANDARD, day(0)))[0] == "frequency_cap"


def test_the_final_reminder_keeps_its_own_words_among_milder_ones() -> None:
    final = invoice("INV-2", due=-60, levels_done=(LevelDone("call", day(-9), tone="firm"),))
    [action] = decide(customer(invoice(due=-3), final), STANDARD, day(0)).actions
    assert (action.template, action.approval) == ("final_reminder", "manual")


def test_a_contact_is_written_to_in_its_own_language_first() -> None:
    french = replace(BILLING, language="fr")
    assert decide(customer(invoice(due=-3), contacts=(french,)), STANDARD, day(0)).actions[0].language == "fr"
    nobody = decide(customer(invoice(due=-3), language=""), STANDARD, day(0))
    assert nobody.actions[0].language == "en"


def test_the_forecast_knows_that_a_message_goes_to_the_contact_today() -> None:
    tomorrow = invoice("INV-2", due=-2)
    decision = decide(customer(invoice(due=-3), tomorrow), STANDARD, day(0))
    waiting = next(one for one in decision.items if one.number == "INV-2")
    assert waiting.next_step and waiting.next_step.planned == day(7)  # day 5 is a Saturday


def test_what_gave_way_is_remembered() -> None:
    snapshot = customer(invoice(due=-3))
    after = after_actions(snapshot, decide(snapshot, STANDARD, day(0)).actions, day(0))
    assert [(one.level_key, one.state) for one in after.items[0].levels_done] == [
        ("before_due", "merged"), ("reminder_1", "sent"),
    ]  # fmt: skip


def test_old_bank_data_makes_a_message_wait_for_the_next_day_not_the_same_minute() -> None:
    snapshot = customer(invoice(due=-3))
    [action] = decide(snapshot, STANDARD, day(0)).actions
    verdict = recheck(action, replace(snapshot, bank_data_age_hours=200), STANDARD, TEN)
    assert isinstance(verdict, Defer) and verdict.until_local == datetime(2026, 11, 3, 8, 30)


def test_an_invoice_listed_beside_is_left_out_when_it_is_disputed_before_sending() -> None:
    waiting = invoice("INV-2", due=-8, levels_done=(replace(FIRST, done_date=day(-6)),))
    snapshot = customer(invoice(due=-3), waiting)
    [action] = decide(snapshot, STANDARD, day(0)).actions
    disputed = replace(snapshot, items=(snapshot.items[0], replace(waiting, disputed_minor=500_00)))
    verdict = recheck(action, disputed, STANDARD, TEN)
    assert isinstance(verdict, Amend) and verdict.action.also_open == ()
    assert verdict.action.asked == (("EUR", 500_00),)
