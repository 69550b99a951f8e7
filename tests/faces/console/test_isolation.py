"""No company sees or touches another's customers, whatever the address says."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from duly.services.act import Act
from duly.store.models import Activity
from duly.store.tenancy import in_company
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter, add, signed_in, text


def test_pages_show_only_the_own_companys_rows(enter: Enter, act: Act, other_act: Act) -> None:
    with in_company(other_act.company_id):
        theirs = make_customer(other_act, "X9", name="Secret Holdings")
        make_invoice(other_act, theirs, "SECRET-1", 99_900, due=TODAY - timedelta(days=40))
    ours = make_customer(act, "C1", name="Open House")
    make_invoice(act, ours, "R-1", 10_000, due=TODAY - timedelta(days=10))
    client = enter("admin")
    for address in (
        "/today/?tab=all",
        "/customers/",
        "/customers/export.csv",
        "/search/?q=Se",
        "/search.json?q=SECRET",
    ):
        assert "ecret" not in text(client.get(address)).replace("csrf", ""), address
    assert "Open House" in text(client.get("/today/?tab=all"))


def test_actions_on_another_companys_customer_find_nothing(enter: Enter, other_act: Act) -> None:
    with in_company(other_act.company_id):
        theirs = make_customer(other_act, "X9")
        before = Activity.objects.count()
    client = enter("admin")
    for name in ("call", "note", "promise", "dispute", "snooze"):
        data = {"outcome": "reached", "text": "x", "promised_date": "2026-04-01", "until_date": "2026-04-01"}
        assert client.post(reverse(f"console:today_{name}", args=[theirs.pk]), data).status_code == 404
    with in_company(other_act.company_id):
        assert Activity.objects.count() == before


def test_switching_is_for_members_only(enter: Enter, act: Act, other_act: Act) -> None:
    client = enter("admin")
    answer = client.post(reverse("console:switch_company"), {"company": other_act.company_id, "next": "/customers/"})
    assert answer.status_code == 404
    with in_company(other_act.company_id):
        add_to_other(other_act, "admin@test.example")
    answer = client.post(reverse("console:switch_company"), {"company": other_act.company_id, "next": "/customers/"})
    assert answer["Location"] == "/customers/"
    assert "Other Company AG" in text(client.get("/customers/"))


def add_to_other(other_act: Act, email: str) -> None:
    from duly.services.accounts.manage_people import add_person

    add_person(act=other_act, email=email, role="viewer")


def test_switching_never_leads_to_a_page_of_one_row(enter: Enter, act: Act, other_act: Act) -> None:
    with in_company(other_act.company_id):
        user = add(other_act, "admin", "both@test.example")
    from duly.services.accounts.manage_people import add_person

    add_person(act=act, email="both@test.example", role="clerk")
    client = signed_in(user)
    for target in ("/people/1/role/", "https://elsewhere.example/", "//elsewhere.example/", "/nowhere/"):
        answer = client.post(reverse("console:switch_company"), {"company": act.company_id, "next": target})
        assert answer["Location"] == "/"


def test_sales_see_their_own_customers_only(enter: Enter, act: Act) -> None:
    client = enter("sales")
    owner = client.user_id  # type: ignore[attr-defined]
    mine = make_customer(act, "C1", name="My Customer", owner_id=owner)
    other = make_customer(act, "C2", name="Colleague Customer")
    for customer, number in ((mine, "R-1"), (other, "R-2")):
        make_invoice(act, customer, number, 10_000, due=TODAY - timedelta(days=10))
    lists = ("/today/?tab=all", "/customers/", "/customers/export.csv", "/customers/?owner=none")
    for address in (*lists, "/search/?q=Cu", "/search.json?q=R-2"):
        assert "Colleague" not in text(client.get(address)), address
    assert "My Customer" in text(client.get("/today/?tab=all"))
    note = reverse("console:today_note", args=[other.pk])
    assert client.post(note, {"text": "hello"}).status_code == 404
    note = reverse("console:today_note", args=[mine.pk])
    assert client.post(note, {"text": "hello"}).status_code == 302
    assert Activity.objects.filter(company_id=act.company_id, customer=mine, verb="note.added").count() == 1
