"""What the figures are computed from: SQL against a slow and plain reading of the same ledger."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from duly.core.insight.movements import Movements, month_ends_before, months_before
from duly.core.ledger.ownership import owner_on
from duly.core.ledger.postings import Account, Kind
from duly.core.ledger.postings import Posting as CorePosting
from duly.core.ledger.state import derive
from duly.core.money.money import Money
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.store import mapping
from duly.store.models import Customer, Dispute, DunningNotice, NoticeItem, Posting, PromiseToPay, Receivable
from duly.store.queries.metrics import (
    Portfolio,
    dispute_records,
    level_results,
    movements,
    paid_groups,
    promise_records,
)
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.store.test_aging import START, random_world

DAYS = [START + timedelta(days=offset) for offset in (-10, 20, 33, 48, 60, 61, 99, 140)]


class Plain:
    """The ledger read row by row, narrowed to some customers."""

    def __init__(self, customers: set[int]) -> None:
        self.customers = customers
        self.rows = [mapping.to_posting(row) for row in Posting.objects.order_by("pk")]
        self.owner_of = dict(Receivable.objects.values_list("pk", "customer_id"))

    def balance(self, on: date) -> int:
        state = derive(self.rows, on)
        return sum(minor for one, minor in state.open_minor.items() if self.owner_of[int(one)] in self.customers)

    def _between(self, after: date, until: date) -> list[CorePosting]:
        return [row for row in self.rows if after < row.effective_date <= until]

    def sales(self, after: date, until: date) -> int:
        return sum(
            row.amount_minor * ((row.credit_account == Account.SALES) - (row.debit_account == Account.SALES))
            for row in self._between(after, until)
            if row.customer_id in self.customers
        )

    def cash(self, after: date, until: date, everybody: bool) -> int:
        found = 0
        for row in self._between(after, until):
            if row.receipt_id is None or Account.BANK not in (row.debit_account, row.credit_account):
                continue
            if everybody or owner_on(self.rows, row.receipt_id, DAYS[-1]) in self.customers:
                found += row.amount_minor * (1 if row.debit_account == Account.BANK else -1)
        return found


def portfolios(company: int) -> list[tuple[Portfolio, set[int]]]:
    everybody = set(Customer.objects.values_list("pk", flat=True))
    retail = set(sorted(everybody)[:2])
    Customer.objects.filter(pk__in=retail).update(segment="Retail")
    return [
        (Portfolio(company, "EUR"), everybody), (Portfolio(company, "EUR", segment="Retail"), retail),
        (Portfolio(company, "EUR", segment="~"), everybody - retail), (Portfolio(company, "USD"), set()),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_balances_sales_and_cash_are_those_of_the_postings(company: int, act: Act, seed: int) -> None:
    random_world(act, random.Random(seed))
    for portfolio, customers in portfolios(company):
        found, plain = movements(portfolio, DAYS), Plain(customers)
        for day in DAYS:
            assert found.balance(day) == plain.balance(day)
        for at, after in enumerate(DAYS):
            for until in DAYS[at + 1 :]:
                assert found.sales(after, until) == plain.sales(after, until)
                whole = portfolio.is_whole and portfolio.currency == "EUR"
                assert found.cash(after, until) == plain.cash(after, until, whole)


@pytest.mark.parametrize("seed", range(6))
def test_paid_invoices_are_those_settled_with_a_payment_in_the_period(company: int, act: Act, seed: int) -> None:
    random_world(act, random.Random(seed))
    for portfolio, customers in portfolios(company):
        plain = Plain(customers)
        for after, until in ((DAYS[0], DAYS[2]), (DAYS[1], DAYS[5]), (DAYS[0], DAYS[-1])):
            assert settled(plain, after, until) == sorted(
                (g.term_days, g.days_late, g.count, g.amount.minor) for g in paid_groups(portfolio, after, until)
            )


def settled(plain: Plain, after: date, until: date) -> list[tuple[int, int, int, int]]:
    """Terms, days late, count and amount of what was settled, by hand."""
    rows = [row for row in plain.rows if row.effective_date <= until]
    undone = {row.reverses_id for row in rows}
    state = derive(plain.rows, until)
    groups: dict[tuple[int, int], tuple[int, int]] = {}
    for one in Receivable.objects.filter(customer_id__in=plain.customers):
        paid = [
            row.effective_date
            for row in rows
            if row.kind is Kind.PRINCIPAL
            and row.receivable_id == one.pk
            and row.id not in undone
            and row.effective_date > after
        ]
        if paid and not state.open_minor.get(one.pk, 0):
            key = ((one.due_date - one.issue_date).days, (max(paid) - one.due_date).days)
            count, minor = groups.get(key, (0, 0))
            groups[key] = (count + 1, minor + one.amount_minor)
    return sorted((*key, *value) for key, value in groups.items())


def pay(act: Act, customer: Customer, invoice: int, minor: int, on: date) -> None:
    receipt = make_receipt(act, f"B{invoice}-{on}-{minor}", minor, on=on, customer_id=customer.pk)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice, minor)], on=on)


def test_a_promise_counts_what_came_since_it_was_made(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 100_00, due=TODAY - timedelta(days=40))
    pay(act, customer, invoice, 10_00, TODAY - timedelta(days=30))
    record_promise(act=act, customer_id=customer.pk, promised_date=TODAY + timedelta(days=5))
    made = PromiseToPay.objects.get()
    made.made_on_date, made.promised_date = TODAY - timedelta(days=20), TODAY - timedelta(days=6)
    made.save()
    pay(act, customer, invoice, 60_00, TODAY - timedelta(days=8))
    pay(act, customer, invoice, 30_00, TODAY - timedelta(days=2))
    portfolio = Portfolio(company, "EUR")
    (found,) = promise_records(portfolio, TODAY - timedelta(days=30), TODAY)
    assert found.promised == Money(made.amount_minor, "EUR")
    assert found.received == (
        (TODAY - timedelta(days=8), Money(60_00, "EUR")), (TODAY - timedelta(days=2), Money(30_00, "EUR")),
    )  # fmt: skip
    assert promise_records(portfolio, TODAY - timedelta(days=6), TODAY) == []
    assert promise_records(Portfolio(company, "EUR", owner_id=1), TODAY - timedelta(days=30), TODAY) == []
    PromiseToPay.objects.update(state="withdrawn")
    assert promise_records(portfolio, TODAY - timedelta(days=30), TODAY) == []


def test_disputes_closed_in_the_period_and_those_still_open(company: int, act: Act) -> None:
    customer = make_customer(act)
    for number in ("R-1", "R-2", "R-3"):
        invoice = make_invoice(act, customer, number, 100_00, due=TODAY)
        open_dispute(act=act, receivable_id=invoice, reason_code="price", amount_minor=50_00)
    first, second, _third = Dispute.objects.order_by("pk")
    for one in (first, second):
        resolve_dispute(act=act, dispute_id=one.pk, resolution="rejected", text="we looked")
    Dispute.objects.update(opened_on_date=TODAY - timedelta(days=60))
    Dispute.objects.filter(pk=first.pk).update(resolved_on_date=TODAY - timedelta(days=50))
    found = dispute_records(Portfolio(company, "EUR"), TODAY - timedelta(days=30), TODAY)
    assert [(one.opened_date, one.closed_date) for one in found] == [
        (TODAY - timedelta(days=60), TODAY), (TODAY - timedelta(days=60), None),
    ]  # fmt: skip


def test_a_level_is_credited_with_what_came_in_its_days_and_no_more(company: int, act: Act) -> None:
    customer = make_customer(act)
    day = TODAY - timedelta(days=20)
    invoices = [make_invoice(act, customer, f"R-{n}", 100_00, due=day - timedelta(days=3)) for n in range(3)]
    for state, chosen in (("sent", invoices), ("failed", invoices[:1])):
        notice = DunningNotice.objects.create(
            company_id=company, customer=customer, business_date=day, state=state, level_key="reminder_1",
            template_key="first_reminder", language="en", idempotency_key=state,
        )  # fmt: skip
        for invoice in chosen:
            NoticeItem.objects.create(
                company_id=company, notice=notice, receivable_id=invoice, level_key="reminder_1", level_no=2,
                days_overdue=3, open_minor=100_00, currency="EUR", business_date=day,
            )  # fmt: skip
    pay(act, customer, invoices[0], 100_00, day + timedelta(days=14))
    pay(act, customer, invoices[1], 40_00, day + timedelta(days=1))
    pay(act, customer, invoices[1], 60_00, day + timedelta(days=15))
    (level,) = level_results(Portfolio(company, "EUR"), day - timedelta(days=1), day)
    assert (level.level_key, level.notices, level.items, level.open_minor) == ("reminder_1", 1, 3, 300_00)
    assert (level.paid_minor, level.paid_items) == (140_00, 1)
    assert level_results(Portfolio(company, "EUR"), day, TODAY) == []


def test_another_companys_rows_are_not_counted(company: int, act: Act) -> None:
    from dataclasses import replace

    from duly.services.accounts.create_company import create_company
    from duly.store.tenancy import in_company

    other = replace(act, company_id=create_company(name="Other", slug="other"))
    with in_company(other.company_id):
        make_invoice(other, make_customer(other), "R-1", 99_00, due=TODAY)
    assert movements(Portfolio(company, "EUR"), [TODAY]).balance(TODAY) == 0


def test_months_end_where_months_end() -> None:
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert months_before(date(2026, 2, 28), 1) == date(2026, 1, 31)
    assert months_before(date(2026, 3, 16), 12) == date(2025, 3, 16)
    assert month_ends_before(date(2026, 3, 16), 3) == (date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28))
    assert month_ends_before(date(2026, 2, 28), 1) == (date(2026, 1, 31),)


def test_movements_stand_between_their_days() -> None:
    with pytest.raises(AssertionError):
        Movements((TODAY, TODAY), (), 0)
