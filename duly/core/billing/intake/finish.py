"""From the cells of a line to a whole row: derived values and the rules between fields, per kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from duly.core.billing.intake.mapping import IntakeMapping, derived_days
from duly.core.billing.intake.statuses import outcome_finder
from duly.core.billing.intake.values import (
    ROW_CLASSES,
    CreditNoteRow,
    HistoryRow,
    IntakeRow,
    InvoiceRow,
    Kind,
    Outcome,
)

Values = dict[str, Any]
_MAX_NUMBER_CHARS = 100
_NOT_IN_CREDIT_NOTE = (
    "due_date", "payment_terms", "instalment_no", "net_minor", "tax_minor", "customer_email", "customer_country",
    "customer_language", "segment", "customer_reference", "settled_date", "settled_minor", "close_reason", "disputed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault in one field, or between fields (`field` may be empty): reason code and parameters."""

    field: str
    code: str
    params: dict[str, str]


Finisher = Callable[[int, Values], IntakeRow | list[Trouble]]


def _part(name: str, value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def number_maker(mapping: IntakeMapping) -> Callable[[int, Values], str | list[str]]:
    """Return a maker of document numbers from the fields the mapping names.

    The parts are joined by hyphens, amounts in minor units; too long a text is replaced by a
    digest of it. `occurrence` counts how often the other parts came before (the first is 1);
    it needs memory for each different row, and a single line read again later counts from 1,
    while `line` stays what it was. Missing parts are returned as a list of names.
    """
    attributes = {"amount": "amount_minor", "open_amount": "open_minor", "settled_amount": "settled_minor"}
    parts = [(name, attributes.get(name, name)) for name in mapping.number_from]
    seen: dict[str, int] = {}

    def make(line_no: int, values: Values) -> str | list[str]:
        missing = [n for n, attribute in parts if n not in ("line", "occurrence") and attribute not in values]
        if missing:
            return missing
        texts = [
            str(line_no) if name == "line" else _part(name, values[attribute])
            for name, attribute in parts
            if name != "occurrence"
        ]
        number = "-".join(texts)
        if "occurrence" in mapping.number_from:
            seen[number] = seen.get(number, 0) + 1
            number = f"{number}-{seen[number]}"
        if len(number) > _MAX_NUMBER_CHARS:
            number = hashlib.blake2b(number.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return number

    return make


def _derive_dates(mapping: IntakeMapping) -> Callable[[Values], None]:
    rules = [
        (target, *derived_days(text))
        for target, text in (("issue_date", mapping.issue_date_from), ("due_date", mapping.due_date_from))
        if text
    ]

    def derive(values: Values) -> None:
        for target, source, days in rules:
            if target not in values and source in values:
                values[target] = values[source] + timedelta(days=days)

    return derive


def _identify(mapping: IntakeMapping, key: str) -> Callable[[int, Values], list[Trouble]]:
    make = number_maker(mapping)

    def identify(line_no: int, values: Values) -> list[Trouble]:
        if key not in values and mapping.number_from:
            made = make(line_no, values)
            if isinstance(made, list):
                return [Trouble(key, "number_not_made", {"missing": ", ".join(made)})]
            values[key] = made
        if "external_id" not in values:
            instalment = values.get("instalment_no")
            values["external_id"] = f"{values[key]}/{instalment}" if instalment else values[key]
        return []

    return identify


def _check_amounts(mapping: IntakeMapping, values: Values) -> list[Trouble]:
    amount = values["amount_minor"]
    if amount == 0:
        return [Trouble("amount", "amount_zero", {})]
    if amount < 0 and mapping.negative != "credit_note":
        return [Trouble("amount", "amount_negative", {})]
    remaining = values.get("open_minor")
    if remaining is not None and not (0 <= remaining <= amount or amount <= remaining <= 0):
        if mapping.kind is Kind.CREDIT_NOTES and -amount <= remaining <= 0:
            return []
        return [Trouble("open_amount", "open_exceeds_amount", {"value": str(remaining)})]
    return []


def _as_credit_note(line_no: int, values: Values) -> CreditNoteRow:
    kept = {name: value for name, value in values.items() if name not in _NOT_IN_CREDIT_NOTE}
    kept["amount_minor"] = abs(kept["amount_minor"])
    if "open_minor" in kept:
        kept["open_minor"] = abs(kept["open_minor"])
    return CreditNoteRow(line_no=line_no, **kept)


def _outcome(mapping: IntakeMapping) -> Callable[[Values], Outcome | Trouble]:
    """Return the rule that tells what became of an invoice from its status and settlement date."""
    find = outcome_finder(mapping.statuses)
    has_status = mapping.has("status")

    def decide(values: Values) -> Outcome | Trouble:
        settled = values.get("settled_date")
        status = values.get("close_reason", "")
        outcome = find(status) if has_status else None
        if outcome is None:
            if status:
                return Trouble("status", "unknown_status", {"value": status})
            return Outcome.PAID if settled else Outcome.OPEN
        if outcome is Outcome.OPEN and settled:
            return Trouble("status", "status_forbids_date", {"value": status, "settled_date": settled.isoformat()})
        if outcome is not Outcome.OPEN and not settled:
            return Trouble("settled_date", "status_needs_date", {"value": status, "outcome": outcome.value})
        return outcome

    return decide


def _settle(outcome: Outcome, values: Values) -> list[Trouble]:
    values["outcome"] = outcome
    if outcome in (Outcome.OPEN, Outcome.WITHDRAWN):
        values.pop("settled_minor", None)
        return []
    paid = int(values.setdefault("settled_minor", values["amount_minor"]) or 0)
    if paid > 0:
        return []
    return [Trouble("settled_amount", "amount_zero" if paid == 0 else "amount_negative", {})]


def _document_finisher(mapping: IntakeMapping) -> Finisher:
    identify, derive, decide = _identify(mapping, "number"), _derive_dates(mapping), _outcome(mapping)
    history = mapping.kind is Kind.PAYMENT_HISTORY

    def finish(line_no: int, values: Values) -> IntakeRow | list[Trouble]:
        derive(values)
        troubles = identify(line_no, values) or _check_amounts(mapping, values)
        if not troubles and "issue_date" not in values:
            troubles = [Trouble("issue_date", "missing_value", {})]
        if troubles:
            return troubles
        if values["amount_minor"] < 0:
            return _as_credit_note(line_no, values)
        if "due_date" not in values and "payment_terms" not in values:
            return [Trouble("due_date", "no_due_date", {})]
        if not history:
            return InvoiceRow(line_no=line_no, **values)
        outcome = decide(values)
        troubles = [outcome] if isinstance(outcome, Trouble) else _settle(outcome, values)
        return troubles or HistoryRow(line_no=line_no, **values)

    return finish


def _credit_note_finisher(mapping: IntakeMapping) -> Finisher:
    identify = _identify(mapping, "number")

    def finish(line_no: int, values: Values) -> IntakeRow | list[Trouble]:
        troubles = identify(line_no, values) or _check_amounts(mapping, values)
        return troubles or _as_credit_note(line_no, values)

    return finish


def _payment_finisher(mapping: IntakeMapping) -> Finisher:
    identify = _identify(mapping, "external_id")

    def finish(line_no: int, values: Values) -> IntakeRow | list[Trouble]:
        troubles = identify(line_no, values) or _check_amounts(mapping, values)
        return troubles or ROW_CLASSES[Kind.PAYMENTS](line_no=line_no, **values)

    return finish


def _contact_finisher(mapping: IntakeMapping) -> Finisher:
    def finish(line_no: int, values: Values) -> IntakeRow | list[Trouble]:
        reached_by = values.get("email") or values.get("phone")
        if not reached_by:
            return [Trouble("email", "no_way_to_reach", {})]
        values.setdefault("external_id", f"{values['customer_id']}/{reached_by.casefold()}")
        return ROW_CLASSES[Kind.CONTACTS](line_no=line_no, **values)

    return finish


def _customer_finisher(mapping: IntakeMapping) -> Finisher:
    def finish(line_no: int, values: Values) -> IntakeRow | list[Trouble]:
        limit: int = values.get("credit_limit_minor") or 0
        if limit < 0:
            return [Trouble("credit_limit", "amount_negative", {})]
        return ROW_CLASSES[Kind.CUSTOMERS](line_no=line_no, **values)

    return finish


_FINISHERS: dict[Kind, Callable[[IntakeMapping], Finisher]] = {
    Kind.CUSTOMERS: _customer_finisher,
    Kind.CONTACTS: _contact_finisher,
    Kind.INVOICES: _document_finisher,
    Kind.CREDIT_NOTES: _credit_note_finisher,
    Kind.PAYMENTS: _payment_finisher,
    Kind.PAYMENT_HISTORY: _document_finisher,
}


def finisher(mapping: IntakeMapping) -> Finisher:
    """Return the function that completes the rows of the mapping's kind of file."""
    return _FINISHERS[mapping.kind](mapping)
