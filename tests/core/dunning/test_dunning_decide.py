"""The day's decision, told as an accountant would: who is written to, about what, and why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from duly.core.dunning.decide import decide
from duly.core.dunning.default import DEFAULT_DOCUMENT
from duly.core.dunning.reasons import sentence
from duly.core.dunning.replay import after_actions
from duly.core.dunning.snapshot import Claim, ContactEvent, Hold, LevelDone, Promise, WaitingReceipt
from tests.core.dunning.accounts_for_dunning import (
    BILLING,
    ESCALATION,
    STANDARD,
    codes,
    customer,
    day,
    invoice,
    levels,
    live,
    procedure,
)


def test_three_days_after_the_due_date_the_first_reminder_goes_out() -> None:
    decision = decide(customer(invoice(due=-3)), STANDARD, day(0))
    [action] = decision.actions
    assert (action.level_key, action.template, action.tone, action.channel) == (
        "reminder_1", "first_reminder", "polite", "email",
    )  # fmt: skip
    assert (action.contact_id, action.language, action.approval) == ("c1", "de", "automatic")
    assert action.asked == (("EUR", 500_00),)
    assert codes(decision) == ["level_reached", "merged"]
    step = decision.items[0].next_step
    assert step and (step.level_key, step.planned) == ("reminder_2", day(7))


def test_all_invoices_of_a_contact_share_one_message_in_the_tone_of_the_highest_level() -> None:
    second = invoice("INV-2", due=-12, levels_done=(LevelDone("reminder_1", day(-8), tone="polite"),))
    upcoming = invoice("INV-3", due=4)
    decision = decide(customer(invoice(due=-3), second, upcoming), STANDARD, day(0))
    [action] = decision.actions
    assert {one.number: one.level_key for one in action.items} == {
        "INV-1": "reminder_1", "INV-2": "reminder_2", "INV-3": "before_due",
    }  # fmt: skip
    assert (action.tone, action.level_key, action.template) == ("firm", "reminder_2", "mixed")


def test_overdue_invoices_whose_level_is_not_due_are_listed_but_stay_where_they_are() -> None:
    waiting = invoice("INV-2", due=-8, levels_done=(LevelDone("reminder_1", day(-6), tone="polite"),))
    snapshot = customer(invoice(due=-3), waiting)
    decision = decide(snapshot, STANDARD, day(0))
    [action] = decision.actions
    assert [one.number for one in action.also_open] == ["INV-2"]
    assert action.asked == (("EUR", 1000_00),)
    assert levels(after_actions(snapshot, decision.actions, day(0)))["INV-2"] == ["reminder_1"]


def test_running_the_same_day_again_does_nothing() -> None:
    """Peers raised 167 of 200 invoices to level 2 when a run was repeated on its day."""
    snapshot = customer(invoice(due=-40), invoice("INV-2", due=-3))
    after = after_actions(snapshot, decide(snapshot, STANDARD, day(0)).actions, day(0))
    again = decide(after, STANDARD, day(0))
    assert again.is_quiet
    assert [one.outcome for one in again.items] == ["wait", "wait"]


def test_a_planned_notice_that_waits_for_approval_is_not_planned_again() -> None:
    snapshot = customer(invoice(due=-3))
    first = decide(snapshot, STANDARD, day(0))
    planned = after_actions(snapshot, first.actions, day(0), state="planned", notice_id="n1")
    assert "notice_waiting" in codes(decide(planned, STANDARD, day(8)))


def test_an_invoice_four_hundred_days_late_begins_with_the_first_reminder() -> None:
    decision = decide(customer(invoice(due=-400)), STANDARD, day(0))
    assert decision.actions[0].level_key == "reminder_1"
    assert "caught_up" in codes(decision)


def test_a_missed_day_is_caught_up() -> None:
    """Peers that compare dates for equality lose the reminder for ever when the run of that day failed."""
    snapshot, _ = live(customer(invoice(due=-3)), STANDARD, [day(1)])
    assert levels(snapshot) == {"INV-1": ["reminder_1"]}


def test_levels_follow_one_another_and_end() -> None:
    snapshot, decisions = live(
        customer(invoice(due=7, open_minor=2000_00)), STANDARD, [day(offset) for offset in range(45)]
    )
    assert levels(snapshot) == {"INV-1": ["before_due", "reminder_1", "reminder_2", "call", "final"]}
    acted = [one.as_of for one in decisions if one.actions]
    assert acted == [day(2), day(10), day(17), day(24), day(31)]
    assert decisions[-1].items[0].outcome == "finished"
    assert [one.actions[0].approval for one in decisions if one.actions][-1] == "manual"


def test_a_call_is_for_large_sums_only_and_passing_it_is_said() -> None:
    done = (LevelDone("reminder_2", day(-10), tone="firm"),)
    decision = decide(customer(invoice(due=-30, open_minor=900_00, levels_done=done)), STANDARD, day(0))
    assert decision.actions[0].level_key == "final"
    assert "level_not_applicable" in codes(decision)


def test_the_final_reminder_goes_to_the_escalation_contact() -> None:
    done = (LevelDone("call", day(-8), tone="firm"),)
    late = invoice(due=-30, levels_done=done)
    decision = decide(customer(late, invoice("INV-2", due=-3), contacts=(BILLING, ESCALATION)), STANDARD, day(0))
    assert {one.contact_id: one.level_key for one in decision.actions} == {"c1": "reminder_1", "c2": "final"}


def test_guards_have_the_last_word() -> None:
    stories = {
        "disputed": invoice(due=-3, disputed_minor=500_00),
        "promised": invoice(due=-3, promises=(Promise(day(-1), day(5)),)),
        "payment_claimed": invoice(due=-3, claims=(Claim(day(-1)),)),
        "on_hold": invoice(due=-3, holds=(Hold("hold", "goods late", day(4)),)),
        "excluded_by_person": invoice(due=-3, holds=(Hold("excluded", "sales asked", None, "Clerk"),)),
        "paid": invoice(due=-3, open_minor=0),
        "below_minimum": invoice(due=-3, open_minor=4_99),
        "payment_scheduled": invoice(due=-3, collection_date=day(1)),
        "just_issued": invoice(due=-3, issue_date=day(-2)),
    }
    for code, item in stories.items():
        decision = decide(customer(item), STANDARD, day(0))
        assert decision.is_quiet, code
        assert codes(decision)[0] == code
        assert all(sentence(one) for one in decision.items[0].reasons)


def test_what_silences_the_whole_customer() -> None:
    stories = {
        "legal_or_insolvent": {"status": "insolvent"},
        "paused": {"company_holds": (Hold("paused", "closing the books", day(1)),)},
        "on_hold": {"holds": (Hold("hold", "merger"),)},
        "stale_bank_data": {"bank_data_age_hours": 97},
        "bank_data_missing": {"bank_data_age_hours": None},
        "no_address": {"contacts": (replace(BILLING, email=""),)},
        "bounced": {"contacts": (replace(BILLING, bounced_date=day(-2)),)},
        "receipt_waiting": {"receipts": (WaitingReceipt("r1", "EUR", 499_00, day(-1)),)},
        "contacted_recently": {"contact_events": (ContactEvent("c1", day(-2)),)},
        "not_business_day": {"holidays": frozenset({day(0)})},
    }
    for code, change in stories.items():
        decision = decide(customer(invoice(due=-3), **change), STANDARD, day(0))
        assert decision.is_quiet, code
        assert codes(decision)[0] == code, codes(decision)


def test_a_guard_with_an_end_gives_the_day_on_which_it_goes_on() -> None:
    held = decide(customer(invoice(due=-3, holds=(Hold("hold", "goods late", day(4)),))), STANDARD, day(0))
    assert held.items[0].next_step and held.items[0].next_step.planned == day(7)  # day 5 is a Saturday
    disputed = decide(customer(invoice(due=-3, disputed_minor=500_00)), STANDARD, day(0))
    assert disputed.items[0].next_step and disputed.items[0].next_step.planned is None
    assert disputed.items[0].next_step.waits_for == ("disputed",)


def test_of_a_part_disputed_invoice_only_the_rest_is_asked_for() -> None:
    decision = decide(customer(invoice(due=-3, disputed_minor=120_00)), STANDARD, day(0))
    assert decision.actions[0].items[0].ask_minor == 380_00
    assert decision.actions[0].items[0].open_minor == 500_00
    assert "part_disputed" in codes(decision)


def test_a_dispute_about_one_invoice_leaves_the_others_alone() -> None:
    """Peers: reminding, or stopping, one invoice silenced the customer's others."""
    decision = decide(customer(invoice(due=-3, disputed_minor=500_00), invoice("INV-2", due=-3)), STANDARD, day(0))
    assert [one.number for one in decision.actions[0].items] == ["INV-2"]
    assert not decision.actions[0].also_open


