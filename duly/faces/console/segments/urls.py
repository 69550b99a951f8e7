"""Addresses of Segments."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.segments import edit, views, why

urlpatterns = [
    path("segments/", views.segments, name="segments"),
    path("segments/export.csv", views.export, name="segments_export"),
    path("segments/apply/", views.apply_now, name="segments_apply"),
    path("segments/edit/", edit.edit, name="segments_edit"),
    path("segments/check/", edit.check, name="segments_check"),
    path("segments/preview/", edit.preview, name="segments_preview"),
    path("segments/preview/export.csv", edit.export, name="segments_preview_export"),
    path("segments/versions/<int:number>/", views.version, name="segments_version"),
    path("segments/versions/<int:number>/restore/", views.restore, name="segments_restore"),
    path("segments/customers/<int:customer_id>/", why.customer, name="segments_customer"),
    path("segments/customers/<int:customer_id>/pin/", why.pin, name="segments_pin"),
]
