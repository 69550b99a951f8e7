"""Addresses of the reports: aging, figures, segments, and the documents behind every amount."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.reports import aging, behind, by_mail, figures, segments

urlpatterns = [
    path("reports/", aging.aging, name="reports"),
    path("reports/aging/", aging.aging, name="reports_aging"),
    path("reports/aging.csv", aging.export, name="reports_aging_export"),
    path("reports/aging/invoices/", behind.items, name="reports_items"),
    path("reports/aging/invoices.csv", behind.items_export, name="reports_items_export"),
    path("reports/aging/receipts/", behind.receipts, name="reports_receipts"),
    path("reports/aging/receipts.csv", behind.receipts_export, name="reports_receipts_export"),
    path("reports/figures/", figures.figures, name="reports_figures"),
    path("reports/figures/<slug:what>/", behind.happened, name="reports_behind"),
    path("reports/figures/<slug:what>.csv", behind.happened_export, name="reports_behind_export"),
    path("reports/by-mail/", by_mail.by_mail, name="reports_by_mail"),
    path("reports/by-mail/<int:schedule_id>/stop/", by_mail.stop, name="reports_by_mail_stop"),
    path("reports/by-mail/<int:schedule_id>/send/", by_mail.send_now, name="reports_by_mail_send"),
    path("reports/segments/", segments.segments, name="reports_segments"),
]