def test_a_promise_silences_until_its_grace_is_over_and_not_for_years() -> None:
    kept_waiting = customer(invoice(due=-3, promises=(Promise(day(0), day(4)),)))
    assert decide(kept_waiting, STANDARD, day(6)).is_quiet
    assert not decide(kept_waiting, STANDARD, day(7)).is_quiet
    for_ever = customer(invoice(due=-3, promises=(Promise(day(0), day(900)),)))
    assert not decide(for_ever, STANDARD, day(49)).is_quiet


def test_a_customer_who_owes_nothing_net_is_not_chased() -> None:
    credit = invoice("CN-1", open_minor=-600_00, kind="credit_note")
    decision = decide(customer(invoice(due=-3), credit), STANDARD, day(0))
    assert codes(decision)[0] == "credit_balance"
    other = decide(customer(invoice(due=-3, currency="USD"), credit), STANDARD, day(0))
    assert not other.is_quiet


def test_a_credit_note_for_the_invoice_is_taken_off() -> None:
    credit = invoice("CN-1", open_minor=-100_00, kind="credit_note", for_receivable_id="inv-1")
    decision = decide(customer(invoice(due=-3), credit), STANDARD, day(0))
    assert decision.actions[0].items[0].ask_minor == 400_00


def test_an_unidentified_receipt_spares_only_the_invoices_it_is_proposed_for() -> None:
    receipt = WaitingReceipt("r1", "EUR", 500_00, day(-1), ("inv-1",), is_identified=False)
    decision = decide(customer(invoice(due=-3), invoice("INV-2", due=-3), receipts=(receipt,)), STANDARD, day(0))
    assert [one.number for one in decision.actions[0].items] == ["INV-2"]


