"""Addresses of Settings."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.settings import views

urlpatterns = [
    path("settings/", views.settings_page, name="settings"),
    path("settings/pause/", views.pause, name="settings_pause"),
    path("settings/resume/", views.resume, name="settings_resume"),
    path("settings/test-message/", views.test_message, name="settings_test_message"),
]
