"""The portal speaks four languages in full: words, dates, amounts, and numbers that people type."""

from __future__ import annotations

import pytest

from duly.store.models import Contact, Customer
from tests.faces.portal.conftest import World
from tests.faces.portal.guest import Guest, words
from tools.messages import check

TITLES = {"en": "Due now", "de": "Jetzt fällig", "fr": "À payer maintenant", "es": "A pagar ahora"}
SUMS = {"en": "EUR 1,190.00", "de": "1.190,00 EUR", "fr": "1 190,00 EUR", "es": "1190,00 EUR"}
DAYS = {"en": "March 6, 2026", "de": "6. März 2026", "fr": "6 mars 2026", "es": "6 de marzo de 2026"}
LATE = {"en": "10 days late", "de": "10 Tage überfällig", "fr": "10 jours de retard", "es": "10 días de retraso"}


def test_every_text_is_translated_and_compiled() -> None:
    assert check() == []


@pytest.mark.parametrize("language", list(TITLES))
def test_words_dates_and_amounts_are_the_readers(world: World, language: str) -> None:
    world.guest.enter(world.link())
    page = world.guest.look(f"/p/home/?lang={language}")
    said = words(page).replace("\u202f", " ")
    for wanted in (TITLES[language], DAYS[language], LATE[language]):
        assert wanted in said
    assert SUMS[language] in said or SUMS[language].replace("1190", "1.190") in said
    assert f'<html lang="{language}"' in page.content.decode()
    assert page["Content-Language"] == language
    assert TITLES[language] in world.guest.text("/p/home/"), "the choice is kept"


def test_the_contact_before_the_customer_before_the_browser(world: World) -> None:
    world.guest.enter(world.link())
    german = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9"}
    assert TITLES["de"] in words(world.guest.look("/p/home/", **german))
    Customer.objects.filter(pk=world.customer.pk).update(language="fr")
    assert TITLES["fr"] in words(world.guest.look("/p/home/", **german))
    Contact.objects.filter(customer=world.customer).update(language="es-MX")
    assert TITLES["es"] in words(world.guest.look("/p/home/", **german))
    assert TITLES["de"] in words(world.guest.look("/p/home/?lang=de"))
    assert TITLES["de"] in words(world.guest.look("/p/home/?lang=zz", **german)), "a choice stays"


def test_the_door_follows_the_browser_because_it_knows_nobody(world: World) -> None:
    Contact.objects.filter(customer=world.customer).update(language="fr")
    page = Guest().look(f"/p/{world.link()}/", HTTP_ACCEPT_LANGUAGE="es")
    assert "Sus facturas" in words(page)
    assert "Ce lien" not in words(page)
    assert "Dieser Link funktioniert nicht mehr" in words(Guest().look("/p/home/", HTTP_ACCEPT_LANGUAGE="de"))


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_no_english_is_left_on_any_page(world: World, language: str) -> None:
    world.guest.enter(world.link())
    world.guest.look(f"/p/home/?lang={language}")
    said = world.guest.send("/p/home/promise/", {"promised_date": "2026-03-27", "r": world.coming})["Location"]
    wrong = world.guest.send("/p/home/promise/", {"promised_date": "2020-01-01"})
    for page in ("", "pay/", "promise/", "paid/", "dispute/", f"dispute/?r={world.late}", "contact/", "statement/"):
        text = world.guest.text(f"/p/home/{page}")
        for english in (" the ", " you ", " your ", " is ", " and ", "Invoice ", " by "):
            assert english not in text, (page, english, text)
    assert " the " not in world.guest.text(said)
    assert " invoice" not in words(wrong)
