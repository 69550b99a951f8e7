"""The Django app of the shared look."""

from __future__ import annotations

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Register templates, static files and the `look` tag library."""

    name = "duly.faces.look"
    label = "look"
