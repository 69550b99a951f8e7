"""The shape of a dunning procedure's document, as JSON Schema (draft 2020-12).

Shape only; what the parts mean together is checked by `checks.check`. Amounts are text in major units ("25.00"),
so that no binary fraction comes between the person and the limit.
"""

from __future__ import annotations

from typing import Any

from duly.core.dunning.wording.shipped.values import TONES

FORMAT = 1
KEY_PATTERN = "^[a-z][a-z0-9_]{0,39}$"
CHANNELS = ("email", "call_task", "none")
ANCHORS = ("due_date", "previous_level")
APPROVALS = ("automatic", "manual")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _text(most: int, pattern: str = "", fits: str = "") -> dict[str, Any]:
    rule: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": most}
    return {**rule, "pattern": pattern, "description": fits} if pattern else rule


def _key(most: int) -> dict[str, Any]:
    return _text(most, KEY_PATTERN, "small letters, digits and _, a letter first, such as reminder_1")


def _texts(most: int = 60, count: int = 50) -> dict[str, Any]:
    return {"type": "array", "items": _text(most), "maxItems": count, "uniqueItems": True}


_AMOUNTS: dict[str, Any] = {
    "type": "object",
    "description": 'amounts by currency, such as {EUR: "25.00", USD: "30.00"}',
    "propertyNames": {"pattern": "^[A-Z]{3}$", "description": "the three capital letters of a currency, such as EUR"},
    "additionalProperties": {
        "description": 'an amount in major units, in quotes and with a point, such as "25.00"',
        "anyOf": [
            {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,4})?$"},
            {"type": "integer", "minimum": 0, "maximum": 10**12},
        ],
    },
    "maxProperties": 200,
}
_TIME = _text(5, "^([01][0-9]|2[0-3]):[0-5][0-9]$", 'a time in quotes, such as "08:30"')
_LANGUAGE = _text(8, "^[a-z]{2,3}([-_][A-Za-z]{2,4})?$", "a language's code, such as en or de")

_CONDITIONS = _object(
    [],
    min_open=_AMOUNTS,
    min_total=_AMOUNTS,
    segments=_texts(),
    not_segments=_texts(),
    importance=_texts(20),
    not_importance=_texts(20),
)
_LEVEL = _object(
    ["key", "name", "days", "channel", "tone"],
    key=_key(40),
    name=_text(80),
    days=_whole(-365, 3650),
    anchor={"enum": list(ANCHORS)},
    min_days_after_previous=_whole(0, 365),
    channel={"enum": list(CHANNELS)},
    template=_key(60),
    tone={"enum": list(TONES)},
    approval={"enum": list(APPROVALS)},
    roles=_texts(20, 10),
    conditions=_CONDITIONS,
)
_WINDOW = _object(
    ["opens", "closes"],
    opens=_TIME,
    closes=_TIME,
    weekdays={"type": "array", "items": {"enum": list(WEEKDAYS)}, "minItems": 1, "uniqueItems": True},
    skip_holidays={"type": "boolean"},
)
_CONTACT = _object(
    [],
    roles=_texts(20, 10),
    spacing_days=_whole(1, 90),
    cap=_object(["messages", "days"], messages=_whole(1, 100), days=_whole(1, 365)),
    fallback_language=_LANGUAGE,
    mixed_template=_key(60),
)
_SILENCE = _object(
    [],
    promise_grace_days=_whole(0, 30),
    promise_longest_days=_whole(1, 365),
    claim_days=_whole(0, 60),
    bank_data_max_age_hours=_whole(0, 2400),
    new_invoice_days=_whole(0, 60),
    receipt_tolerance_percent=_whole(0, 50),
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Dunning procedure",
    **_object(
        ["format", "name", "levels"],
        format={"const": FORMAT},
        name=_text(60),
        note=_text(300),
        levels={"type": "array", "items": _LEVEL, "minItems": 1, "maxItems": 20},
        minimums=_object([], item=_AMOUNTS, customer=_AMOUNTS),
        window=_WINDOW,
        contact=_CONTACT,
        silence=_SILENCE,
    ),
}
"""Validate a parsed YAML or JSON document with this before `procedure.from_document`."""
