"""The ledger tells other programs what it booked, no more and no less, in the words of the catalogue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from duly.core.accounts.events.catalogue import BULK_POSTINGS
from duly.services.act import Act
from duly.services.billing.open_receivables import NewReceivable, open_receivables
from duly.services.cash.apply_receipt import AllocationLine, apply_receipt
from duly.services.cash.settle_otherwise import identify_receipt, mark_not_ours, refund_receipt
from duly.services.cash.unapply import unapply
from duly.services.ledger.settle_receivable import apply_credit_note, refund_credit_note, write_off_receivable
from duly.store.models import Event, WebhookDelivery, WebhookEndpoint
from tests.builders import make_customer, make_invoice, make_receipt
from tests.conftest import NOW, TODAY
from tests.services.events.told import names, told

DUE = TODAY - timedelta(days=10)


def subscribe(act: Act, *kinds: str, state: str = "active") -> int:
    """The id of an endpoint for these kinds (none: all)."""
    row = WebhookEndpoint.objects.create(
        company_id=act.company_id, url="https://hook.example/", kinds=list(kinds), secret_encrypted="x", state=state,
        created_at=NOW,
    )  # fmt: skip
    return row.pk


def test_an_invoice_is_opened_paid_with_a_discount_and_settled(act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "INV-1", 100_00, due=DUE)
    receipt = make_receipt(act, "R1", 98_00, customer_id=customer.pk)
    line = AllocationLine(receivable_id=invoice, amount_minor=98_00, residuals={"discount": 2_00})
    apply_receipt(act=act, receipt_id=receipt, lines=[line])
    assert names() == ["invoice.opened", "receipt.recorded", "receipt.applied", "invoice.settled"]
    [(_, applied)], [(_, settled)] = told("receipt.applied"), told("invoice.settled")
    assert (applied["amount_minor"], applied["residuals"], applied["open_minor"]) == (98_00, {"discount": 2_00}, 0)
    assert (settled["number"], settled["days_late"], settled["customer_number"]) == ("INV-1", 10, "C1")


def test_a_part_payment_settles_nothing_and_undoing_it_reopens_nothing(act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "INV-1", 100_00, due=DUE)
    receipt = make_receipt(act, "R1", 40_00, customer_id=customer.pk)
    entry = apply_receipt(
        act=act, receipt_id=receipt, lines=[AllocationLine(receivable_id=invoice, amount_minor=40_00)]
    )
    unapply(act=act, entry_id=entry)
    assert names() == ["invoice.opened", "receipt.recorded", "receipt.applied", "allocation.reversed"]
    assert told("allocation.reversed")[0][1]["undone"] == "principal"


def test_undoing_a_full_payment_reopens_the_invoice(act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "INV-1", 100_00, due=DUE)
    receipt = make_receipt(act, "R1", 100_00, customer_id=customer.pk)
    entry = apply_receipt(
        act=act, receipt_id=receipt, lines=[AllocationLine(receivable_id=invoice, amount_minor=100_00)]
    )
    unapply(act=act, entry_id=entry)
    assert names()[-3:] == ["invoice.settled", "allocation.reversed", "invoice.reopened"]
    assert told("invoice.reopened")[0][1]["open_minor"] == 100_00


def test_a_credit_note_is_used_and_the_rest_paid_out(act: Act) -> None:
    customer = make_customer(act)
    invoice = make_invoice(act, customer, "INV-1", 30_00, due=DUE)
    credit = make_invoice(act, customer, "CN-1", 50_00, due=DUE, kind="credit_note")
    apply_credit_note(act=act, credit_note_id=credit, receivable_id=invoice, amount_minor=30_00)
    refund_credit_note(act=act, credit_note_id=credit, amount_minor=20_00)
    assert names() == [
        "invoice.opened", "credit_note.opened", "credit_note.applied", "invoice.settled", "credit_note.refunded",
    ]  # fmt: skip
    assert told("credit_note.applied")[0][1]["credit_note_id"] == credit


def test_what_is_written_off_is_said_to_be_settled_too(act: Act) -> None:
    invoice = make_invoice(act, make_customer(act), "INV-1", 30_00, due=DUE)
    write_off_receivable(act=act, receivable_id=invoice, amount_minor=30_00)
    assert names() == ["invoice.opened", "invoice.written_off", "invoice.settled"]


def test_money_of_nobody_is_identified_refunded_or_not_ours(act: Act) -> None:
    customer = make_customer(act)
    one, two = make_receipt(act, "R1", 10_00), make_receipt(act, "R2", 20_00)
    identify_receipt(act=act, receipt_id=one, customer_id=customer.pk)
    refund_receipt(act=act, receipt_id=one, amount_minor=10_00)
    mark_not_ours(act=act, receipt_id=two, amount_minor=20_00)
    assert names() == ["receipt.recorded"] * 2 + ["receipt.identified", "receipt.refunded", "receipt.not_ours"]
    assert told("receipt.identified")[0][1]["customer_number"] == "C1"
    assert told("receipt.not_ours")[0][1]["customer_id"] is None


def many(act: Act, count: int) -> None:
    customer = make_customer(act)
    open_receivables(
        act=act,
        receivables=[
            NewReceivable(customer.pk, "invoice", f"N{n}", "test", f"N{n}", DUE, DUE, "EUR", 1_00) for n in range(count)
        ],
    )


def test_a_large_step_is_silent_unless_somebody_listens(act: Act) -> None:
    subscribe(act, "receipt.applied")
    many(act, BULK_POSTINGS + 1)
    assert names() == []


@pytest.mark.parametrize("kinds", [(), ("invoice.opened",)])
def test_a_large_step_tells_those_who_listen(act: Act, kinds: tuple[str, ...]) -> None:
    endpoint = subscribe(act, *kinds)
    many(act, BULK_POSTINGS + 1)
    assert names() == ["invoice.opened"] * (BULK_POSTINGS + 1)
    assert WebhookDelivery.objects.filter(endpoint_id=endpoint, state="waiting").count() == BULK_POSTINGS + 1


def test_each_event_is_owed_to_those_who_subscribed_to_its_kind(act: Act) -> None:
    both, one = subscribe(act), subscribe(act, "receipt.recorded")
    paused, off = subscribe(act, state="paused"), subscribe(act, state="disabled")
    make_invoice(act, make_customer(act), "INV-1", 30_00, due=DUE)
    make_receipt(act, "R1", 10_00)
    owed = [row.endpoint_id for row in WebhookDelivery.objects.order_by("pk")]
    assert sorted(owed) == sorted([both, both, one, paused, paused])
    assert off not in owed


def test_an_event_goes_with_the_fact_when_the_transaction_does(act: Act) -> None:
    subscribe(act)
    with pytest.raises(RuntimeError), transaction.atomic():
        make_receipt(act, "R1", 10_00)
        raise RuntimeError
    assert names() == []
    assert not WebhookDelivery.objects.exists()


def test_events_are_never_changed(act: Act) -> None:
    make_receipt(act, "R1", 10_00)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Event.objects.update(kind="invoice.opened")
