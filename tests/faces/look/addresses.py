"""Addresses of a console for the tests of its frame; every page is empty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    """Answer with nothing."""
    return HttpResponse("")


PLACES = ("customers", "tonight", "outbox", "cash", "imports", "procedures", "reports", "settings", "people")
console = [path("", page, name="today"), path("glossary", page, name="glossary"), path("search", page, name="search")]
console += [path(place, page, name=place) for place in PLACES]
urlpatterns = [path("", include((console, "console")))]
