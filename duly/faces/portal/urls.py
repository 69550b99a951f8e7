"""Addresses of the portal, under /p/. Only the door's carry a token; a page behind it has a clean address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from duly.faces.portal import answers, door, home, statement

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("home/", home.home, name="home"),
    path("home/pay/", home.pay, name="pay"),
    path("home/promise/", answers.promise, name="promise"),
    path("home/paid/", answers.paid, name="paid"),
    path("home/dispute/", answers.dispute, name="dispute"),
    path("home/contact/", answers.contact, name="contact"),
    path("home/said/<str:kind>/<int:pk>/", answers.said_page, name="said"),
    path("home/statement/", statement.statement_page, name="statement"),
    path("home/statement.csv", statement.statement_file, name="statement_file"),
    path("home/leave/", door.leave, name="leave"),
    path("<str:token>/", door.door, name="door"),
    path("<str:token>/<str:action>/", door.door, name="door_action"),
]
