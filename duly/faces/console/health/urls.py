"""Addresses of the Health page."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.health import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/audit/", views.audit, name="health_audit"),
]
