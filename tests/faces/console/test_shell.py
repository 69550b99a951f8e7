"""The shell: the way in, counts, search, palette, glossary, pages that say what went wrong."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from duly.faces.console.export import safe_cell
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.store.models import ImportRun, QuarantineRow, Task
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def admin(enter: Enter) -> Client:
    return enter("admin")


def test_the_way_in_leads_to_the_first_steps_until_there_is_an_invoice(admin: Client, enter: Enter, act: Act) -> None:
    assert admin.get("/")["Location"] == "/start/"
    assert enter("sales").get("/")["Location"] == "/today/", "the guide is not theirs"
    make_invoice(act, make_customer(act), "R-1", 100, due=TODAY)
    assert admin.get("/")["Location"] == "/today/"


def test_the_first_steps_tick_off_what_is_done(admin: Client, act: Act) -> None:
    assert "0 of 6 done" in text(admin.get("/start/"))
    make_invoice(act, make_customer(act), "R-1", 100, due=TODAY)
    assert "1 of 6 done" in text(admin.get("/start/"))
    record_activity(act=act, verb="mail.tested", sentence="Test message sent to boss@test.example")
    assert "2 of 6 done" in text(admin.get("/start/"))


def test_counts_stand_beside_the_places(admin: Client, act: Act) -> None:
    for number in range(3):
        Task.objects.create(company_id=act.company_id, kind="call", title=f"T{number}", due_date=TODAY)
    Task.objects.create(company_id=act.company_id, kind="call", title="later", due_date=TODAY + timedelta(days=1))
    make_receipt(act, "M-1", 100)
    run = ImportRun.objects.create(company_id=act.company_id, source="s", kind="invoices", file_name="f", sha256="0")
    QuarantineRow.objects.create(company_id=act.company_id, import_run=run, line_no=2, cells={}, errors=[])
    from duly.store.queries.desk import nav_counts

    counts = nav_counts(act.company_id, TODAY, None)
    assert (counts.tasks, counts.notices, counts.receipts, counts.quarantined) == (3, 0, 1, 1)
    nav = text(admin.get("/today/")).partition("<nav")[2].partition("</nav")[0]
    assert re.search(r'Today</span><span class="count">3</span>', nav)


def test_search_finds_by_name_number_and_part_of_an_open_invoice(admin: Client, act: Act) -> None:
    customer = make_customer(act, "C77", name="Nordlicht GmbH")
    invoice = make_invoice(act, customer, "RE-2026-0815", 100_00, due=TODAY)
    make_invoice(act, make_customer(act, "C78", name="Nordwind GmbH"), "RE-2026-0816", 100_00, due=TODAY)
    assert admin.get("/search/?q=nordlicht")["Location"] == f"/customers/{customer.pk}/"
    assert admin.get("/search/?q=0815")["Location"] == f"/invoices/{invoice}/"
    assert "Nordwind GmbH" in text(admin.get("/search/?q=nord"))
    found = json.loads(text(admin.get("/search.json?q=RE-2026")))["results"]
    assert [hit["group"] for hit in found] == ["Invoices", "Invoices"]
    assert found[0]["hint"] == "EUR\u00a0100.00"
    assert "Nothing found" in text(admin.get("/search/?q=100%25"))
    assert json.loads(text(admin.get("/search.json?q=")))["results"] == []


def test_the_palette_offers_only_what_one_may(admin: Client, enter: Enter) -> None:
    def offered(client: Client) -> set[str]:
        data = re.search(r'id="look-commands" type="application/json">(.*?)</script>', text(client.get("/today/")))
        return {command["label"] for command in json.loads(data[1])} if data else set()

    assert "Add a person" in offered(admin)
    assert "Add a person" not in offered(enter("clerk"))


def test_the_glossary_explains_every_term_of_the_pages(admin: Client) -> None:
    page = text(admin.get("/glossary/"))
    assert 'id="dso"' in page
    assert "Days sales outstanding" in page


def test_pages_that_are_not_there_or_broke_say_what_was_not_lost(admin: Client) -> None:
    page = admin.get("/nothing-here/")
    assert page.status_code == 404
    assert "Nothing was changed" in text(page)
    broken = server_error(RequestFactory().get("/"))
    assert broken.status_code == 500
    assert "everything before it is safe" in text(broken)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "|calc", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in (-5, "Nord = Süd", None, TODAY)] == ["-5", "Nord = Süd", "", "2026-03-16"]


def test_addresses_of_style_sheets_change_with_their_content() -> None:
    assert re.fullmatch(r"/static/look/console\.css\?v=[0-9a-f]{8}", staticfiles_storage.url("look/console.css"))
