"""The description of the API as OpenAPI 3.1, complete: every parameter, body, answer, header and example."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from duly import __version__
from duly.faces.api.examples import BY_NAME, example_of
from duly.faces.api.problems import CONTENT_TYPE, TITLES
from duly.faces.api.v1.api import api

PREFIX = "/api/v1/"
ABOUT = """Accounts receivable that gets invoices paid before they are due.

**Tokens.** Send `Authorization: Bearer duly_…`. A token belongs to one company and has a role; it sees what the role
sees. **Money** is a whole number of minor units with its ISO 4217 code. **Days** are `YYYY-MM-DD`, instants are UTC.
**Lists** come by pages: follow `next`. **Changes** take a header `Idempotency-Key` on every POST. **Problems** are
`application/problem+json` (RFC 9457) and name the field and the remedy."""
TAGS = {
    "Token": "What the token is that asks.",
    "Customers": "Who owes.",
    "Contacts": "The people and mailboxes that are written to.",
    "Segments": "Groups of customers.",
    "Invoices": "What is owed: invoices and debit notes. They never change; only what is open of them does.",
    "Credit notes": "What is owed to a customer.",
    "Receipts": "Money that arrived.",
    "Allocations": "Which money, or which credit note, settles which invoice.",
    "Promises": "What customers said they would pay, and when.",
    "Disputes": "What customers contest.",
    "Notes": "Notes and calls.",
    "Worklist": "Whom to contact first today, and why.",
    "Procedures": "Who is reminded of what, when and how: documents with versions.",
    "Cycles": "The daily run, what it decided about whom, and why.",
    "Notices": "The messages that are planned, held, sent.",
    "Reports": "The aged balance, the figures, the statement of account.",
    "Imports": "Files taken into the ledger.",
    "Events": "What happened, in order; the same that webhooks are told.",
    "Webhooks": "Where events are sent to, signed and tried again; and what became of each.",
    "Audit": "Whether the ledger holds.",
    "Health": "Whether the work is done.",
}
RATE = {"RateLimit", "RateLimit-Policy"}
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "Names this state; for If-None-Match and If-Match.", "schema": {"type": "string"}},
    "RateLimit": {"description": "What is left of the limit, and in how many seconds it is full again.",
                  "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "The limit.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to ask.", "schema": {"type": "string"}},
    "Idempotent-Replayed": {"description": "`true`: the answer of an earlier request with the same key.",
                            "schema": {"type": "string"}},
}  # fmt: skip
CODES = {400: "idempotency_key", 401: "token", 403: "forbidden", 404: "not_found", 409: "exists", 412: "changed",
         413: "too_large", 415: "content_type", 422: "bad_value", 429: "rate_limit"}  # fmt: skip


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the whole description; the same object each time, not to be changed."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    made["info"] = {"title": "Duly API", "version": __version__, "description": ABOUT,
                    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}  # fmt: skip
    made["servers"] = [{"url": "/"}]
    made["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    _without_titles(made)
    components = made["components"]
    components["headers"] = HEADERS
    components["responses"] = {f"Problem{status}": _problem(status, components) for status in CODES}
    for methods in made["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method, components["schemas"])
    return made


def _without_titles(value: Any) -> None:
    """Drop the titles that only repeat a field's name."""
    if isinstance(value, dict):
        if isinstance(value.get("title"), str) and ("type" in value or "anyOf" in value or "properties" in value):
            del value["title"]
        for inner in value.values():
            _without_titles(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_titles(inner)


def _problem(status: int, components: dict[str, Any]) -> dict[str, Any]:
    example = {"type": f"urn:duly:problem:{CODES[status]}", "title": TITLES[status], "status": status,
               "detail": f"{TITLES[status]}.", "remedy": "What to do about it.", "code": CODES[status],
               "errors": []}  # fmt: skip
    if status == 422:
        example = example_of({"$ref": "#/components/schemas/ProblemOut"}, components["schemas"])
    named = {401: ["WWW-Authenticate"], 429: ["Retry-After", *sorted(RATE)], 409: ["Retry-After"]}.get(status, [])
    return {
        "description": TITLES[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in named},
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}, "example": example}},
    }


def _complete(operation: dict[str, Any], method: str, schemas: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        _plain_parameter(parameter)
    if "requestBody" in operation:
        for content in operation["requestBody"]["content"].values():
            content["example"] = example_of(content["schema"], schemas)
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
            continue
        for content in answer.get("content", {}).values():
            content["example"] = example_of(content["schema"], schemas)
        more = {"ETag"} if method == "get" else {"Idempotent-Replayed"} if _has_key(operation) else set()
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(RATE | more)}


def _has_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation["parameters"])


def _plain_parameter(parameter: dict[str, Any]) -> None:
    """Say once what a parameter is: leaving it out is how it is null."""
    schema = parameter["schema"]
    options = [one for one in schema.pop("anyOf", []) if one.get("type") != "null"]
    if options:
        schema |= options[0]
    schema.pop("description", None)
    if schema.get("default", "") is None:
        del schema["default"]
    known = BY_NAME.get(parameter["name"])
    is_number = schema.get("type") in ("integer", "boolean")
    if known is not None and "type" in schema and "enum" not in schema and isinstance(known, int) == is_number:
        parameter.setdefault("example", known)
