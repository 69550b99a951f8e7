"""The aging report sums what the core ages, by whatever it is grouped, and every amount opens onto its documents."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from duly.core.ledger.aging import AgingRow
from duly.services.accounts.manage_people import add_person
from duly.services.act import Act
from duly.store.models import Customer, Posting
from duly.store.queries.aging import aging_rows
from duly.store.queries.aging_behind import aged_items, aged_receipts
from duly.store.queries.aging_report import NOTHING, WIDTH, AgingFilter, AgingLine, By, aging_page
from duly.store.queries.balances import keep_balances
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.store.test_aging import START, random_world

DAYS = [START + timedelta(days=offset) for offset in range(0, 130, 21)]
Sums = dict[str, tuple[tuple[int, ...], int, int]]


def sums(rows: Iterable[AgingRow | AgingLine], key: dict[str, str] | None = None) -> Sums:
    """Buckets, credit and unapplied cash added up by a key, from the core's rows or from lines."""
    found: dict[str, list[tuple[tuple[int, ...], int, int]]] = defaultdict(list)
    for row in rows:
        if isinstance(row, AgingRow):
            name = "" if row.customer_id is None else str(row.customer_id)
            found[key[name] if key else name].append((row.bucket_minor, row.credit_minor, row.unapplied_minor))
        else:
            found[row.key].append((row.buckets, row.credit_minor, row.unapplied_minor))
    return {
        name: (tuple(map(sum, zip(*(p[0] for p in parts), strict=True))), sum(p[1] for p in parts),
               sum(p[2] for p in parts))
        for name, parts in found.items()
    }  # fmt: skip


def world(act: Act, seed: int) -> dict[By, dict[str, str]]:
    """A random ledger; two customers have an owner and a segment, one a segment only. Returns keys by customer."""
    owner = add_person(act=act, email="sales@test.example", role="sales", name="S", password="a long one").user_id
    random_world(act, random.Random(seed))
    a, b, c, d = Customer.objects.filter(company_id=act.company_id).order_by("pk")
    Customer.objects.filter(pk__in=[a.pk, b.pk]).update(owner_id=owner, segment="Retail")
    Customer.objects.filter(pk=c.pk).update(segment="Public")
    named = {"": "", str(a.pk): "Retail", str(b.pk): "Retail", str(c.pk): "Public", str(d.pk): NOTHING}
    owned = {"": "", str(a.pk): str(owner), str(b.pk): str(owner), str(c.pk): NOTHING, str(d.pk): NOTHING}
    return {"segment": named, "owner": owned, "customer": {name: name for name in named}}


@pytest.mark.parametrize("seed", range(4))
def test_lines_and_totals_are_the_cores(company: int, act: Act, seed: int) -> None:
    keys = world(act, seed)
    for day in DAYS:
        rows = aging_rows(company, day)
        for by, key in keys.items():
            page = aging_page(company, AgingFilter(day, "EUR"), by=by)
            assert sums(page.lines) == sums(rows, key), (day, by)
            assert page.count == len(page.lines)
            balance = sum(row.balance_minor for row in rows)
            assert sum(one.balance_minor for one in page.totals) == balance
            assert sum(one.balance_minor for one in page.lines) == balance
            assert balance == ledger_balance(company, day)


def ledger_balance(company: int, day: date) -> int:
    """The receivables account less unapplied cash, straight from the postings."""
    balance = 0
    for row in Posting.objects.filter(company_id=company, effective_date__lte=day):
        for account in ("receivables", "unapplied_cash"):
            balance += row.amount_minor * ((row.debit_account == account) - (row.credit_account == account))
    return balance


@pytest.mark.parametrize("seed", range(4))
def test_every_amount_opens_onto_documents_that_add_up_to_it(company: int, act: Act, seed: int) -> None:
    world(act, seed)
    for day in DAYS:
        for line in aging_page(company, AgingFilter(day, "EUR")).lines:
            customer = int(line.key) if line.key else None
            wanted = AgingFilter(day, "EUR", customer_id=customer)
            if customer is None:
                found = aged_receipts(company, AgingFilter(day, "EUR"), unidentified_only=True)
                assert found.sum_minor == line.unapplied_minor == sum(one.unapplied_minor for one in found.documents)
                continue
            for bucket, minor in [*((str(n), line.buckets[n]) for n in range(WIDTH)), ("credit", line.credit_minor),
                                  ("late", line.late_minor), ("", line.debts_minor + line.credit_minor)]:  # fmt: skip
                behind = aged_items(company, AgingFilter(day, "EUR", customer_id=customer, bucket=bucket))
                assert behind.sum_minor == minor == sum(one.open_minor for one in behind.documents)
                assert behind.count == len(behind.documents)
            assert aged_receipts(company, wanted).sum_minor == line.unapplied_minor


