"""What a clerk does on a customer's page, with htmx and without, and how it is taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.cases.record_promise import record_promise
from duly.services.payments.portal_link import redeem_portal_link
from duly.store.models import (
    Activity,
    Contact,
    Customer,
    Dispute,
    Hold,
    PaymentClaim,
    PortalLink,
    PromiseToPay,
    Task,
)
from tests.builders import make_customer, make_invoice, open_minor
from tests.conftest import NOW, TODAY
from tests.faces.console.conftest import Enter, text

DAY = timedelta(days=1)
SWAP = {"HX-Request": "true"}


@pytest.fixture
def nord(act: Act) -> Customer:
    return make_customer(act, "C1", name="Nord Trading")


@pytest.fixture
def late(act: Act, nord: Customer) -> int:
    return make_invoice(act, nord, "R-1", 120_000, due=TODAY - 40 * DAY)


def do(client: Client, customer: Customer, page: str, **data: object) -> str:
    """Post a form of the panel as a browser without script does; return the page it leads to."""
    answer = client.post(f"/customers/{customer.pk}/{page}", {"sure": "1"} | data, follow=True)
    assert answer.status_code == 200
    return unescape(text(answer))


def undo(client: Client, page: str) -> str:
    """Press Undo on the message of a page."""
    address = re.search(r'action="(/customers/\d+/undo/[^"]+)"', page[page.index('id="messages"') :])
    assert address, "the message offers Undo"
    answer = client.post(address[1], follow=True)
    return unescape(text(answer))


def test_a_form_is_a_panel_to_htmx_and_a_page_to_everybody_else(enter: Enter, nord: Customer, late: int) -> None:
    client = enter("clerk")
    whole = text(client.get(f"/customers/{nord.pk}/promise/?ids={late}"))
    part = text(client.get(f"/customers/{nord.pk}/promise/?ids={late}", headers=SWAP))
    assert "<html" in whole and "What happens next" in whole and "Record the promise" in whole
    assert "<html" not in part and "Record the promise" in part
    assert re.search(rf'value="{late}"[^>]*checked', part), "what was chosen is ticked"
    assert "1,200.00" in part, "the consequence names the amount"


def test_to_htmx_success_leads_back_and_a_mistake_stays_in_the_panel(enter: Enter, nord: Customer, late: int) -> None:
    client = enter("clerk")
    url = f"/customers/{nord.pk}/promise/"
    wrong = client.post(url, {"sure": "1", "promised_date": "2026-03-01"}, headers=SWAP)
    assert "has passed" in text(wrong) and "<html" not in text(wrong)
    good = client.post(url, {"sure": "1", "promised_date": "2026-03-20", "next": f"/invoices/{late}/"}, headers=SWAP)
    assert good["HX-Redirect"] == f"/invoices/{late}/"
    assert PromiseToPay.objects.get().promised_date.isoformat() == "2026-03-20"


def test_the_way_back_never_leads_elsewhere(enter: Enter, nord: Customer) -> None:
    client = enter("clerk")
    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        data = {"sure": "1", "text": "x", "next": wanted}
        assert client.post(f"/customers/{nord.pk}/note/", data)["Location"] == f"/customers/{nord.pk}/"


def test_notes_and_calls_are_on_the_timeline(enter: Enter, nord: Customer, late: int) -> None:
    client = enter("sales")
    nord.owner_id = client.user_id  # type: ignore[attr-defined]
    nord.save()
    assert "Pays on Thursdays" in do(client, nord, "note/", text="Pays on Thursdays", ids=late)
    assert Activity.objects.get(verb="note.added").receivable_id == late
    assert "Left a message" in do(client, nord, "call/", outcome="left_message", text="")


def test_a_promise_is_recorded_for_the_chosen_and_taken_back(enter: Enter, act: Act, nord: Customer, late: int) -> None:
    make_invoice(act, nord, "R-2", 5_000, due=TODAY)
    client = enter("clerk")
    page = do(client, nord, "promise/", promised_date="2026-03-20", ids=[late], amount="1000.00")
    made = PromiseToPay.objects.get()
    assert (made.receivables, made.amount_minor) == ([late], 100_000)
    assert "withdrawn" in undo(client, page)
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_bulk_actions_preview_before_they_do_anything(enter: Enter, act: Act, nord: Customer, late: int) -> None:
    other = make_invoice(act, nord, "R-2", 5_000, due=TODAY)
    client = enter("manager")
    page = text(client.post(f"/customers/{nord.pk}/write-off/", {"ids": [late, other]}))
    assert "Books up to" in page and "1,250.00" in page and "of 2 invoices" in page
    assert open_minor(late) == 120_000


def test_a_write_off_is_a_managers_and_is_taken_back(enter: Enter, nord: Customer, late: int) -> None:
    assert enter("clerk").get(f"/customers/{nord.pk}/write-off/").status_code == 403
    client = enter("manager")
    assert "This field is required" in do(client, nord, "write-off/", ids=[late])
    page = do(client, nord, "write-off/", ids=[late], reason="Company is gone", amount="200.00")
    assert open_minor(late) == 100_000 and "written off as bad debt" in page
    assert "Because: Company is gone" in page
    assert "open again" in undo(client, page)
    assert open_minor(late) == 120_000


def test_a_dispute_silences_its_amount_is_ended_and_cannot_exceed_what_is_open(
    enter: Enter, nord: Customer, late: int
) -> None:
    client = enter("clerk")
    assert "is open and not disputed yet" in do(
        client, nord, "dispute/", receivable=late, reason="price", amount="9999.00"
    )
    do(client, nord, "dispute/", receivable=late, reason="price", amount="200.00", text="Agreed 10 % less")
    made = Dispute.objects.get()
    assert made.amount_minor == 20_000
    do(client, nord, f"dispute/{made.pk}/", resolution="rejected", text="The offer says so")
    made.refresh_from_db()
    assert (made.state, made.resolution) == ("resolved", "rejected")
    assert client.get(f"/customers/{nord.pk}/dispute/{made.pk}/").status_code == 404, "it has ended"


def test_a_hold_is_for_the_customer_or_for_what_is_ticked(enter: Enter, nord: Customer, late: int) -> None:
    client = enter("clerk")
    page = do(client, nord, "hold/", reason="Reconciling", until_date="2026-03-30")
    assert Hold.objects.get().receivable_id is None
    assert "has ended" in undo(client, page)
    do(client, nord, "hold/", reason="Proof of delivery", until_date="", ids=[late])
    assert Hold.objects.get(ended_at=None).receivable_id == late


def test_snoozing_leaves_the_list_and_comes_back(enter: Enter, nord: Customer) -> None:
    client = enter("clerk")
    page = do(client, nord, "snooze/", until_date="2026-03-25")
    nord.refresh_from_db()
    assert nord.snoozed_until is not None and "off the list until Mar 25, 2026" in page
    undo(client, page)
    nord.refresh_from_db()
    assert nord.snoozed_until is None


def test_a_credit_note_is_used_on_an_invoice(enter: Enter, act: Act, nord: Customer, late: int) -> None:
    credit = make_invoice(act, nord, "CN-1", 20_000, due=TODAY, issued=TODAY, kind="credit_note")
    client = enter("clerk")
    page = do(client, nord, f"credit/{credit}/", receivable=late)
    assert open_minor(late) == 100_000 and open_minor(credit) == 0
    undo(client, page)
    assert open_minor(late) == 120_000 and open_minor(credit) == -20_000
    assert client.get(f"/customers/{nord.pk}/credit/{late}/").status_code == 404, "an invoice is no credit note"


def test_contacts_are_added_changed_silenced_and_proposed_ones_accepted(
    enter: Enter, company: int, nord: Customer
) -> None:
    client = enter("clerk")
    assert "how else to reach them" in do(client, nord, "contact/", name="Bo", role="billing")
    do(client, nord, "contact/", name="Bo Demo", email="bo@nord.example", phone="+49 1", role="escalation")
    made = Contact.objects.get(email="bo@nord.example")
    Contact.objects.filter(pk=made.pk).update(bounced_at=NOW, bounce_reason="no such mailbox")
    assert "no such mailbox" in text(client.get(f"/customers/{nord.pk}/"))
    do(client, nord, f"contact/{made.pk}/", name="Bo Demo", email="bo.demo@nord.example", role="billing")
    made.refresh_from_db()
    assert made.email == "bo.demo@nord.example" and made.bounced_at is None
    client.post(f"/customers/{nord.pk}/undo/silence/{made.pk}/")
    made.refresh_from_db()
    assert not made.is_active
    client.post(f"/customers/{nord.pk}/undo/wake/{made.pk}/")
    proposed = Contact.objects.create(
        company_id=company, customer=nord, name="New Demo", email="new@nord.example", proposed_by="portal"
    )
    assert "waits for you" in text(client.get(f"/customers/{nord.pk}/"))
    client.post(f"/customers/{nord.pk}/undo/accept/{proposed.pk}/")
    proposed.refresh_from_db()
    assert proposed.proposed_by == "" and proposed.is_active
    assert [row.verb for row in Activity.objects.filter(verb__startswith="contact.").order_by("pk")] == [
        "contact.added", "contact.changed", "contact.deactivated", "contact.activated", "contact.accepted",
    ]  # fmt: skip


def test_an_undo_touches_only_this_customers_things(enter: Enter, act: Act, nord: Customer) -> None:
    other = make_customer(act, "C2")
    make_invoice(act, other, "Q-1", 5_000, due=TODAY)
    theirs = record_promise(act=act, customer_id=other.pk, promised_date=TODAY + DAY)
    client = enter("clerk")
    assert client.post(f"/customers/{nord.pk}/undo/promise/{theirs}/").status_code == 404
    assert client.post(f"/customers/{nord.pk}/undo/nonsense/1/").status_code == 404
    assert PromiseToPay.objects.get(pk=theirs).state == "open"
    assert enter("viewer").post(f"/customers/{nord.pk}/undo/snooze/0/").status_code == 403


def test_owner_treatment_and_status_change_with_a_line_each(enter: Enter, nord: Customer) -> None:
    client = enter("clerk")
    mine = client.user_id  # type: ignore[attr-defined]
    given = {"owner_id": mine, "segment": "retail", "importance": "key", "procedure_name": "", "status": "legal"}
    page = do(client, nord, "assign/", reason="Court order", **given)
    nord.refresh_from_db()
    assert (nord.owner_id, nord.segment, nord.status) == (mine, "retail", "legal")
    told = Activity.objects.get(verb="customer.assigned")
    assert "Owner: Clerk (was nobody)" in told.sentence and told.reason == "Court order"
    assert "With the lawyers" in page and "Key account" in page
    assert "Nothing was changed." in do(client, nord, "assign/", **given)


def test_a_link_is_shown_once_works_and_is_revoked(enter: Enter, company: int, nord: Customer) -> None:
    client = enter("clerk")
    page = text(client.post(f"/customers/{nord.pk}/link/", {"sure": "1", "contact_id": ""}, headers=SWAP))
    token = re.search(r"/p/([^/<]+)/</code>", page)
    assert token and "It is shown once" in page
    visit = redeem_portal_link(company_id=company, token=token[1], at=NOW)
    assert visit is not None and visit.customer_id == nord.pk
    assert token[1] not in text(client.get(f"/customers/{nord.pk}/link/"))
    client.post(f"/customers/{nord.pk}/link/{PortalLink.objects.get().pk}/revoke/")
    assert redeem_portal_link(company_id=company, token=token[1], at=NOW) is None
    assert client.post(f"/customers/{nord.pk}/as-customer/")["Location"].startswith("/p/")


def test_a_claim_of_payment_is_answered(enter: Enter, act: Act, nord: Customer, late: int) -> None:
    claim = claim_payment(act=act, customer_id=nord.pk)
    client = enter("clerk")
    client.post(f"/customers/{nord.pk}/undo/not_found/{claim}/")
    assert PaymentClaim.objects.get().state == "not_found"
    assert Task.objects.get().state == "done"


def test_messages_show_what_comes_next(enter: Enter, nord: Customer, late: int) -> None:
    page = text(enter("viewer").get(f"/customers/{nord.pk}/messages/", headers=SWAP))
    assert "Waiting to go out" in page and "No message to this customer waits." in page
