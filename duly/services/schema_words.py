"""What does not fit a document's shape, in words a person can act on; the schema's `description` says what fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, cast

from jsonschema import ValidationError

Said = tuple[str, str]
"""A message and its remedy."""

TYPES = {
    "object": ("a group of settings", "Write its settings below it, one `name: value` on each line, indented."),
    "array": ("a list", "Write `- one` on each line below it, or `[one, two]`."),
    "string": ("text", "Write text; put quotes around it when it looks like a number or a time."),
    "integer": ("a whole number", "Write a whole number without quotes."),
    "boolean": ("true or false", "Write `true` or `false`."),
}


def in_words(error: ValidationError) -> Said:
    """Return a finding about the shape as message and remedy."""
    say = _SAYING.get(str(error.validator))
    message, remedy = say(error) if say else _generally(error)
    return message[:500], remedy[:500]


def _fits(error: ValidationError, otherwise: str) -> str:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    words = str(schema.get("description", ""))
    return f"Write {words}." if words else otherwise


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a group of settings"
    if isinstance(value, list):
        return "a list"
    return f"“{str(value)[:60]}”"


def _name(error: ValidationError) -> str:
    names = [str(part) for part in error.path if not isinstance(part, int)]
    return f"“{names[-1]}”" if names else "the document"


def _missing(error: ValidationError) -> Said:
    key = error.message.split("'")[1] if "'" in error.message else ""
    schema = error.schema.get("properties", {}).get(key, {}) if isinstance(error.schema, Mapping) else {}
    words = schema.get("description") or TYPES.get(schema.get("type", ""), ("",))[0]
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    hint = f"one of: {', '.join(map(str, choices))}" if choices else words or "its value"
    return f"“{key}” is missing.", f"Add a line `{key}:` with {hint}."


def _unknown(error: ValidationError) -> Said:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    fits = [str(key) for key in schema.get("properties", {})]
    instance = cast("Any", error.instance)
    given = [str(key) for key in instance if str(key) not in fits] if isinstance(instance, Mapping) else []
    near = get_close_matches(given[0], fits, 1) if given else []
    named = ", ".join(f"“{key}”" for key in given)
    known = f"What fits here: {', '.join(fits)}."
    return f"{named} is not known here.", f"Did you mean “{near[0]}”? {known}" if near else known


def _type(error: ValidationError) -> Said:
    words, remedy = TYPES.get(str(error.validator_value), ("something else", "See what the shipped one has here."))
    return f"{_name(error)} is {_shown(error.instance)}; {words} belongs here.", _fits(error, remedy)


def _choice(error: ValidationError) -> Said:
    fits = [str(one) for one in cast("list[Any]", error.validator_value)]
    near = get_close_matches(str(error.instance), fits, 1)
    remedy = f"Choose one of: {', '.join(fits)}."
    return f"{_shown(error.instance)} does not fit here.", f"Did you mean “{near[0]}”? {remedy}" if near else remedy


def _constant(error: ValidationError) -> Said:
    return f"{_shown(error.instance)} does not fit here.", f"Write {error.validator_value}."


def _number(error: ValidationError) -> Said:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    low, high = schema.get("minimum"), schema.get("maximum")
    side = "too small" if error.validator == "minimum" else "too large"
    return f"{error.instance} is {side} for {_name(error)}.", f"Write a whole number from {low} to {high}."


def _long(error: ValidationError) -> Said:
    if error.validator == "minLength":
        return f"{_name(error)} is empty.", _fits(error, "Write something there, or leave the line out.")
    return (
        f"{_name(error)} is too long: {len(str(error.instance))} characters.",
        f"Keep it to {error.validator_value} characters.",
    )


def _pattern(error: ValidationError) -> Said:
    return f"{_shown(error.instance)} cannot be read here.", _fits(error, "See how the shipped one writes it.")


def _count(error: ValidationError) -> Said:
    is_low = str(error.validator).startswith("min")
    what = "entry" if error.validator_value == 1 else "entries"
    return (
        f"{_name(error)} has too {'few' if is_low else 'many'} entries.",
        f"Write at {'least' if is_low else 'most'} {error.validator_value} {what}.",
    )


def _twice(error: ValidationError) -> Said:
    entries: Any = error.instance
    doubled = next((one for index, one in enumerate(entries) if one in entries[:index]), None)
    return f"{_shown(doubled)} stands twice in {_name(error)}.", "Write each entry once."


def _either(error: ValidationError) -> Said:
    return f"{_shown(error.instance)} cannot be read as {_name(error)}.", _fits(error, "See the shipped document.")


def _generally(error: ValidationError) -> Said:
    return f"{_shown(error.instance)} does not fit {_name(error)}.", _fits(error, "See the shipped document.")


_SAYING: dict[str, Callable[[ValidationError], Said]] = {
    "required": _missing, "additionalProperties": _unknown, "type": _type, "enum": _choice, "const": _constant,
    "minimum": _number, "maximum": _number, "minLength": _long, "maxLength": _long, "pattern": _pattern,
    "minItems": _count, "maxItems": _count, "minProperties": _count, "maxProperties": _count, "uniqueItems": _twice,
    "anyOf": _either,
}  # fmt: skip
