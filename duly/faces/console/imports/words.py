"""What the pages about imports say: states, kinds, reasons, sums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from duly.core.billing.intake.reasons import REASONS
from duly.faces.look.figures import money_text
from duly.store.queries.imports import RunFacts


def kind_words(kind: str) -> str:
    """Return a kind of file in the reader's words."""
    return {
        "customers": _("Customers"), "contacts": _("Contacts"), "invoices": _("Invoices"),
        "credit_notes": _("Credit notes"), "payments": _("Payments"),
        "payment_history": _("Invoices with what became of them"),
    }.get(kind, _("Not known yet"))  # fmt: skip


def field_words(name: str) -> str:
    """Return what a field of an import holds, in the reader's words; its name where we have none."""
    return {
        "external_id": _("Key in the source"), "name": _("Name"), "email": _("Email"), "phone": _("Telephone"),
        "language": _("Language"), "currency": _("Currency"), "country": _("Country"), "street": _("Street"),
        "postal_code": _("Postal code"), "city": _("City"), "vat_number": _("VAT number"),
        "registration_number": _("Registration number"), "payment_terms": _("Payment terms"),
        "credit_limit": _("Credit limit"), "segment": _("Segment"), "owner": _("Owner"),
        "parent_id": _("Number of the parent company"), "time_zone": _("Time zone"), "note": _("Note"),
        "customer_id": _("Customer number"), "role": _("Role"), "primary": _("First choice"), "number": _("Number"),
        "issue_date": _("Issued on"), "due_date": _("Due on"), "amount": _("Amount"),
        "open_amount": _("Open amount"), "net_amount": _("Net amount"), "tax_amount": _("Tax"),
        "instalment_no": _("Instalment"), "customer_reference": _("Customer's reference"),
        "description": _("What for"), "customer_name": _("Customer's name"),
        "customer_email": _("Customer's email"), "customer_country": _("Customer's country"),
        "customer_language": _("Customer's language"), "invoice_number": _("Number of the invoice"),
        "reason": _("Reason"), "received_date": _("Received on"), "reference": _("Reference"),
        "payer_name": _("Payer"), "payer_account": _("Payer's account"), "method": _("Way of payment"),
        "settled_date": _("Paid on"), "settled_amount": _("Paid amount"), "status": _("Status"),
        "disputed": _("Disputed"),
    }.get(name, name)  # fmt: skip


def state_badge(state: str) -> tuple[str, str]:
    """Return a state in words, and its tone."""
    return {
        "draft": (_("Waits for answers"), "warn"), "ready": (_("Ready"), "accent"),
        "checking": (_("Comparing"), "accent"), "running": (_("Running"), "accent"), "done": (_("Done"), "good"),
        "failed": (_("Stopped"), "bad"), "reversed": (_("Reversed"), ""), "cancelled": (_("Cancelled"), ""),
    }.get(state, (state, ""))  # fmt: skip


def reason_words(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return reason and remedy of a stored error in the reader's language."""
    code, params = str(error.get("code", "")), error.get("params", {})
    if code not in REASONS:
        return str(error.get("reason", "")), str(error.get("remedy", ""))
    reason, remedy = (_(text) for text in REASONS[code])
    try:
        return reason.format(**params), remedy.format(**params)
    except (KeyError, IndexError):
        return str(error.get("reason", "")), str(error.get("remedy", ""))


def sums_words(sums: Mapping[str, int]) -> str:
    """Return sums by currency as text."""
    return ", ".join(money_text(minor, currency) for currency, minor in sorted(sums.items())) or "–"


def fates(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of the table of counts and sums; the last is what was read."""
    names = (
        ("accepted", _("Into the ledger: new or updated")), ("skipped", _("There already, or repeated in the file")),
        ("quarantined", _("In quarantine")), ("read", _("Read from the file")),
    )  # fmt: skip
    empty: Mapping[str, Any] = {"rows": 0, "sums_minor": {}}
    lines = []
    for name, words in names:
        tally = report.get(name, empty)
        lines.append({"name": name, "words": words, "rows": tally["rows"], "sums": sums_words(tally["sums_minor"])})
    return lines


def outcomes(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what became of the invoices of a payment history, in words with counts and sums."""
    words = {"open": _("Open"), "paid": _("Paid"), "settled": _("Paid, taken as settled in full"),
             "withdrawn": _("Withdrawn without money")}  # fmt: skip
    return [
        (words.get(name, name), f"{tally['rows']:,} · {sums_words(tally['sums_minor'])}")
        for name, tally in report.get("outcomes", {}).items()
    ]


def effect_of(run: RunFacts) -> Mapping[str, Any]:
    """Return the report that counts for a run: its own once it ran, else the dry run's."""
    report: Mapping[str, Any] = run.totals.get("report") or run.totals.get("check", {}).get("report", {})
    return report
