"""The description of the API, for programs and for people; both without a token."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from duly.faces.api.answers import etag_of, written
from duly.faces.api.description import resources
from duly.faces.api.openapi import document
from duly.faces.api.problems import Problem, problem_response


@lru_cache(maxsize=1)
def _body() -> bytes:
    return written(document())


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document."""
    etag = etag_of(_body())
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(_body(), content_type="application/json", headers=headers)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the description as a page."""
    context = {"resources": resources(), "openapi_url": reverse("api_openapi"), "language": get_language()}
    return render(request, "api/docs.html", context)


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing at an address."""
    return problem_response(Problem(404, "not_found", "There is nothing at this address.", "See /api/v1/docs."))


unknown.csrf_exempt = True  # type: ignore[attr-defined]
