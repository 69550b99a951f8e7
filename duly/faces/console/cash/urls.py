"""Addresses of Cash: what waits, one receipt, bank files."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.cash import actions, demo, files, receipt, views

urlpatterns = [
    path("cash/", views.waiting, name="cash"),
    path("cash/match/", views.match, name="cash_match"),
    path("cash/import/", files.upload, name="cash_import"),
    path("cash/import/answer/", files.answer, name="cash_answer"),
    path("cash/demo-file/", demo.demo_file, name="cash_demo_file"),
    path("cash/files/", files.history, name="cash_files"),
    path("cash/files/<int:file_id>/", files.report, name="cash_file"),
    path("cash/files/<int:file_id>/progress/", files.progress, name="cash_progress"),
    path("cash/<int:receipt_id>/", receipt.receipt, name="cash_receipt"),
    path("cash/<int:receipt_id>/preview/", receipt.preview, name="cash_preview"),
    path("cash/<int:receipt_id>/apply/", actions.apply, name="cash_apply"),
    path("cash/<int:receipt_id>/identify/", actions.identify, name="cash_identify"),
    path("cash/<int:receipt_id>/not-ours/", actions.not_ours, name="cash_not_ours"),
    path("cash/<int:receipt_id>/refund/", actions.refund, name="cash_refund"),
    path("cash/<int:receipt_id>/undo/<int:entry_id>/", actions.undo, name="cash_undo"),
]
