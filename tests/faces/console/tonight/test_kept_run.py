"""Tonight of a large ledger: a dry run that jobs decide, its progress, and the page that reads what was kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duly.faces.console.tonight import preview
from duly.services.act import Act
from duly.services.dunning.keep_dry_run import prepare_dry_run, run_dry_part
from duly.store.models import DryRun
from duly.wiring.ports import holidays, ports
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import Evening, make_evening, read

TONIGHT = "console:tonight"


@pytest.fixture
def evening(company: int, act: Act, monkeypatch: pytest.MonkeyPatch) -> Evening:
    monkeypatch.setattr(preview, "LIVE_ITEMS", 0)
    return make_evening(act)


def decide(act: Act) -> None:
    """What a worker does."""
    now = Act(act.company_id, "system", "dry run", datetime.now(UTC), act.business_date)
    run = DryRun.objects.get(state="running")
    prepare_dry_run(act=now, jobs=ports().jobs, run_id=run.pk)
    run.refresh_from_db()
    for first, _last in run.parts:
        run_dry_part(act=now, holidays=holidays, run_id=run.pk, first_customer=first)


def test_the_page_waits_then_shows_what_was_kept(evening: Evening, act: Act, enter: Enter) -> None:
    client = enter("manager")
    waiting = read(client.get(reverse(TONIGHT)))
    assert "Deciding for every customer" in waiting and reverse("console:tonight_dry_run") in waiting
    assert "Nobody is to be written to" not in waiting, "nobody knows yet"
    assert "still being worked out" in read(client.get(reverse("console:tonight_run")))
    assert "hx-get" in read(client.get(reverse("console:tonight_dry_run")))
    decide(act)
    assert client.get(reverse("console:tonight_dry_run"))["HX-Refresh"] == "true"
    with CaptureQueriesContext(connection) as sent:
        html = read(client.get(reverse(TONIGHT)))
    assert len(sent) <= 26, [query["sql"][:90] for query in sent]
    assert "Nord Demo GmbH" in html and "Ost Demo AG" in html and "1,500" in html and "Decided for everybody at" in html
    quiet = read(client.get(reverse(TONIGHT) + "?tab=quiet&reason=disputed"))
    assert "S-1 is disputed (EUR 300.00)" in quiet and "West Demo Ltd" not in quiet
    asked = read(client.get(reverse("console:tonight_run")))
    assert "Sends 2 messages to 2 customers about 2 invoices, EUR 1,500.00." in asked


def test_the_file_has_what_the_page_has(evening: Evening, act: Act, enter: Enter) -> None:
    client = enter("viewer")
    client.get(reverse(TONIGHT))
    decide(act)
    for tab in ("messages", "quiet"):
        kept = client.get(reverse("console:tonight_export") + f"?tab={tab}")
        live = sorted(read(kept).splitlines())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(preview, "LIVE_ITEMS", 5000)
            assert sorted(read(client.get(reverse("console:tonight_export") + f"?tab={tab}")).splitlines()) == live
        assert len(live) == 3


def test_whoever_is_left_out_is_gone_at_the_next_look(evening: Evening, act: Act, enter: Enter) -> None:
    client = enter("clerk")
    client.get(reverse(TONIGHT))
    decide(act)
    chosen = {"ids": [evening.reminded.pk], "confirmed": "1", "reason": "They call back"}
    client.post(reverse("console:tonight_hold"), chosen)
    assert "Nord Demo GmbH" not in read(client.get(reverse(TONIGHT)))
    assert "They call back" in read(client.get(reverse(TONIGHT) + "?tab=quiet"))
