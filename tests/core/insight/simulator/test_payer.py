"""How simulated payers answer: reminders help or do nothing, never harm, and never rewrite the past."""

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.simulator.temperament import TRAITS, Bill, Payer, Temperament, payment_date

ISSUED = date(2025, 1, 6)
DUE = ISSUED + timedelta(days=30)

payers = st.builds(
    Payer,
    temperament=st.sampled_from(Temperament),
    extra_days=st.integers(0, 6),
    start_date=st.just(date(2024, 1, 1)),
    run_weekday=st.none() | st.integers(0, 4),
    off_season=st.just((1, 2, 3)),
    insolvent_date=st.none() | st.dates(date(2025, 1, 10), date(2025, 6, 1)),
)
bills = st.builds(
    lambda term, discount: Bill(
        ISSUED, ISSUED + timedelta(days=term), ISSUED + timedelta(days=10) if discount and term > 10 else None
    ),
    st.integers(0, 90),
    st.booleans(),
)
reminder_days = st.lists(st.integers(1, 200), unique=True, max_size=6).map(
    lambda days: [ISSUED + timedelta(days=day) for day in sorted(days)]
)
FAR = date(2100, 1, 1)


@given(payers, bills, reminder_days, st.integers(0, 10**6))
def test_a_further_reminder_only_brings_payment_forward_and_never_before_itself(
    payer: Payer, bill: Bill, reminders: list[date], seed: int
) -> None:
    before = payment_date(payer, bill, (), Random(seed)) or FAR
    for count in range(1, len(reminders) + 1):
        after = payment_date(payer, bill, reminders[:count], Random(seed)) or FAR
        assert after <= before
        if before <= reminders[count - 1]:
            assert after == before, "a reminder after payment changes nothing"
        elif after != before:
            assert after > reminders[count - 1]
            assert after >= bill.due_date
        before = after


@given(payers, bills, reminder_days, st.integers(0, 10**6))
def test_payment_is_on_a_business_day_after_the_invoice_and_before_insolvency(
    payer: Payer, bill: Bill, reminders: list[date], seed: int
) -> None:
    paid = payment_date(payer, bill, reminders, Random(seed))
    if paid is None:
        assert payer.insolvent_date is not None
        return
    assert paid > bill.invoice_date
    assert paid.weekday() < 5
    if payer.run_weekday is not None:
        assert paid.weekday() == payer.run_weekday
    assert payer.insolvent_date is None or paid < payer.insolvent_date


def mean_days_late(temperament: Temperament, reminders: tuple[date, ...] = ()) -> float:
    payer = Payer(temperament, 0, date(2024, 1, 1), off_season=(1, 2, 3))
    days = [payment_date(payer, Bill(ISSUED, DUE), reminders, Random(seed)) for seed in range(400)]
    return sum((day - DUE).days for day in days if day is not None) / len(days)


def test_temperaments_are_told_apart_by_their_lateness() -> None:
    assert mean_days_late(Temperament.PUNCTUAL) < 2
    assert 15 < mean_days_late(Temperament.CHRONICALLY_LATE) < 35
    assert mean_days_late(Temperament.PROMISE_BREAKING) > mean_days_late(Temperament.CHRONICALLY_LATE)
    assert mean_days_late(Temperament.GROWING_LATE) > 20


def test_who_grows_late_grows_later() -> None:
    payer = Payer(Temperament.GROWING_LATE, 0, date(2024, 1, 1))
    old, new = Bill(date(2024, 2, 1), date(2024, 3, 2)), Bill(date(2025, 2, 3), date(2025, 3, 5))
    first, second = (payment_date(payer, bill, (), Random(3)) for bill in (old, new))
    assert first is not None
    assert second is not None
    assert (second - new.due_date).days > (first - old.due_date).days + 15


def test_reminders_shorten_the_wait_for_everybody_who_listens() -> None:
    week_late = (DUE + timedelta(days=3), DUE + timedelta(days=8))
    for temperament in (Temperament.CHRONICALLY_LATE, Temperament.SLEEPING, Temperament.SEASONAL):
        assert mean_days_late(temperament, week_late) < mean_days_late(temperament) - 2


def test_every_temperament_has_traits() -> None:
    assert set(TRAITS) == set(Temperament)
