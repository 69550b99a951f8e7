"""Customers and invoices by API: listed, read, entered, changed."""

from __future__ import annotations

from datetime import timedelta

from duly.services.act import Act
from duly.store.models import Activity, ApiAnswer, Customer, Entry, Receivable
from tests.builders import make_customer, make_invoice
from tests.faces.api.conftest import Program, program


def _invoice(customer_id: int, number: str = "R-2026-1", minor: int = 119_00) -> dict[str, object]:
    return {
        "customer_id": customer_id, "number": number, "issue_date": "2026-03-02", "due_date": "2026-04-01",
        "amount": {"amount_minor": minor, "currency": "EUR"},
    }  # fmt: skip


def test_a_customer_is_added_read_and_changed(api: Program, company: int) -> None:
    made = api.post("/customers", {"number": "K-1", "name": "Nord GmbH", "country": "DE"})
    assert made.status_code == 201, made.content
    customer = made.json()
    assert (customer["number"], customer["source"], customer["external_id"]) == ("K-1", "api", "K-1")
    read = api.get(f"/customers/{customer['id']}")
    assert read.json() == customer
    changed = api.patch(f"/customers/{customer['id']}", {"name": "Nord AG", "importance": "key"}, If_Match=read["ETag"])
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["importance"]) == ("Nord AG", "key")
    assert changed.json()["country"] == "DE"
    stale = api.patch(f"/customers/{customer['id']}", {"name": "Süd"}, If_Match=read["ETag"])
    assert stale.status_code == 412
    assert Customer.objects.get(pk=customer["id"]).name == "Nord AG"
    act = Activity.objects.get(verb="customer.added")
    assert act.actor_kind == "api" and act.actor == "admin program (API)"


def test_the_same_customer_is_not_added_twice(api: Program) -> None:
    body = {"number": "K-1", "name": "Nord GmbH"}
    assert api.post("/customers", body).status_code == 201
    again = api.post("/customers", body)
    assert again.status_code == 409 and again.json()["code"] == "exists"


