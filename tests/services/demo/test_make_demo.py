"""A demo company: its ledger holds, its sums are the simulation's, and its today is full of life."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db.models import Sum

from duly.adapters.bank.camt.read import read_camt
from duly.adapters.bank.camt.write import write_camt053
from duly.core.cash.bank_line import BankFile, ChainVerdict
from duly.core.insight.simulator import SimulationConfig
from duly.services.act import Act
from duly.services.demo.bank_file import demo_bank_file
from duly.services.demo.make_demo import DemoCounts, make_demo
from duly.services.demo.people import DEMO_PEOPLE
from duly.services.refused import NotFound, ServiceRefused
from duly.store import models
from duly.store.queries.audit import run_audit
from duly.store.queries.companies import memberships_of
from duly.store.tenancy import in_company

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
YESTERDAY = date(2026, 3, 15)
CONFIG = SimulationConfig(4, YESTERDAY, 60, 8, seller_name="Demo Test GmbH")


def made(slug: str = "demo", **changes: int) -> DemoCounts:
    return make_demo(config=replace(CONFIG, **changes), slug=slug, at=NOW)  # type: ignore[arg-type]


def ledger_sums(company_id: int) -> dict[str, int]:
    with in_company(company_id):
        rows = models.Posting.objects.filter(company_id=company_id).values_list("kind").annotate(Sum("amount_minor"))
        return dict(rows)


def test_the_ledger_of_a_demo_company_holds(db: None) -> None:
    counts = made()
    with in_company(counts.company_id):
        assert [check.code for check in run_audit(counts.company_id) if check.breaches] == []
        open_sum = models.OpenItem.objects.aggregate(total=Sum("open_minor"))["total"]
        assert open_sum == counts.open_minor
        assert models.Receivable.objects.filter(kind="invoice").values("number").distinct().count() == counts.invoices
        assert models.Receipt.objects.count() == counts.receipts


def test_open_items_are_the_simulated_documents_less_everything_that_settled_them(db: None) -> None:
    counts = made()
    moved = ledger_sums(counts.company_id)
    settling = ("principal", "discount", "bank_fee", "write_off")
    expected = moved["invoice"] - moved["credit_note"] - sum(moved.get(kind, 0) for kind in settling)
    assert counts.open_minor == expected
    with in_company(counts.company_id):
        unapplied = models.OpenReceipt.objects.aggregate(total=Sum("unapplied_minor"))["total"]
    cash = moved["receipt"] - moved["principal"] - moved.get("refund", 0) - moved.get("not_ours", 0)
    assert unapplied == cash


def test_the_same_seed_makes_the_same_ledger_and_another_seed_another(db: None) -> None:
    first, again, other = made("first"), made("again"), made("other", seed=5)
    assert ledger_sums(first.company_id) == ledger_sums(again.company_id)
    assert ledger_sums(first.company_id) != ledger_sums(other.company_id)
    same = replace(again, company_id=first.company_id, slug=first.slug)
    assert same == first


def test_a_slug_that_is_taken_is_refused_and_nothing_is_left_behind(db: None) -> None:
    counts = made()
    before = ledger_sums(counts.company_id)
    with pytest.raises(ServiceRefused, match="only grows"):
        made()
    assert ledger_sums(counts.company_id) == before
    assert models.User.objects.filter(email__endswith="@demo.example").count() == len(DEMO_PEOPLE)


def test_the_demo_people_sign_in_and_belong_to_every_demo_company(db: None) -> None:
    made("one")
    made("two", customers=5, months=2)
    for person in DEMO_PEOPLE:
        user = models.User.objects.get(email=person.email)
        assert authenticate(username=person.email, password=person.password) == user
        assert [(m.company_slug, m.role) for m in memberships_of(user.pk)] == [
            ("one", person.role), ("two", person.role),
        ]  # fmt: skip


def test_today_is_full_of_life(db: None) -> None:
    counts = made(customers=150, months=12)
    with in_company(counts.company_id):
        for table in (models.Hold, models.PaymentClaim, models.Task, models.OpenReceipt, models.BankFile):
            assert table.objects.exists(), table.__name__
        states = set(models.PromiseToPay.objects.values_list("state", flat=True))
        assert states == {"open", "kept", "broken"}
        assert {"open", "resolved"} <= set(models.Dispute.objects.values_list("state", flat=True))
        assert models.OpenReceipt.objects.filter(customer_id__isnull=True).exists()
        assert models.Contact.objects.filter(email="").exists()
        assert models.Contact.objects.filter(bounced_at__isnull=False).exists()
        assert models.Receivable.objects.filter(instalment_count=2, instalment_no=2).exists()
        assert models.Receivable.objects.exclude(discounts=[]).exists()
        assert not models.Receivable.objects.filter(kind="invoice", creditor_reference="").exists()
        newest = models.Receivable.objects.order_by("-issue_date").values_list("issue_date", flat=True)[0]
        assert YESTERDAY - timedelta(days=4) <= newest <= YESTERDAY


def test_nothing_of_the_past_lies_ahead_and_no_notice_asked_for_what_was_paid(db: None) -> None:
    counts = made()
    with in_company(counts.company_id):
        assert not models.Posting.objects.filter(effective_date__gt=YESTERDAY).exists()
        assert not models.Activity.objects.filter(business_date__gt=YESTERDAY).exists()
        assert not models.DunningNotice.objects.filter(business_date__gt=YESTERDAY).exists()
        assert models.NoticeItem.objects.filter(open_minor__gt=0).count() == models.NoticeItem.objects.count() > 0
        keys = set(models.NoticeItem.objects.values_list("level_key", flat=True))
        procedure = models.DunningProcedure.objects.get()
        assert keys <= {level["key"] for level in procedure.document["levels"]}


def bank_act(counts: DemoCounts) -> Act:
    return Act(counts.company_id, "person", "clerk@demo.example", NOW, date(2026, 3, 16))


def test_the_demo_bank_pays_in_many_ways_and_its_balances_meet(db: None) -> None:
    counts = made()
    with in_company(counts.company_id):
        content = demo_bank_file(act=bank_act(counts), write=write_camt053)
        before = models.BankStatement.objects.get().closing_minor
    file = read_camt(io.BytesIO(content), name="demo.xml")
    assert isinstance(file, BankFile)
    statement = file.statements[0]
    assert statement.chain is ChainVerdict.HOLDS
    assert statement.opening is not None
    assert statement.opening.amount_minor == before
    assert file.line_count >= 10
    assert file.unread_count == 0


def test_the_demo_bank_pays_everything_of_one_customer(db: None) -> None:
    counts = made()
    with in_company(counts.company_id):
        item = models.OpenItem.objects.filter(open_minor__gt=0).select_related("receivable__customer").first()
        assert item is not None
        number = item.receivable.customer.number
        content = demo_bank_file(act=bank_act(counts), write=write_camt053, customer_number=number)
        owed = models.OpenItem.objects.filter(customer_id=item.customer_id, open_minor__gt=0)
        expected = owed.aggregate(total=Sum("open_minor"))["total"]
        with pytest.raises(NotFound):
            demo_bank_file(act=bank_act(counts), write=write_camt053, customer_number="nobody")
    file = read_camt(io.BytesIO(content), name="demo.xml")
    assert isinstance(file, BankFile)
    assert sum(line.amount_minor for line in file.lines()) == expected


def test_a_real_company_has_no_demo_bank(company: int, act: Act) -> None:
    with pytest.raises(ServiceRefused, match="no demo company"):
        demo_bank_file(act=act, write=write_camt053)
