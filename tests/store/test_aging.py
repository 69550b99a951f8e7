"""The aging that SQL gives is the aging that the core derives from the same postings, on any day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from duly.core.ledger import aging as core
from duly.core.ledger.state import derive
from duly.services.act import Act
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.settle_otherwise import identify_receipt
from duly.services.cash.unapply import unapply
from duly.services.ledger.rebuild_projections import rebuild_projections
from duly.services.refused import ServiceRefused
from duly.store import mapping
from duly.store.models import Posting, Receipt, Receivable
from duly.store.queries.aging import aging_rows
from duly.store.queries.audit import run_audit
from tests.builders import make_customer, make_invoice, make_receipt

START = date(2026, 1, 1)


def random_world(act: Act, lots: random.Random) -> None:
    """Some customers, invoices, credit notes and receipts, applied, half-applied and undone on random days."""
    customers = [make_customer(act, f"C{n}") for n in range(4)]
    invoices, receipts, entries = [], [], []
    for n in range(14):
        issued = START + timedelta(days=lots.randrange(60))
        kind = "credit_note" if n % 5 == 4 else "invoice"
        invoices.append(
            make_invoice(act, lots.choice(customers), f"R{n}", lots.randrange(1, 9_000), kind=kind, issued=issued,
                         due=issued + timedelta(days=lots.randrange(45)))
        )  # fmt: skip
    for n in range(8):
        owner = lots.choice([None, *customers])
        on = START + timedelta(days=lots.randrange(90))
        receipts.append(
            make_receipt(act, f"B{n}", lots.randrange(1, 9_000), on=on, customer_id=owner.pk if owner else None)
        )
    for _ in range(40):
        on = START + timedelta(days=lots.randrange(100))
        try:
            match lots.randrange(4):
                case 0 | 1:
                    line = AllocationLine(lots.choice(invoices), lots.randrange(1, 6_000))
                    entries.append(apply_receipt(act=act, receipt_id=lots.choice(receipts), lines=[line], on=on,
                                                 third_party=lots.random() < 0.5))  # fmt: skip
                case 2:
                    identify_receipt(act=act, receipt_id=lots.choice(receipts), customer_id=lots.choice(customers).pk)
                case _ if entries:
                    unapply(act=act, entry_id=lots.choice(entries), on=on)
        except ServiceRefused:
            continue


@pytest.mark.parametrize("seed", range(8))
def test_sql_and_core_agree_on_every_day(company: int, act: Act, seed: int) -> None:
    random_world(act, random.Random(seed))
    postings = [mapping.to_posting(row) for row in Posting.objects.order_by("pk")]
    receivables = [mapping.to_receivable(row) for row in Receivable.objects.all()]
    receipts = [mapping.to_receipt(row) for row in Receipt.objects.all()]
    assert len(postings) > 25
    for offset in range(0, 130, 7):
        day = START + timedelta(days=offset)
        state = derive(postings, day)
        expected = core.aging(core.open_items(state, receivables), core.open_receipts(state, receipts), day)
        assert aging_rows(company, day) == expected
    assert [f for check in run_audit(company) for f in check.findings] == []


@pytest.mark.parametrize("table", ["open_item", "past_open_item", "open_receipt", "past_open_receipt"])
def test_a_past_that_is_kept_wrongly_is_found_and_derived_anew(company: int, act: Act, table: str) -> None:
    random_world(act, random.Random(3))
    column = "since_date" if table.startswith("open") else "from_date"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column} - 1")
        assert cursor.rowcount > 0
    assert {check.code for check in run_audit(company) if check.breaches} == {"I18"}
    rebuild_projections(company_id=company)
    assert [f for check in run_audit(company) for f in check.findings] == []
