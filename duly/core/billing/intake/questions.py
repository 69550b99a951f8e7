"""What a file leaves unsaid: questions with their possible answers, and missing fields with remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """One way out: `override` is the text to give to `apply_overrides` (or --map), `meaning` says it in words."""

    override: str
    meaning: str

    def to_json(self) -> dict[str, str]:
        """Return plain values for json.dumps."""
        return {"map": self.override, "meaning": self.meaning}


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide.

    `code` names the sort of question; `blocking` ones must be answered before a row is read,
    the others merely send the rows in doubt to quarantine.
    """

    code: str
    column: str
    field: str
    sentence: str
    answers: tuple[Answer, ...]
    example: str
    blocking: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps."""
        return {
            "code": self.code, "column": self.column, "field": self.field, "question": self.sentence,
            "answers": [answer.to_json() for answer in self.answers], "example": self.example,
            "blocking": self.blocking,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A required field that no column holds: why it is needed and how it can be supplied."""

    field: str
    why: str
    remedies: tuple[Answer, ...]

    @property
    def sentence(self) -> str:
        """The answer in English, naming the field, the reason and the ways out."""
        ways = "; ".join(f"{remedy.override} ({remedy.meaning})" for remedy in self.remedies)
        return f"No column holds {self.field}: {self.why}. To go on, say one of: {ways}."

    def to_json(self) -> dict[str, Any]:
        """Return plain values for json.dumps."""
        return {"field": self.field, "why": self.why, "remedies": [remedy.to_json() for remedy in self.remedies]}
