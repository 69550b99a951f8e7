"""Invoices, histories, credit notes and payments from files, and what the ledger then says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from duly.core.billing.intake import adds_up
from duly.services.act import Act
from duly.services.billing.check_import import check_import
from duly.services.ports import ImportPorts
from duly.store.models import Contact, Customer, OpenItem, OpenReceipt, Posting, Receivable
from duly.store.queries.imports import quarantine_rows
from tests.services.billing.importing import assert_sound, counts, import_ports, stage, take

INVOICES = """invoice_number,customer_id,customer_name,customer_email,issue_date,due_date,amount,currency
INV-1,C1,Nord GmbH,ada@nord.example,2026-01-05,2026-02-04,1190.00,EUR
INV-2,C1,Nord GmbH,ada@nord.example,2026-01-06,2026-02-05,59.50,EUR
INV-3,C2,Süd KG,,2026-01-07,2026-02-06,200.00,USD
"""
HISTORY = "invoice_number,customer_id,issue_date,due_date,amount,currency,settled_date,settled_amount,status,disputed\n"


@pytest.fixture
def ports(tmp_path: Path) -> ImportPorts:
    return import_ports(tmp_path)


def open_by_number() -> dict[str, int]:
    return {item.receivable.number: item.open_minor for item in OpenItem.objects.select_related("receivable")}


def test_invoices_open_receivables_and_create_customers(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, INVOICES)
    assert run.state == "done", run.message
    assert counts(run) == (3, 0, 0, 0)
    assert open_by_number() == {"INV-1": 119000, "INV-2": 5950, "INV-3": 20000}
    assert Customer.objects.get(external_id="C1").name == "Nord GmbH"
    assert [c.email for c in Contact.objects.all()] == ["ada@nord.example"]
    assert Receivable.objects.get(number="INV-1").creditor_reference.startswith("RF")
    assert run.totals["report"]["accepted"]["sums_minor"] == {"EUR": 124950, "USD": 20000}
    assert adds_up(run.totals["report"])
    assert_sound(act)


def test_the_same_file_twice_adds_nothing(act: Act, ports: ImportPorts) -> None:
    take(act, ports, INVOICES)
    before = Posting.objects.count()
    assert counts(take(act, ports, INVOICES)) == (0, 0, 3, 0)
    assert Posting.objects.count() == before
    assert Customer.objects.count() == 2


def test_batches_of_one_give_the_same_ledger(act: Act, ports: ImportPorts) -> None:
    from duly.services.billing.run_import import run_import

    run = run_import(act=act, ports=ports, run_id=stage(act, ports, INVOICES), batch_rows=1)
    assert counts(run) == (3, 0, 0, 0)
    assert adds_up(run.totals["report"])
    assert open_by_number() == {"INV-1": 119000, "INV-2": 5950, "INV-3": 20000}


def test_a_changed_document_waits_with_what_changed(act: Act, ports: ImportPorts) -> None:
    take(act, ports, INVOICES)
    run = take(act, ports, INVOICES.replace("59.50", "60.50"))
    assert counts(run) == (0, 0, 2, 1)
    [line] = quarantine_rows(act.company_id, run.id)
    assert line.errors[0]["code"] == "changed_document"
    assert "5950 there, 6050 in the file" in line.errors[0]["reason"]
    assert open_by_number()["INV-2"] == 5950


def test_the_dry_run_says_what_the_run_then_does(act: Act, ports: ImportPorts) -> None:
    run_id = stage(act, ports, INVOICES + "INV-4,C9,,,2026-13-40,2026-02-06,1.00,EUR\n")
    found = check_import(act=act, ports=ports, run_id=run_id)
    assert (found["new"], found["quarantined"], found["customers"]) == (3, 1, 2)
    assert found["reasons"] == {"not_a_date": 1}
    assert adds_up(found["report"])
    assert Posting.objects.count() == Customer.objects.count() == 0


def test_without_leave_unknown_customers_wait(act: Act, ports: ImportPorts) -> None:
    run = take(act, ports, INVOICES, "create_customers:no")
    assert counts(run) == (0, 0, 0, 3)
    assert {line.errors[0]["code"] for line in quarantine_rows(act.company_id, run.id)} == {"unknown_customer"}


def test_terms_give_due_dates_instalments_and_discounts(act: Act, ports: ImportPorts) -> None:
    text = """invoice_number,customer_id,issue_date,payment_terms,amount,currency
