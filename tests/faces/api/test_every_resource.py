"""Every resource beside customers and invoices, in the order in which a clerk's day uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duly.core.dunning.default import DEFAULT_TEXT
from duly.services.act import Act
from duly.services.dunning.save_procedure import install_default_procedure
from duly.store.models import Company, DunningNotice, ImportRun
from tests.builders import make_customer, make_invoice, make_receipt
from tests.faces.api.conftest import Program, program


def test_a_contact_is_added_changed_and_silenced(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act, email=None)
    made = api.post("/contacts", {"customer_id": customer.pk, "name": "Ada", "email": "ada@nord.example"})
    assert made.status_code == 201, made.content
    path = f"/contacts/{made.json()['id']}"
    changed = api.patch(path, {"phone": "+49 431 1", "is_active": False}, If_Match=api.get(path)["ETag"])
    assert changed.status_code == 200 and changed.json()["phone"] == "+49 431 1"
    assert changed.json()["email"] == "ada@nord.example" and changed.json()["is_active"] is False
    assert api.get(f"/contacts?customer_id={customer.pk}&is_active=false").json()["data"] == [changed.json()]
    same = api.post("/contacts", {"customer_id": customer.pk, "email": "ADA@nord.example"})
    assert same.status_code == 422 and same.json()["errors"][0]["field"] == "body.email"


def test_segments_are_those_customers_are_in(api: Program, now_act: Act) -> None:
    for number, segment in (("1", "Retail"), ("2", "Retail"), ("3", "Public")):
        make_customer(now_act, number, segment=segment)
    first = api.get("/segments?limit=1").json()
    assert first["data"] == [{"name": "Public", "customers": 1}]
    rest = api.get(first["next"].removeprefix("/api/v1")).json()
    assert rest == {"data": [{"name": "Retail", "customers": 2}], "next": None}


def test_money_arrives_is_allocated_and_the_allocation_is_undone(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    due = now_act.business_date
    first, second = (make_invoice(now_act, customer, n, 10000, due=due) for n in ("R-1", "R-2"))
    made = api.post("/receipts", {
        "external_id": "B-1", "received_date": str(due), "amount": {"amount_minor": 19800, "currency": "EUR"},
    })  # fmt: skip
    assert made.status_code == 201 and made.json()["customer_id"] is None
    receipt = made.json()["id"]
    body = {"receipt_id": receipt, "lines": [
        {"invoice_id": first, "amount_minor": 10000},
        {"invoice_id": second, "amount_minor": 9800, "residuals": {"discount": 200}},
    ]}  # fmt: skip
    put = api.post("/allocations", body)
    assert put.status_code == 201, put.content
    assert sorted((a["kind"], a["amount"]["amount_minor"]) for a in put.json()["data"]) == [
        ("discount", 200), ("principal", 9800), ("principal", 10000),
    ]  # fmt: skip
    assert api.get(f"/invoices/{second}").json()["state"] == "closed"
    assert api.get(f"/receipts/{receipt}").json()["unapplied"]["amount_minor"] == 0
    assert api.get(f"/receipts/{receipt}").json()["customer_id"] == customer.pk
    again = api.post("/allocations", body)
    assert again.status_code == 409 and again.json()["remedy"]
    one = put.json()["data"][0]["id"]
    undone = api.post(f"/allocations/{one}/undo", {"reason": "Wrong customer"})
    assert undone.status_code == 200 and all(a["undone_at"] for a in undone.json()["data"])
    assert api.get(f"/invoices/{second}").json()["open"]["decimal"] == "100.00"
    assert len(api.get(f"/allocations?receipt_id={receipt}").json()["data"]) == 3
    assert api.post(f"/allocations/{one}/undo").status_code == 409


def test_money_that_is_not_for_an_invoice(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    ids = [make_receipt(now_act, f"B-{n}", 5000) for n in range(3)]
    named = api.post(f"/receipts/{ids[0]}/identify", {"customer_id": customer.pk})
    assert named.json()["customer_id"] == customer.pk
    back = api.post(f"/receipts/{ids[1]}/refund", {"amount_minor": 5000})
    assert back.json()["unapplied"]["amount_minor"] == 0, back.content
    assert api.post(f"/receipts/{ids[2]}/not-ours", {"amount_minor": 5000}).status_code == 200
    assert [r["id"] for r in api.get("/receipts?state=open").json()["data"]] == [ids[0]]
    assert [r["id"] for r in api.get("/receipts?unidentified=false").json()["data"]] == [ids[0]]
    assert api.post("/receipts", {
        "external_id": "B-0", "source": "test", "received_date": "2026-03-01",
        "amount": {"amount_minor": 1, "currency": "EUR"},
    }).status_code == 409  # fmt: skip


def test_a_credit_note_is_used_and_the_rest_paid_out(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    invoice = make_invoice(now_act, customer, "R-1", 3000, due=now_act.business_date)
    made = api.post("/credit-notes", {
        "customer_id": customer.pk, "number": "G-1", "issue_date": str(now_act.business_date),
        "amount": {"amount_minor": 5000, "currency": "EUR"},
    })  # fmt: skip
    assert made.status_code == 201, made.content
    path = f"/credit-notes/{made.json()['id']}"
    used = api.post(f"{path}/use", {"invoice_id": invoice, "amount_minor": 3000})
    assert used.status_code == 200 and used.json()["open"]["amount_minor"] == 2000, used.content
    assert api.get(f"/invoices/{invoice}").json()["state"] == "closed"
    assert api.post(f"{path}/refund", {"amount_minor": 2000}).json()["state"] == "closed"
    assert api.get(f"/invoices/{made.json()['id']}").status_code == 404, "a credit note is no invoice"
    assert api.get("/credit-notes?state=closed").json()["data"][0]["number"] == "G-1"


def test_promises_disputes_and_notes(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    invoice = make_invoice(now_act, customer, "R-1", 3000, due=now_act.business_date)
    day = str(now_act.business_date + timedelta(days=5))
    promise = api.post("/promises", {"customer_id": customer.pk, "promised_date": day})
    assert promise.status_code == 201, promise.content
    assert promise.json()["invoice_ids"] == [invoice] and promise.json()["made_via"] == "api"
    past = api.post("/promises", {"customer_id": customer.pk, "promised_date": "2020-01-01"})
    assert past.status_code == 422 and past.json()["errors"][0]["field"] == "body.promised_date"
    taken = api.post(f"/promises/{promise.json()['id']}/withdraw")
    assert taken.json()["state"] == "withdrawn"
    dispute = api.post("/disputes", {"invoice_id": invoice, "reason_code": "price", "amount_minor": 1000})
    assert dispute.status_code == 201, dispute.content
    beyond = api.post("/disputes", {"invoice_id": invoice, "reason_code": "price", "amount_minor": 2001})
    assert beyond.status_code == 422
    path = f"/disputes/{dispute.json()['id']}"
    etag = api.get(path)["ETag"]
    assert api.post(f"{path}/resolve", {"resolution": "rejected"}, If_Match=etag).json()["state"] == "resolved"
    assert api.post(f"{path}/resolve", {"resolution": "rejected"}, If_Match=etag).status_code == 412
    assert api.post(f"{path}/resolve", {"resolution": "rejected"}).status_code == 409
    note = api.post("/notes", {"customer_id": customer.pk, "text": "Ask for Ms Lind", "invoice_id": invoice})
    assert note.status_code == 201 and note.json()["kind"] == "note"
    call = api.post("/notes", {"customer_id": customer.pk, "call_outcome": "no_answer"})
    assert call.json()["kind"] == "call"
    assert len(api.get(f"/notes?customer_id={customer.pk}").json()["data"]) == 2
    assert api.post("/notes", {"customer_id": customer.pk, "text": " "}).status_code == 422


def test_a_procedure_is_checked_and_saved(api: Program, now_act: Act) -> None:
    good = api.post("/procedure-checks", {"text": DEFAULT_TEXT}, key=None)
    assert good.json() == {"is_usable": True, "problems": []}
    bad = api.post("/procedure-checks", {"text": "levels: 1"}, key=None).json()
    assert not bad["is_usable"] and bad["problems"][0]["remedy"]
    saved = api.post("/procedures", {"text": DEFAULT_TEXT, "is_default": True, "note": "First"})
    assert saved.status_code == 201, saved.content
    name = saved.json()["name"]
    assert api.get(f"/procedures/{name}").json()["version"] == 1
    assert [one["name"] for one in api.get("/procedures").json()["data"]] == [name]
    assert api.post("/procedures", {"text": "levels: 1"}).status_code == 422
    assert api.get("/procedures/none").status_code == 404
    assert program(now_act, "clerk").post("/procedures", {"text": DEFAULT_TEXT}).status_code == 403


def test_a_day_is_started_and_says_why(api: Program, now_act: Act) -> None:
    from duly.services.dunning.run_cycle import run_shard, waiting_shards
    from duly.wiring.ports import ports

    customer = make_customer(now_act)
    late = make_invoice(now_act, customer, "R-1", 9000, due=now_act.business_date - timedelta(days=20))
    assert api.post("/cycles").status_code == 409, "no procedure rules yet"
    install_default_procedure(act=now_act)
    Company.objects.filter(pk=now_act.company_id).update(bank_data_max_age_hours=0)
    started = api.post("/cycles", {"reason": "First day"})
    assert started.status_code == 201, started.content
    cycle = started.json()["id"]
    assert api.post("/cycles").json()["id"] == cycle, "a day is run once"
    for number in waiting_shards(now_act.company_id, cycle):
        run_shard(act=now_act, ports=ports(), cycle_id=cycle, shard_no=number)
    assert api.get(f"/cycles/{cycle}").json()["state"] == "done"
    assert api.get("/cycles?state=done").json()["data"][0]["counts"]
    (decision,) = api.get(f"/cycles/{cycle}/decisions").json()["data"]
    assert decision["customer_id"] == customer.pk
    assert [item["invoice_id"] for item in decision["items"]] == [late]
    every = [*decision["reasons"], *(r for item in decision["items"] for r in item["reasons"]),
             *(r for action in decision["actions"] for r in action["reasons"])]  # fmt: skip
    assert every and all(r["sentence"] and "{" not in r["sentence"] for r in every)
    assert api.get(f"/decisions/{decision['id']}").json() == decision
    outlook = api.get(f"/customers/{customer.pk}/outlook")
    assert outlook.status_code == 200 and outlook.json()["items"]


def _notice(act: Act, state: str) -> int:
    customer = make_customer(act, f"C-{state}")
    return DunningNotice.objects.create(
        company_id=act.company_id, customer=customer, business_date=act.business_date, state=state,
        level_key="reminder_1", template_key="reminder", language="en", to_email="a@b.example", subject="Reminder",
        total_minor=1000, currency="EUR", idempotency_key=f"test-{state}",
    ).pk  # fmt: skip


def test_a_held_notice_is_approved_another_left_out(api: Program, now_act: Act) -> None:
    held, queued, sent = (_notice(now_act, state) for state in ("held", "queued", "sent"))
    assert {one["id"] for one in api.get("/notices").json()["data"]} == {held, queued, sent}
    page = api.get("/notices?limit=2").json()
    rest = api.get(page["next"].removeprefix("/api/v1")).json()
    assert len(page["data"]) == 2 and len(rest["data"]) == 1 and rest["next"] is None
    approved = api.post(f"/notices/{held}/approve")
    assert approved.status_code == 200 and approved.json()["state"] == "queued", approved.content
    assert approved.json()["approved_by"] == "admin program (API)"
    left = api.post(f"/notices/{queued}/exclude", {"reason": "Paid by phone"})
    assert left.json()["state"] == "excluded"
    late = api.post(f"/notices/{sent}/exclude", {"reason": "Too late"})
    assert late.status_code == 409 and late.json()["code"] == "state"


def test_worklist_and_reports_say_the_same_money(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    make_invoice(now_act, customer, "R-1", 9000, due=now_act.business_date - timedelta(days=20))
    make_invoice(now_act, customer, "R-2", 1000, due=now_act.business_date + timedelta(days=20))
    aging = api.get("/reports/aging").json()
    (line,) = aging["data"]
    assert line["overdue"]["amount_minor"] == 9000 and line["balance"]["amount_minor"] == 10000
    assert aging["totals"][0]["balance"] == line["balance"] and len(line["buckets"]) == len(aging["bucket_names"])
    balances = api.get(f"/customers/{customer.pk}/balances").json()
    assert balances["balances"][0]["overdue"]["amount_minor"] == 9000
    figures = api.get("/reports/figures?period=month").json()
    assert {one["metric"] for one in figures["figures"]} >= {"dso", "cei"}
    paper = api.get(f"/reports/statement?customer_id={customer.pk}").json()
    assert paper["closing"]["amount_minor"] == 10000 and len(paper["lines"]) == 2
    turned = api.get(f"/reports/statement?customer_id={customer.pk}&from_date=2026-02-01&to_date=2026-01-01")
    assert turned.status_code == 422
    worklist = api.get("/worklist").json()
    assert [one["customer_id"] for one in worklist["data"]] in ([customer.pk], [])


def test_a_file_is_uploaded_and_its_bad_line_waits(api: Program, tmp_path: object, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    text = "customer_id,customer_name,invoice_number,issue_date,due_date,amount,currency\n" + "".join(
        f"K{n},Nord {n},R-{n},2026-03-{n:02d},2026-04-01,119.00,EUR\n" for n in range(1, 20)
    )

    def send(key: str, content: str = text) -> object:
        upload = SimpleUploadedFile("open.csv", content.encode(), content_type="text/csv")
        return api.client.post(
            "/api/v1/imports", {"file": upload, "source": "erp"}, headers=api.headers | {"Idempotency-Key": key}
        )

    made = send("file-1")
    assert made.status_code == 201, made.content  # type: ignore[attr-defined]
    again = send("file-1")
    assert again["Idempotent-Replayed"] == "true" and again.content == made.content  # type: ignore[index,attr-defined]
    assert ImportRun.objects.count() == 1
    run = made.json()  # type: ignore[attr-defined]
    assert (run["source"], run["rows_total"]) == ("erp", 19), run
    assert api.get(f"/imports/{run['id']}").json()["id"] == run["id"]
    assert api.get("/imports").json()["data"][0]["file_name"] == "open.csv"
    assert api.get(f"/imports/{run['id']}/quarantine").json() == {"data": [], "next": None}
    stopped = api.post(f"/imports/{run['id']}/cancel")
    assert stopped.status_code == 200, stopped.content
    assert send("file-2", "").status_code == 422  # type: ignore[attr-defined]
    assert api.post("/imports", {}).status_code == 415


def test_events_audit_and_the_token_itself(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    make_invoice(now_act, customer, "R-1", 9000, due=now_act.business_date)
    assert api.get("/audit").json()["is_clean"] is True
    listed = api.get("/events").json()["data"]
    assert listed, "an invoice was opened"
    assert api.get(f"/events/{listed[0]['id']}").json() == listed[0]
    caught_up = api.get(f"/events?after={listed[0]['id']}").json()["data"]
    assert caught_up == []
    assert api.get("/events?after=0").json()["data"] == listed[::-1]
    me = api.get("/token").json()
    assert me["role"] == "admin" and "edit_procedure" in me["verbs"] and me["company_slug"] == "test-trading"


@pytest.mark.parametrize(
    "path",
    ("invoices", "credit-notes", "customers", "contacts", "receipts", "allocations", "promises", "disputes", "cycles",
     "decisions", "notices", "imports", "events"),
)  # fmt: skip
def test_what_is_not_there_is_a_problem(api: Program, path: str) -> None:
    answer = api.get(f"/{path}/123456789")
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
