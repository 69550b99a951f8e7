"""Addresses of a customer's and an invoice's page, and of what one does on them."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.account import customer, invoice, people, settle, statement, talk, undo

urlpatterns = [
    path("customers/<int:customer_id>/", customer.customer, name="account_customer"),
    path("customers/<int:customer_id>/note/", talk.note, name="account_note"),
    path("customers/<int:customer_id>/call/", talk.call, name="account_call"),
    path("customers/<int:customer_id>/snooze/", talk.snooze, name="account_snooze"),
    path("customers/<int:customer_id>/promise/", talk.promise, name="account_promise"),
    path("customers/<int:customer_id>/dispute/", talk.dispute, name="account_dispute"),
    path("customers/<int:customer_id>/dispute/<int:dispute_id>/", settle.resolve, name="account_resolve"),
    path("customers/<int:customer_id>/hold/", talk.hold, name="account_hold"),
    path("customers/<int:customer_id>/write-off/", settle.write_off, name="account_write_off"),
    path("customers/<int:customer_id>/credit/<int:receivable_id>/", settle.credit, name="account_credit"),
    path("customers/<int:customer_id>/messages/", people.message, name="account_message"),
    path("customers/<int:customer_id>/contact/", people.contact, name="account_contact"),
    path("customers/<int:customer_id>/contact/<int:contact_id>/", people.contact, name="account_contact_edit"),
    path("customers/<int:customer_id>/assign/", people.assign, name="account_assign"),
    path("customers/<int:customer_id>/parent/", people.parent, name="account_parent"),
    path("customers/<int:customer_id>/link/", people.link, name="account_link"),
    path("customers/<int:customer_id>/link/<int:link_id>/revoke/", people.revoke, name="account_link_revoke"),
    path("customers/<int:customer_id>/as-customer/", people.peek, name="account_peek"),
    path("customers/<int:customer_id>/undo/<slug:what>/<int:pk>/", undo.undo, name="account_undo"),
    path("customers/<int:customer_id>/statement/", statement.statement_page, name="account_statement"),
    path("customers/<int:customer_id>/statement.csv", statement.statement_file, name="account_statement_file"),
    path("invoices/<int:receivable_id>/", invoice.invoice, name="account_invoice"),
    path("invoices/<int:receivable_id>/undo/<int:entry_id>/", invoice.undo, name="account_invoice_undo"),
]
