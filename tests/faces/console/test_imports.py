"""The Imports room: upload, answers, dry run, import, quarantine, reversal, and who may do what."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duly.services.act import Act
from duly.store.models import ImportRun, OpenItem, QuarantineRow
from tests.faces.console.conftest import Enter

HEAD = "invoice_number,customer_id,issue_date,due_date,amount,currency\n"
GOOD = HEAD + "A,C1,2026-01-05,2026-02-04,100.00,EUR\nB,C2,2026-01-05,2026-02-04,200.00,EUR\n"
MIXED = GOOD + "D,C1,2026-01-05,2026-02-30,50.00,EUR\n"
ASKING = "invoice_number,customer_id,issue_date,due_date,amount\nA,C1,03/04/2026,05/06/2026,10.00\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def upload(client: Client, text: str, source: str = "erp") -> int:
    """Upload a file and return the run it became."""
    file = SimpleUploadedFile("invoices.csv", text.encode())
    answer = client.post(reverse("console:imports_new"), {"file": file, "source": source})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rsplit("/", 1)[-1])


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"console:{name}", args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, *args: object, **values: object) -> int:
    return client.post(reverse(f"console:{name}", args=args), values).status_code


def test_a_new_company_is_told_what_imports_are_for(enter: Enter) -> None:
    assert "Bring your ledger in" in page(enter("clerk"), "imports")
    assert "Bring your ledger in" not in page(enter("viewer"), "imports")


def test_a_clear_file_is_shown_with_what_would_happen_then_imported(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, GOOD)
    shown = page(clerk, "imports_show", run)
    assert "What would happen" in shown
    assert "300.00" in shown and "add up" in shown
    assert OpenItem.objects.count() == 0
    assert post(clerk, "imports_run", run) == 302
    assert "What happened" in page(clerk, "imports_show", run)
    assert OpenItem.objects.count() == 2
    listed = page(clerk, "imports")
    assert "invoices.csv" in listed and "Remembered sources" in listed
    again = upload(clerk, GOOD)
    assert "imported before" in page(clerk, "imports_show", again)


def test_questions_are_answered_by_radio_buttons(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, ASKING)
    shown = page(clerk, "imports_show", run)
    assert 'value="dates.issue_date:dmy"' in shown and 'name="currency"' in shown
    answers = {"answer-0-0": "dates.issue_date:dmy", "answer-1-0": "dates.due_date:dmy", "currency": "eur"}
    assert post(clerk, "imports_map", run, kind="invoices", **answers) == 302
    assert ImportRun.objects.get(pk=run).state == "ready"
    post(clerk, "imports_run", run)
    assert OpenItem.objects.get().due_date.isoformat() == "2026-06-05"


def test_a_column_is_given_another_meaning(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, GOOD.replace("invoice_number", "mystery"))
    assert ImportRun.objects.get(pk=run).state == "draft"
    fields = ["number", "customer_id", "issue_date", "due_date", "amount", "currency"]
    chosen = {f"column-{place}": name for place, name in enumerate(fields)}
    post(clerk, "imports_map", run, kind="invoices", may_create="1", create_customers="on", **chosen)
    assert ImportRun.objects.get(pk=run).mapping["columns"]["number"] == "mystery"
    assert ImportRun.objects.get(pk=run).state == "ready"
    post(clerk, "imports_map", run, kind="customers")
    assert ImportRun.objects.get(pk=run).kind == "customers"


def test_a_wrong_file_is_answered_and_nothing_is_kept(enter: Enter, tmp_path: Path) -> None:
    clerk = enter("clerk")
    file = SimpleUploadedFile("scan.pdf", b"%PDF-1.7 nothing to read")
    answer = clerk.post(reverse("console:imports_new"), {"file": file, "source": "erp"})
    assert answer.status_code == 400
    assert "PDF" in answer.content.decode()
    assert clerk.post(reverse("console:imports_new"), {"source": "erp"}).status_code == 400


def test_a_line_is_mended_in_its_page(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, MIXED)
    post(clerk, "imports_run", run)
    assert "2026-02-30" in page(clerk, "imports_quarantine", run)
    line = QuarantineRow.objects.get()
    assert 'aria-invalid="true"' in page(clerk, "imports_mend", run, line.pk)
    cells = {f"cell-{place}": cell for place, cell in enumerate(line.cells)}
    assert post(clerk, "imports_mend", run, line.pk, **cells) == 302
    assert QuarantineRow.objects.get().state == "open"
    post(clerk, "imports_mend", run, line.pk, **(cells | {"cell-3": "2026-02-28"}))
    assert OpenItem.objects.count() == 3
    assert "Nothing waits here" in page(clerk, "imports_quarantine", run)


def test_lines_are_set_aside_with_a_reason(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, MIXED)
    post(clerk, "imports_run", run)
    line = QuarantineRow.objects.get()
    asked = clerk.post(reverse("console:imports_discard", args=[run]), {"ids": [line.pk]})
    assert "Sets 1 line aside" in " ".join(asked.content.decode().split())
    post(clerk, "imports_discard", run, ids=[line.pk], reason="a duplicate")
    assert QuarantineRow.objects.get().note == "a duplicate"


def test_the_download_runs_no_formula(enter: Enter) -> None:
    clerk = enter("clerk")
    run = upload(clerk, GOOD + "=cmd|x,C1,2026-01-05,2026-02-30,50.00,EUR\n")
    post(clerk, "imports_run", run)
    text = clerk.get(reverse("console:imports_quarantine_csv", args=[run])).content.decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("line,field,value,reason,remedy,invoice_number")
    assert line.startswith("4,due_date,2026-02-30,") and "'=cmd|x" in line


def test_a_reversal_says_its_consequence_and_needs_a_manager(enter: Enter) -> None:
    clerk, manager = enter("clerk"), enter("manager")
    run = upload(clerk, GOOD)
    post(clerk, "imports_run", run)
    assert clerk.get(reverse("console:imports_reverse", args=[run])).status_code == 403
    assert "Undoes 2 documents" in page(manager, "imports_reverse", run)
    post(manager, "imports_reverse", run, reason="wrong file")
    assert ImportRun.objects.get(pk=run).state == "reversed"
    assert OpenItem.objects.count() == 0


def test_a_large_file_is_left_to_a_worker_and_watched(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.faces.console.imports.acts.INLINE_ROWS", 1)
    clerk = enter("clerk")
    run = upload(clerk, GOOD)
    assert ImportRun.objects.get(pk=run).state == "checking"
    watched = clerk.get(reverse("console:imports_progress", args=[run]))
    assert b"hx-get" in watched.content
    post(clerk, "imports_cancel", run)
    assert clerk.get(reverse("console:imports_progress", args=[run]))["HX-Refresh"] == "true"


def test_other_companies_imports_do_not_exist_here(enter: Enter, other_act: Act) -> None:
    from duly.store.tenancy import in_company

    with in_company(other_act.company_id):
        foreign = ImportRun.objects.create(company_id=other_act.company_id, source="x", file_name="x", sha256="")
    clerk = enter("clerk")
    for name in ("imports_show", "imports_progress", "imports_quarantine", "imports_quarantine_csv"):
        assert clerk.get(reverse(f"console:{name}", args=[foreign.pk])).status_code == 404
    assert post(enter("manager"), "imports_reverse", foreign.pk) == 404
    viewer = enter("viewer")
    assert viewer.get(reverse("console:imports_new")).status_code == 403
