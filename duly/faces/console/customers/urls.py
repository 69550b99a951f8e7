"""Addresses of the list of customers; `customers/<id>/` is the account's own room."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.customers import views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/export.csv", views.export, name="customers_export"),
]
