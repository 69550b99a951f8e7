"""Addresses of the console: one `urls.py` per room, named `console:<room>` and `console:<room>_<page>`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    "shell", "today", "customers", "account", "tonight", "outbox", "cash", "imports", "procedures", "segments",
    "reports", "activity", "settings", "people", "integrations", "health",
)  # fmt: skip

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"duly.faces.console.{room}.urls")) for room in ROOMS]
