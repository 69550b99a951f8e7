"""Examples for the documentation: one value for each name, so that the same thing looks the same everywhere."""

from __future__ import annotations

from typing import Any

PROCEDURE = "name: standard\nlevels:\n  - key: reminder_1\n    name: Reminder\n    days: 7\n"
BY_NAME: dict[str, Any] = {
    "account": "4711", "actor": "Shop system (API)", "address": "Hafenstrasse 1\n24103 Kiel", "after": "2025-12-16",
    "allocation_id": 90210, "amount_minor": 11900, "approved_by": "", "as_of": "2026-03-16",
    "at": "2026-03-16T09:00:00Z", "attempts": 1, "author": "Shop system (API)", "balance_minor": 11900,
    "body_text": "Dear Ada, ...", "bounce_reason": "", "bounced_at": None, "breaches": 0, "bucket_names": "1 to 30",
    "business_date": "2026-03-16", "call_outcome": "reached", "cells": "R-2026-0042", "channel": "email",
    "clear_date": "2026-03-20", "code": "bad_value", "company": "Demo Trading GmbH", "company_slug": "demo",
    "contact_id": 77, "counts": 12, "country": "DE", "created_at": "2026-03-16T09:00:00Z", "created_by": "Ada Demo",
    "created_since": "2026-03-01T00:00:00Z", "credit_note_id": 901, "creditor_reference": "RF18539007547034",
    "currencies": "EUR", "currency": "EUR", "cursor": "WzQyXQ", "customer_id": 4711, "customers": 12, "cycle_id": 31,
    "data": {"number": "R-2026-0042"}, "day": "2026-03-16", "days": "41.5000", "days_overdue": 14, "decimal": "119.00",
    "decision_id": 550, "description": "Chairs, delivery of March", "detail": "customer 1", "discount_minor": 238,
    "dispute_id": 61, "document": "R-2026-0042", "dso_month_ago": "43.1000", "due_date": "2026-04-01",
    "due_from": "2026-03-01", "due_to": "2026-03-31", "dry_run": False, "effective_date": "2026-03-16",
    "effective_from": "2026-03-01", "effective_to": "2026-03-31", "email": "ada@nord.example", "entry_id": 7001,
    "event_id": 12345, "expires_at": "2026-06-14T09:00:00Z", "external_id": "R-2026-0042",
    "field": "body.amount.amount_minor", "fields": "id,number", "file": "(the file's bytes)",
    "file_name": "open-items.csv", "finished_at": "2026-03-16T09:01:00Z", "from_date": "2026-03-01", "id": 42,
    "import_id": 19, "importance": "normal", "instalment_count": 1, "instalment_no": 1, "invoice_id": 42,
    "invoice_ids": 42, "invoice_numbers": "R-2026-0042", "invoices": 3, "is_active": True, "is_clean": True,
    "is_default": False, "is_error": True, "is_short": False, "is_third_party": False, "is_usable": True,
    "is_void": False, "issue_date": "2026-03-02", "issued_from": "2026-03-01", "issued_to": "2026-03-31",
    "key": "4711", "kind": "invoice", "language": "de", "level_key": "reminder_1", "limit": 50, "line_no": 7,
    "made_by": "Shop system (API)", "made_on_date": "2026-03-16", "made_via": "api", "mapping": "amount=Betrag",
    "message": "Input should be greater than or equal to 1", "message_id": "<n42@demo.example>", "method": "bank",
    "metric": "dso", "missing": "due_date", "name": "Nord GmbH", "net_minor": 10000,
    "next": "/api/v1/invoices?limit=50&cursor=WzQyXQ", "next_date": "2026-03-23",
    "next_step": "Second reminder on 2026-03-23 unless paid, promised or disputed before.",
    "not_before_at": "2026-03-16T10:00:00Z", "note": "", "notice_id": 880, "notices": 20, "number": "R-2026-0042",
    "oldest_days_overdue": 14, "oldest_due_date": "2026-03-02", "opened_by": "Shop system (API)",
    "opened_on_date": "2026-03-16", "opened_via": "api", "outcome": "act", "owner_id": 3, "paid_invoices": 14,
    "parent_id": None, "path": "levels[0].days", "payer_account": "DE02120300000000202051", "payer_name": "Nord GmbH",
    "percent": "2", "phone": "+49 431 555 010", "planned_date": "2026-03-16", "prefix": "duly_1_Ab3dEf",
    "procedure_name": "", "procedure_version": 2, "promise_id": 51, "promised_date": "2026-03-25",
    "promised_from": "2026-03-16", "promised_to": "2026-03-31", "proposed_by": "", "purchase_order": "PO-7781",
    "q": "nord", "questions": "Is 03/04/2026 the 3rd of April or the 4th of March?", "rank": 1,
    "reason": "As agreed by phone", "reason_code": "price", "reassign": False, "receipt_id": 610,
    "received_date": "2026-03-15", "received_from": "2026-03-01", "received_to": "2026-03-31",
    "recorded_at": "2026-03-16T09:00:00Z", "remedy": "Send a value that fits the description.",
    "resolution": "rejected", "resolution_text": "Price as ordered", "resolved_on_date": None, "reversed_at": None,
    "revision": 1, "role": "billing", "rows": 120, "rows_created": 117, "rows_done": 120, "rows_quarantined": 3,
    "rows_total": 120, "rows_unchanged": 0, "rows_updated": 0,
    "saved_at": "2026-03-16T09:00:00Z", "saved_by": "Ada Demo", "score": "10710.00", "segment": "Retail",
    "segments": "Retail", "sent_at": "2026-03-16T10:00:00Z", "sentence": "R-2026-0042 is 14 days overdue.",
    "settled_at": None, "shard_count": 1, "shards_done": 1, "since": "2026-03-01T00:00:00Z", "snoozed_until": None,
    "source": "api", "start": True, "started_at": "2026-03-16T09:00:00Z", "started_by": "Ada Demo", "state": "open",
    "state_code": "", "state_reason": "", "status": "active", "subject": "Reminder: R-2026-0042", "subject_id": 42,
    "terms_text": "30 days net", "text": "Ask for Ms Lind", "time_zone": "Europe/Berlin",
    "title": "Something in the request cannot be used", "to_date": "2026-03-31", "to_email": "ada@nord.example",
    "to_name": "Ada Nord", "today": "2026-03-16", "tone": "friendly", "totals": {"EUR": {"created": 117}},
    "type": "urn:duly:problem:bad_value", "uid": "0192f3a1-7c1e-7b3a-9f44-0a1b2c3d4e5f", "undone_at": None,
    "unidentified": False, "unit": "days", "until": "2026-03-31", "until_date": "2026-03-12", "value": "41.5000",
    "vat_id": "DE123456789", "verbs": "see_all", "version": 2, "worked": "18,000 / 20,000 × 30 = 27.00 days",
    "delivered": 118, "delivered_at": "2026-03-16T09:00:01Z", "disabled_reason": "", "endpoint_id": 2,
    "failing_since": None, "given_up": 0, "kinds": "invoice.settled", "last_attempt_at": "2026-03-16T09:00:01Z",
    "last_error": "", "last_status": 204, "next_attempt_at": None, "retrying": 0,
    "secret": "whsec_TfcVOg2dKBf1ivOCKmmn6J7Y6JFEq9ZzHvBLrXdlRP0=", "url": "https://hooks.example.com/duly",
    "waiting": 0, "count": 3, "delivery_id": 31002,
    "errors": {"field": "amount", "reason": "No number"}, "residuals": {"discount": 200},
}  # fmt: skip
BY_SCHEMA: dict[str, dict[str, Any]] = {
    "CustomerOut": {"id": 4711, "number": "K-4711", "external_id": "K-4711"},
    "CustomerIn": {"number": "K-4711", "external_id": "K-4711"}, "CustomerChange": {"number": "K-4711"},
    "ReceiptIn": {"external_id": "B-2026-0315-7", "text": "R-2026-0042"},
    "ReceiptOut": {"id": 610, "external_id": "B-2026-0315-7", "text": "R-2026-0042"},
    "ContactOut": {"id": 77, "name": "Ada Nord"}, "ContactIn": {"name": "Ada Nord"},
    "ContactChange": {"name": "Ada Nord"},
    "CreditNoteOut": {"id": 901, "kind": "credit_note", "number": "G-2026-0007", "external_id": "G-2026-0007"},
    "CreditNoteIn": {"number": "G-2026-0007", "external_id": "G-2026-0007"},
    "AllocationOut": {"id": 90210, "kind": "principal"}, "PromiseOut": {"id": 51}, "NoteOut": {"kind": "note"},
    "SegmentOut": {"name": "Retail"}, "ImportOut": {"id": 19, "kind": "invoices", "state": "running", "source": "erp"},
    "UploadIn": {"source": "erp"},
    "ProcedureOut": {"name": "standard", "text": PROCEDURE, "document": {"name": "standard"}},
    "ProcedureIn": {"text": PROCEDURE}, "ProcedureTextIn": {"text": PROCEDURE}, "CycleOut": {"id": 31, "state": "done"},
    "NoticeOut": {"id": 880, "state": "held"}, "NoticeDetailOut": {"id": 880, "state": "held"},
    "EventOut": {"id": 12345, "kind": "invoice.opened"}, "TokenOut": {"name": "Shop system", "role": "clerk"},
    "FigureOut": {"name": "Days sales outstanding"}, "ReasonOut": {"code": "due"},
    "WhyOut": {"code": "worklist.largest"}, "LineOut": {"state": "open"}, "StatementLineOut": {"kind": "invoice"},
    "DecisionOut": {"id": 550, "outcome": "notify"}, "MoneyOut": {}, "PartIn": {"amount_minor": 5000},
    "DisputeOut": {"id": 61, "state": "open", "resolution": "", "resolution_text": ""},
    "ProblemOut": {"status": 422, "detail": "amount.amount_minor: Input should be greater than or equal to 1"},
    "WebhookOut": {"id": 2, "state": "active", "description": "Data warehouse"}, "RemovedOut": {"id": 2},
    "WebhookIn": {"description": "Data warehouse"}, "WebhookChange": {"state": "paused"},
    "DeliveryOut": {"id": 31002, "state": "delivered", "kind": "invoice.settled"},
    "InvariantOut": {"code": "L1", "name": "Open amounts"}, "FindingOut": {"subject": "receivable 42"},
}  # fmt: skip


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "") -> Any:
    """Return an example that fits a JSON schema: by the name of the field, else by what the schema allows."""
    if "$ref" in schema:
        named = schema["$ref"].rpartition("/")[2]
        return _object(schemas[named], schemas, BY_SCHEMA.get(named, {}))
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return example_of(schema[word][0], schemas, name)
    if "properties" in schema:
        return _object(schema, schemas, {})
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, name)]
    if "enum" in schema:
        return BY_NAME[name] if BY_NAME.get(name) in schema["enum"] else schema["enum"][0]
    if schema.get("type") == "object":
        return _of_object(schema, schemas, name)
    return BY_NAME[name] if name in BY_NAME else schema.get("default")


def _of_object(schema: dict[str, Any], schemas: dict[str, Any], name: str) -> Any:
    if isinstance(BY_NAME.get(name), dict):
        return BY_NAME[name]
    inner = schema.get("additionalProperties")
    return {"email": example_of(inner, schemas, name)} if isinstance(inner, dict) and inner else {}


def _object(schema: dict[str, Any], schemas: dict[str, Any], own: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    return {
        name: own[name] if name in own else example_of(inner, schemas, name)
        for name, inner in schema.get("properties", {}).items()
    }
