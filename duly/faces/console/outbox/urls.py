"""Addresses of the Outbox."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.outbox import message, views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/export.csv", views.export, name="outbox_export"),
    path("outbox/<int:notice_id>/", message.message, name="outbox_message"),
    path("outbox/<int:notice_id>/body/", message.body, name="outbox_body"),
    path("outbox/<int:notice_id>/portal/", message.portal, name="outbox_portal"),
]
