"""Teams and absences: whose accounts Today shows to whom."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from duly.services.accounts.set_absence import Presence, set_presence
from duly.services.act import Act
from duly.services.refused import ServiceRefused
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def ada(enter: Enter) -> Client:
    return enter("clerk", "ada@test.example")


@pytest.fixture
def bob(enter: Enter) -> Client:
    return enter("clerk", "bob@test.example")


def who(client: Client) -> int:
    return client.user_id  # type: ignore[attr-defined, no-any-return]


def late(act: Act, number: str, owner: int | None) -> None:
    customer = make_customer(act, number, owner_id=owner)
    make_invoice(act, customer, f"R-{number}", 100_00, due=TODAY - timedelta(days=5))


def names(client: Client, tab: str) -> list[str]:
    page = text(client.get(f"/today/?tab={tab}"))
    return sorted(re.findall(r'class="open" id="line-[^>]+>Customer ([^<]+)</a>', page))


def test_while_away_the_accounts_show_for_the_substitute_too(ada: Client, bob: Client, act: Act) -> None:
    late(act, "A", who(ada))
    late(act, "B", who(bob))
    week = Presence("", who(bob), TODAY, TODAY + timedelta(days=4))
    set_presence(act=act, user_id=who(ada), to=week)
    assert names(bob, "mine") == ["A", "B"]
    assert names(ada, "mine") == ["A"]
    assert names(bob, "team") == []
    set_presence(act=act, user_id=who(ada), to=Presence("", who(bob), date(2026, 3, 1), date(2026, 3, 15)))
    assert names(bob, "mine") == ["B"]
    assert names(bob, "team") == ["A"]


def test_a_team_is_who_has_the_same_name_for_it(ada: Client, bob: Client, enter: Enter, act: Act) -> None:
    manager = enter("manager")
    for number, client in (("A", ada), ("B", bob), ("M", manager)):
        late(act, number, who(client))
    late(act, "N", None)
    assert names(ada, "team") == ["B", "M"], "without a team, everybody else"
    set_presence(act=act, user_id=who(ada), to=Presence("north"))
    set_presence(act=act, user_id=who(bob), to=Presence("north"))
    assert names(ada, "team") == ["B"]
    assert names(ada, "unassigned") == ["N"]


def test_everybody_sets_their_own_absence_and_an_admin_anybodys(ada: Client, bob: Client, enter: Enter) -> None:
    data = {"team": "north", "substitute_id": who(bob), "absent_from": "2026-03-10", "absent_until": "2026-03-20"}
    answer = ada.post(f"/people/{who(ada)}/presence/", data, follow=True)
    page = " ".join(text(answer).split())
    assert "north" in page
    assert "away</span>" in page
    assert ada.post(f"/people/{who(bob)}/presence/", data).status_code == 403
    assert enter("admin").get(f"/people/{who(bob)}/presence/").status_code == 200
    assert enter("sales").get(f"/people/{who(bob)}/presence/").status_code == 403


@pytest.mark.parametrize(
    ("to", "field"),
    [
        (Presence(absent_from=TODAY), "substitute_id"),
        (Presence(absent_until=TODAY), "absent_from"),
        (Presence(substitute_id=999_999), "substitute_id"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(ada: Client, act: Act, to: Presence, field: str) -> None:
    with pytest.raises(ServiceRefused) as refusal:
        set_presence(act=act, user_id=who(ada), to=to)
    assert refusal.value.code == field


def test_nobody_stands_in_for_themselves_and_days_are_in_order(ada: Client, bob: Client, act: Act) -> None:
    with pytest.raises(ServiceRefused, match="themselves"):
        set_presence(act=act, user_id=who(ada), to=Presence("", who(ada)))
    with pytest.raises(ServiceRefused, match="before the first"):
        backwards = Presence("", who(bob), TODAY, TODAY - timedelta(days=1))
        set_presence(act=act, user_id=who(ada), to=backwards)
