"""The guards asked again at the moment of sending: whoever paid in between is not chased."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from duly.core.dunning.decide import decide
from duly.core.dunning.decision import Action
from duly.core.dunning.recheck import Amend, Defer, Drop, Send, Verdict, recheck
from duly.core.dunning.replay import after_actions
from duly.core.dunning.snapshot import ContactEvent, CustomerSnapshot, Hold, LevelDone, WaitingReceipt
from tests.core.dunning.accounts_for_dunning import BILLING, STANDARD, customer, day, invoice, procedure, snapshots

TEN = datetime(2026, 11, 2, 10, 0)


def planned(snapshot: CustomerSnapshot) -> tuple[Action, CustomerSnapshot]:
    """The one action of the day, and the snapshot that knows it as planned notice n1."""
    [action] = decide(snapshot, STANDARD, day(0)).actions
    return action, after_actions(snapshot, [action], day(0), state="planned", notice_id="n1")


def ask_again(action: Action, now: CustomerSnapshot, at: datetime = TEN) -> Verdict:
    return recheck(action, now, STANDARD, at, notice_id="n1")


def changed(snapshot: CustomerSnapshot, number: str, **more: Any) -> CustomerSnapshot:
    items = tuple(replace(one, **more) if one.number == number else one for one in snapshot.items)
    return replace(snapshot, items=items)


def test_when_nothing_happened_it_is_sent_as_planned() -> None:
    action, now = planned(customer(invoice(due=-3), invoice("INV-2", due=-9)))
    assert ask_again(action, now) == Send()


def test_one_invoice_paid_in_full_and_one_in_part_between_run_and_send() -> None:
    """A peer mailed 660.00 after such payments although 440.00 were owed."""
    three = customer(*(invoice(f"INV-{number}", due=-3, open_minor=220_00) for number in (1, 2, 3)))
    action, now = planned(three)
    now = changed(changed(now, "INV-1", open_minor=0), "INV-2", open_minor=120_00)
    verdict = ask_again(action, now)
    assert isinstance(verdict, Amend)
    assert verdict.action.asked == (("EUR", 340_00),)
    assert [one.number for one in verdict.action.items] == ["INV-2", "INV-3"]
    assert verdict.left_out[0][0] == "inv-1" and verdict.left_out[0][1][0].code == "paid"
    assert [one.code for one in verdict.reasons] == ["amount_changed"]
    assert not verdict.asks_more


def test_everything_paid_means_nothing_is_sent() -> None:
    action, now = planned(customer(invoice(due=-3)))
    for paid in (changed(now, "INV-1", open_minor=0), replace(now, items=())):
        verdict = ask_again(action, paid)
        assert isinstance(verdict, Drop) and verdict.reasons[0].code == "paid"


def test_a_receipt_a_dispute_or_a_hold_that_came_in_between_stops_it() -> None:
    action, now = planned(customer(invoice(due=-3)))
    stories = {
        "receipt_waiting": replace(now, receipts=(WaitingReceipt("r1", "EUR", 499_00, day(0)),)),
        "disputed": changed(now, "INV-1", disputed_minor=500_00),
        "excluded_by_person": replace(now, holds=(Hold("excluded", "I know them", None, "Clerk"),)),
        "bounced": replace(now, contacts=(replace(BILLING, bounced_date=day(0)),)),
        "no_address": replace(now, contacts=()),
        "level_done_already": changed(now, "INV-1", levels_done=(LevelDone("reminder_1", day(0)),)),
    }
    for code, snapshot in stories.items():
        verdict = ask_again(action, snapshot)
        assert isinstance(verdict, Drop), code
        assert verdict.reasons[0].code == code


def test_a_pause_old_bank_data_and_a_closed_window_make_it_wait() -> None:
    action, now = planned(customer(invoice(due=-3)))
    paused = replace(now, company_holds=(Hold("paused", "closing the books", day(1)),))
    verdict = ask_again(action, paused)
    assert isinstance(verdict, Defer) and verdict.until_local == datetime(2026, 11, 4, 8, 30)
    stale = ask_again(action, replace(now, bank_data_age_hours=200))
    assert isinstance(stale, Defer) and stale.reasons[0].code == "stale_bank_data"
    early = ask_again(action, now, datetime(2026, 11, 2, 6, 0))
    assert isinstance(early, Defer) and early.until_local == datetime(2026, 11, 2, 8, 30)
    late = ask_again(action, now, datetime(2026, 11, 6, 17, 0))
    assert isinstance(late, Defer) and late.until_local == datetime(2026, 11, 9, 8, 30)
    spoken = replace(now, contact_events=(*now.contact_events, ContactEvent("c1", day(0), "call")))
    called = ask_again(action, spoken)
    assert isinstance(called, Defer) and called.until_local == datetime(2026, 11, 9, 8, 30)


def test_a_level_sent_by_hand_or_a_later_due_date_leaves_no_room_for_the_planned_one() -> None:
    done = LevelDone("reminder_1", day(-7), tone="polite")
    action, now = planned(customer(invoice(due=-12, levels_done=(done,))))
    by_hand = changed(now, "INV-1", levels_done=(done, LevelDone("before_due", day(-1), tone="friendly")))
    for later in (by_hand, changed(now, "INV-1", due_date=day(0))):
        verdict = ask_again(action, later)
        assert isinstance(verdict, Drop) and verdict.reasons[0].code == "level_too_soon"


def test_a_note_before_the_due_date_that_waited_too_long_is_dropped() -> None:
    action, now = planned(customer(invoice(due=2)))
    verdict = ask_again(action, now, datetime(2026, 11, 5, 10, 0))
    assert isinstance(verdict, Drop) and verdict.reasons[0].code == "level_lapsed"


def test_when_the_firmest_invoice_is_paid_the_tone_softens() -> None:
    firm = invoice("INV-2", due=-12, levels_done=(LevelDone("reminder_1", day(-8), tone="polite"),))
    action, now = planned(customer(invoice(due=-3), firm))
    verdict = ask_again(action, changed(now, "INV-2", open_minor=0))
    assert isinstance(verdict, Amend)
    assert (verdict.action.tone, verdict.action.template) == ("polite", "first_reminder")


def test_more_than_was_approved_is_said() -> None:
    action, now = planned(customer(invoice(due=-3, disputed_minor=100_00)))
    verdict = ask_again(action, changed(now, "INV-1", disputed_minor=0))
    assert isinstance(verdict, Amend) and verdict.asks_more


def test_a_level_taken_out_of_the_procedure_is_not_sent() -> None:
    action, now = planned(customer(invoice(due=-3)))
    other = procedure(levels=[{"key": "x", "name": "X", "days": 9, "channel": "call_task", "tone": "firm"}])
    verdict = recheck(action, now, other, TEN, notice_id="n1")
    assert isinstance(verdict, Drop) and verdict.reasons[0].code == "level_gone"


@given(snapshots(), st.integers(0, 4).map(day))
def test_what_was_just_planned_is_sent_within_the_window(snapshot: CustomerSnapshot, today: Any) -> None:
    for action in decide(snapshot, STANDARD, today).actions:
        now = after_actions(snapshot, [action], today, state="planned", notice_id="n1")
        noon = datetime.combine(today, TEN.time())
        assert recheck(action, now, STANDARD, noon, notice_id="n1") == Send()
        assert Action.from_dict(action.to_dict()) == action


@given(snapshots(), snapshots(), st.integers(0, 4).map(day))
def test_whatever_happens_the_message_asks_for_nothing_that_is_not_owed(
    snapshot: CustomerSnapshot, later: CustomerSnapshot, today: Any
) -> None:
    open_now = {one.receivable_id: one.open_minor - one.disputed_minor for one in later.items}
    for action in decide(snapshot, STANDARD, today).actions:
        verdict = recheck(action, later, STANDARD, datetime.combine(today, TEN.time()))
        sent = {Send: action, Amend: getattr(verdict, "action", action)}.get(type(verdict))
        for line in (*sent.items, *sent.also_open) if sent else ():
            assert 0 < line.ask_minor <= open_now[line.receivable_id]
