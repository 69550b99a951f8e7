"""Waiting receipts find their invoices: the sure ones by themselves, the others with proposals for a person."""

from __future__ import annotations

from datetime import date

import pytest

from duly.core.cash.netting import Share
from duly.services.act import Act
from duly.services.cases.open_dispute import open_dispute
from duly.services.cash.allocate_receipt import allocate_receipt, preview_allocation, undo_application
from duly.services.cash.match_receipts import MATCHER, MatchRun, match_receipts
from duly.services.cash.settle_otherwise import identify_receipt
from duly.services.refused import ServiceRefused
from duly.store.models import Entry, MatchProposal, PayerKey
from duly.store.queries.audit import run_audit
from duly.store.queries.cash_receipts import latest_entry, proposals_of, receipt_history
from tests.builders import make_customer, make_invoice, make_receipt, open_minor, unapplied_minor
from tests.demo_bank import PAYER

DUE = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def the_books_hold(company: int) -> object:
    yield
    assert [f for check in run_audit(company) for f in check.findings] == []


def numbers(run: MatchRun) -> tuple[int, int, int, int]:
    return run.looked, run.applied, run.proposed, run.without


def test_an_exact_reference_settles_by_itself_with_its_evidence(company: int, act: Act) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    invoice = make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    receipt = make_receipt(act, "b1", 12_000, text="Invoice R-1001", payer_name="NORD DEMO", payer_account=PAYER)
    assert numbers(match_receipts(act=act)) == (1, 1, 0, 0)
    assert (open_minor(invoice), unapplied_minor(receipt)) == (0, 0)
    entry = Entry.objects.get(idempotency_key=f"match:{receipt}")
    assert (entry.actor_kind, entry.actor, entry.evidence["tier"]) == ("system", MATCHER, "NUMBER_EXACT_PAYER_KNOWN")
    assert "The payment names R-1001." in [reason["sentence"] for reason in entry.evidence["reasons"]]
    assert PayerKey.objects.get().customer_id == customer.pk, "the payer was sure, so the account is learned"
    assert numbers(match_receipts(act=act)) == (0, 0, 0, 0)


def test_two_invoices_in_one_payment_are_both_settled(company: int, act: Act) -> None:
    customer = make_customer(act)
    first = make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    second = make_invoice(act, customer, "R-1002", 3_000, due=DUE)
    make_receipt(act, "b1", 15_000, text="R-1001 + R-1002")
    assert match_receipts(act=act).applied == 1
    assert open_minor(first) == open_minor(second) == 0


def test_short_mistyped_and_disputed_payments_wait_with_proposals(company: int, act: Act) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    short = make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    make_invoice(act, customer, "R-1002", 5_000, due=DUE)
    disputed = make_invoice(act, customer, "R-1003", 7_000, due=DUE)
    open_dispute(act=act, receivable_id=disputed, reason_code="price", amount_minor=7_000, via="console")
    a = make_receipt(act, "b1", 11_900, text="R-1001")
    b = make_receipt(act, "b2", 5_000, text="R-1O02", payer_name="Nord Demo")
    c = make_receipt(act, "b3", 7_000, text="R-1003")
    assert numbers(match_receipts(act=act)) == (3, 0, 3, 0)
    assert next(p.tier for p in proposals_of(company, a)) == "REFERENCED_SHORT"
    assert proposals_of(company, a)[0].lines == ((short, 11_900, {}),)
    assert proposals_of(company, b)[0].tier == "PAYER_SAME_AMOUNT"
    assert "disputed" in {veto["code"] for veto in proposals_of(company, c)[0].vetoes}


def test_running_again_replaces_proposals_and_a_dry_run_writes_nothing(company: int, act: Act) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    invoice = make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    receipt = make_receipt(act, "b1", 12_000, text="R-1001")
    dry = match_receipts(act=act, dry_run=True)
    assert (numbers(dry), open_minor(invoice), Entry.objects.filter(verb="apply_receipt").count()) == (
        (1, 1, 0, 0), 12_000, 0,
    )  # fmt: skip
    match_receipts(act=act, propose_only=True)
    match_receipts(act=act, propose_only=True)
    assert MatchProposal.objects.filter(receipt_id=receipt, rank=1).count() == 1


def test_what_a_person_took_back_is_never_applied_by_itself_again(company: int, act: Act) -> None:
    customer = make_customer(act, name="Nord Demo GmbH")
    invoice = make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    receipt = make_receipt(act, "b1", 12_000, text="R-1001", payer_name="Nord Demo", payer_account=PAYER)
    match_receipts(act=act)
    entry = receipt_history(company, receipt)[0]
    assert entry.undoable
    undo_application(act=act, entry_id=entry.id)
    assert (open_minor(invoice), unapplied_minor(receipt)) == (12_000, 12_000)
    assert not PayerKey.objects.exists(), "what was learned from it is forgotten"
    assert numbers(match_receipts(act=act)) == (1, 0, 1, 0)
    assert open_minor(invoice) == 12_000
    with pytest.raises(ServiceRefused):
        undo_application(act=act, entry_id=entry.id)
    allocate_receipt(act=act, receipt_id=receipt, shares=[Share(invoice, 12_000)])
    assert open_minor(invoice) == 0