def test_a_misspelt_field_is_refused_by_name(api: Program) -> None:
    answer = api.post("/customers", {"number": "K-1", "name": "Nord", "adress": "Kiel"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "body.adress" and error["remedy"]


def test_an_invoice_is_entered_once_however_often_it_is_sent(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    first = api.post("/invoices", _invoice(customer.pk), key="abc")
    assert first.status_code == 201, first.content
    again = api.post("/invoices", _invoice(customer.pk), key="abc")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
    other = api.post("/invoices", _invoice(customer.pk, minor=1), key="abc")
    assert other.status_code == 409 and other.json()["code"] == "key_reused"
    anew = api.post("/invoices", _invoice(customer.pk), key="def")
    assert anew.status_code == 409 and anew.json()["code"] == "exists"
    assert Receivable.objects.count() == 1
    assert ApiAnswer.objects.count() == 1, "a refusal changed nothing and is not remembered"
    assert first.json()["amount"] == {"amount_minor": 11900, "currency": "EUR", "decimal": "119.00"}
    assert Entry.objects.get().actor_kind == "api"


def test_a_key_is_one_programs_own(api: Program, now_act: Act) -> None:
    body = {"number": "K-1", "name": "Nord"}
    assert api.post("/customers", body, key="same").status_code == 201
    assert program(now_act, "clerk").post("/customers", {"number": "K-2", "name": "Süd"}, key="same").status_code == 201


def test_many_invoices_are_entered_together_or_not_at_all(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    many = [_invoice(customer.pk, f"R-{n}") for n in range(100)]
    made = api.post("/invoices/bulk", {"invoices": many})
    assert made.status_code == 201, made.content
    assert [one["number"] for one in made.json()["data"]] == [f"R-{n}" for n in range(100)]
    half = api.post("/invoices/bulk", {"invoices": [_invoice(customer.pk, "NEW"), _invoice(customer.pk, "R-1")]})
    assert half.status_code == 409 and "R-1" in half.json()["detail"]
    twice = api.post("/invoices/bulk", {"invoices": [_invoice(customer.pk, "NEW")] * 2})
    assert twice.status_code == 422 and twice.json()["code"] == "repeated"
    nobody = api.post("/invoices/bulk", {"invoices": [_invoice(customer.pk, "NEW"), _invoice(10**9, "NEWER")]})
    assert nobody.status_code == 404
    assert Receivable.objects.count() == 100


def test_a_list_is_read_page_by_page_without_a_gap(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    due = now_act.business_date
    ids = [make_invoice(now_act, customer, f"R-{n}", 1000 + n, due=due + timedelta(days=n)) for n in range(7)]
    seen, path = [], "/invoices?limit=3&state=open"
    while path:
        page = api.get(path).json()
        seen += [one["id"] for one in page["data"]]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert seen == ids[::-1]
    late = api.get(f"/invoices?due_to={due + timedelta(days=2)}&fields=id,due_date").json()["data"]
    assert [one["id"] for one in late] == ids[2::-1] and set(late[0]) == {"id", "due_date"}
    assert api.get("/invoices?state=closed").json()["data"] == []


def test_a_cursor_of_somebody_else_and_an_unknown_field_are_refused(api: Program) -> None:
    for query in ("cursor=abc", "cursor=WzFd!", "cursor=WyJ4Il0", "limit=0", "limit=201", "fields=nothing", "fields=",
                  "state=half", "due_to=0001-01-01", "created_since=2026-01-01T00:00:00", "customer_id=x"):  # fmt: skip
        answer = api.get(f"/invoices?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["field"] == f"query.{query.partition('=')[0]}"


def test_what_is_known_already_is_not_sent_again(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    for path in (f"/customers/{customer.pk}", "/customers", "/customers?fields=id"):
        first = api.get(path)
        assert first["ETag"].startswith('"')
        again = api.get(path, If_None_Match=first["ETag"])
        assert again.status_code == 304 and again.content == b"" and again["ETag"] == first["ETag"]
    api.patch(f"/customers/{customer.pk}", {"name": "Other"})
    assert api.get("/customers", If_None_Match=first["ETag"]).status_code == 200


def test_part_of_an_invoice_is_written_off_by_who_may(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    invoice = make_invoice(now_act, customer, "R-1", 1000, due=now_act.business_date)
    body = {"amount_minor": 400, "reason": "Insolvency quota"}
    assert program(now_act, "clerk").post(f"/invoices/{invoice}/write-off", body).status_code == 403
    done = api.post(f"/invoices/{invoice}/write-off", body)
    assert done.status_code == 200 and done.json()["open"]["amount_minor"] == 600
    beyond = api.post(f"/invoices/{invoice}/write-off", body | {"amount_minor": 601})
    assert beyond.status_code == 409, beyond.content


def test_an_amount_is_a_whole_number_and_nothing_that_looks_like_one(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    body = _invoice(customer.pk)
    for minor in (True, "100", 100.0, 1.5):
        answer = api.post("/invoices", body | {"amount": {"amount_minor": minor, "currency": "EUR"}})
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "body.amount.amount_minor", minor
    for name, value in {"customer_id": True, "due_date": 1_772_409_600, "issue_date": "2026-03-02T00:00:00"}.items():
        answer = api.post("/invoices", body | {name: value})
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == f"body.{name}", name
    third = api.post("/invoices", body | {"instalment_no": 3, "instalment_count": 2})
    assert third.status_code == 422 and third.json()["errors"][0]["field"] == "body.instalment_no"
    assert not Receivable.objects.exists()


def test_a_name_that_stands_twice_in_a_body_is_refused(api: Program) -> None:
    for text in ('{"number": "K-1", "number": "K-2", "name": "n"}', '{"number": "K-1", "name": NaN}'):
        answer = api.client.post(
            "/api/v1/customers", text, content_type="application/json", headers=api.headers | {"Idempotency-Key": "k"}
        )
        assert answer.status_code == 400 and answer.json()["code"] == "unreadable"
    assert not Customer.objects.exists()
