"""The real ledgers, whole: every row is in the ledger or in quarantine, and the sums are the files'."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from duly.core.billing.intake import adds_up
from duly.services.act import Act
from duly.services.billing.plan_import import plan_import
from duly.services.billing.reverse_import import reverse_import
from duly.services.billing.start_import import start_import
from duly.services.ports import ImportPorts
from duly.store.models import Activity, Customer, OpenItem, OpenReceipt, Posting
from tests.services.billing.importing import assert_sound, counts, import_ports, take

pytestmark = pytest.mark.slow


@pytest.fixture
def ports(tmp_path: Path) -> ImportPorts:
    return import_ports(tmp_path)


def cents(path: Path, column: str) -> int:
    """The sum of a column as the file has it, counted here without the product."""
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return int(sum(Decimal(row[column]) for row in csv.DictReader(stream)) * 100)


def posted(kind: str) -> int:
    return sum(Posting.objects.filter(kind=kind).values_list("amount_minor", flat=True))


def test_ibm_is_invoiced_and_paid_to_the_cent(act: Act, ports: ImportPorts, shared_data: Path) -> None:
    path = shared_data / "ledgers" / "ibm_ar.csv"
    run = take(act, ports, path.read_bytes(), "currency:USD")
    assert counts(run) == (2466, 0, 0, 0)
    assert adds_up(run.totals["report"])
    assert run.totals["report"]["read"]["sums_minor"] == {"USD": cents(path, "InvoiceAmount")}
    assert posted("invoice") == posted("receipt") == posted("principal") == cents(path, "InvoiceAmount")
    assert Customer.objects.count() == 100
    assert (OpenItem.objects.count(), OpenReceipt.objects.count()) == (0, 0)
    with path.open(newline="", encoding="utf-8-sig") as stream:
        disputed = sum(row["Disputed"] == "Yes" for row in csv.DictReader(stream))
    assert Activity.objects.filter(verb="receivable.was_disputed").count() == disputed
    assert_sound(act)
    assert counts(take(act, ports, path.read_bytes())) == (0, 0, 2466, 0)
    reverse_import(act=act, run_id=run.id)
    assert_sound(act)
    assert counts(take(act, ports, path.read_bytes())) == (2466, 0, 0, 0)
    assert_sound(act)


def test_nuclea_slips_are_paid_withdrawn_or_open(act: Act, ports: ImportPorts, shared_data: Path) -> None:
    path = shared_data / "ledgers" / "nuclea_boletos.csv"
    run = take(act, ports, path.read_bytes(), "currency:BRL")
    assert counts(run) == (7118, 0, 0, 0)
    outcomes = {name: tally["rows"] for name, tally in run.totals["report"]["outcomes"].items()}
    assert outcomes == {"settled": 6298, "withdrawn": 750, "open": 70}
    assert posted("invoice") == cents(path, "vlr_nominal") == 16_585_348_809
    assert OpenItem.objects.count() == 70
    with path.open(newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert Counter(Posting.objects.values_list("kind", flat=True))["receipt"] == 6298
    assert len({row["id_pagador"] for row in rows}) == Customer.objects.count()
    cash_left = sum(OpenReceipt.objects.values_list("unapplied_minor", flat=True))
    assert posted("receipt") == posted("principal") + cash_left
    assert_sound(act)
    assert counts(take(act, ports, path.read_bytes())) == (0, 0, 7118, 0)


def test_highradius_is_answered_with_what_is_missing(act: Act, ports: ImportPorts, shared_data: Path) -> None:
    path = shared_data / "ledgers" / "highradius_recon.csv"
    run_id = start_import(act=act, ports=ports, name=path.name, chunks=[path.read_bytes()], source="recon")
    planned = plan_import(act=act, ports=ports, run_id=run_id)
    assert not planned.ready
    assert {one.field for one in planned.detection.review.missing} == {"number", "issue_date", "currency"}
    answers = [one.override for missing in planned.detection.review.missing for one in missing.remedies]
    assert "number_from:customer_id,due_date,amount,occurrence" in answers
    assert "issue_date_from:due_date-30" in answers


def test_highradius_goes_in_whole_with_the_answers(act: Act, ports: ImportPorts, shared_data: Path) -> None:
    path = shared_data / "ledgers" / "highradius_recon.csv"
    maps = ("currency:USD", "number_from:customer_id,due_date,amount,occurrence", "issue_date_from:due_date-30")
    run = take(act, ports, path.read_bytes(), *maps, source="recon")
    assert counts(run) == (40000, 0, 0, 0)
    assert posted("invoice") == posted("receipt") == cents(path, "amount")
    assert Customer.objects.count() == 1056
    assert_sound(act)
