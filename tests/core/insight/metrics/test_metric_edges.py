"""A figure never fails: where there is nothing to divide by it has no value and says why."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.core.insight.metrics import Figure
from duly.core.insight.metrics.ar_turnover import ar_turnover
from duly.core.insight.metrics.at_risk_rate import at_risk_rate
from duly.core.insight.metrics.average_days_delinquent import average_days_delinquent
from duly.core.insight.metrics.average_days_to_pay import average_days_to_pay
from duly.core.insight.metrics.best_possible_dso import best_possible_dso
from duly.core.insight.metrics.catalogue import CATALOGUE
from duly.core.insight.metrics.cei import cei
from duly.core.insight.metrics.dispute_cycle import dispute_cycle
from duly.core.insight.metrics.dso import dso
from duly.core.insight.metrics.dso_count_back import dso_count_back
from duly.core.insight.metrics.expected_credit_loss import expected_credit_loss
from duly.core.insight.metrics.paid_late_share import paid_late_share
from duly.core.insight.metrics.payment_performance import payment_performance
from duly.core.insight.metrics.percent_current import percent_current
from duly.core.insight.metrics.promise_kept import promise_kept_by_amount, promise_kept_by_count
from duly.core.insight.metrics.share_of_money import bad_debt_ratio, recovery_rate
from duly.core.insight.metrics.true_dso import true_dso
from duly.core.insight.metrics.weighted_days_delinquent import weighted_days_delinquent
from duly.core.insight.reasons import SENTENCES
from duly.core.insight.records import InvoicedItem, MonthSales, PaidItem
from duly.core.money.money import Money

DAY = date(2025, 3, 31)
NIL, ONE, FOREIGN = Money(0, "EUR"), Money(100, "EUR"), Money(100, "USD")
ITEM = InvoicedItem("1", DAY, DAY, ONE, ONE)

EMPTY: dict[str, Callable[[], Figure]] = {
    "dso": lambda: dso(receivables=ONE, credit_sales=NIL),
    "dso of no days": lambda: dso(receivables=ONE, credit_sales=ONE, days=0),
    "best possible": lambda: best_possible_dso(current_receivables=ONE, credit_sales=NIL),
    "count back": lambda: dso_count_back(receivables=ONE, months=[]),
    "count back on a dead month": lambda: dso_count_back(receivables=ONE, months=[MonthSales("2025-03", NIL, 31)]),
    "true dso": lambda: true_dso(items=[ITEM], sales_by_month={}, report_date=DAY),
    "add": lambda: average_days_delinquent(
        dso=dso(receivables=ONE, credit_sales=NIL),
        best_possible=best_possible_dso(current_receivables=ONE, credit_sales=ONE),
    ),
    "cei": lambda: cei(beginning=NIL, annual_credit_sales=NIL, ending=NIL, ending_current=NIL),
    "weighted": lambda: weighted_days_delinquent([]),
    "percent current": lambda: percent_current(current=NIL, receivables=NIL),
    "turnover": lambda: ar_turnover(annual_credit_sales=ONE, ending=NIL),
    "days to pay": lambda: average_days_to_pay([]),
    "spi": lambda: payment_performance([]),
    "paid late": lambda: paid_late_share([]),
    "at risk": lambda: at_risk_rate([], as_of=DAY),
    "recovery": lambda: recovery_rate(collected=NIL, outstanding=NIL),
    "bad debt": lambda: bad_debt_ratio(written_off=NIL, credit_sales=NIL),
    "promises": lambda: promise_kept_by_count([], as_of=DAY),
    "promised amounts": lambda: promise_kept_by_amount([], as_of=DAY),
    "disputes": lambda: dispute_cycle([]),
    "credit loss": lambda: expected_credit_loss([]),
    "two currencies": lambda: dso(receivables=ONE, credit_sales=FOREIGN),
    "two currencies paid": lambda: weighted_days_delinquent(
        [PaidItem("1", ONE, DAY, DAY, DAY), PaidItem("2", FOREIGN, DAY, DAY, DAY)]
    ),
}


@pytest.mark.parametrize("case", EMPTY)
def test_nothing_to_divide_by_gives_no_value_and_a_sentence(case: str) -> None:
    figure = EMPTY[case]()
    assert figure.value is None
    assert figure.rounded() is None
    assert figure.note is not None
    assert figure.note.sentence().endswith(".")
    assert figure.metric in CATALOGUE


def test_the_sentence_names_the_currencies() -> None:
    note = dso(receivables=ONE, credit_sales=FOREIGN).note
    assert note is not None
    assert note.sentence() == "The amounts are in several currencies (EUR, USD); choose one first."


def test_add_says_which_part_is_missing() -> None:
    note = EMPTY["add"]().note
    assert note is not None
    assert note.sentence().startswith("dso has no value: There were no credit sales")


def test_credits_above_what_is_owed_make_a_negative_figure_with_a_note() -> None:
    figure = dso(receivables=Money(-100, "EUR"), credit_sales=ONE, days=30)
    assert figure.value == -30
    assert figure.note is not None
    assert figure.note.code == "figure.credit_balance"


def test_at_risk_counts_from_ninety_days() -> None:
    old = InvoicedItem("2", DAY, date(2024, 12, 31), ONE, ONE)
    assert (DAY - old.due_date).days == 90
    assert at_risk_rate([ITEM, old], as_of=DAY).value == 50


def test_every_metric_is_defined_in_full() -> None:
    for key, definition in CATALOGUE.items():
        assert key == definition.key
        assert definition.name
        assert definition.formula
        assert definition.meaning.endswith(".")
        assert definition.source
        assert definition.unit


def test_every_sentence_renders_with_its_parameters() -> None:
    for code, template in SENTENCES.items():
        assert code.count(".") == 1
        assert template.strip() == template


amounts = st.integers(min_value=1, max_value=10**12).map(lambda minor: Money(minor, "EUR"))


@given(amounts, amounts, st.integers(min_value=0, max_value=100))
def test_dso_is_best_possible_plus_add(owed: Money, sales: Money, late_percent: int) -> None:
    current = Money(owed.minor - owed.minor * late_percent // 100, "EUR")
    whole = dso(receivables=owed, credit_sales=sales)
    best = best_possible_dso(current_receivables=current, credit_sales=sales)
    add = average_days_delinquent(dso=whole, best_possible=best)
    assert add.value is not None
    assert best.value is not None
    assert whole.value is not None
    assert add.value >= 0
    assert abs(best.value + add.value - whole.value) < Decimal("1e-9") * max(1, whole.value)


@given(amounts, st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=24))
def test_count_back_never_exceeds_the_days_given_and_grows_with_receivables(owed: Money, sold: list[int]) -> None:
    history = [MonthSales(f"m{i}", Money(minor, "EUR"), 30) for i, minor in enumerate(sold)]
    figure = dso_count_back(receivables=owed, months=history)
    more = dso_count_back(receivables=owed + owed, months=history)
    assert figure.value is not None
    assert more.value is not None
    assert 0 < figure.value <= 30 * len(sold)
    assert more.value >= figure.value
