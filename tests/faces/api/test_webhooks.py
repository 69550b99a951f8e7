"""Webhooks by the API: added, read, changed, tested, sent again, removed; for tokens with that right alone."""

from __future__ import annotations

import pytest

from duly.services.act import Act
from duly.services.events.register_endpoint import register_endpoint
from duly.store.models import ApiAnswer, WebhookDelivery, WebhookEndpoint
from duly.store.tenancy import in_company
from duly.wiring.ports import event_ports
from tests.builders import make_receipt
from tests.faces.api.conftest import Program, program

URL = "https://hooks.example.com/duly"


def test_an_endpoint_lives_its_life(api: Program, now_act: Act) -> None:
    made = api.post("/webhooks", {"url": URL, "kinds": ["receipt.recorded"], "description": "Till"}, key="k")
    assert made.status_code == 201, made.content
    assert (
        api.post("/webhooks", {"url": URL, "kinds": ["receipt.recorded"], "description": "Till"}, key="k").json()
        == made.json()
    )
    assert WebhookEndpoint.objects.count() == 1
    path = f"/webhooks/{made.json()['id']}"
    assert api.get("/webhooks").json() == {"data": [api.get(path).json()], "next": None}
    secret = api.get(f"{path}/secret").json()["secret"]
    assert secret.startswith("whsec_")
    assert api.post(f"{path}/rotate-secret").status_code == 200
    assert api.get(f"{path}/secret").json()["secret"] != secret
    paused = api.patch(path, {"state": "paused"}, If_Match=api.get(path)["ETag"])
    assert paused.json()["state"] == "paused"
    assert api.post(f"{path}/test").status_code == 409
    changed = api.patch(path, {"state": "active", "url": f"{URL}/2"})
    assert (changed.json()["state"], changed.json()["url"], changed.json()["kinds"]) == (
        "active", f"{URL}/2", ["receipt.recorded"],
    )  # fmt: skip
    make_receipt(now_act, "R1", 100)
    tested = api.post(f"{path}/test")
    assert (tested.status_code, tested.json()["kind"]) == (200, "endpoint.test")
    first = api.get(f"{path}/deliveries?limit=1").json()
    second = api.get(first["next"].removeprefix("/api/v1")).json()
    assert [d["kind"] for d in first["data"] + second["data"]] == ["endpoint.test", "receipt.recorded"]
    assert second["next"] is None
    assert api.get(f"{path}/deliveries?state=retrying").json()["data"] == []
    WebhookDelivery.objects.update(state="given_up", next_attempt_at=None)
    assert api.post(f"/deliveries/{tested.json()['id']}/replay").json()["state"] == "waiting"
    assert api.post(f"{path}/replay", {"since": "2026-01-01T00:00:00Z"}).json() == {"count": 1}
    assert api.post(f"{path}/remove").json() == {"id": made.json()["id"]}
    assert api.get(path).status_code == 404


def test_no_remembered_answer_holds_a_secret(api: Program) -> None:
    made = api.post("/webhooks", {"url": URL}).json()
    api.post(f"/webhooks/{made['id']}/rotate-secret")
    assert ApiAnswer.objects.count() == 2
    assert not [row for row in ApiAnswer.objects.all() if "whsec_" in row.body]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"url": "http://hooks.example.com/"}, "body.url"), ({"url": "https://169.254.169.254/"}, "body.url"),
     ({"url": URL, "kinds": ["invoice.exploded"]}, "body.kinds")],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(api: Program, body: dict[str, object], field: str) -> None:
    refused = api.post("/webhooks", body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("role", ["viewer", "clerk", "manager"])
def test_other_roles_stay_outside(now_act: Act, role: str) -> None:
    other = program(now_act, role)
    assert other.get("/webhooks").status_code == 403
    assert other.post("/webhooks", {"url": URL}).status_code == 403
    assert other.get("/webhooks/1/secret").status_code == 403


def test_another_companys_endpoint_is_not_there(api: Program, now_act: Act) -> None:
    from dataclasses import replace

    from duly.services.accounts.create_company import create_company

    theirs = replace(now_act, company_id=create_company(name="Other Company AG", slug="other-company"))
    with in_company(theirs.company_id):
        made = register_endpoint(act=theirs, ports=event_ports(), url=URL)
        make_receipt(theirs, "R1", 100)
        delivery = WebhookDelivery.objects.get().pk
    for path in ("", "/secret", "/deliveries"):
        assert api.get(f"/webhooks/{made.id}{path}").status_code == 404
    for path in ("remove", "rotate-secret", "test"):
        assert api.post(f"/webhooks/{made.id}/{path}").status_code == 404
    assert api.post(f"/webhooks/{made.id}/replay", {"since": "2026-01-01T00:00:00Z"}).status_code == 404
    assert api.patch(f"/webhooks/{made.id}", {"state": "paused"}).status_code == 404
    assert api.post(f"/deliveries/{delivery}/replay").status_code == 404
    assert api.get("/webhooks").json()["data"] == []
