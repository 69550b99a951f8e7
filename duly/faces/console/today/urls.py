"""Addresses of Today: the worklist and what one does with an account on it."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.today import actions, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/customer/<int:customer_id>/call/", actions.call, name="today_call"),
    path("today/customer/<int:customer_id>/note/", actions.note, name="today_note"),
    path("today/customer/<int:customer_id>/promise/", actions.promise, name="today_promise"),
    path("today/customer/<int:customer_id>/dispute/", actions.dispute, name="today_dispute"),
    path("today/customer/<int:customer_id>/snooze/", actions.snooze, name="today_snooze"),
    path("today/customer/<int:customer_id>/hold/", actions.hold, name="today_hold"),
    path("today/customer/<int:customer_id>/hand-over/", actions.hand_over, name="today_hand_over"),
    path("today/task/<int:task_id>/", actions.task, name="today_task"),
]
