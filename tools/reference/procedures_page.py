"""docs/reference/procedures.md: every key of a procedure's document, and every reason for doing or not doing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from duly.core.dunning.default import DEFAULT_TEXT
from duly.core.dunning.reasons import CATALOGUE
from duly.core.dunning.schema import SCHEMA
from duly.core.dunning.wording.shipped.values import TEMPLATE_KEYS, TONES
from tools.reference.page import code, page, table
from tools.reference.procedure_words import DEFAULTS, INTRODUCTION, KEYS, READING


def procedures_page() -> str:
    """Return the page."""
    guards = [[code(name), one.sentence, one.remedy] for name, one in CATALOGUE.items() if one.is_guard]
    notes = [[code(name), one.sentence, one.remedy] for name, one in CATALOGUE.items() if not one.is_guard]
    heads = ["name", "sentence", "what to do"]
    return page(
        "Dunning procedures",
        INTRODUCTION,
        "## Keys",
        table(["key", "value", "default", "meaning"], _rows()),
        READING,
        "## Tones",
        table(["tone", "what it sounds like"], [[code(tone), words] for tone, words in TONES.items()]),
        "## Messages that can be named",
        ", ".join(code(key) for key in TEMPLATE_KEYS) + ". See [message templates](message-templates.md).",
        "## Guards",
        "A guard forbids contact about an invoice, or about the whole customer. The first that holds is shown.",
        table(heads, guards),
        "## Other reasons",
        "They say why something is done, or done in this way.",
        table(heads, notes),
        "## The procedure that is shipped",
        f"```yaml\n{DEFAULT_TEXT.strip()}\n```",
    )  # fmt: skip


def keys(schema: Mapping[str, Any] = SCHEMA, path: str = "") -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Run through the document's keys: path, rule, whether it must be given."""
    for name, rule in schema["properties"].items():
        here = f"{path}{name}"
        yield here, rule, name in schema["required"]
        if "properties" in rule:
            yield from keys(rule, f"{here}.")
        elif "properties" in rule.get("items", {}):
            yield from keys(rule["items"], f"{here}[].")


def _rows() -> Iterator[list[str]]:
    for path, rule, is_required in keys():
        default = "needed" if is_required else code(DEFAULTS.get(path, ""))
        yield [code(path), _value(rule), default, KEYS[path]]


def _value(rule: Mapping[str, Any]) -> str:
    if "const" in rule:
        return code(rule["const"])
    if "enum" in rule:
        return ", ".join(code(value) for value in rule["enum"])
    kind = rule.get("type")
    if kind == "integer":
        return f"{rule['minimum']} to {rule['maximum']}"
    if kind == "boolean":
        return "`true`, `false`"
    if kind == "array":
        return f"list of {_inner(rule['items'])}"
    if kind == "object":
        return "amounts by currency" if "propertyNames" in rule else "group"
    return f"text up to {rule['maxLength']}" if rule["maxLength"] > 5 else "`HH:MM`"


def _inner(rule: Mapping[str, Any]) -> str:
    if "enum" in rule:
        return ", ".join(code(value) for value in rule["enum"])
    return "levels" if "properties" in rule else "texts"