def test_filters_keep_what_they_name(company: int, act: Act) -> None:
    keys = world(act, 1)
    day = START + timedelta(days=80)
    everything = aging_page(company, AgingFilter(day, "EUR"))
    for segment in ("Retail", "Public", NOTHING):
        lines = aging_page(company, AgingFilter(day, "EUR", segment=segment)).lines
        assert {line.key for line in lines} == {
            line.key for line in everything.lines if keys["segment"][line.key] == segment
        }
    owner = next(int(name) for name in keys["owner"].values() if name.isdigit())
    mine = aging_page(company, AgingFilter(day, "EUR", only_owner_id=owner)).lines
    assert mine
    assert all(line.owner_id == owner for line in mine)
    assert mine == aging_page(company, AgingFilter(day, "EUR", owner=str(owner))).lines
    for bucket in ("0", "1", "credit", "unapplied", "late"):
        kept = aging_page(company, AgingFilter(day, "EUR", bucket=bucket))
        assert kept.lines == tuple(line for line in everything.lines if has(line, bucket))
        assert sum(one.balance_minor for one in kept.totals) == sum(line.balance_minor for line in kept.lines)


def has(line: AgingLine, bucket: str) -> bool:
    if bucket.isdigit():
        return line.buckets[int(bucket)] > 0
    return {"credit": -line.credit_minor, "unapplied": line.unapplied_minor, "late": line.late_minor}[bucket] > 0


def test_currencies_are_never_mixed(company: int, act: Act) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "R-1", 100_00, due=TODAY - timedelta(days=5))
    make_invoice(act, customer, "R-2", 70_00, due=TODAY - timedelta(days=95), currency="USD")
    page = aging_page(company, AgingFilter(TODAY), by="currency")
    assert [(line.key, line.currency, line.buckets) for line in page.lines] == [
        ("EUR", "EUR", (0, 100_00, 0, 0, 0)), ("USD", "USD", (0, 0, 0, 0, 70_00)),
    ]  # fmt: skip
    assert [(one.currency, one.balance_minor) for one in page.totals] == [("EUR", 100_00), ("USD", 70_00)]
    assert [line.balance_minor for line in aging_page(company, AgingFilter(TODAY, "USD")).lines] == [70_00]


def test_pages_follow_the_order_and_the_total_stays(company: int, act: Act) -> None:
    for n in range(7):
        make_invoice(act, make_customer(act, f"C{n}"), f"R{n}", (n * 37 % 5 + 1) * 100, due=TODAY - timedelta(days=n))
    whole = aging_page(company, AgingFilter(TODAY, "EUR"), sort="-balance").lines
    assert [line.balance_minor for line in whole] == sorted((line.balance_minor for line in whole), reverse=True)
    pages = [aging_page(company, AgingFilter(TODAY, "EUR"), sort="-balance", limit=3, offset=at) for at in (0, 3, 6)]
    assert tuple(line for page in pages for line in page.lines) == whole
    assert {page.count for page in pages} == {7}
    assert len({page.totals for page in pages}) == 1
    assert [line.label for line in aging_page(company, AgingFilter(TODAY, "EUR"), sort="name").lines] == [
        f"Customer C{n}" for n in range(7)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_kept_balances_give_the_report_of_their_day(company: int, act: Act, seed: int) -> None:
    world(act, seed)
    day = START + timedelta(days=400)
    asked: list[tuple[AgingFilter, By]] = [(AgingFilter(day, "EUR"), by) for by in ("customer", "segment", "owner")]
    asked += [(AgingFilter(day), "currency"), (AgingFilter(day, "EUR", bucket="late"), "customer")]
    live = [aging_page(company, wanted, by=by) for wanted, by in asked]
    keep_balances(company, day)
    assert [aging_page(company, wanted, by=by) for wanted, by in asked] == live
    assert live[0].lines
