"""The shape of the document that puts customers into segments, as JSON Schema (draft 2020-12).

Shape only; what the parts mean together is checked by `segment_checks.check`. Every `description` says in words what
fits, for people.
"""

from __future__ import annotations

from typing import Any

FORMAT = 1
IMPORTANCES = ("low", "normal", "high", "key")
STATUSES = ("active", "legal", "agency", "insolvent", "closed")
MOST_SEGMENTS = 50

NUMBERS: dict[str, str] = {
    "average_days_late": "Average of the days late over the payments of the history; early payments count below zero.",
    "median_days_late": "The middle one of the days late over the payments of the history.",
    "paid_count": "How many payments towards invoices arrived in the history.",
    "promises_judged": "How many promises to pay were kept or broken in the history.",
    "promise_kept_percent": "Of these promises, how many per cent were kept.",
    "oldest_overdue_days": "How many days the oldest open invoice is past due; 0 when none is.",
    "days_known": "Days since the first invoice was issued.",
}
"""Conditions with a whole number, and what the number is."""

AMOUNTS: dict[str, str] = {
    "open": "What is open now, credit notes taken off.",
    "overdue": "What is past due now.",
    "revenue": "What was invoiced in the last twelve months, credit notes taken off.",
}
"""Conditions with amounts by currency, and what the amount is."""

LISTS: dict[str, str] = {
    "importance": "The customer's importance.",
    "country": "The customer's country, as two capital letters.",
    "language": "The customer's language; `de` fits `de-AT` too.",
    "status": "The customer's status.",
    "number": "The customer's number; `*` stands for any letters, as in `K-*`.",
}
"""Conditions with a list, and what is looked up in it; `not_` before the name: none of these."""


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _text(most: int, pattern: str = "", fits: str = "") -> dict[str, Any]:
    rule: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": most}
    return {**rule, "pattern": pattern, "description": fits} if pattern else rule


_WHOLE = {"type": "integer", "minimum": -10_000, "maximum": 1_000_000}
_NUMBER = {**_object([], at_least=_WHOLE, at_most=_WHOLE), "minProperties": 1,
           "description": "a limit, such as {at_least: 10}"}  # fmt: skip
_MONEY: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 50,
    "description": 'amounts by currency, such as {EUR: "10000.00"}',
    "propertyNames": {"pattern": "^[A-Z]{3}$", "description": "the three capital letters of a currency, such as EUR"},
    "additionalProperties": {
        "description": 'an amount in major units, in quotes and with a point, such as "10000.00"',
        "anyOf": [
            {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,4})?$"},
            {"type": "integer", "minimum": 0, "maximum": 10**12},
        ],
    },
}
_AMOUNT = {**_object([], at_least=_MONEY, at_most=_MONEY), "minProperties": 1,
           "description": 'a limit by currency, such as {at_least: {EUR: "10000.00"}}'}  # fmt: skip


def _list(each: dict[str, Any], fits: str) -> dict[str, Any]:
    return {"type": "array", "items": each, "minItems": 1, "maxItems": 200, "uniqueItems": True, "description": fits}


_KINDS: dict[str, dict[str, Any]] = {
    "importance": _list({"enum": list(IMPORTANCES)}, "a list, such as [high, key]"),
    "country": _list(_text(2, "^[A-Z]{2}$", "two capital letters in quotes, such as \"DE\""),
                     "a list, such as [DE, AT]"),
    "language": _list(_text(8, "^[a-z]{2,3}([-_][A-Za-z]{2,4})?$", "a language's code, such as de"),
                      "a list, such as [de, fr]"),
    "status": _list({"enum": list(STATUSES)}, "a list, such as [legal, agency]"),
    "number": _list(_text(60), "a list, such as [\"K-*\"]"),
}  # fmt: skip
CONDITIONS: dict[str, Any] = {
    **_object(
        [],
        **dict.fromkeys(NUMBERS, _NUMBER),
        **dict.fromkeys(AMOUNTS, _AMOUNT),
        **{prefix + name: kind for name, kind in _KINDS.items() for prefix in ("", "not_")},
    ),
    "minProperties": 1,
    "description": "conditions, such as {paid_count: {at_least: 3}}",
}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Segments",
    **_object(
        ["format", "segments"],
        format={"const": FORMAT},
        note=_text(300),
        history_months={"type": "integer", "minimum": 1, "maximum": 36},
        segments={
            "type": "array",
            "maxItems": MOST_SEGMENTS,
            "items": _object(
                ["name"],
                name=_text(60),
                note=_text(300),
                when=CONDITIONS,
                or_when={"type": "array", "items": CONDITIONS, "minItems": 1, "maxItems": 20},
                procedure=_text(60),
            ),
        },
    ),
}
"""Validate a parsed YAML or JSON document with this before `segments.from_document`."""
