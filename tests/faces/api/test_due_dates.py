"""When an invoice is due: by its date, or by its terms as in an import."""

from __future__ import annotations

from typing import Any

import pytest

from duly.services.act import Act
from tests.builders import make_customer
from tests.faces.api.conftest import Program


def _body(customer_id: int, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": customer_id, "number": "R-1", "issue_date": "2026-03-02",
        "amount": {"amount_minor": 100_00, "currency": "EUR"}, **more,
    }  # fmt: skip


def test_the_terms_say_when_it_is_due_and_what_may_be_deducted(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    made = api.post("/invoices", _body(customer.pk, terms_text="2/10 net 30"))
    assert made.status_code == 201, made.content
    assert made.json()["due_date"] == "2026-04-01"
    assert made.json()["discounts"] == [{"until_date": "2026-03-12", "percent": "2", "discount_minor": 200}]


def test_a_due_date_wins_over_the_terms(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    made = api.post("/invoices", _body(customer.pk, terms_text="2/10 net 30", due_date="2026-03-20")).json()
    assert made["due_date"] == "2026-03-20" and made["discounts"][0]["discount_minor"] == 200
    free = api.post("/invoices", _body(customer.pk, number="R-2", terms_text="as agreed", due_date="2026-03-20"))
    assert free.status_code == 201 and free.json()["terms_text"] == "as agreed"


@pytest.mark.parametrize(
    ("more", "field"),
    [({}, "body.due_date"), ({"terms_text": "  "}, "body.due_date"), ({"terms_text": "soon"}, "body.terms_text")],
)
def test_without_either_it_is_refused_with_the_remedy(
    api: Program, now_act: Act, more: dict[str, str], field: str
) -> None:
    customer = make_customer(now_act)
    refused = api.post("/invoices", _body(customer.pk, **more))
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["field"]) == (422, field) and error["remedy"]
    bulk = api.post(
        "/invoices/bulk", {"invoices": [_body(customer.pk, due_date="2026-04-01"), _body(customer.pk, **more)]}
    )
    assert bulk.json()["errors"][0]["field"] == field.replace("body.", "body.invoices.1.")
    assert api.get("/invoices").json()["data"] == []


def test_terms_with_instalments_make_an_invoice_for_each(api: Program, now_act: Act) -> None:
    customer = make_customer(now_act)
    body = _body(customer.pk, terms_text="50% in 30 days, balance in 60 days")
    single = api.post("/invoices", body)
    assert (single.status_code, single.json()["code"]) == (422, "instalments")
    made = api.post("/invoices/bulk", {"invoices": [body]})
    assert made.status_code == 201, made.content
    assert [(one["instalment_no"], one["instalment_count"], one["due_date"], one["amount"]["amount_minor"])
            for one in made.json()["data"]] == [(1, 2, "2026-04-01", 5000), (2, 2, "2026-05-01", 5000)]  # fmt: skip
