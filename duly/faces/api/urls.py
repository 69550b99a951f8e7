"""Addresses under /api/."""

from __future__ import annotations

from django.urls import path, re_path

from duly.faces.api import pages
from duly.faces.api.v1.api import api

urlpatterns = [
    path("v1/openapi.json", pages.openapi, name="api_openapi"),
    path("v1/docs", pages.docs, name="api_docs"),
    path("v1/", api.urls),
    re_path(r"", pages.unknown),
]
