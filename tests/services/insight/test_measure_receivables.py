"""The figures of a small company, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.insight.measure_receivables import Measures, measure_receivables
from duly.services.insight.summarize_receivables import summarize_receivables
from duly.store.models import Customer
from duly.store.queries.metrics import Portfolio
from tests.builders import make_customer, make_invoice, make_receipt

END = date(2026, 3, 31)


@pytest.fixture
def books(company: int, act: Act) -> Customer:
    """Sales of 5,538 in January, 4,566 in February, 7,570 in March; what is left open is 10,869 (a published case)."""
    customer = make_customer(act)
    january = make_invoice(act, customer, "R-1", 5_538_00, issued=date(2026, 1, 10), due=date(2026, 2, 9))
    february = make_invoice(act, customer, "R-2", 4_566_00, issued=date(2026, 2, 10), due=date(2026, 3, 12))
    make_invoice(act, customer, "R-3", 7_570_00, issued=date(2026, 3, 10), due=date(2026, 4, 9))
    for invoice, minor, day in ((january, 5_538_00, date(2026, 2, 19)), (february, 1_267_00, date(2026, 3, 20))):
        receipt = make_receipt(act, f"B{invoice}", minor, on=day, customer_id=customer.pk)
        apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, minor)], on=day)
    return customer


def measured(company: int, months: int = 3, as_of: date = END, **narrow: object) -> Measures:
    portfolio = Portfolio(company, "EUR", **narrow)  # type: ignore[arg-type]
    return measure_receivables(portfolio=portfolio, as_of=as_of, period_months=months)


def test_dso_of_the_quarter(company: int, books: Customer) -> None:
    found = measured(company)
    assert found.figures["dso"].rounded() == Decimal("55.35")  # 10,869 × 90 / 17,674: Oracle JD Edwards
    assert found.figures["best_possible_dso"].rounded() == Decimal("38.55")  # 7,570 × 90 / 17,674
    assert found.figures["average_days_delinquent"].rounded() == Decimal("16.80")
    assert found.figures["percent_current"].rounded() == Decimal("69.65")
    assert found.figures["dso_count_back"].rounded() == Decimal("51.23")  # March, 31, then 3,299 of 4,566 × 28
    assert (found.after, found.is_short) == (date(2025, 12, 31), True)  # nothing was sold before 10 January


def test_dso_moves_month_by_month(company: int, books: Customer) -> None:
    found = measured(company, months=1)
    assert found.figures["dso"].rounded() == Decimal("44.51")  # 10,869 × 31 / 7,570
    assert found.dso_month_ago.rounded() == Decimal("28.00")  # 4,566 × 28 / 4,566
    assert [(day, figure.rounded()) for day, figure in found.dso_line] == [
        (date(2026, 2, 28), Decimal("28.00")), (END, Decimal("44.51")),
    ]  # fmt: skip


def test_collection_effectiveness_of_the_month(company: int, books: Customer) -> None:
    # In February all that fell due came: (5,538 + 10,104 / 12 − 4,566) / (5,538 + 10,104 / 12 − 4,566 not yet due).
    assert measured(company, as_of=date(2026, 2, 28)).figures["cei"].rounded() == Decimal("100.00")
    # In March more was sold than a twelfth of the year, and what is not yet due exceeds what there was to collect.
    found = measured(company).figures["cei"]
    assert found.value is None
    assert found.note is not None
    assert found.note.code == "figure.nothing_collectable"


def test_payments_of_the_quarter(company: int, books: Customer) -> None:
    found = measured(company).figures
    assert found["weighted_days_delinquent"].rounded() == Decimal("10.00")  # only R-1 is settled
    assert found["average_days_to_pay"].rounded() == Decimal("40.00")
    assert found["paid_late_share"].rounded() == Decimal("100.00")


def test_cash_by_month(company: int, books: Customer) -> None:
    assert [(one.until, one.received) for one in measured(company).cash] == [
        (date(2026, 1, 31), Money(0, "EUR")), (date(2026, 2, 28), Money(5_538_00, "EUR")),
        (END, Money(1_267_00, "EUR")),
    ]  # fmt: skip


def test_a_portfolio_of_nobody_has_no_values(company: int, books: Customer) -> None:
    found = measured(company, segment="elsewhere")
    assert {key for key, figure in found.figures.items() if figure.value is not None} == set()
    assert all(figure.note is not None for figure in found.figures.values())
    assert found.figures["dso"].note is not None


def test_an_empty_ledger_measures_nothing(company: int, act: Act) -> None:
    found = measured(company)
    assert not found.is_short
    assert found.cash == ()
    assert [day for day, _figure in found.dso_line] == [END]


def test_the_summary_says_the_same(company: int, books: Customer) -> None:
    found = summarize_receivables(portfolio=Portfolio(company, "EUR"), as_of=END)
    whole = measured(company)
    assert (found.dso, found.dso_month_ago) == (whole.figures["dso"], whole.dso_month_ago)
    assert (found.balance, found.overdue) == (Money(10_869_00, "EUR"), Money(3_299_00, "EUR"))


def test_a_past_day_is_as_it_was(company: int, act: Act, books: Customer) -> None:
    day = date(2026, 2, 28)
    before = measured(company, as_of=day)
    make_invoice(act, books, "R-9", 50_00, issued=day + timedelta(days=40), due=day + timedelta(days=70))
    assert measured(company, as_of=day).figures == before.figures
