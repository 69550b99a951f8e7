"""Answers that say what is wrong, as application/problem+json (RFC 9457), naming the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "No valid token",
    403: "The token's role does not allow this",
    404: "There is nothing here",
    405: "This is not done here",
    409: "It does not fit what is there",
    412: "It has changed in between",
    413: "The request is too large",
    415: "The body is of another kind",
    422: "Something in the request cannot be used",
    429: "Too many requests",
    500: "Something went wrong on our side",
}


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str = Field(description="Where: `body.lines.0.amount_minor`, `query.limit`, `header.Idempotency-Key`.")
    message: str = Field(description="What is wrong with it.")
    remedy: str = Field("", description="What to send instead.")


class ProblemOut(Schema):
    """What is wrong and what to do about it (RFC 9457)."""

    type: str = Field(description="Names the kind of problem; stable.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str = Field(description="What is wrong this time.")
    remedy: str = Field("", description="What to do about it.")
    code: str = Field(description="A word for programs; stable.")
    errors: list[FieldProblem] = Field(default=[], description="The fields concerned, if any.")


@dataclass
class Problem(Exception):
    """Raised anywhere on the way; becomes the answer."""

    status: int
    code: str
    detail: str
    remedy: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_response(problem: Problem) -> HttpResponse:
    """Return the answer for a problem."""
    said: dict[str, Any] = {
        "type": f"urn:duly:problem:{problem.code}", "title": TITLES.get(problem.status, "It cannot be done"),
        "status": problem.status, "detail": problem.detail, "remedy": problem.remedy, "code": problem.code,
        "errors": [{"field": "", "message": "", "remedy": ""} | dict(one) for one in problem.errors],
    }  # fmt: skip
    return HttpResponse(json.dumps(said), content_type=CONTENT_TYPE, status=problem.status, headers=problem.headers)


def bad_field(name: str, message: str, remedy: str = "", *, code: str = "bad_value") -> Problem:
    """Return the problem of one field that cannot be used."""
    one = {"field": name, "message": message, "remedy": remedy}
    return Problem(422, code, f"{name}: {message}", remedy, [one])


def not_found(what: str = "What you asked for") -> Problem:
    """Return the problem of something that does not exist here, for whatever reason."""
    return Problem(404, "not_found", f"{what} does not exist here.", "Check the address and the id.")
