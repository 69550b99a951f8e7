"""Addresses of People."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add, name="people_add"),
    path("people/<int:user_id>/role/", views.role, name="people_role"),
    path("people/<int:user_id>/presence/", views.presence, name="people_presence"),
    path("people/<int:user_id>/active/", views.active, name="people_active"),
    path("people/<int:user_id>/link/", views.link, name="people_link"),
]
