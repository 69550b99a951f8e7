"""The API's templates and style sheet."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """An app without models."""

    name = "duly.faces.api"
    label = "api"
