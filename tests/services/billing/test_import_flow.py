"""Staging, planning, quarantine, stopping, reversal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from duly.services.act import Act
from duly.services.billing.cancel_import import cancel_import
from duly.services.billing.plan_import import plan_import
from duly.services.billing.retry_quarantine import discard_quarantine, retry_quarantine
from duly.services.billing.reverse_import import reverse_import
from duly.services.billing.run_import import run_import
from duly.services.billing.start_import import start_import
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.ports import ImportPorts
from duly.services.refused import ServiceRefused
from duly.store.models import Customer, ImportRun, OpenItem, Receivable
from duly.store.queries.imports import find_run, quarantine_counts, quarantine_rows, saved_mappings
from tests.builders import make_receipt
from tests.services.billing.importing import assert_sound, counts, import_ports, stage, take

HEAD = "invoice_number,customer_id,issue_date,due_date,amount,currency\n"
GOOD = HEAD + "A,C1,2026-01-05,2026-02-04,100.00,EUR\nB,C2,2026-01-05,2026-02-04,200.00,EUR\n"
MIXED = GOOD + "D,C1,2026-01-05,2026-02-30,50.00,EUR\n"


@pytest.fixture
def ports(tmp_path: Path) -> ImportPorts:
    return import_ports(tmp_path)


def open_minor() -> int:
    return sum(OpenItem.objects.values_list("open_minor", flat=True))


def test_a_file_that_is_too_large_or_empty_leaves_nothing(act: Act, tmp_path: Path) -> None:
    small = import_ports(tmp_path, max_bytes=10)
    for chunks, code in (([b"x" * 8, b"y" * 8], "file_too_large"), ([], "file_empty")):
        with pytest.raises(ServiceRefused) as refused:
            start_import(act=act, ports=small, name="../../etc/passwd", chunks=chunks)
        assert refused.value.code == code
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_name_of_a_file_never_leaves_its_folder(act: Act, ports: ImportPorts, tmp_path: Path) -> None:
    run_id = start_import(act=act, ports=ports, name="..\\..\\evil.csv", chunks=[GOOD.encode()])
    run = find_run(act.company_id, run_id)
    assert run is not None and run.file_name == "evil.csv"
    assert (tmp_path / run.stored_path).resolve().is_relative_to(tmp_path)


def test_questions_stand_until_they_are_answered(act: Act, ports: ImportPorts) -> None:
    text = "invoice_number,customer_id,issue_date,due_date,amount\nA,C1,03/04/2026,05/06/2026,10.00\n"
    run_id = stage(act, ports, text)
    run = find_run(act.company_id, run_id)
    assert run is not None and run.state == "draft"
    assert {one["code"] for one in run.detection["questions"]} == {"date_order"}
    assert [one["field"] for one in run.detection["missing"]] == ["currency"]
    with pytest.raises(ServiceRefused):
        run_import(act=act, ports=ports, run_id=run_id)
    planned = plan_import(act=act, ports=ports, run_id=run_id, overrides=["dates:dmy", "currency:EUR"])
    assert planned.ready


def test_a_wrong_correction_is_named_and_the_right_ones_stand(act: Act, ports: ImportPorts) -> None:
    run_id = stage(act, ports, GOOD)
    planned = plan_import(act=act, ports=ports, run_id=run_id, overrides=["amount=Nowhere", "currency:USD"])
    assert [error.code for error in planned.errors] == ["unknown_column"]
    assert planned.detection.mapping.constants == {"currency": "USD"}


def test_how_a_source_is_read_is_remembered(act: Act, ports: ImportPorts) -> None:
    text = "Beleg;Konto;Datum;Ziel;Wert\nA;C1;03/04/2026;05/06/2026;10,00\n"
    maps = ("kind:invoices", "number=Beleg", "customer_id=Konto", "issue_date=Datum", "due_date=Ziel", "amount=Wert",
            "dates:dmy", "decimals:comma", "currency:EUR")  # fmt: skip
    assert counts(take(act, ports, text, *maps)) == (1, 0, 0, 0)
    assert list(saved_mappings(act.company_id, "erp")) == ["invoices"]
    assert counts(take(act, ports, text.replace("A;", "B;"))) == (1, 0, 0, 0)
    assert Receivable.objects.get(number="B").due_date.isoformat() == "2026-06-05"


def test_a_line_is_mended_in_place_and_taken(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, MIXED)
    [line] = quarantine_rows(act.company_id, run.id)
    assert (line.line_no, line.errors[0]["field"], line.errors[0]["value"]) == (4, "due_date", "2026-02-30")
    still = retry_quarantine(act=act, ports=ports, run_id=run.id)
    assert (still.taken, still.waiting) == (0, 1)
    cells = [cell.replace("2026-02-30", "2026-02-28") for cell in line.cells]
    done = retry_quarantine(act=act, ports=ports, run_id=run.id, row_ids=[line.id], edits={line.id: cells})
    assert (done.taken, done.waiting) == (1, 0)
    assert open_minor() == 35000
    assert quarantine_counts(act.company_id, run.id)["fixed"] == 1
    after = find_run(act.company_id, run.id)
    assert after is not None and after.totals["mended"]["accepted"]["sums_minor"] == {"EUR": 5000}
    assert_sound(act)


def test_a_line_is_set_aside_with_a_reason_only(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, MIXED)
    [line] = quarantine_rows(act.company_id, run.id)
    with pytest.raises(ServiceRefused):
        discard_quarantine(act=replace(act, reason=""), run_id=run.id, row_ids=[line.id])
    assert discard_quarantine(act=act.because("a test row"), run_id=run.id, row_ids=[line.id]) == 1
    assert quarantine_rows(act.company_id, run.id, states=("discarded",))[0].note == "a test row"


def test_the_same_bad_line_waits_once(act: Act, ports: ImportPorts) -> None:
    first, second = take(act, ports, MIXED), take(act, ports, MIXED)
    assert quarantine_counts(act.company_id, first.id)["superseded"] == 1
    assert quarantine_counts(act.company_id, second.id)["open"] == 1


def test_an_import_that_stops_is_taken_up_where_it_stopped(act: Act, ports: ImportPorts) -> None:
    lines = "".join(f"N{n},C{n % 3},2026-01-05,2026-02-04,1.00,EUR\n" for n in range(10))
    run_id = stage(act, ports, HEAD + lines)

    def stop(done: int, total: int) -> None:
        if done == 4:
            cancel_import(act=act, run_id=run_id)

    stopped = run_import(act=act, ports=ports, run_id=run_id, progress=stop, batch_rows=2)
    assert (stopped.state, stopped.rows_done, OpenItem.objects.count()) == ("failed", 4, 4)
    done = run_import(act=act, ports=ports, run_id=run_id, batch_rows=2)
    assert (done.state, done.rows_done, counts(done)) == ("done", 10, (10, 0, 0, 0))
    assert open_minor() == 1000
    assert_sound(act)


def test_a_file_that_breaks_a_limit_midway_keeps_what_was_read(act: Act, ports: ImportPorts) -> None:
    run_id = stage(act, ports, GOOD)
    stored = ImportRun.objects.get(pk=run_id).stored_path
    lines = "".join(f"N{n},C1,2026-01-05,2026-02-04,1.00,EUR\n" for n in range(40))
    broken = "E,C1,2026-01-05,2026-02-04," + "9" * 40_000 + ",EUR\n"
    (ports.folder / stored).write_text(HEAD + lines + broken)
    run = run_import(act=act, ports=ports, run_id=run_id, batch_rows=10)
    assert run.state == "failed"
    assert "line 42" in run.message
    assert open_minor() == 4000


def test_a_reversed_import_can_be_imported_again(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, GOOD)
    undone = reverse_import(act=act, run_id=run.id)
    assert (undone.postings, undone.customers_closed) == (2, 2)
    assert open_minor() == 0
    assert set(Customer.objects.values_list("status", flat=True)) == {"closed"}
    assert_sound(act)
    assert counts(take(act, ports, GOOD)) == (2, 0, 0, 0)
    assert open_minor() == 30000
    assert set(Receivable.objects.values_list("revision", flat=True)) == {1, 2}
    assert set(Customer.objects.values_list("status", flat=True)) == {"active"}
    assert_sound(act)


def test_a_history_is_reversed_whole_and_comes_back(act: Act, ports: ImportPorts) -> None:
    text = "invoice_number,customer_id,issue_date,due_date,amount,currency,settled_date,status\n"
    text += "A,C1,2026-01-05,2026-02-04,100.00,EUR,2026-02-01,paid\n"
    text += "B,C1,2026-01-05,2026-02-04,9.00,EUR,2026-02-01,out\n"
    maps = ("status.paid:paid", "status.out:withdrawn")
    for _ in range(2):
        run = take(act, ports, text, *maps)
        assert counts(run) == (2, 0, 0, 0)
        assert_sound(act)
        reverse_import(act=act, run_id=run.id)
        assert_sound(act)


def test_what_something_later_builds_on_is_not_reversed(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, GOOD)
    invoice = Receivable.objects.get(number="A")
    receipt = make_receipt(act, "R1", 4000, customer_id=invoice.customer_id)
    apply_receipt(act=act, receipt_id=receipt, lines=[AllocationLine(invoice.pk, 4000)])
    with pytest.raises(ServiceRefused) as refused:
        reverse_import(act=act, run_id=run.id)
    assert refused.value.code == "import_in_use"
    assert open_minor() == 26000
    after = find_run(act.company_id, run.id)
    assert after is not None and after.state == "done"
