"""docs/reference/imports.md: what each kind of file may hold, and why a row can be set aside."""

from __future__ import annotations

from duly.core.billing.intake.catalogue import CATALOGUE, Field
from duly.core.billing.intake.reasons import REASONS
from duly.core.billing.intake.values import Kind
from tools.reference.page import code, page, table

INTRODUCTION = """
Files are CSV (any usual delimiter and encoding) or XLSX, with one heading line. Columns are recognised by their
headings; what is not recognised, or can be read in two ways, is asked. A row that cannot be taken is set aside with its
line, field, value, reason and remedy; it is never dropped, and never taken by half.
"""
KINDS = {
    Kind.CUSTOMERS: "Who owes you money.",
    Kind.CONTACTS: "People and mailboxes at your customers.",
    Kind.INVOICES: "Invoices, one row for each (or for each instalment).",
    Kind.CREDIT_NOTES: "Credit notes.",
    Kind.PAYMENTS: "Money that arrived.",
    Kind.PAYMENT_HISTORY: "Invoices that carry the day on which they were settled.",
}
HEADINGS_SHOWN = 4


def imports_page() -> str:
    """Return the page."""
    parts = []
    for kind, fields in CATALOGUE.items():
        parts += [f"## {kind}", KINDS[kind], table(["field", "type", "", "what it is", "headings, among others"],
                                                  [_row(one) for one in fields])]  # fmt: skip
    reasons = [[code(name), sentence, remedy] for name, (sentence, remedy) in REASONS.items()]
    parts += ["## Why a row or a mapping is refused", table(["reason", "sentence", "what to do"], reasons)]
    return page("Import files", INTRODUCTION, *parts)


def _row(one: Field) -> list[str]:
    shown = [heading for _, heading in one.synonyms if heading != one.name][:HEADINGS_SHOWN]
    kind = f"{one.type}, up to {one.max_chars}" if one.type == "text" else str(one.type)
    return [code(one.name), kind, "needed" if one.required else "", one.explanation, ", ".join(shown)]