def test_of_two_payments_of_one_invoice_the_earlier_one_settles_it(company: int, act: Act) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "R-1001", 12_000, due=DUE)
    late = make_receipt(act, "b1", 12_000, text="R-1001", on=date(2026, 3, 10))
    early = make_receipt(act, "b2", 12_000, text="R-1001", on=date(2026, 3, 9))
    match_receipts(act=act)
    assert (unapplied_minor(early), unapplied_minor(late)) == (0, 12_000)


def test_the_money_counts_from_the_day_it_came_never_before_the_invoice(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1001", 12_000, due=DUE, issued=date(2026, 2, 20))
    receipt = make_receipt(act, "b1", 12_000, text="R-1001", on=date(2026, 2, 18))
    match_receipts(act=act)
    assert open_minor(invoice) == 0
    assert receipt_history(company, receipt)[0].effective_date == date(2026, 2, 20)


def test_a_person_splits_nets_a_credit_note_takes_a_fee_and_keeps_the_rest_on_account(company: int, act: Act) -> None:
    customer = make_customer(act)
    first = make_invoice(act, customer, "R-1", 10_000, due=DUE)
    second = make_invoice(act, customer, "R-2", 5_000, due=DUE)
    credit = make_invoice(act, customer, "G-1", 4_000, due=DUE, kind="credit_note")
    receipt = make_receipt(act, "b1", 11_500, payer_account=PAYER)
    shares = [Share(first, 10_000), Share(second, 4_900, (("bank_fee", 100),)), Share(credit, -4_000)]
    preview = preview_allocation(act=act, receipt_id=receipt, shares=shares)
    assert (preview.refusal, preview.rest_minor) == ("", 600)
    entry = allocate_receipt(act=act, receipt_id=receipt, shares=shares)
    assert (open_minor(first), open_minor(second), open_minor(credit), unapplied_minor(receipt)) == (0, 0, 0, 600)
    assert PayerKey.objects.get().confirmed_count == 1
    undo_application(act=act, entry_id=entry)
    assert (open_minor(first), open_minor(second), open_minor(credit)) == (10_000, 5_000, -4_000)
    assert unapplied_minor(receipt) == 11_500


def test_a_third_party_pays_only_when_that_was_said(company: int, act: Act) -> None:
    payer, debtor = make_customer(act, "C1", name="Mother Demo"), make_customer(act, "C2", name="Daughter Demo")
    invoice = make_invoice(act, debtor, "R-1", 10_000, due=DUE)
    receipt = make_receipt(act, "b1", 10_000, payer_account=PAYER)
    identify_receipt(act=act, receipt_id=receipt, customer_id=payer.pk)
    with pytest.raises(ServiceRefused, match=r"Mother Demo.*R-1.*Daughter Demo"):
        allocate_receipt(act=act, receipt_id=receipt, shares=[Share(invoice, 10_000)])
    allocate_receipt(act=act, receipt_id=receipt, shares=[Share(invoice, 10_000)], third_party=True)
    assert open_minor(invoice) == 0
    assert not PayerKey.objects.exists(), "a third party's account teaches nothing"


def test_the_second_of_two_clerks_is_told_and_nothing_is_lost(company: int, act: Act) -> None:
    customer = make_customer(act)
    first = make_invoice(act, customer, "R-1", 10_000, due=DUE)
    second = make_invoice(act, customer, "R-2", 5_000, due=DUE)
    receipt = make_receipt(act, "b1", 12_000)
    seen = latest_entry(company, receipt)
    allocate_receipt(act=act, receipt_id=receipt, shares=[Share(first, 10_000)], seen_entry_id=seen)
    with pytest.raises(ServiceRefused, match="changed this receipt while"):
        allocate_receipt(act=act, receipt_id=receipt, shares=[Share(second, 2_000)], seen_entry_id=seen)
    with pytest.raises(ServiceRefused, match="more than the"):
        allocate_receipt(act=act, receipt_id=receipt, shares=[Share(second, 2_001)])
    assert (unapplied_minor(receipt), open_minor(second)) == (2_000, 5_000)


def test_credit_without_an_invoice_is_refused_in_words(company: int, act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "R-1", 1_000, due=DUE)
    credit = make_invoice(act, customer, "G-1", 4_000, due=DUE, kind="credit_note")
    receipt = make_receipt(act, "b1", 500)
    preview = preview_allocation(act=act, receipt_id=receipt, shares=[Share(invoice, 1_000), Share(credit, -4_000)])
    assert "finds no invoice" in preview.refusal
