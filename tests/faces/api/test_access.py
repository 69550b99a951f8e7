"""The door: tokens, roles, keys, kinds of body, limits."""

from __future__ import annotations

import pytest

from duly.faces.api.access import FAILURES
from duly.services.accounts.manage_people import add_person, set_access
from duly.services.act import Act
from duly.services.api.revoke_token import revoke_token
from duly.store.models import ApiToken
from duly.store.queries.api_tokens import tokens_of
from tests.builders import make_customer, make_invoice
from tests.faces.api.conftest import Program, program


def test_without_a_token_there_is_a_problem_and_a_challenge(company: int) -> None:
    answer = Program("").get("/customers")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["remedy"]


@pytest.mark.parametrize("token", ["x", "duly_1_x", "duly_999999_abc", "duly__", "Ünicode"])
def test_what_is_no_token_opens_nothing(company: int, token: str) -> None:
    assert Program(token).get("/customers").status_code == 401


def test_an_expired_and_a_revoked_token_open_nothing(now_act: Act) -> None:
    from datetime import timedelta

    one = program(now_act)
    assert one.get("/customers").status_code == 200
    (facts,) = tokens_of(now_act.company_id)
    assert facts.last_used_at is not None
    ApiToken.objects.filter(pk=facts.id).update(expires_at=now_act.at - timedelta(seconds=1))
    assert one.get("/customers").status_code == 401
    ApiToken.objects.filter(pk=facts.id).update(expires_at=now_act.at + timedelta(days=1))
    revoke_token(act=now_act, token_id=facts.id)
    assert one.get("/customers").status_code == 401


def test_a_viewer_reads_and_changes_nothing(now_act: Act) -> None:
    viewer = program(now_act, "viewer")
    assert viewer.get("/customers").status_code == 200
    refused = viewer.post("/customers", {"number": "1", "name": "Nord"})
    assert refused.status_code == 403
    assert "viewer" in refused.json()["detail"]


def test_a_sales_token_sees_its_persons_customers_only(now_act: Act) -> None:
    person = add_person(act=now_act, email="rep@test.example", role="sales").user_id
    mine = make_customer(now_act, "MINE", owner_id=person)
    other = make_customer(now_act, "OTHER")
    due = now_act.business_date
    seen = make_invoice(now_act, mine, "R-1", 1000, due=due)
    unseen = make_invoice(now_act, other, "R-2", 1000, due=due)
    rep = program(now_act, "sales", for_user_id=person)
    assert [one["number"] for one in rep.get("/customers").json()["data"]] == ["MINE"]
    assert [one["id"] for one in rep.get("/invoices").json()["data"]] == [seen]
    assert rep.get(f"/customers/{other.pk}").status_code == 404
    assert rep.get(f"/invoices/{unseen}").status_code == 404
    set_access(act=now_act, user_id=person, is_active=False)
    assert rep.get("/customers").status_code == 401, "who works here no more has no customers"


def test_a_body_of_another_kind_and_too_large_a_one_are_refused(api: Program) -> None:
    sent = api.headers | {"Idempotency-Key": "k"}
    answer = api.client.post("/api/v1/customers", "a=1", content_type="application/x-www-form-urlencoded", headers=sent)
    assert answer.status_code == 415
    large = api.post("/customers", {"number": "1", "name": "x" * 3_000_000})
    assert large.status_code == 413
    assert large["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", [None, "", "with space", "ü", "x" * 256])
def test_a_post_needs_a_key(api: Program, key: str | None) -> None:
    sent = {} if key is None else {"Idempotency_Key": key}
    answer = api.post("/customers", {"number": "1", "name": "Nord"}, key=None, **sent)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"


def test_too_many_requests_with_a_token_are_told_when_to_come_again(api: Program, settings: object) -> None:
    settings.API_RATE_PER_MINUTE = 3  # type: ignore[attr-defined]
    answers = [api.get("/customers?limit=1") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit"].startswith('"token";r=2;t=')
    assert answers[0]["RateLimit-Policy"] == '"token";q=3;w=60'
    assert 0 < int(answers[3]["Retry-After"]) <= 60


def test_many_wrong_tokens_from_an_address_end_in_a_pause(company: int) -> None:
    stranger = Program(f"duly_{company}_guess")
    statuses = [stranger.get("/customers").status_code for _ in range(FAILURES + 1)]
    assert statuses == [401] * FAILURES + [429]


@pytest.mark.parametrize("path", ["/api/", "/api/v2/x", "/api/v1/nothing", "/api/v1/customers/x", "/api/v1/customers/"])
def test_an_unknown_address_is_a_problem(api: Program, path: str) -> None:
    answer = api.client.get(path, headers=api.headers)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_other_methods_are_told_which_there_are(api: Program) -> None:
    answer = api.client.delete("/api/v1/customers", headers=api.headers)
    assert answer.status_code == 405 and answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"] and "POST" in answer["Allow"]
    options = api.client.options("/api/v1/customers", headers=api.headers)
    assert options.status_code == 204 and "HEAD" in options["Allow"]
    head = api.client.head("/api/v1/customers", headers=api.headers)
    assert head.status_code == 200 and head.content == b"" and head["ETag"]


def test_what_cannot_be_stored_is_refused_at_the_door(api: Program) -> None:
    assert api.get("/customers?q=%00").status_code == 400
    assert api.post("/customers", {"number": "1", "name": "a\x00b"}).status_code == 422
    assert api.post("/customers", {"number": "1", "name": "\ud800"}).status_code == 422
    assert api.get(f"/customers/{2**64}").status_code == 404
