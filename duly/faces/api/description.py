"""The API's description as plain values, for the page in the product and the page in the documentation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from duly.faces.api.openapi import document

LONGEST_EXAMPLE = 1400


@dataclass(frozen=True, slots=True)
class FieldNote:
    """One parameter, or one field of a body or an answer."""

    name: str
    kind: str
    is_required: bool
    about: str


@dataclass(frozen=True, slots=True)
class OperationNote:
    """One endpoint."""

    method: str
    path: str
    name: str
    summary: str
    verb: str
    parameters: tuple[FieldNote, ...]
    body: tuple[FieldNote, ...]
    body_example: str
    answer: str
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ThingNote:
    """What an answer holds: a schema by its name."""

    name: str
    about: str
    fields: tuple[FieldNote, ...]


@dataclass(frozen=True, slots=True)
class ResourceNote:
    """One resource with its endpoints and what they answer."""

    name: str
    about: str
    operations: tuple[OperationNote, ...]
    things: tuple[ThingNote, ...]


def resources() -> tuple[ResourceNote, ...]:
    """Return every resource, in the order of the tags."""
    made = document()
    by_tag: dict[str, list[OperationNote]] = {tag["name"]: [] for tag in made["tags"]}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(_operation(method, path, operation, made["components"]["schemas"]))
    shown: set[str] = {"ProblemOut", "FieldProblem", "MoneyOut", "MoneyIn"}
    return tuple(
        ResourceNote(tag["name"], tag["description"], tuple(by_tag[tag["name"]]), _things(tag["name"], made, shown))
        for tag in made["tags"]
    )


def _operation(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> OperationNote:
    parameters = tuple(
        FieldNote(one["name"], _where(one), one["required"], one.get("description", ""))
        for one in operation["parameters"]
    )
    body: tuple[FieldNote, ...] = ()
    example = ""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _fields(_resolved(content["schema"], schemas))
        example = json.dumps(content["example"], indent=2, ensure_ascii=False)[:LONGEST_EXAMPLE]
    good = next(one for status, one in operation["responses"].items() if status.startswith("2"))
    answer = _kind(next(iter(good["content"].values()))["schema"])
    statuses = tuple(int(status) for status in operation["responses"])
    return OperationNote(
        method.upper(), path, operation["operationId"], operation["summary"], operation["x-duly-verb"], parameters,
        body, example, answer, statuses,
    )  # fmt: skip


def _things(tag: str, made: dict[str, Any], shown: set[str]) -> tuple[ThingNote, ...]:
    """Return the schemas that a resource's answers hold and no resource before it showed."""
    schemas, waiting = made["components"]["schemas"], []
    for methods in made["paths"].values():
        for operation in methods.values():
            if operation["tags"][0] == tag:
                good = next(one for status, one in operation["responses"].items() if status.startswith("2"))
                waiting += _references(good["content"])
    found = []
    while waiting:
        name = waiting.pop(0)
        if name not in shown:
            shown.add(name)
            waiting = [*_references(schemas[name]), *waiting]
            found.append(ThingNote(name, schemas[name].get("description", ""), _fields(schemas[name])))
    return tuple(sorted(found, key=lambda one: one.name.endswith(("Page", "Made"))))


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"].rpartition("/")[2]] if isinstance(value.get("$ref"), str) else []
        return own + [name for inner in value.values() for name in _references(inner)]
    if isinstance(value, list):
        return [name for inner in value for name in _references(inner)]
    return []


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _fields(schema: dict[str, Any]) -> tuple[FieldNote, ...]:
    required = set(schema.get("required", ()))
    return tuple(
        FieldNote(name, _kind(inner), name in required, inner.get("description", ""))
        for name, inner in schema.get("properties", {}).items()
    )


def _where(parameter: dict[str, Any]) -> str:
    return f"{parameter['in']}, {_kind(parameter['schema'])}"


def _kind(schema: dict[str, Any]) -> str:
    """Say in a few words what a schema allows."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for word in ("anyOf", "allOf", "oneOf"):
        if word in schema:
            return " or ".join(_kind(one) for one in schema[word])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}" if schema.get("items") else "list"
    kind = {"integer": "whole number", "boolean": "true or false", "object": "object"}.get(
        schema.get("type", ""), str(schema.get("format") or schema.get("type") or "any")
    )
    return {"date": "day", "date-time": "instant", "string": "text", "binary": "file"}.get(kind, kind) + _bounds(schema)


def _bounds(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if high is not None and high < 10**9:
        return f" {low}..{high}"
    return f" up to {schema['maxLength']} characters" if "maxLength" in schema else ""
