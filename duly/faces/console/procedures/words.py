"""Names of messages and languages, and the halves of this place."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from django.urls import reverse
from django.utils.translation import gettext as _

from duly.faces.look.figures import reader_locale


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the parts of this place."""
    named = (
        ("procedures", _("Procedures")), ("segments", _("Segments")), ("procedures_templates", _("Message templates"))
    )  # fmt: skip
    return [{"label": label, "url": reverse(f"console:{name}"), "current": name == current} for name, label in named]


def message_name(key: str) -> str:
    """Return what a message is called."""
    return {
        "before_due": _("Before the due date"), "due_today": _("Due today"), "first_reminder": _("First reminder"),
        "second_reminder": _("Second reminder"), "final_reminder": _("Final reminder"),
        "mixed": _("Several levels in one"), "statement": _("Statement of account"), "thanks": _("Thank you"),
    }.get(key, key)  # fmt: skip


def language_name(code: str) -> str:
    """Return the name of a language in the reader's own."""
    try:
        found = Locale.parse(code).get_display_name(reader_locale())
    except (UnknownLocaleError, ValueError):
        found = None
    return (found or code)[:1].upper() + (found or code)[1:]
