"""Promises, disputes, holds, contacts, messages and imports become events, without anybody's name or words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from duly.core.accounts.events.catalogue import BY_NAME
from duly.services.accounts.add_note import add_note, log_call
from duly.services.accounts.assign_customer import Assignment, assign_customer
from duly.services.accounts.edit_company import pause_company, resume_company
from duly.services.accounts.place_hold import end_hold, place_hold
from duly.services.accounts.save_contact import ContactDetails, save_contact, set_contact_active
from duly.services.act import Act
from duly.services.cases.claim_payment import claim_payment
from duly.services.cases.open_dispute import open_dispute
from duly.services.cases.record_promise import record_promise
from duly.services.cases.resolve_dispute import resolve_dispute
from duly.services.cases.settle_promises import settle_promises
from duly.services.cases.withdraw_promise import withdraw_promise
from duly.services.events.record_event import record_event
from duly.services.events.tell_activity import TOLD
from duly.store.models import Contact
from tests.builders import make_customer, make_invoice
from tests.conftest import TODAY
from tests.services.events.told import names, told

DUE = TODAY - timedelta(days=10)


def test_promises(act: Act) -> None:
    customer = make_customer(act)
    make_invoice(act, customer, "INV-1", 100_00, due=DUE)
    record_promise(act=act, customer_id=customer.pk, promised_date=TODAY, note="Ada said so")
    later = replace(act, business_date=TODAY + timedelta(days=9))
    settle_promises(act=later)
    again = record_promise(act=later, customer_id=customer.pk, promised_date=later.business_date)
    withdraw_promise(act=later, promise_id=again)
    assert names()[1:] == ["promise.made", "promise.broken", "promise.made", "promise.withdrawn"]
    assert told("promise.broken")[0][1]["state"] == "broken"


def test_a_promise_on_many_invoices_names_the_first_hundred(act: Act) -> None:
    customer = make_customer(act)
    for n in range(103):
        make_invoice(act, customer, f"INV-{n}", 1_00, due=DUE)
    record_promise(act=act, customer_id=customer.pk, promised_date=TODAY)
    made = told("promise.made")[0][1]
    assert (len(made["receivable_ids"]), made["receivable_count"]) == (100, 103)


def test_disputes_and_claims(act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "INV-1", 100_00, due=DUE)
    dispute = open_dispute(act=act, receivable_id=invoice, reason_code="price", text="Ada says it is too dear")
    resolve_dispute(act=act, dispute_id=dispute, resolution="rejected")
    claim_payment(act=act, customer_id=customer.pk, text="paid by Ada")
    assert names()[1:] == ["dispute.opened", "dispute.resolved", "payment.claimed"]
    assert told("dispute.resolved")[0][1]["resolution"] == "rejected"


def test_customers_contacts_holds_and_talk(act: Act) -> None:
    customer = make_customer(act)
    hold = place_hold(act=act, customer_id=customer.pk, reason="Ada is ill", until_date=None)
    end_hold(act=act, hold_id=hold)
    to = Assignment(owner_id=None, segment="wholesale", importance="high", procedure_name="", status="active")
    assign_customer(act=act, customer_id=customer.pk, to=to)
    contact = save_contact(act=act, customer_id=customer.pk, details=ContactDetails("Ada", "ada@nord.example"))
    set_contact_active(act=act, customer_id=customer.pk, contact_id=contact, is_active=False)
    add_note(act=act, customer_id=customer.pk, text="Ask for Ada")
    log_call(act=act, customer_id=customer.pk, outcome="reached", text="Ada")
    assert names() == [
        "customer.hold_placed", "customer.hold_ended", "customer.changed", "contact.changed", "contact.changed",
        "note.added", "call.logged",
    ]  # fmt: skip
    assert [data["change"] for _, data in told("contact.changed")] == ["added", "deactivated"]
    assert "Ada" not in json.dumps(told()), "no person's name leaves with an event"


def test_a_pause(act: Act) -> None:
    pause_company(act=act, reason="Ada's order")
    resume_company(act=act)
    assert told() == [("company.paused", {"by": "person"}), ("company.resumed", {"by": "person"})]


def test_several_subjects_are_told_in_one_statement(act: Act) -> None:
    customer = make_customer(act)
    contacts = [Contact.objects.create(company_id=act.company_id, customer=customer) for _ in range(3)]
    ids = record_event(
        act=act, kind="contact.changed", subject="contact", ids=[c.pk for c in contacts], more={"change": "added"}
    )
    assert len(ids) == 3
    assert len(told("contact.changed")) == 3


def test_every_verb_stands_for_a_kind_of_the_catalogue() -> None:
    assert {one.kind for one in TOLD.values()} <= set(BY_NAME)
