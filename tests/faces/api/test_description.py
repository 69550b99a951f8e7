"""The description: OpenAPI 3.1, complete, with examples that fit; the page that shows it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from ninja import Schema

from duly.faces.api.examples import BY_NAME
from duly.faces.api.openapi import TAGS, document
from duly.faces.api.v1.api import RESOURCES

OPERATIONS = [
    (method, path, operation) for path, methods in document()["paths"].items() for method, operation in methods.items()
]
NAMES = [f"{method} {path}" for method, path, _ in OPERATIONS]
each = pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)


def _valid(schema: dict[str, Any], example: Any) -> None:
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": document()["components"]} | schema
    problems = [f"{one.json_path}: {one.message}" for one in Draft202012Validator(whole).iter_errors(example)]
    assert not problems


def test_it_is_openapi_3_1_and_served_without_a_token() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer.json() == document()
    assert document()["openapi"] == "3.1.0"
    assert Client().get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_every_resource_has_its_place() -> None:
    assert list(TAGS) == list(dict.fromkeys(one.tag for one in RESOURCES))
    assert {operation["tags"][0] for _, _, operation in OPERATIONS} == set(TAGS)


def test_no_two_shapes_share_a_name() -> None:
    """The description knows a shape by its class's name: a second one of the name would replace the first."""
    modules = [module for name, module in sys.modules.items() if name.startswith("duly.faces.api.")]
    shapes = {one for module in modules for one in vars(module).values() if isinstance(one, type(Schema))}
    names = Counter(one.__name__ for one in shapes if one.__module__.startswith("duly.faces.api."))
    assert not [name for name, count in names.items() if count > 1]


@each
def test_every_answer_and_body_has_an_example_that_fits(method: str, path: str, operation: dict[str, Any]) -> None:
    responses = document()["components"]["responses"]
    answers = operation["responses"].values()
    named = [responses[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in answers]
    for body in [operation.get("requestBody", {}), *named]:
        for kind, content in body.get("content", {}).items():
            if kind != "multipart/form-data":
                _valid(content["schema"], content["example"])


@each
def test_every_operation_is_complete(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"] and operation["operationId"] and operation["security"]
    statuses = set(operation["responses"])
    assert statuses >= {"400", "401", "403", "404", "422", "429"}
    assert ("304" in statuses) == (method == "get")
    assert statuses >= {"409", "412", "413", "415"} or method == "get"
    given = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    assert given == {part[1:-1] for part in path.split("/") if part.startswith("{")}
    for parameter in operation["parameters"]:
        if "example" in parameter:
            _valid(parameter["schema"], parameter["example"])


def test_every_post_that_changes_something_asks_for_a_key() -> None:
    without = {
        path for method, path, operation in OPERATIONS
        if method == "post" and "Idempotency-Key" not in {p["name"] for p in operation["parameters"]}
    }  # fmt: skip
    assert without == {"/api/v1/procedure-checks"}


def test_every_field_has_an_example_by_its_name() -> None:
    without = {
        name
        for schema in document()["components"]["schemas"].values()
        for name, inner in schema.get("properties", {}).items()
        if name not in BY_NAME and not any(word in json.dumps(inner) for word in ("$ref", "enum"))
    }
    assert without == set()


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_the_page_shows_every_endpoint_and_loads_nothing_from_elsewhere(db: None) -> None:
    answer = Client().get("/api/v1/docs")
    text = answer.content.decode()
    assert answer.status_code == 200 and "script-src 'self'" in answer["Content-Security-Policy"]
    for _, _, operation in OPERATIONS:
        assert f'id="{operation["operationId"]}"' in text
    for outside in ('src="http', 'href="http', "<script", "style=", "@import"):
        assert outside not in text
