"""Addresses under /api/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from duly.faces.api.problems import Problem, problem_response
from duly.faces.api.v1.api import api


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer that there is nothing at an address."""
    return problem_response(Problem(404, "not_found", "There is nothing at this address.", "See /api/v1/docs."))


unknown.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns = [path("v1/", api.urls), re_path(r"", unknown)]
