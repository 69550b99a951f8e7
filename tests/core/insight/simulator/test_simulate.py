"""The demo company: the same for a seed, plainly demo, and consistent to the last cent."""

import hashlib
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from stdnum import iban as registry

from duly.core.cash.references import is_creditor_reference
from duly.core.insight.simulator import SimulatedCompany, SimulationConfig, simulate
from duly.core.insight.simulator.iban import demo_iban
from duly.core.insight.simulator.policy import days_after_due, silent
from duly.core.insight.simulator.temperament import Temperament
from duly.core.insight.simulator.timeline import ORDER, events

END = date(2025, 11, 10)
CONFIG = SimulationConfig(seed=7, end_date=END)


@pytest.fixture(scope="module")
def company() -> SimulatedCompany:
    return simulate(CONFIG)


def settled(company: SimulatedCompany) -> Counter[str]:
    """What has been settled of each invoice, in minor units."""
    result: Counter[str] = Counter()
    for receipt in company.receipts:
        for entry in receipt.applications:
            result[entry.invoice_number] += entry.amount_minor
    for note in company.credit_notes:
        if note.invoice_number is not None:
            result[note.invoice_number] += note.amount_minor
    return result


def open_total(company: SimulatedCompany) -> int:
    return sum(invoice.amount_minor for invoice in company.invoices) - sum(settled(company).values())


def fingerprint(company: SimulatedCompany) -> str:
    return hashlib.sha256(repr(company).encode()).hexdigest()


