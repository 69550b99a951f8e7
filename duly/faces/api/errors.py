"""How everything that can go wrong on the way becomes a problem."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from duly.faces.api.problems import Problem, not_found, problem_response
from duly.services.ports import UnreadableTable
from duly.services.refused import NotFound, ServiceRefused

log = logging.getLogger(__name__)
CONFLICTS = frozenset({
    "exists", "state", "ended", "import_not_ready", "import_begun", "already_reversed", "reverses_a_reversal",
    "already_identified", "owner_changes_later", "receipt_in_use", "receivable_in_use", "breaks_open_amount",
    "over_application", "beyond_open", "nothing_open", "no_procedure",
})  # fmt: skip
"""Refusals that come from what is there, not from what was sent."""
MOST_NAMED = 50
REMEDIES = {
    "missing": "Send it.",
    "extra_forbidden": "Leave it out, or correct its name.",
    "json_invalid": "Send JSON.",
}


def install(api: NinjaAPI) -> None:
    """Teach an API to answer with problems only."""
    api.exception_handler(Problem)(_problem)
    api.exception_handler(ServiceRefused)(_refused)
    api.exception_handler(UnreadableTable)(_unreadable)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_http)
    api.exception_handler(Http404)(_nothing)
    api.exception_handler(PermissionDenied)(_forbidden)
    api.exception_handler(Exception)(_unexpected)


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    caller = getattr(request, "caller", None)
    if caller is not None:
        problem.headers = caller.headers | dict(problem.headers)
    return problem_response(problem)


def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return _answer(request, problem)


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    if isinstance(refusal, NotFound):
        return _answer(request, Problem(404, "not_found", str(refusal), "Check the address and the ids in the body."))
    said, _, remedy = str(refusal).partition(". ")
    status = 409 if refusal.code in CONFLICTS else 422
    one = {"field": f"body.{refusal.code}", "message": str(refusal), "remedy": remedy}
    errors = [one] if refusal.code in _fields(request) else []
    detail = said if said.endswith(".") else f"{said}."
    return _answer(request, Problem(status, str(refusal.code), detail, remedy, errors))


def _fields(request: HttpRequest) -> str:
    try:
        return request.body.decode(errors="ignore")[:20_000]
    except Exception:
        return ""


def _unreadable(request: HttpRequest, problem: Any) -> HttpResponse:
    one = {"field": "form.file", "message": problem.reason, "remedy": problem.remedy}
    return _answer(request, Problem(422, "unreadable", problem.reason, problem.remedy, [one]))


def _invalid(request: HttpRequest, problem: Any) -> HttpResponse:
    errors = [_field_problem(one) for one in problem.errors[:MOST_NAMED]]
    first = errors[0]
    said = f"{first['field']}: {first['message']}"
    more = f" ({len(problem.errors)} fields in all)" if len(problem.errors) > 1 else ""
    return _answer(request, Problem(422, "bad_value", said + more, "Correct what `errors` names.", errors))


def _field_problem(error: dict[str, Any]) -> dict[str, str]:
    source, *rest = [str(part) for part in error.get("loc", ())] or ["body"]
    place = rest[1:] if len(rest) > 1 and rest[0] in ("body", "asked") else rest
    kind = str(error.get("type", ""))
    return {
        "field": ".".join([source, *place]),
        "message": str(error.get("msg", "It cannot be used")).removeprefix("Value error, ")[:500],
        "remedy": REMEDIES.get(kind, "Send a value that fits the description in /api/v1/openapi.json."),
    }


def _http(request: HttpRequest, problem: Any) -> HttpResponse:
    if problem.status_code == 400:
        return _answer(
            request, Problem(400, "unreadable", "The body cannot be read.", "Send well-formed JSON (UTF-8).")
        )
    return _answer(request, Problem(problem.status_code, "http", str(problem)))


def _nothing(request: HttpRequest, problem: Any) -> HttpResponse:
    return _answer(request, not_found())


def _forbidden(request: HttpRequest, problem: Any) -> HttpResponse:
    return _answer(request, Problem(403, "forbidden", str(problem) or "This is not allowed."))


def _unexpected(request: HttpRequest, problem: Any) -> HttpResponse:
    log.error("API: %s %s failed", request.method, request.path, exc_info=problem)
    return _answer(request, Problem(500, "internal", "Something went wrong on our side.", "Try again later."))
