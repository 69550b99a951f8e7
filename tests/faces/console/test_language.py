"""The console speaks English and German, as the browser asks or as one chooses."""

from __future__ import annotations

import pytest

from tests.faces.console.conftest import Enter, text
from tools.core_texts import core_texts
from tools.messages import check


def test_every_text_is_translated() -> None:
    assert check() == []


def test_the_core_has_texts_to_translate() -> None:
    assert "Wait for the date, or withdraw the promise." in core_texts()


def test_the_browser_is_listened_to(enter: Enter) -> None:
    client = enter("manager")
    assert "Einstellungen" in text(client.get("/settings/", headers={"Accept-Language": "de-AT,de;q=0.9"}))
    assert "Settings" in text(client.get("/settings/", headers={"Accept-Language": "en"}))


def test_what_one_chose_counts_more_than_the_browser(enter: Enter) -> None:
    client = enter("manager")
    answer = client.post("/language/", {"language": "de", "next": "/people/"})
    assert answer["Location"] == "/people/"
    assert "Personen" in text(client.get("/people/", headers={"Accept-Language": "en"}))
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/", "never to another house"


@pytest.mark.parametrize(
    "address",
    ["/today/?tab=all", "/customers/?view=all", "/tonight/", "/outbox/?view=all", "/cash/?view=all", "/imports/",
     "/procedures/", "/segments/", "/reports/", "/reports/figures/", "/reports/by-mail/", "/activity/?view=all",
     "/health/", "/settings/", "/people/", "/start/", "/glossary/", "/integrations/"],
)  # fmt: skip
def test_every_room_opens_in_german(enter: Enter, address: str) -> None:
    answer = enter("admin").get(address, headers={"Accept-Language": "de"})
    assert answer.status_code == 200
    assert '<html lang="de"' in answer.content.decode()
