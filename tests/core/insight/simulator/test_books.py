"""The demo company's books: every cent of the simulation is in the ledger, and the ledger holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from duly.core.insight.simulator import SimulationConfig, simulate
from duly.core.insight.simulator.books import Books, keep_books, known_customer
from duly.core.insight.simulator.instalments import INSTALMENT_TEXT, in_instalments
from duly.core.insight.simulator.parts import part_key
from duly.core.insight.simulator.policy import BY_HAND, on_weekdays
from duly.core.insight.simulator.values import SimulatedCompany
from duly.core.ledger.audit import audit
from duly.core.ledger.documents import Receipt, Receivable
from duly.core.ledger.postings import Kind, posting
from duly.core.money.money import Money

END = date(2026, 3, 13)


@pytest.fixture(scope="module", params=[1, 7, 23])
def company(request: pytest.FixtureRequest) -> SimulatedCompany:
    return in_instalments(simulate(SimulationConfig(request.param, END, 80, 9), on_weekdays(BY_HAND)))


@pytest.fixture(scope="module")
def books(company: SimulatedCompany) -> Books:
    return keep_books(company)


def documents(company: SimulatedCompany, books: Books) -> tuple[list[Receivable], list[Receipt]]:
    customer_of = {invoice.number: invoice.customer_number for invoice in company.invoices}
    receivables = [
        Receivable(
            part.key, customer_of[number], Kind.INVOICE, number, part.issue_date, part.due_date, part.amount_minor,
            part.currency, part.no,
        )
        for number, parts in books.parts.items() for part in parts
    ]  # fmt: skip
    receivables += [
        Receivable(
            part_key(note.number, 1), note.customer_number, Kind.CREDIT_NOTE, note.number, note.credit_date,
            note.credit_date, note.amount_minor, note.currency,
        )
        for note in company.credit_notes
    ]  # fmt: skip
    receipts = [
        Receipt(one.number, known_customer(one), one.receipt_date, one.amount_minor, one.currency)
        for one in company.receipts
    ]
    return receivables, receipts


def test_the_core_audit_of_a_simulated_ledger_finds_nothing(company: SimulatedCompany, books: Books) -> None:
    receivables, receipts = documents(company, books)
    rows = [
        posting(r.kind, r.amount, r.document_date, customer_id=r.customer_id, receivable_id=r.id) for r in receivables
    ]
    rows += [
        posting(Kind.RECEIPT, r.amount, r.receipt_date, customer_id=r.customer_id, receipt_id=r.id) for r in receipts
    ]
    numbered = [replace(row, id=at, entry_id=1) for at, row in enumerate([*rows, *books.postings], start=1)]
    assert audit(numbered, receivables, receipts) == []


def test_what_is_left_is_what_was_sold_less_what_settled_it(company: SimulatedCompany, books: Books) -> None:
    sold = sum(invoice.amount_minor for invoice in company.invoices)
    settled = sum(row.amount_minor for row in books.postings if row.receivable_id is not None)
    assert sum(books.open_minor.values()) == sold - settled
    used = {"credit": sum(note.amount_minor for note in company.credit_notes if note.invoice_number)}
    assert sum(r.amount_minor for r in books.postings if r.kind is Kind.CREDIT_APPLIED) == used["credit"]


def test_the_open_amount_of_the_last_day_is_the_open_amount(company: SimulatedCompany, books: Books) -> None:
    for parts in books.parts.values():
        for part in parts:
            assert books.open_on(part, END) == books.open_minor[part.key]
            assert 0 <= books.open_on(part, part.issue_date) <= part.amount_minor


def test_the_parts_of_an_invoice_end_on_its_due_date(company: SimulatedCompany, books: Books) -> None:
    for invoice in company.invoices:
        parts = books.parts[invoice.number]
        assert parts[-1].due_date == invoice.due_date
        assert sum(part.amount_minor for part in parts) == invoice.amount_minor
        assert len(parts) == (2 if invoice.terms_text == INSTALMENT_TEXT else 1)


def test_instalments_change_no_customer_total_of_paid_invoices() -> None:
    plain = simulate(SimulationConfig(5, END, 120, 12))
    divided = in_instalments(plain)
    assert any(invoice.terms_text == INSTALMENT_TEXT for invoice in divided.invoices)
    paid: dict[str, int] = {}
    for receipt in divided.receipts:
        for entry in receipt.applications:
            paid[entry.invoice_number] = paid.get(entry.invoice_number, 0) + entry.amount_minor
    for receipt in plain.receipts:
        for entry in receipt.applications:
            paid[entry.invoice_number] -= entry.amount_minor
    first_halves = {number for number, rest in paid.items() if rest}
    assert all(rest >= 0 for rest in paid.values())
    touched = {entry.invoice_number for receipt in plain.receipts for entry in receipt.applications}
    assert not first_halves & touched, "only invoices without any payment get a first half"


def test_only_a_few_receipts_wait_and_they_are_recent(company: SimulatedCompany, books: Books) -> None:
    waiting = [one for one in company.receipts if one.number in books.waiting]
    assert len(waiting) < len(company.receipts) / 8
    assert all((END - one.receipt_date).days < 45 for one in waiting)


def test_no_reminder_of_the_policy_falls_on_a_weekend() -> None:
    company = simulate(SimulationConfig(3, END, 60, 9), on_weekdays(BY_HAND))
    on_weekend = [one for one in company.reminders if one.sent_date.weekday() >= 5]
    # What waits for a promise or a dispute to end follows its day, whichever it is.
    assert len(on_weekend) < len(company.reminders) / 20


def test_money_of_the_simulation_is_of_one_currency(company: SimulatedCompany, books: Books) -> None:
    assert {row.currency for row in books.postings} == {"EUR"}
    assert all(isinstance(row.amount, Money) for row in books.postings)
