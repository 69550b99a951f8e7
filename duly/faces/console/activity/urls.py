"""Addresses of the activity log."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.activity import people, views

urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("activity/export.csv", views.export, name="activity_export"),
    path("activity/people/", people.by_person, name="activity_people"),
    path("activity/people.csv", people.export, name="activity_people_export"),
]
