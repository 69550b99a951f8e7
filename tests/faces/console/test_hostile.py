"""What no page of ours sends: text that cannot be stored, numbers that are none, days at the end of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duly.services.accounts.add_note import snooze_customer
from duly.services.accounts.edit_company import edit_company
from duly.services.accounts.place_hold import place_hold
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from duly.store.models import BankFile, Hold
from tests.builders import make_customer, make_invoice
from tests.faces.console.conftest import Enter, text

NUMBERS = ("\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 30, "-1", "NaN", "1e999", str(2**63))
PLACES = (*NUMBERS, "1_1", "2026-99-99_1", "0000-00-00_1", "--_1", f"{'9' * 30}_{'9' * 30}")


def test_text_with_a_character_of_value_zero_is_turned_away(enter: Enter) -> None:
    client = enter("clerk")
    for name in ("search", "search_json", "customers", "customers_export", "cash"):
        assert client.get(reverse(f"console:{name}"), {"q": "Nord\0"}).status_code == 400
    assert client.post(reverse("console:settings_pause"), {"reason": "\0"}).status_code == 400


@pytest.mark.parametrize("name", ["cash", "cash_files", "imports", "customers"])
def test_a_place_in_a_list_that_is_none_begins_at_the_beginning(enter: Enter, name: str) -> None:
    client = enter("clerk")
    for place in PLACES:
        for sort in ("received", "-left"):
            query = {"after": place, "before": place, "sort": sort}
            assert client.get(reverse(f"console:{name}"), query).status_code == 200, place


def test_an_id_that_cannot_exist_is_not_found(enter: Enter) -> None:
    client = enter("clerk")
    for name in ("account_customer", "account_invoice", "cash_receipt", "cash_file", "cash_progress", "imports_show"):
        for number in (2**63, 10**28):
            assert client.get(reverse(f"console:{name}", args=[number])).status_code == 404


def test_a_bank_file_that_counted_nothing_can_be_looked_at(enter: Enter, act: Act) -> None:
    stored = BankFile.objects.create(
        company_id=act.company_id, name="old.csv", sha256="0" * 64, size_bytes=1, format="csv", counts={}, warnings=[]
    )
    assert enter("viewer").get(reverse("console:cash_file", args=[stored.pk])).status_code == 200


def test_the_way_back_is_no_place_for_a_second_header(enter: Enter, act: Act) -> None:
    customer = make_customer(act, "Nord")
    client = enter("clerk")
    for wanted in ("/today/\r\nX-Evil: 1", "//evil.example/", "/\\evil.example", "/\t/evil.example"):
        answer = client.post(
            reverse("console:account_note", args=[customer.pk]), {"text": "x", "sure": "1", "next": wanted},
            headers={"HX-Request": "true"},
        )  # fmt: skip
        assert answer["HX-Redirect"] == reverse("console:account_customer", args=[customer.pk]), quote(wanted)


def test_silence_has_an_end_within_the_calendar(act: Act) -> None:
    customer = make_customer(act, "Nord")
    with pytest.raises(ServiceRefused, match="ten years"):
        place_hold(act=act, customer_id=customer.pk, reason="x", until_date=date.max)
    with pytest.raises(ServiceRefused, match="two years"):
        snooze_customer(act=act, customer_id=customer.pk, until_date=date.max)
    for day in (date.min, date.max):
        with pytest.raises(ServiceRefused, match="1990-01-01"):
            edit_company(act=act, changes={"business_date_override": day})


def test_a_hold_until_the_last_day_there_is_silences_and_breaks_nothing(enter: Enter, act: Act) -> None:
    customer = make_customer(act, "Nord")
    make_invoice(act, customer, "INV-1", 10000, due=act.business_date - timedelta(days=30))
    Hold.objects.create(
        company_id=act.company_id, customer_id=customer.pk, reason="0000-00-00", from_date=act.business_date,
        until_date=date.max, created_by="Anna",
    )  # fmt: skip
    assert enter("clerk").get(reverse("console:account_customer", args=[customer.pk])).status_code == 200


def test_a_file_of_random_bytes_is_refused_in_words(enter: Enter) -> None:
    client = enter("clerk")
    noise = bytes(range(256)) * 3 + "Müller,Größe,Straße,Äpfel,Öl\n".encode() * 9
    damaged = "Rechnung,Stra\u00dfe,Betr\u00e4ge,\u00d6rtlichkeit,\u00c4nderung".encode() + b",\xff\xfe\n1,2,3,4,5,6\n"
    for content in (noise, damaged):
        answer = client.post(
            reverse("console:imports_new"), {"file": SimpleUploadedFile("noise.csv", content)}, follow=True
        )
        assert answer.status_code in (200, 400)
        assert "Export" in text(answer)


def test_more_fields_than_any_list_has_are_left_aside(enter: Enter) -> None:
    client = enter("clerk")
    many = "&".join(f"a{number}=1" for number in range(300))
    assert client.get(f"{reverse('console:customers')}?{many}").status_code == 200
    kept = client.post(reverse("console:view_save", args=["customers"]), {"name": "Many", "query": many})
    assert kept.status_code == 302 and "a1" not in kept["Location"]
