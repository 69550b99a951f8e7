"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.imports import acts, mapping, quarantine, views

urlpatterns = [
    path("imports/", views.runs, name="imports"),
    path("imports/new/", views.new, name="imports_new"),
    path("imports/forget/", views.forget, name="imports_forget"),
    path("imports/<int:run_id>/", views.show, name="imports_show"),
    path("imports/<int:run_id>/map/", mapping.correct, name="imports_map"),
    path("imports/<int:run_id>/check/", acts.check, name="imports_check"),
    path("imports/<int:run_id>/run/", acts.run, name="imports_run"),
    path("imports/<int:run_id>/progress/", acts.progress, name="imports_progress"),
    path("imports/<int:run_id>/cancel/", acts.cancel, name="imports_cancel"),
    path("imports/<int:run_id>/reverse/", acts.reverse_run, name="imports_reverse"),
    path("imports/<int:run_id>/quarantine/", quarantine.lines, name="imports_quarantine"),
    path("imports/<int:run_id>/quarantine/retry/", quarantine.retry, name="imports_retry"),
    path("imports/<int:run_id>/quarantine/discard/", quarantine.discard, name="imports_discard"),
    path("imports/<int:run_id>/quarantine.csv", quarantine.download, name="imports_quarantine_csv"),
    path("imports/<int:run_id>/quarantine/<int:row_id>/", quarantine.mend, name="imports_mend"),
]
