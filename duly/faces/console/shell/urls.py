"""Addresses of the shell: the way in, the company switch, search, glossary, first steps."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from duly.faces.console.shell import saved, views

urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("switch-company/", views.switch_company, name="switch_company"),
    path("search/", views.search, name="search"),
    path("search.json", views.search_json, name="search_json"),
    path("language/", set_language, name="language"),
    path("glossary/", views.glossary, name="glossary"),
    path("views/<slug:name>/", saved.save, name="view_save"),
    path("views/<int:view_id>/change/", saved.change, name="view_change"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
]
