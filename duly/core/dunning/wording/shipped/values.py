"""What a shipped template is, and the keys every language has."""

from __future__ import annotations

from dataclasses import dataclass

TEMPLATE_KEYS: tuple[str, ...] = (
    "before_due",
    "due_today",
    "first_reminder",
    "second_reminder",
    "final_reminder",
    "mixed",
    "statement",
    "thanks",
)
TONES: dict[str, str] = {
    "friendly": "Warm and light: assumes that all is well.",
    "polite": "Plain and polite: asks for payment or a date.",
    "firm": "Clear and serious, still courteous: asks for a date that holds.",
    "final": "The last word before further steps, which it names; offers to talk.",
}
"""The tones from soft to hard. Only `final` may speak of further steps."""


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    """The wording of one message: subject, body, and the tone it has."""

    subject: str
    body: str
    tone: str