T1,C1,2026-01-05,2/10 net 30,100.00,EUR
T2,C1,2026-01-05,"50% deposit, balance net 30",100.01,EUR
T3,C1,2026-01-05,whenever it suits,100.00,EUR
"""
    run = take(act, ports, text)
    assert counts(run) == (2, 0, 0, 1)
    discounted = Receivable.objects.get(number="T1")
    assert discounted.due_date == date(2026, 2, 4)
    assert discounted.discounts == [{"until_date": "2026-01-15", "percent": "2", "discount_minor": 200}]
    parts = Receivable.objects.filter(number="T2").order_by("instalment_no")
    assert [(p.instalment_no, p.instalment_count) for p in parts] == [(1, 2), (2, 2)]
    assert sum(p.amount_minor for p in parts) == 10001
    assert quarantine_rows(act.company_id, run.id)[0].errors[0]["code"] == "terms_unreadable"
    assert_sound(act)


def test_what_became_of_invoices_is_booked_as_it_was(act: Act, ports: ImportPorts) -> None:
    rows = """P1,C1,2026-01-01,2026-01-31,100.00,EUR,2026-01-20,100.00,paid,no
P2,C1,2026-01-01,2026-01-31,100.00,EUR,2026-02-20,40.00,paid,no
S1,C1,2026-01-01,2026-01-31,100.00,EUR,2026-02-20,97.00,cleared,yes
S2,C1,2026-01-01,2026-01-31,100.00,EUR,2026-02-20,103.00,cleared,no
W1,C1,2026-01-01,2026-01-31,100.00,EUR,2026-02-20,,gone,no
O1,C1,2026-01-01,2026-01-31,100.00,EUR,,,waiting,no
E1,C1,2026-01-10,2026-01-31,100.00,EUR,2026-01-05,100.00,paid,no
"""
    maps = ("status.cleared:settled", "status.gone:withdrawn", "status.waiting:open", "status.paid:paid")
    run = take(act, ports, HISTORY + rows, *maps)
    assert run.state == "done", run.message
    assert counts(run) == (7, 0, 0, 0)
    assert open_by_number() == {"P2": 6000, "O1": 10000}
    assert [r.unapplied_minor for r in OpenReceipt.objects.all()] == [300]
    short = Posting.objects.get(kind="short_payment")
    assert (short.amount_minor, short.effective_date) == (300, date(2026, 2, 20))
    assert Posting.objects.get(kind="credit_applied").amount_minor == 10000
    assert not Posting.objects.filter(kind="receipt", receipt__external_id__startswith="W1").exists()
    early = Posting.objects.get(kind="principal", receivable__number="E1")
    assert early.effective_date == date(2026, 1, 10)  # never before the invoice
    assert {name: tally["rows"] for name, tally in run.totals["report"]["outcomes"].items()} == {
        "open": 1, "paid": 3, "settled": 2, "withdrawn": 1,
    }  # fmt: skip
    assert_sound(act)
    assert counts(take(act, ports, HISTORY + rows, *maps)) == (0, 0, 7, 0)


def test_an_invoice_that_is_paid_in_the_next_export_is_settled(act: Act, ports: ImportPorts) -> None:
    line = "P1,C1,2026-01-01,2026-01-31,100.00,EUR,{},{},,no\n"
    take(act, ports, HISTORY + line.format("", "") + "P2,C1,2026-01-01,2026-01-31,5.00,EUR,2026-01-09,5.00,,no\n")
    run = take(act, ports, HISTORY + line.format("2026-02-03", "100.00"))
    assert counts(run) == (0, 1, 0, 0)
    assert open_by_number() == {}
    other = take(act, ports, HISTORY + line.format("2026-02-04", "100.00"))
    assert counts(other) == (0, 0, 0, 1)
    assert quarantine_rows(act.company_id, other.id)[0].errors[0]["code"] == "changed_settlement"
    assert_sound(act)


def test_an_open_amount_below_the_amount_is_open_so_far(act: Act, ports: ImportPorts) -> None:
    text = "invoice_number,customer_id,issue_date,due_date,amount,open_amount,currency\n"
    take(act, ports, text + "A,C1,2026-01-01,2026-01-31,100.00,30.00,EUR\n")
    assert open_by_number() == {"A": 3000}
    assert_sound(act)


def test_credit_notes_pay_the_invoice_they_name(act: Act, ports: ImportPorts) -> None:
    take(act, ports, INVOICES)
    text = """credit_note_number,customer_id,credit_date,credit_amount,currency,invoice_number
