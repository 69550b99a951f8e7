"""Addresses of the list of customers; `customers/<id>/` is the account's own room."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.customers import many, views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/export.csv", views.export, name="customers_export"),
    path("customers/many/export/", many.export, name="customers_many_export"),
    path("customers/many/<slug:what>/", many.many, name="customers_many"),
    path("customers/many/<int:activity_id>/undo/", many.undo, name="customers_many_undo"),
]
