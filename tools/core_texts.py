"""Texts that stand in catalogues of the core and of services, where nothing marks them for translation.

The faces translate them by their English wording; here they are collected for the message catalogues.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLES = (
    ("duly.core.dunning.reasons", "CATALOGUE", ("sentence", "remedy")),
    ("duly.core.insight.reasons", "SENTENCES", ()),
    ("duly.core.insight.metrics.catalogue", "CATALOGUE", ("name", "meaning", "formula", "source")),
    ("duly.core.cash.matching.sentences", "SENTENCES", ()),
    ("duly.core.cases.reasons", "REASON_NAMES", ()),
    ("duly.core.cases.reasons", "RESOLUTION_NAMES", ()),
    ("duly.core.accounts.permissions", "SENTENCES", ()),
    ("duly.core.accounts.events.catalogue", "BY_NAME", ("when",)),
    ("duly.core.billing.intake.reasons", "REASONS", ()),
    ("duly.services.accounts.add_note", "CALL_OUTCOMES", ()),
    ("duly.services.accounts.save_contact", "CONTACT_ROLES", ()),
    ("duly.services.accounts.assign_customer", "IMPORTANCES", ()),
    ("duly.services.accounts.assign_customer", "STATUSES", ()),
)
"""Module, name, and which attributes of an entry are texts (none named: every string in it is)."""
INPUTS = "duly/core/insight/metrics/*.py"


def core_texts() -> list[str]:
    """Return every such text once, in order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    import django

    django.setup()
    found = dict.fromkeys(text for table in TABLES for text in _of_table(*table))
    found |= dict.fromkeys(_inputs())
    return [text for text in found if text]


def _of_table(module: str, name: str, attributes: tuple[str, ...]) -> Iterator[str]:
    for entry in getattr(import_module(module), name).values():
        if attributes:
            yield from (str(getattr(entry, attribute)) for attribute in attributes)
        else:
            yield from _strings(entry)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _strings(one))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in _strings(one))


def _inputs() -> Iterator[str]:
    """Return names and sources of the inputs of the metrics: they are written where a figure is made."""
    for path in sorted(ROOT.glob(INPUTS)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Input":
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value
