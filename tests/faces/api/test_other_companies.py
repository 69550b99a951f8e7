"""A token of one company reads and changes nothing of another, on any route of the description."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from duly.faces.api.examples import example_of
from duly.faces.api.openapi import document
from duly.services.accounts.create_company import create_company
from duly.services.act import Act
from duly.store.tenancy import in_company
from tests.faces.api.conftest import Program, program
from tests.faces.api.world import acting_in, fill_company

OURS, THEIRS = "OURS", "THEIRS"
DOCUMENT = document()
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
BY_SCHEMA_FIELD = {"invoice_ids": "invoice_id"}


@pytest.fixture
def worlds(now_act: Act, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """Our company and theirs, each with something of everything; ids are told apart."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    settings.MEDIA_ROOT = tmp_path
    fill_company(now_act, OURS)
    other = create_company(name="Their Trading GmbH", slug="theirs", currency="EUR", country="DE")
    with in_company(other):
        ids = fill_company(acting_in(now_act, other), THEIRS)
    return {"ours": program(now_act), "their_ids": ids, "theirs": other}


def _fingerprint(company_id: int) -> list[tuple[str, int, str]]:
    """What a company holds: every table's row count and content."""
    tables = [
        "customer", "contact", "receivable", "receipt", "posting", "open_item", "open_receipt", "promise_to_pay",
        "dispute", "activity", "dunning_procedure", "cycle", "dunning_notice", "import_run", "quarantine_row", "event",
        "webhook_endpoint", "webhook_delivery", "api_answer",
    ]  # fmt: skip
    found = []
    with in_company(company_id), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t.id)), '') FROM "
                f"(SELECT x.*{', x.receivable_id AS id' if table == 'open_item' else ''}"
                f"{', x.receipt_id AS id' if table == 'open_receipt' else ''} FROM {table} x "
                f"WHERE company_id = %s) AS t",
                [company_id],
            )
            found.append((table, *cursor.fetchone()))
    return found


def _send(one: Program, method: str, path: str, operation: dict[str, Any], ids: dict[str, list[int]]) -> Any:
    for name, values in ids.items():
        path = path.replace(f"{{{name}}}", str(values[0] if values else 1))
    path = path.replace("{name}", "standard").replace("{", "").replace("}", "").removeprefix("/api/v1")
    if method == "get":
        asked = {p["name"]: ids[p["name"]][0] for p in operation["parameters"]
                 if p["in"] == "query" and ids.get(p["name"])}  # fmt: skip
        return one.get(path + ("?" + "&".join(f"{k}={v}" for k, v in asked.items()) if asked else ""))
    body = _body(operation, ids)
    return one.patch(path, body) if method == "patch" else one.post(path, body)


def _body(operation: dict[str, Any], ids: dict[str, list[int]]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return _theirs(example_of(content["schema"], DOCUMENT["components"]["schemas"]), ids) if content else {}


def _theirs(value: Any, ids: dict[str, list[int]], name: str = "") -> Any:
    """The example with every id put to one of theirs."""
    if isinstance(value, dict):
        return {key: _theirs(inner, ids, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_theirs(inner, ids, BY_SCHEMA_FIELD.get(name, name)) for inner in value]
    return ids[name][0] if ids.get(name) else value


def test_no_route_reads_or_changes_what_is_theirs(worlds: dict[str, Any]) -> None:
    before, tried = _fingerprint(worlds["theirs"]), 0
    for method, path, operation in OPERATIONS:
        answer = _send(worlds["ours"], method, path, operation, worlds["their_ids"])
        said = f"{method} {path}: {answer.status_code}"
        assert answer.status_code < 500, said
        assert THEIRS not in answer.content.decode(), said
        named = [part for part in path.split("/") if part.startswith("{") and part[1:-1] in worlds["their_ids"]]
        if named and worlds["their_ids"][named[0][1:-1]]:
            assert answer.status_code == 404, f"{said} {json.dumps(answer.json())[:300]}"
            tried += 1
    assert tried >= 28
    assert _fingerprint(worlds["theirs"]) == before


def test_their_lists_hold_what_ours_do_not(worlds: dict[str, Any]) -> None:
    for path in ("customers", "contacts", "invoices", "credit-notes", "receipts", "allocations", "promises", "disputes",
                 "notes", "cycles", "imports", "events"):  # fmt: skip
        data = worlds["ours"].get(f"/{path}?limit=200").json()["data"]
        assert data, path
        theirs = set(worlds["their_ids"].get(f"{path.replace('-', '_').removesuffix('s')}_id", ()))
        assert not theirs & {one["id"] for one in data}
