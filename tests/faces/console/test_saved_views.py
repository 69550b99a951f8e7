"""Views of lists: kept under a name, shared, opened by themselves; and lists that stay as one left them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from duly.services.act import Act
from duly.store.models import SavedView
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, text


@pytest.fixture
def clerk(enter: Enter) -> Client:
    return enter("clerk")


@pytest.fixture
def two(act: Act) -> None:
    for number, segment in (("A", "key"), ("B", "standard")):
        customer = make_customer(act, number, segment=segment)
        make_invoice(act, customer, f"R-{number}", 100_00, due=TODAY - timedelta(days=5))


def shown(page: str) -> list[str]:
    return re.findall(r"data-open>(Customer [^\s<]+)", page)


def keep(client: Client, name: str, query: str, **more: str) -> int:
    client.post("/views/customers/", {"name": name, "query": query, **more})
    return SavedView.objects.get(name=name).pk


@pytest.mark.usefixtures("two")
def test_a_view_is_kept_with_its_filter_order_and_columns_but_not_its_place(clerk: Client) -> None:
    keep(clerk, "Key accounts", "segment=key&sort=name&cols=late,open&after=5~9&view=all&q=")
    assert SavedView.objects.get().query == "cols=late%2Copen&segment=key&sort=name"
    page = text(clerk.get("/customers/?segment=key&sort=name&cols=late,open"))
    assert re.search(r'aria-current="page"[^>]*>Key accounts', page)
    assert shown(page) == ["Customer A"]
    assert "Oldest" not in page.partition("<thead")[2].partition("</thead")[0]


@pytest.mark.usefixtures("two")
def test_a_default_view_opens_by_itself_and_everything_is_one_click_away(clerk: Client) -> None:
    keep(clerk, "Key accounts", "segment=key", default="1")
    assert shown(text(clerk.get("/customers/"))) == ["Customer A"]
    assert len(shown(text(clerk.get("/customers/?view=all")))) == 2
    assert len(shown(text(clerk.get("/customers/")))) == 2, "the list stays as it was left"


@pytest.mark.usefixtures("two")
def test_a_list_stays_as_it_was_left_until_its_filters_are_taken_away(clerk: Client) -> None:
    clerk.get("/customers/?segment=standard")
    clerk.get("/today/?tab=all")
    assert shown(text(clerk.get("/customers/"))) == ["Customer B"]
    answer = clerk.get("/customers/", headers={"Referer": "http://testserver/customers/?segment=standard"})
    assert len(shown(text(answer))) == 2
    assert len(shown(text(clerk.get("/customers/")))) == 2


@pytest.mark.usefixtures("two")
def test_a_shared_view_is_seen_by_colleagues_and_only_its_owner_deletes_it(clerk: Client, enter: Enter) -> None:
    view = keep(clerk, "Key accounts", "segment=key", shared="1")
    manager = enter("manager")
    assert "Key accounts" in text(manager.get("/customers/?view=all"))
    answer = manager.post(f"/views/{view}/change/", {"do": "delete"}, follow=True)
    assert "Somebody else made this view" in text(answer)
    manager.post(f"/views/{view}/change/", {"do": "default"})
    assert SavedView.objects.filter(name="Key accounts").count() == 2, "a default is a copy of one's own"
    clerk.post(f"/views/{view}/change/", {"do": "unshare"})
    assert shown(text(manager.get("/customers/?segment=key"))) == ["Customer A"]
    clerk.post(f"/views/{view}/change/", {"do": "delete"})
    assert SavedView.objects.count() == 1


def test_what_is_not_shared_is_nobody_elses_business(clerk: Client, enter: Enter, other_act: Act) -> None:
    view = keep(clerk, "Private", "late=1")
    manager = enter("manager")
    assert "Private" not in text(manager.get("/customers/?view=all"))
    assert manager.post(f"/views/{view}/change/", {"do": "share"}).status_code == 404
    with in_company(other_act.company_id):
        assert SavedView.objects.filter(company_id=other_act.company_id).count() == 0


@pytest.mark.parametrize("data", [{"name": " "}, {"name": "x" * 61}, {"name": "long", "query": "q=" + "x" * 2100}])
def test_a_view_without_a_name_or_too_long_is_refused(clerk: Client, data: dict[str, str]) -> None:
    clerk.post("/views/customers/", {"query": "", **data})
    assert SavedView.objects.count() == 0


def test_only_lists_have_views(clerk: Client) -> None:
    assert clerk.post("/views/nowhere/", {"name": "x", "query": ""}).status_code == 404
    assert clerk.post("/views/99/change/", {"do": "share"}).status_code == 404


@pytest.mark.parametrize("address", ["/today/", "/cash/", "/reports/aging/", "/customers/"])
@pytest.mark.usefixtures("two")
def test_every_list_offers_its_views(clerk: Client, address: str, act: Act) -> None:
    make_receipt(act, "B-1", 50_00)
    assert "viewmenu" in text(clerk.get(address + "?view=all"))
