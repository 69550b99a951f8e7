"""What a payment history says about a customer, in numbers and in words."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.behaviour import Behaviour, behaviour_of, median, quartile_spread
from duly.core.insight.records import PaidItem
from duly.core.money.money import Money

START = date(2024, 1, 1)


def history(*days_late: int) -> list[PaidItem]:
    """One invoice every 40 days, paid this many days after its due date."""
    items = []
    for index, late in enumerate(days_late):
        issued = START + timedelta(days=40 * index)
        due = issued + timedelta(days=30)
        items.append(PaidItem(f"{index:03}", Money(10_000, "EUR"), issued, due, due + timedelta(days=late)))
    return items


def words(behaviour: Behaviour) -> list[str]:
    return [why.sentence() for why in behaviour.reasons]


def test_nobody_who_never_paid_is_judged() -> None:
    behaviour = behaviour_of([])
    assert (behaviour.grade, behaviour.median_days_late, behaviour.strip) == ("new", None, ())
    assert words(behaviour) == ["new: never paid before"]


def test_two_payments_are_too_few() -> None:
    assert words(behaviour_of(history(3, 40))) == ["too few payments to judge (2); so far 21.5 days late (median)"]


def test_a_prompt_payer_may_forget_one_invoice_in_five() -> None:
    behaviour = behaviour_of(history(-2, 0, -1, 45, 0))
    assert behaviour.grade == "prompt"
    assert behaviour.on_time_share == Decimal("0.8")
    assert words(behaviour)[0] == "pays on time: 80 % of 5 payments by the due date"


def test_three_days_late_is_a_habit_in_words() -> None:
    behaviour = behaviour_of(history(3, 2, 4, 3))
    assert (behaviour.grade, behaviour.median_days_late, behaviour.mean_days_late) == ("slightly_late", 3, 3)
    assert words(behaviour) == ["usually pays 3 days late (4 payments)"]


def test_late_and_very_late() -> None:
    assert behaviour_of(history(20, 22, 24)).grade == "late"
    assert behaviour_of(history(50, 52, 54)).grade == "very_late"


def test_an_erratic_payer_is_called_so_instead_of_average() -> None:
    behaviour = behaviour_of(history(0, 80, 2, 75, 1, 90))
    assert behaviour.grade == "erratic"
    assert behaviour.spread_days == 79


def test_who_pays_later_and_later_is_noticed() -> None:
    behaviour = behaviour_of(history(2, 3, 2, 12, 14, 15))
    assert behaviour.trend == "slower"
    assert words(behaviour)[-1] == "is getting slower: 14 days late lately, 2 before"
    assert behaviour_of(history(15, 14, 12, 3, 2, 2)).trend == "faster"
    assert behaviour_of(history(5, 4, 5, 6, 5, 4)).trend == "steady"


def test_the_strip_runs_in_the_order_of_payment() -> None:
    strip = behaviour_of(list(reversed(history(5, -3)))).strip
    assert [(point.number, point.days_late) for point in strip] == [("000", 5), ("001", -3)]


def test_median_and_quartile_spread() -> None:
    assert median([9, 1, 5]) == 5
    assert median([1, 2]) == Decimal("1.5")
    assert quartile_spread([1, 2, 3, 4]) == 2
    assert quartile_spread([7]) == 0


@given(st.lists(st.integers(min_value=-30, max_value=200), min_size=1, max_size=40))
def test_figures_lie_within_what_was_seen(days: list[int]) -> None:
    behaviour = behaviour_of(history(*days))
    assert behaviour.median_days_late is not None
    assert behaviour.on_time_share is not None
    assert min(days) <= behaviour.median_days_late <= max(days)
    assert 0 <= behaviour.on_time_share <= 1
    assert len(behaviour.strip) == len(days)
    assert all(words(behaviour))
