"""Whoever runs Duly sees at a glance what is at work and what is not."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.health.audit_company import audit_company
from duly.store.queries.health_state import last_time
from tests.builders import make_customer, make_invoice
from tests.faces.console.conftest import Enter


def test_a_fresh_company_is_told_what_is_missing(company: int, enter: Enter) -> None:
    page = enter("viewer").get("/health/").content.decode()
    assert "No day was run yet." in page
    assert "The ledger was not audited yet." in page
    assert "No backup was made yet." in page
    assert "Audit the ledger now" not in page, "a viewer changes nothing"


def test_an_audit_that_was_asked_for_is_a_job(company: int, enter: Enter) -> None:
    manager = enter("manager")
    assert manager.post("/health/audit/").status_code == 302
    assert manager.post("/health/audit/").status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'audit_company'")
        assert cursor.fetchone()[0] == 1, "one waits at a time"
    assert enter("clerk", "c2@test.example").post("/health/audit/").status_code == 403


def test_a_clean_ledger_and_a_breach_are_both_said(company: int, act: Act, enter: Enter) -> None:
    invoice = make_invoice(act, make_customer(act), "R1", 100_00, due=date(2026, 3, 1))
    assert audit_company(act=act) == 0
    manager = enter("manager")
    assert "no breach" in manager.get("/health/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE open_item SET open_minor = open_minor + 1 WHERE receivable_id = %s", [invoice])
    assert audit_company(act=act) > 0
    page = manager.get("/health/").content.decode()
    assert "Needs repair" in page
    assert page.index("breaches were found") < page.index("No backup was made yet."), "what is broken comes first"


def test_the_last_backup_is_known_and_grows_old(company: int, act: Act, enter: Enter) -> None:
    record_activity(act=act, verb="backup.made", sentence="A backup was made", data={"is_encrypted": True})
    found = last_time(company, "backup.made")
    assert found is not None
    assert found.data["is_encrypted"] is True
    assert found.at == act.at
    assert last_time(company, "backup.never") is None
    assert act.at - found.at < timedelta(seconds=1)
    assert "Last backup" in enter("viewer").get("/health/").content.decode()