def test_small_cash_on_account_does_not_silence_but_is_said() -> None:
    receipt = WaitingReceipt("r1", "EUR", 40_00, day(-1))
    [action] = decide(customer(invoice(due=-3), receipts=(receipt,)), STANDARD, day(0)).actions
    assert action.on_account == (("EUR", 40_00),)


def test_a_bounced_contact_is_replaced_by_the_next_in_order() -> None:
    contacts = (replace(BILLING, bounced_date=day(-2)), ESCALATION)
    [action] = decide(customer(invoice(due=-3), contacts=contacts), STANDARD, day(0)).actions
    assert action.contact_id == "c2"
    assert action.reasons[0].code == "contact_fallback"


def test_a_note_before_the_due_date_is_too_late_after_it() -> None:
    snapshot, decisions = live(customer(invoice(due=7)), STANDARD, [day(8), day(10)])
    assert levels(snapshot) == {"INV-1": ["reminder_1"]}
    assert decisions[0].is_quiet
    assert "merged" in codes(decisions[1])


def test_a_level_without_channel_is_recorded_and_nobody_is_written_to() -> None:
    silent = [
        {"key": "agency", "name": "Hand over", "days": 5, "channel": "none", "tone": "final", "approval": "manual"}
    ]
    rules = procedure(levels=silent)
    [action] = decide(customer(invoice(due=-6), contacts=()), rules, day(5)).actions
    assert (action.channel, action.contact_id, action.template) == ("none", "", "")


def test_levels_may_count_from_the_level_before() -> None:
    first = DEFAULT_DOCUMENT["levels"][1]
    second = {**DEFAULT_DOCUMENT["levels"][2], "anchor": "previous_level", "days": 9}
    rules = procedure(levels=[first, second])
    _, decisions = live(customer(invoice(due=-60)), rules, [day(offset) for offset in range(20)])
    assert [one.as_of for one in decisions if one.actions] == [day(0), day(9)]


def test_a_new_procedure_never_speaks_milder_than_the_old_one_did() -> None:
    final = invoice(due=-60, levels_done=(LevelDone("last_letter", day(-20), tone="final"),))
    decision = decide(customer(final), STANDARD, day(0))
    assert decision.actions[0].level_key == "final"
    assert "procedure_changed" in codes(decision)


def test_the_action_says_from_when_it_may_be_sent() -> None:
    night = datetime(2026, 11, 2, 2, 0)
    evening = datetime(2026, 11, 6, 19, 0)  # a Friday
    at_night = decide(customer(invoice(due=-3)), STANDARD, day(0), night).actions[0]
    assert at_night.send_from_local == datetime(2026, 11, 2, 8, 30)
    late = decide(customer(invoice(due=-3)), STANDARD, day(4), evening).actions[0]
    assert late.send_from_local == datetime(2026, 11, 9, 8, 30)


def test_the_frequency_cap_counts_every_message() -> None:
    events = tuple(ContactEvent("c1", day(offset)) for offset in (-18, -12, -6))
    decision = decide(customer(invoice(due=-3), contact_events=events), STANDARD, day(0))
    assert codes(decision)[0] == "frequency_cap"
    assert decision.items[0].next_step and decision.items[0].next_step.planned == day(3)