CN1,C1,2026-02-01,90.00,EUR,INV-2
CN2,C2,2026-02-01,50.00,EUR,INV-3
"""
    run = take(act, ports, text, "kind:credit_notes", "issue_date=credit_date", "create_customers:yes")
    assert counts(run) == (2, 0, 0, 0), run.totals
    # 59.50 used, the rest and the note in another currency stay open credits
    assert open_by_number() == {"INV-1": 119000, "INV-3": 20000, "CN1": -3050, "CN2": -5000}
    assert_sound(act)


def test_payments_are_applied_by_number_and_the_rest_waits(act: Act, ports: ImportPorts) -> None:
    take(act, ports, INVOICES)
    text = """payment_id,received_date,amount,currency,customer_id,invoice_number
P1,2026-02-01,1000.00,EUR,C1,INV-1
P2,2026-02-02,300.00,EUR,,INV-1 INV-2
P3,2026-02-03,10.00,EUR,,
P4,2026-02-03,10.00,EUR,C7,
P5,2026-01-02,20.00,USD,C2,INV-3
"""
    run = take(act, ports, text, "kind:payments")
    assert counts(run) == (4, 0, 0, 1)
    assert open_by_number() == {"INV-3": 18000}
    waiting = {r.receipt.external_id: (r.unapplied_minor, r.customer_id) for r in OpenReceipt.objects.all()}
    customer = Customer.objects.get(external_id="C1").pk
    assert waiting == {"P2": (30000 - 19000 - 5950, customer), "P3": (1000, None)}
    assert quarantine_rows(act.company_id, run.id)[0].errors[0]["code"] == "unknown_customer"
    assert_sound(act)
    assert counts(take(act, ports, text, "kind:payments")) == (0, 0, 4, 1)


def test_customers_and_contacts_are_updated_not_doubled(act: Act, ports: ImportPorts) -> None:
    head = "customer_id,customer_name,country,email,payment_terms\n"
    take(act, ports, head + "C1,Nord GmbH,DE,ada@nord.example,net 30\n", "kind:customers")
    run = take(act, ports, head + "C1,Nord AG,DE,ada@nord.example,\nC2,Neu KG,AT,,\n", "kind:customers")
    assert counts(run) == (1, 1, 0, 0)
    nord = Customer.objects.get(external_id="C1")
    assert (nord.name, nord.terms_text) == ("Nord AG", "net 30")  # an empty cell takes nothing away
    people = "customer_id,contact_name,email,role\nC1,Ada,ada@nord.example,Accounts payable\nC9,Bo,bo@x.example,\n"
    run = take(act, ports, people, "kind:contacts")
    assert counts(run) == (0, 1, 0, 1)
    assert [(c.name, c.email, c.role) for c in Contact.objects.all()] == [("Ada", "ada@nord.example", "billing")]
    assert counts(take(act, ports, people, "kind:contacts")) == (0, 0, 1, 1)
