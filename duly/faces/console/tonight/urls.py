"""Addresses of Tonight."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.tonight import actions, file, panels, renewing, running, views

urlpatterns = [
    path("tonight/", views.tonight, name="tonight"),
    path("tonight/run/", running.run, name="tonight_run"),
    path("tonight/progress/", running.progress, name="tonight_progress"),
    path("tonight/dry-run/", renewing.dry_run, name="tonight_dry_run"),
    path("tonight/export.csv", file.export, name="tonight_export"),
    path("tonight/why/", panels.find, name="tonight_find"),
    path("tonight/days/", views.days, name="tonight_days"),
    path("tonight/customers/<int:customer_id>/", panels.customer, name="tonight_customer"),
    path("tonight/customers/<int:customer_id>/message/", panels.message, name="tonight_message"),
    path("tonight/holds/<int:hold_id>/end/", actions.put_back, name="tonight_put_back"),
    *(
        path(f"tonight/{name.replace('_', '-')}/", actions.deed, {"name": name}, name=f"tonight_{name}")
        for name in actions.DEEDS
    ),
    path("tonight/pause/", actions.pause, name="tonight_pause"),
    path("tonight/resume/", actions.resume, name="tonight_resume"),
]