def test_the_same_seed_gives_the_same_company_in_another_process_with_other_hashes() -> None:
    small = SimulationConfig(seed=11, end_date=END, customers=25, months=6)
    program = (
        "import hashlib; from datetime import date;"
        "from duly.core.insight.simulator import SimulationConfig, simulate;"
        "c = simulate(SimulationConfig(seed=11, end_date=date(2025, 11, 10), customers=25, months=6));"
        "print(hashlib.sha256(repr(c).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert prints == {fingerprint(simulate(small))}
    assert fingerprint(simulate(SimulationConfig(seed=12, end_date=END, customers=25, months=6))) not in prints


def test_three_hundred_customers_over_eighteen_months_take_less_than_three_seconds() -> None:
    start = time.process_time()
    simulate(CONFIG)
    assert time.process_time() - start < 3


def test_every_temperament_and_every_kind_of_receipt_occurs(company: SimulatedCompany) -> None:
    assert {customer.payer.temperament for customer in company.customers} == set(Temperament)
    assert {receipt.kind for receipt in company.receipts} == {
        "exact", "part", "rest", "combined", "discounted", "short_by_fee", "over",
        "no_reference", "typo", "third_party", "not_ours",
    }  # fmt: skip
    assert {promise.outcome for promise in company.promises} == {"kept", "broken", "open"}
    assert {dispute.outcome for dispute in company.disputes} == {"credited", "rejected", "withdrawn", "open"}
    assert {customer.language for customer in company.customers} == {"en", "de", "fr", "es"}
    assert {customer.segment for customer in company.customers} == {"key", "standard", "small"}


def test_nothing_is_settled_twice_and_most_is_settled(company: SimulatedCompany) -> None:
    done = settled(company)
    for invoice in company.invoices:
        assert 0 <= done[invoice.number] <= invoice.amount_minor
    billed = sum(invoice.amount_minor for invoice in company.invoices)
    assert 0.03 < open_total(company) / billed < 0.25


def test_receipts_add_up(company: SimulatedCompany) -> None:
    for receipt in company.receipts:
        principal = sum(entry.amount_minor for entry in receipt.applications if entry.kind == "principal")
        assert receipt.amount_minor > 0
        assert all(entry.amount_minor > 0 for entry in receipt.applications)
        if receipt.kind in ("over", "not_ours"):
            assert principal < receipt.amount_minor
        else:
            assert principal == receipt.amount_minor
        assert len(receipt.remittance_text) <= 140
        if receipt.creditor_reference:
            assert is_creditor_reference(receipt.creditor_reference)


def test_a_reference_is_right_unless_the_kind_says_otherwise(company: SimulatedCompany) -> None:
    for receipt in company.receipts:
        wanted = [entry.invoice_number for entry in receipt.applications if entry.kind == "principal"]
        squeezed = (receipt.remittance_text + receipt.creditor_reference).replace("-", "")
        found = [n for n in wanted if re.search(rf"{n.removeprefix('INV').replace('-', '')}(?!\d)", squeezed)]
        if receipt.kind in ("exact", "part", "rest", "discounted", "short_by_fee", "over"):
            assert found == wanted
        elif receipt.kind == "typo":
            assert wanted[0] not in found
        elif receipt.kind in ("no_reference", "not_ours"):
            assert found == []


def test_numbers_are_unique_and_in_order(company: SimulatedCompany) -> None:
    numbers = [invoice.number for invoice in company.invoices]
    assert numbers == sorted(set(numbers))
    for things in (company.customers, company.contacts, company.receipts, company.credit_notes, company.promises):
        assert len({thing.number for thing in things}) == len(things)
    days = [receipt.receipt_date for receipt in company.receipts]
    assert days == sorted(days)


def test_nothing_happens_before_its_cause_or_after_the_end(company: SimulatedCompany) -> None:
    invoices = {invoice.number: invoice for invoice in company.invoices}
    customers = {customer.number: customer for customer in company.customers}
    for invoice in company.invoices:
        assert customers[invoice.customer_number].since_date <= invoice.invoice_date <= invoice.due_date
    for receipt in company.receipts:
        assert all(invoices[e.invoice_number].invoice_date < receipt.receipt_date for e in receipt.applications)
    for dispute in company.disputes:
        assert dispute.opened_date > invoices[dispute.invoice_number].invoice_date
        assert dispute.amount_minor <= invoices[dispute.invoice_number].amount_minor
    assert all(event.event_date <= END for event in events(company))


def paid_on(company: SimulatedCompany) -> dict[str, list[date]]:
    result: dict[str, list[date]] = defaultdict(list)
    for receipt in company.receipts:
        for entry in receipt.applications:
            result[entry.invoice_number].append(receipt.receipt_date)
    return result


def test_kept_promises_are_paid_in_time_and_broken_ones_are_not(company: SimulatedCompany) -> None:
    paid = paid_on(company)
    for promise in company.promises:
        days = paid[promise.invoice_number]
        if promise.outcome == "kept":
            assert days
            assert promise.made_date < max(days) <= promise.promised_date
        elif promise.outcome == "broken":
            assert not days or min(days) > promise.promised_date


def test_nobody_is_reminded_after_payment_or_during_a_dispute_or_promise(company: SimulatedCompany) -> None:
    paid = paid_on(company)
    disputes = {dispute.invoice_number: dispute for dispute in company.disputes}
    promises = {promise.invoice_number: promise for promise in company.promises}
    for reminder in company.reminders:
        number, day = reminder.invoice_number, reminder.sent_date
        assert not paid[number] or day < min(paid[number])
        if number in disputes:
            dispute = disputes[number]
            assert not dispute.opened_date <= day < (dispute.resolved_date or END)
        if number in promises:
            assert not promises[number].made_date <= day <= promises[number].promised_date


def test_the_insolvent_pay_nothing_after_their_day(company: SimulatedCompany) -> None:
    insolvent = {c.number: c.payer.insolvent_date for c in company.customers if c.payer.insolvent_date is not None}
    assert insolvent
    late = [r for r in company.receipts if r.customer_number in insolvent and r.kind != "rest"]
    assert all(r.receipt_date < insolvent[r.customer_number] for r in late if r.customer_number is not None)


def test_everything_is_plainly_demo(company: SimulatedCompany) -> None:
    for customer in company.customers:
        assert customer.name.startswith("Demo ")
        assert not customer.iban or registry.is_valid(customer.iban)
    for contact in company.contacts:
        assert contact.email.isascii()
        assert contact.email.endswith((".example.com", ".test", ".invalid"))
    assert registry.is_valid(company.seller_iban)
    assert {contact.email.rsplit(".", 1)[1] for contact in company.contacts} == {"com", "test", "invalid"}


@pytest.mark.parametrize("country", ["DE", "AT", "FR", "ES", "GB", "IE", "NL"])
def test_demo_ibans_hold_by_every_check_digit(country: str) -> None:
    for account in (0, 1, 4711, 10_000_300, 99_999_999):
        assert registry.is_valid(demo_iban(country, account))
    assert demo_iban("US", 1) == ""


def test_another_policy_meets_the_same_world(company: SimulatedCompany) -> None:
    eager = simulate(CONFIG, days_after_due(-3, 3, 10, 17, 30))
    never = simulate(CONFIG, silent)
    for other in (eager, never):
        assert other.customers == company.customers
        assert other.invoices == company.invoices
        assert [d.number for d in other.disputes] == [d.number for d in company.disputes]
    assert never.reminders == ()
    assert never.promises == ()
    assert open_total(eager) < open_total(company) < open_total(never)


def test_the_timeline_holds_every_thing_once_and_in_order(company: SimulatedCompany) -> None:
    happened = events(company)
    counts = Counter(event.kind for event in happened)
    assert counts["invoice_issued"] == len(company.invoices)
    assert counts["receipt_booked"] == len(company.receipts)
    assert counts["reminder_sent"] == len(company.reminders)
    assert set(counts) == set(ORDER)
    keys = [(event.event_date, ORDER.index(event.kind)) for event in happened]
    assert keys == sorted(keys)


def test_yen_have_no_decimals_and_an_empty_company_is_a_company() -> None:
    yen = simulate(SimulationConfig(seed=1, end_date=END, customers=20, months=3, currency="JPY", country="GB"))
    assert max(invoice.amount_minor for invoice in yen.invoices) < 200_000
    empty = simulate(SimulationConfig(seed=1, end_date=END, customers=0, months=1))
    assert (empty.customers, empty.invoices) == ((), ())


def test_limits_are_told() -> None:
    with pytest.raises(ValueError, match="customers must be between 0 and 100000, not -1"):
        SimulationConfig(seed=1, end_date=END, customers=-1)
    with pytest.raises(ValueError, match="months must be between 1 and 120, not 0"):
        SimulationConfig(seed=1, end_date=END, months=0)


def test_some_customers_are_new_and_some_have_gone_to_sleep(company: SimulatedCompany) -> None:
    payers = {receipt.customer_number for receipt in company.receipts}
    billed = {invoice.customer_number for invoice in company.invoices}
    assert billed - payers, "somebody has never paid before"
    last = {invoice.customer_number: invoice.invoice_date for invoice in company.invoices}
    asleep = [c for c in company.customers if c.payer.temperament == Temperament.SLEEPING and c.number in last]
    assert any(last[customer.number] < END - timedelta(days=60) for customer in asleep)
