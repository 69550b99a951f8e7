"""Before the day is run: who hears from us, who does not and why, and leaving somebody out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from duly.services.accounts.edit_company import pause_company
from duly.services.act import Act
from duly.store.models import Activity, Cycle, DunningNotice, Hold
from tests.conftest import TODAY
from tests.faces.console.conftest import Enter
from tests.faces.console.evening import make_evening, read

TONIGHT = "console:tonight"


def test_the_evening_says_who_hears_from_us_and_for_how_much(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    html = read(enter("clerk").get(reverse(TONIGHT)))
    assert "Nord Demo GmbH" in html and "First reminder" in html and "N-1" in html
    assert "Ost Demo AG" in html and "Final reminder" in html and "approval" in html
    assert "Sued Demo KG" not in html and "West Demo Ltd" not in html
    assert "1,500" in html, "what N-1 and O-1 ask for"
    assert DunningNotice.objects.filter(business_date=TODAY).count() == 0, "looking writes nothing"


def test_who_hears_nothing_stands_with_the_reason_and_can_be_filtered(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("viewer")
    html = read(client.get(reverse(TONIGHT) + "?tab=quiet"))
    assert "S-1 is disputed (EUR 300.00)" in html and "Sued Demo KG" in html and "West Demo Ltd" in html
    only = read(client.get(reverse(TONIGHT) + "?tab=quiet&reason=disputed"))
    assert "Sued Demo KG" in only and "West Demo Ltd" not in only


def test_the_message_can_be_read_before_it_goes(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    client = enter("viewer")
    page = read(client.get(reverse("console:tonight_customer", args=[evening.reminded.pk])))
    assert "N-1 reached level" in page and "Mar 13, 2026" in page, "why"
    framed = client.get(reverse("console:tonight_message", args=[evening.reminded.pk]))
    body = read(framed)
    assert "Rechnung" in body and "N-1" in body and "1.000,00 €" in body
    assert "sandbox" in framed["Content-Security-Policy"] and framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "href=" not in body, "nothing in the frame leads anywhere"
    assert "N-1" in read(client.get(reverse("console:tonight_message", args=[evening.reminded.pk]) + "?text=1"))
    assert client.get(reverse("console:tonight_message", args=[evening.quiet.pk])).status_code == 404


def test_a_customer_is_left_out_for_a_reason_and_put_back(company: int, act: Act, enter: Enter) -> None:
    evening = make_evening(act)
    client = enter("clerk")
    chosen = {"ids": [evening.reminded.pk]}
    asked = read(client.post(reverse("console:tonight_hold"), chosen))
    assert "Leaves 1 customer out of today" in asked and not Hold.objects.exists(), "the consequence comes first"
    unsaid = read(client.post(reverse("console:tonight_hold"), {**chosen, "confirmed": "1", "reason": " "}))
    assert "Say why" in unsaid and not Hold.objects.exists()
    client.post(reverse("console:tonight_hold"), {**chosen, "confirmed": "1", "reason": "They call back"})
    hold = Hold.objects.get()
    assert (hold.until_date, hold.reason, hold.customer_id) == (TODAY, "They call back", evening.reminded.pk)
    assert "Nord Demo GmbH" not in read(client.get(reverse(TONIGHT)))
    assert "They call back" in read(client.get(reverse(TONIGHT) + "?tab=quiet"))
    client.post(reverse("console:tonight_put_back", args=[hold.pk]))
    assert "Nord Demo GmbH" in read(client.get(reverse(TONIGHT)))


def test_running_says_its_consequence_in_words_and_starts_once(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("manager")
    asked = read(client.get(reverse("console:tonight_run")))
    assert "Sends 2 messages to 2 customers about 2 invoices, EUR 1,500.00." in asked
    assert "1 of them waits until a person approves it." in asked
    assert not Cycle.objects.exists()
    client.post(reverse("console:tonight_run"))
    again = client.post(reverse("console:tonight_run"), follow=True)
    assert Cycle.objects.count() == 1 and "run already" in read(again)
    shown = read(client.get(reverse(TONIGHT)))
    assert "Deciding for every customer" in shown and "hx-get" in shown


def test_pausing_silences_everybody_and_says_so(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    client = enter("clerk")
    client.post(reverse("console:tonight_pause"), {"reason": "Bank holiday in the bank's own system"})
    assert "Nord Demo GmbH" not in read(client.get(reverse(TONIGHT)))
    html = read(client.get(reverse(TONIGHT) + "?tab=quiet"))
    assert "Bank holiday in the bank's own system" in html and "Resume messages" in html
    client.post(reverse("console:tonight_resume"))
    assert "Nord Demo GmbH" in read(client.get(reverse(TONIGHT)))
    assert set(Activity.objects.values_list("verb", flat=True)) >= {"company.paused", "company.resumed"}


def test_without_a_procedure_the_page_says_what_to_do(company: int, act: Act, enter: Enter) -> None:
    html = read(enter("manager").get(reverse(TONIGHT)))
    assert "Nothing rules the reminders yet" in html and reverse("console:procedures") in html


@pytest.mark.parametrize(
    ("role", "sees", "sends", "runs", "pauses"),
    [
        ("viewer", 200, 403, 403, 403), ("sales", 403, 403, 403, 403), ("clerk", 200, 200, 403, 302),
        ("manager", 200, 200, 200, 302), ("admin", 200, 200, 200, 302),
    ],
)  # fmt: skip
def test_each_role_may_do_its_part(
    company: int, act: Act, enter: Enter, role: str, sees: int, sends: int, runs: int, pauses: int
) -> None:
    evening = make_evening(act)
    client = enter(role)
    assert client.get(reverse(TONIGHT)).status_code == sees
    assert client.get(reverse("console:tonight_days")).status_code == sees
    assert client.post(reverse("console:tonight_hold"), {"ids": [evening.reminded.pk]}).status_code == sends
    assert client.get(reverse("console:tonight_run")).status_code == runs
    assert client.post(reverse("console:tonight_pause"), {"reason": "so"}).status_code == pauses


def test_another_companys_customers_do_not_exist_here(
    company: int, act: Act, enter: Enter, other_act: Act
) -> None:  # fmt: skip
    from duly.store.tenancy import in_company
    from tests.builders import make_customer

    make_evening(act)
    with in_company(other_act.company_id):
        theirs = make_customer(other_act, "X1", name="Theirs Demo").pk
    client = enter("manager")
    for name in ("tonight_customer", "tonight_message"):
        assert client.get(reverse(f"console:{name}", args=[theirs])).status_code == 404
    client.post(reverse("console:tonight_hold"), {"ids": [theirs], "confirmed": "1", "reason": "no"})
    assert not Hold.objects.exists()


def test_a_paused_company_previews_nothing_to_send(company: int, act: Act, enter: Enter) -> None:
    make_evening(act)
    pause_company(act=act, reason="A test of silence")
    assert "Sends nothing" in read(enter("manager").get(reverse("console:tonight_run")))
